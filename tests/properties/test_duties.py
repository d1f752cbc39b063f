"""What the law asks, and what states that sign a treaty enforce: obeyed where that costs least, and paid for."""

import math

import pytest

from sim import run
from sim.rules.duties import looked_at
from sim.scenario.schema.enums import Tier
from sim.world import Flow
from tests.institutions import CALM
from tests.worlds import LOGIT, actor, changed, day, numbers, series, small

CARE = {"safety": {"form": "constant", "level": 0.1, "floor": 0.0, "cost": 0.0, "haste": 0.0}}
CAST = {
    "a": {"bloc": "west", "users": 0.3, "effort": 2.0},
    "b": {"bloc": "east", "users": 0.3, "effort": 2.0},
    "state": {"kind": "nation", "bloc": "west", "effort": 2.0},
    "rival": {"kind": "nation", "bloc": "east", "effort": 2.0},
}
DUTY = {"kind": "duty", "start": day(0), "audit": 1.0, "penalty": 50.0}
PAUSE = {"kind": "treaty", "start": day(0), "effort": 0.5, "inspection": 1.0, "penalty": 50.0, "parties": ["state"]}


def law(*rows, cast=CAST, quarters=6, **more):
    on = {"market": {}, "research": {"luck": 0.0}, "pledges": {}, "compliance": {"on": False}} | CARE | more
    return run(small(cast, quarters=quarters, policies=list(rows), **on))


def of(found, name, field):
    """A number of what is asked of an actor, at the end."""
    return found.world.duties[field][list(found.scenario.actors).index(name)].item()


def test_a_duty_is_obeyed_where_the_fine_bites_and_broken_where_it_does_not():
    kept, broken = law(DUTY | {"floor": 0.5}), law(DUTY | {"floor": 0.5, "audit": 0.0})
    assert [actor(kept, name, "safety") for name in "ab"] == [0.5, 0.5] and not series(kept, "breaches").any()
    assert [actor(broken, name, "safety") for name in "ab"] == [0.1, 0.1] and series(broken, "breaches")[-1] == 2.0
    assert actor(kept, "a", "researched") < actor(broken, "a", "researched")  # care slows who obeys


def test_a_duty_of_openness_opens_hoarders_of_its_bloc_alone():
    found = law(DUTY | {"tier": "open", "bloc": "west"})
    assert [actor(found, name, "tier") for name in CAST] == [Tier.OPEN, Tier.CLOSED, Tier.CLOSED, Tier.CLOSED]


def test_a_breach_that_is_found_is_fined_and_costs_trust_and_obeying_earns_none():
    dear = {"market": LOGIT | {"size": 1000.0}, "trust": CALM | {"loss": 0.05}}
    found = law(DUTY | {"floor": 0.5, "penalty": 0.01}, **dear)
    assert actor(found, "a", "fees") < 0.0 and actor(found, "a", "conduct_bad") >= 1.0
    assert of(found, "a", "word") == 0.0 and actor(found, "a", "scar") == 0.0  # nobody has lied
    assert of(law(DUTY | {"floor": 0.5}, trust=CALM), "a", "word") == 0.0


def test_states_pay_for_audits_in_proportion_and_only_where_there_is_somebody_to_audit():
    twice = law(DUTY | {"floor": 0.5, "audit": 0.5, "policing": 0.1, "bloc": "west"})
    assert of(twice, "state", "overhead") == pytest.approx(0.05)
    assert of(twice, "rival", "overhead") == 0.0
    nobody = {name: spec for name, spec in CAST.items() if name != "b"}
    alone = law(DUTY | {"floor": 0.5, "policing": 0.1}, cast=nobody)
    assert of(alone, "state", "overhead") == pytest.approx(0.1) and of(alone, "rival", "overhead") == 0.0
    free = law(DUTY | {"floor": 0.5, "policing": 0.0})
    assert actor(twice, "state", "researched") < actor(free, "state", "researched")


def test_a_duty_that_names_several_is_paid_for_once():
    cast = {"c": CAST["a"]} | CAST
    found = law(DUTY | {"floor": 0.5, "policing": 0.1, "actors": ["a", "c"]}, cast=cast)
    assert of(found, "state", "overhead") == pytest.approx(0.1)
    assert actor(found, "b", "safety") == 0.1


def test_where_a_bloc_has_no_state_nobody_audits_and_nobody_obeys():
    stateless = {name: spec for name, spec in CAST.items() if name != "state"}
    found = law(DUTY | {"floor": 0.5}, cast=stateless)
    assert [actor(found, name, "safety") for name in "ab"] == [0.1, 0.5]
    assert of(found, "a", "promised") == 0 and of(found, "a", "overhead") == 0.0


def test_rows_of_duties_bind_alike_in_whatever_order():
    rows = [
        DUTY | {"floor": 0.5},
        DUTY | {"floor": 0.3, "audit": 0.3},
        PAUSE | {"enforce": 1.0},
        DUTY | {"tier": "open"},
    ]
    one, other = law(*rows), law(*reversed(rows))
    for name in ("safety", "effort", "openness", "frontier"):
        assert series(one, name).tolist() == series(other, name).tolist()


def test_a_treaty_binds_firms_at_home_as_far_as_their_state_enforces_it():
    bound, unbound = law(PAUSE | {"enforce": 1.0}), law(PAUSE)
    assert [actor(bound, name, "effort") for name in "ab"] == [0.5, 2.0]
    assert [actor(unbound, name, "effort") for name in "ab"] == [2.0, 2.0]
    assert actor(bound, "a", "researched") < actor(unbound, "a", "researched")
    weak = PAUSE | {"penalty": 0.5}
    firm, lax = (law(weak | {"enforce": share}, market=LOGIT | {"size": 100.0}) for share in (1.0, 0.01))
    assert of(firm, "a", "fine") == pytest.approx(100.0 * of(lax, "a", "fine"), rel=0.2) or not of(firm, "a", "fine")


def test_enforcement_costs_the_state_that_has_firms_at_home_and_no_other():
    found = law(PAUSE | {"enforce": 0.5, "policing": 0.1, "parties": ["state", "rival"]})
    inspected = 0.01
    assert of(found, "state", "overhead") == pytest.approx(0.05 + inspected)
    nobody = {name: spec for name, spec in CAST.items() if name != "b"}
    alone = law(PAUSE | {"enforce": 0.5, "policing": 0.1, "parties": ["state", "rival"]}, cast=nobody)
    assert of(alone, "rival", "overhead") == pytest.approx(inspected)


def test_an_enforcement_of_nothing_is_the_treaty_of_before_bit_for_bit(base):
    row = PAUSE | {"start": day(4), "parties": ["west-state"]}
    neutral, costly = (run(changed(base, policies=[row | {"policing": cost}]), 3, 20) for cost in (0.0, 0.5))
    assert (neutral.world.series == costly.world.series).all()


def test_a_bounty_brings_auditors_where_it_pays_them():
    p = numbers("pledges", bounty=0.2, checking=0.01)
    assert looked_at(0.3, 0.04, p) == 0.3  # a fifth of the fine is less than one look costs
    assert looked_at(0.3, 0.05, p) == pytest.approx(0.3)
    assert looked_at(0.0, 0.5, p) == pytest.approx(0.9)
    assert looked_at(0.5, 0.5, p) == pytest.approx(0.95)
    assert looked_at(0.3, 50.0, numbers("pledges")) == 0.3


def test_a_bounty_deters_costs_the_time_of_all_who_are_bound_and_is_taken_from_the_fine():
    lax = DUTY | {"floor": 0.5, "audit": 0.0, "cost": 0.0}
    without, deterred = law(lax), law(lax, pledges={"bounty": 0.2})
    assert actor(without, "a", "safety") == 0.1 and actor(deterred, "a", "safety") == 0.5
    assert of(without, "a", "overhead") == 0.0 and of(deterred, "a", "overhead") == pytest.approx(
        0.01 * math.log(0.2 * deterred.scenario.policies[0].penalty / 0.01)
    )
    rich = {"market": LOGIT | {"size": 1000.0}}
    found = law(lax | {"penalty": 0.2}, pledges={"bounty": 0.5, "checking": 0.001}, quarters=8, **rich)
    fine, reward = of(found, "a", "fine"), of(found, "a", "reward")
    assert fine > 0.0 and reward == pytest.approx(0.5 * fine)
    assert found.world.books[Flow.FINES].sum() == pytest.approx(0.0, abs=1e-12)
