"""States that set the law of their bloc by their own payoff: what they gain by it, and what it costs them."""

import pytest

from sim import run
from sim.scenario import load
from tests.worlds import actor, changed, day, same, series, small

CAST = {
    "a": {"bloc": "west", "know_how": 1.0},
    "state": {"kind": "nation", "bloc": "west"},
    "b": {"bloc": "east", "know_how": 1.0},
    "rival": {"kind": "nation", "bloc": "east"},
}
INCIDENT = {"kind": "incident", "start": day(1), "actor": "a"}
CALM_LAW = {"rate": 0.0, "tightening": 0.0, "relaxation": 0.0}


def ruled(regulators, rows=(INCIDENT,), cast=CAST, quarters=4, **more):
    on = {"research": {"luck": 0.0}, "incidents": CALM_LAW, "regulators": regulators, "payoff": {"security": 1.0}}
    on |= {"safety": {"form": "constant", "level": 0.1, "floor": 0.0, "haste": 0.0}}
    return run(small(cast, quarters=quarters, policies=list(rows), **(on | more)))


def leeway(found):
    return found.world.blocs["leeway"].tolist()


HARMED = {"harm": 1e4, "step": 0.05}


def test_incidents_at_home_move_the_law_up_there_and_slow_research():
    found, without = ruled(HARMED), ruled(HARMED, rows=[])
    west, east = leeway(found)
    assert west == pytest.approx(0.2) and east == 0.0  # two steps above the care of .1 that all take anyway
    assert actor(ruled(HARMED, quarters=8), "a", "safety") > actor(without, "a", "safety")
    assert actor(ruled(HARMED, quarters=8), "a", "researched") < actor(without, "a", "researched")


def test_who_fears_for_its_lead_undercuts_rivals():
    strict = {"tightening": 0.5, "rate": 0.0, "relaxation": 0.0}  # the law at large asks .5 after an incident
    found = ruled({"harm": 0.0, "step": 0.05}, quarters=6, incidents=strict)
    assert max(leeway(found)) < 0.0
    assert series(found, "regulation")[-1] < 0.5
    assert actor(found, "a", "safety") < 0.5


def test_a_law_of_its_own_costs_the_state_that_makes_it():
    found = ruled(HARMED | {"cost": 0.2})
    checks = found.world.duties["checks"]
    west, east = leeway(found)
    assert checks.tolist() == pytest.approx([0.0, 0.2 * west, 0.0, 0.2 * east]) and west > 0.0


def test_a_bloc_without_a_state_has_the_law_at_large():
    stateless = {name: spec for name, spec in CAST.items() if name != "state"}
    assert leeway(ruled(HARMED, cast=stateless))[0] == 0.0


def test_the_order_of_actors_does_not_matter():
    back = dict(reversed(CAST.items()))
    one, other = ruled(HARMED, quarters=8), ruled(HARMED, quarters=8, cast=back, world={"milestone": 6.0})
    assert leeway(one) == leeway(other)[::-1]


@pytest.mark.parametrize("name", ["base", "arms-race"])
def test_a_step_of_nothing_is_the_law_at_large_bit_for_bit(name):
    scenario = load(name)
    off, neutral = (
        run(changed(scenario, regulators=table), 3, 40) for table in ({"on": False}, {"on": True, "step": 0.0})
    )
    assert same(off, neutral) and off.outcomes == neutral.outcomes
