"""A leader shows what it has for a laggard's care or a pause: as long as both gain, and never again after a breach."""

import pytest

from sim import run
from sim.rules.restraint import overtakes, risk_averted
from sim.world import NOBODY
from tests.worlds import actor, changed, day, same, series, small

DEAL = {"kind": "restraint", "start": day(0), "inspection": 1.0, "penalty": 50.0}
CAST = {"leader": {"know_how": 0.4, "users": 0.3}, "laggard": {"users": 0.3, "effort": 1.0}}


def deal(row=DEAL, cast=CAST, quarters=3, concern=10.0, seed=0, **more):
    on = {
        "sharing": {"variety": 0.0},
        "research": {"luck": 0.0, "productivity": 0.05},
        "market": {},
        "compliance": {"on": False},
    }
    on |= {
        "safety": {"form": "constant", "level": 0.4, "floor": 0.0, "cost": 0.0, "haste": 0.0},
        "pledges": {"concern": concern},
    }
    return run(small(cast, quarters=quarters, policies=[row] if row else [], **(on | more)), seed)


def asked(found, name):
    return found.world.duties[list(found.scenario.actors).index(name)]


def test_a_laggard_takes_care_and_learns_and_the_leaders_lead_shrinks():
    with_deal, without = deal(), deal(None)
    assert asked(with_deal, "laggard")["leader"] == 0 and asked(with_deal, "laggard")["shown"] == 0.3
    assert actor(with_deal, "laggard", "safety") == 0.8 and actor(without, "laggard", "safety") == 0.4
    assert actor(with_deal, "laggard", "learned") > actor(without, "laggard", "learned") == 0.0
    assert actor(with_deal, "laggard", "researched") < actor(without, "laggard", "researched")
    lead = [actor(one, "leader", "capability") - actor(one, "laggard", "capability") for one in (with_deal, without)]
    assert lead[0] < lead[1]


def test_who_does_not_care_offers_nothing_and_nothing_differs():
    assert same(deal(concern=0.0), deal(None, concern=0.0))


def test_inspections_cost_both_sides():
    found = deal(pledges={"concern": 10.0, "checking": 0.02})
    assert [asked(found, name)["checks"] for name in CAST] == pytest.approx([0.02, 0.02])
    assert series(found, "overhead")[-1] == pytest.approx(0.02)


def test_a_breach_that_is_found_ends_it_for_good():
    row = DEAL | {"penalty": 0.0, "inspection": 0.1}  # what is shown is worth signing for, and not worth keeping to
    runs = [deal(row, quarters=8, seed=seed, research={"luck": 0.0, "productivity": 0.15}) for seed in range(40)]
    caught = [found for found in runs if asked(found, "laggard")["barred"]]
    assert 0 < len(caught) < 20
    for found in caught:
        assert series(found, "breaches").sum() == 1.0 and asked(found, "laggard")["leader"] == NOBODY
        assert series(found, "learning_gain").sum() == 0.0


def test_a_pause_lowers_effort_and_counts_as_risk_averted():
    found = deal(DEAL | {"floor": 0.0, "effort": 0.9}, quarters=2)
    assert actor(found, "laggard", "effort") == 0.9 and asked(found, "laggard")["leader"] == 0
    assert risk_averted(0.4, 0.8, 0.0) == pytest.approx(0.4)
    assert risk_averted(0.4, 0.4, 0.5) == pytest.approx(0.3)
    assert risk_averted(0.4, 0.4, 0.0) == 0.0


def test_a_laggard_far_behind_is_not_feared():
    assert overtakes(0.0) == 0.5 and overtakes(1.0) == pytest.approx(1.0 / 11.0)
    far = CAST | {"leader": CAST["leader"] | {"know_how": 9.0}}
    assert asked(deal(cast=far), "laggard")["leader"] == NOBODY


def test_a_named_leader_alone_shows_what_it_has_and_an_open_one_has_nothing_to_offer():
    cast = {"first": {"know_how": 0.6}} | CAST
    best, named = deal(cast=cast), deal(DEAL | {"leader": "leader"}, cast=cast)
    assert asked(best, "laggard")["leader"] == 0 and asked(named, "laggard")["leader"] == 1
    wide = CAST | {"leader": CAST["leader"] | {"tier": "open", "hoards_as": "open"}}
    assert asked(deal(cast=wide), "laggard")["leader"] == NOBODY


def test_of_two_offers_a_laggard_takes_the_better_in_whatever_order():
    poor, good = DEAL | {"disclosure": 0.2}, DEAL | {"disclosure": 0.35}
    shown = []
    for rows in ([poor, good], [good, poor]):
        scenario = deal(None).scenario.model_copy(update={"policies": rows})
        found = run(scenario)
        shown.append(asked(found, "laggard")["shown"].item())
    assert shown == [0.35, 0.35]


def test_concern_without_a_row_changes_nothing(base):
    assert same(run(base, 3, 20), run(changed(base, pledges={"concern": 10.0}), 3, 20))
