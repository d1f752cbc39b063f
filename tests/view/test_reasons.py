"""Reasons are what the decision saw, to the last bit."""

import pytest

from sim.model import RaceModel
from sim.noise import Purpose, noise_of, uniform
from sim.scenario import Strategy, Tier, load
from sim.view.reasons import reasons

WEIGHS = (Strategy.COMPLEMENT, Strategy.BEST_REPLY, Strategy.ROTH_EREV, Strategy.EXPERIENCE_WEIGHTED)


@pytest.mark.parametrize("quarter", [0, 9, 64, 70])
def test_the_gain_is_the_one_that_the_actor_weighed(quarter):
    base = load("base", {"choice.revision": 1.0})
    model = RaceModel(base, seed=3)
    for _ in range(quarter + 1):
        model.step()
    checked = 0
    for actor in model.actors:
        found = reasons(base, 3, quarter, actor.row)
        if found is not None and found.considered and actor.alive and actor.strategy in WEIGHS:
            assert found.gain == actor.appraisal
            checked += 1
    assert checked > 0


def test_parts_sum_to_the_gain_and_complement_follows_it(base):
    model = RaceModel(base, seed=3)
    for _ in range(10):
        model.step()
    for actor in model.actors:
        found = reasons(base, 3, 9, actor.row)
        if found is None:
            continue
        assert sum(worth for _, worth in found.parts) == pytest.approx(found.gain, abs=1e-12)
        if actor.strategy == Strategy.COMPLEMENT and found.considered:
            assert actor.tier == (Tier[found.shares_as.upper()] if found.gain > 0 else Tier[found.hoards_as.upper()])


def test_a_commitment_is_told_as_what_binds():
    scenario = load("leader-pivot")
    found = reasons(scenario, 0, 10, 0)
    assert found.told == "A public commitment binds it: open." and not found.weighed


def test_every_strategy_says_what_decides():
    for strategy in ("hoard", "share", "grim", "imitate", "roth-erev", "national-security", "best-reply"):
        scenario = load("base", {"actors.alpha.strategy": strategy})
        found = reasons(scenario, 0, 3, 0)
        assert found.told and found.strategy == strategy


@pytest.mark.parametrize(("depth", "told"), [(0, "It expects"), (2, "Thinking ahead, it expects")])
def test_who_conforms_tells_what_it_expects_of_others_and_the_chance_that_follows(depth, told):
    on = {"expectations.conformity": 0.4, "expectations.depth": depth, "expectations.heed": 1.0}
    scenario = load("base", {"actors.alpha.strategy": "best-reply", "choice.revision": 1.0, **on})
    model = RaceModel(scenario, seed=3)
    for _ in range(10):
        model.step()
    alpha, found = model.actors[0], reasons(scenario, 3, 9, 0)
    world = model.world
    belief = float(world.society["foreseen"][0] if depth else world.actors["belief"][0])
    assert 0.0 < belief < 1.0
    assert f"{told} {100 * belief:.0f} % of others to share" in found.told
    chance = float(found.told.rpartition("The chance was ")[2].removesuffix(" %.")) / 100
    mood = uniform(noise_of(3), Purpose.MOOD, world.actors["key"][0], 9)
    assert abs(mood - chance) > 0.01, "take another quarter: rounding decides"
    assert (alpha.tier == Tier[found.shares_as.upper()]) == (mood < chance)


def test_reciprocators_tell_how_they_begin_whom_they_heed_and_that_they_may_slip():
    on = {"expectations.opening": 0.0, "expectations.heed": 2.0, "expectations.tremble": 0.02}
    scenario = load("base", {"actors.alpha.strategy": "tit-for-tat", "choice.revision": 1.0, **on})
    first, later = (reasons(scenario, 0, quarter, 0).told for quarter in (0, 3))
    assert first.startswith("It has not decided before: it shares with a chance of 0 %, else goes on as it is.")
    assert later.startswith("Counted by trust, ") and "it asks for 50 %." in later
    slip = " With a chance of 2 % it does the other thing."
    assert first.endswith(slip) and later.endswith(slip)
    assert not reasons(load("base", {"actors.alpha.strategy": "hoard", **on}), 0, 3, 0).told.endswith(slip)


def test_who_is_not_there_has_no_reasons(base):
    assert reasons(base, 0, 0, 25) is None
