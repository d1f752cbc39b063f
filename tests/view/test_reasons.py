"""Reasons are what the decision saw, to the last bit."""

import pytest

from sim.model import RaceModel
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
    found = reasons(scenario, 0, 20, 0)
    assert found.told == "A public commitment binds it to open." and not found.weighed


def test_every_strategy_says_what_decides():
    for strategy in ("hoard", "share", "grim", "imitate", "roth-erev", "national-security", "best-reply"):
        scenario = load("base", {"actors.alpha.strategy": strategy})
        found = reasons(scenario, 0, 3, 0)
        assert found.told and found.strategy == strategy


def test_who_is_not_there_has_no_reasons(base):
    assert reasons(base, 0, 0, 25) is None
