"""Off and neutral agree bit for bit, for every mechanism that has a switch, and the switch matters."""

from functools import cache

import pytest

from sim import run
from sim.rules.eight import advance_eight, prepare_eight
from sim.rules.eve import prepare
from sim.rules.quarter import advance
from sim.rules.turnover import dismiss
from sim.scenario import load
from sim.scenario.schema.scenario import MECHANISMS
from tests.reach import reached, rules
from tests.worlds import SWITCHED, changed, day, same

QUARTERS = 40
SEEDS = (1, 3)
LICENCES = [
    {"kind": "open_licence", "actor": "alpha", "start": day(4), "fee": 0.3, "threshold": 0.02, "host": "beta"},
    {"kind": "open_licence", "actor": "gamma", "start": day(8), "fee": 0.3, "threshold": 0.02},
]
LEVERS = [
    {"kind": "treaty", "start": day(2), "tier": "open", "effort": 1.0},
    {"kind": "public_compute", "start": day(4), "payer": "west-state", "actors": ["west-lab"]},
    {"kind": "training", "start": day(4), "actors": ["delta"]},
    {"kind": "partnership", "start": day(4), "actors": ["alpha", "epsilon"], "host": "epsilon"},
    {"kind": "developer_tools", "start": day(4), "actors": ["alpha"]},
    {"kind": "use_limits", "start": day(4)},
    {"kind": "ip_regime", "start": day(4), "protection": 0.4, "noncompete": 0.5},
    {"kind": "education", "start": day(4)},
    {"kind": "duty", "start": day(5), "floor": 0.6, "tier": "access", "audit": 0.5},
    {"kind": "treaty", "start": day(5), "effort": 0.8, "parties": ["west-state"], "enforce": 0.5},
    {"kind": "restraint", "start": day(6)},
]
EXPECTED = {"conformity": 1.0, "memory": 0.5, "depth": 2, "tremble": 0.02, "opening": 0.0, "heed": 1.0}
CONTROL = [{"kind": "export_control", "start": day(6), "from_bloc": "west", "to_bloc": "east"}]


@cache
def rich():
    """Worlds that between them use every form of every mechanism."""
    base = load("base")
    courts = {"market": {"form": "cournot"}, "safety": {"form": "own"}}
    bricks = {"sharing": {"variety": 0.6, "pooling": 0.5}, "absorption": {"crowding": 2.0}}
    imitators = {name: {"strategy": "imitate"} for name in ("zeta", "lambda", "iota", "nu")}
    reciprocators = {name: {"strategy": "tit-for-tat"} for name in ("alpha", "zeta", "lambda", "iota", "nu")}
    return {
        "base": base,
        "race-2019": load("race-2019"),
        "licences": changed(base, codevelopment={"on": True}, safety={"form": "gap"}, policies=LICENCES),
        "imitators": changed(base, actors=imitators, imitation={"rate": 0.5}),
        **{name: load(name) for name in ("harmonized", "open-licence", "global-commons", "open-alliance")},
        "levers": changed(base, policies=LEVERS, pledges={"bounty": 0.2, "concern": 5.0}),
        "expecting": changed(base, actors=reciprocators, expectations=EXPECTED),
        "prices": changed(base, market={"form": "prices"}, safety={"form": "contest"}, policies=LICENCES),
        "scarce": changed(base, supply={"slope": 3.0, "capacity": 0.3}, policies=CONTROL),
        "courts": changed(base, codevelopment={"on": True}, policies=LICENCES + CONTROL, **courts, **bricks),
    }


def worlds(mechanism):
    """The rich worlds; for friction without export controls, and what answers them, as its neutral setting says."""
    for name, scenario in rich().items():
        yield name, without(scenario, ("export_control", "retaliation")) if mechanism == "friction" else scenario


def without(scenario, kinds):
    return scenario.model_copy(update={"policies": [row for row in scenario.policies if row.kind not in kinds]})


def neutral_of(mechanism, scenario):
    """A scenario at the neutral setting of a mechanism: its numbers, and without the kinds of row that it names."""
    switch = MECHANISMS[mechanism].model_fields["on"].json_schema_extra
    return without(changed(scenario, **{mechanism: switch["neutral"] | {"on": True}}), switch["without"])


@pytest.mark.parametrize("mechanism", SWITCHED)
def test_off_and_neutral_agree_bit_for_bit(mechanism):
    for name, scenario in worlds(mechanism):
        off = changed(scenario, **{mechanism: {"on": False}})
        neutral = neutral_of(mechanism, scenario)
        for seed in SEEDS:
            one, other = run(off, seed, QUARTERS), run(neutral, seed, QUARTERS)
            apart = [series for series in one.series if (one.series[series] != other.series[series]).any()]
            assert not apart, (name, seed)
            assert same(one, other), (name, seed)
            assert one.outcomes == other.outcomes, (name, seed)


@pytest.mark.parametrize("mechanism", SWITCHED)
def test_the_switch_matters(mechanism):
    assert any(
        not same(*(run(changed(scenario, **{mechanism: {"on": on}}), seed, QUARTERS) for on in (True, False)))
        for seed in SEEDS
        for _, scenario in worlds(mechanism)
    )


def test_every_rule_is_called_in_a_quarter():
    forgotten = set(rules()) - reached(advance, prepare, dismiss, advance_eight, prepare_eight)
    assert not forgotten, "rules that no phase calls"
