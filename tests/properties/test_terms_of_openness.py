"""Licences, tools, governance and education: each with its benefit and its cost."""

import numpy as np
import pytest

from sim import run
from sim.rules.release import building_ground
from sim.world import TIER_FIELDS
from tests.institutions import paired, rise, with_rows
from tests.worlds import actor, changed, day, duty, small


def test_forbidden_uses_lower_what_a_licence_gives_and_what_it_risks(base):
    free = {"kind": "open_licence", "actor": "alpha"}
    bound = free | {"restricted": 1.0}
    risky = changed(base, misuse={"rate": 0.1})
    pairs = [(run(with_rows(risky, free), seed, 40), run(with_rows(risky, bound), seed, 40)) for seed in range(6)]
    lost = [(kept.series["commons_capability"] - given.series["commons_capability"]).mean() for given, kept in pairs]
    assert np.mean(lost) < -2.0 * np.std(lost) / len(lost) ** 0.5  # over all quarters: others overtake the licensor
    assert rise(pairs, "misuse") < 0.0


def test_tools_draw_developers_to_paid_access_who_give_back_to_its_provider_and_cost_money():
    def provided(**tools):
        row_ = {"kind": "developer_tools", "actors": ["a"], "start": day(0), "reach": 0.8} | tools
        found = run(
            small(
                {"a": {"tier": "access", "hoards_as": "access"}, "b": {}},
                quarters=20,
                policies=[row_],
                community={"settlers": 0.1},
            )
        )
        return found

    with_tools, without = provided(cost=0.02), provided(reach=0.0, cost=0.0)
    assert with_tools.outcomes["community"] > 0.0 == without.outcomes["community"]
    assert actor(with_tools, "a", "capability") > actor(with_tools, "b", "capability") == 0.0
    assert with_tools.outcomes["commons_capability"] == without.outcomes["commons_capability"]
    assert with_tools.world.duties["overhead"].tolist() == [0.02, 0.0]


def test_one_builds_on_a_release_as_its_tier_terms_and_tools_allow():
    tier = np.zeros(1, TIER_FIELDS)
    tier["building"] = 0.8
    assert building_ground(tier[0], duty()) == 0.8
    assert building_ground(tier[0], duty(restricted=0.5)) == pytest.approx(0.4)
    assert building_ground(tier[0], duty(restricted=1.0, tools=0.3)) == 0.3


def test_release_governance_prevents_misuse_and_delays_releases(base):
    risky = changed(base, misuse={"rate": 0.1})
    pairs = paired(risky, {"kind": "release_governance", "governance": 1.0})
    assert rise(pairs, "misuse") < 0.0 and rise(pairs, "releases") < 0.0


def test_education_prevents_misuse_and_costs_states_research(base):
    risky = changed(base, misuse={"rate": 0.1}, literacy={"cost": 0.3})
    pairs = paired(risky, {"kind": "education", "level": 1.0})
    assert rise(pairs, "misuse") < 0.0
    outlays = [[actor(f, "west-state", "outlay") for f in pair] for pair in pairs]
    assert all(after < before for before, after in outlays)
