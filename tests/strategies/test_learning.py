"""Strategies that learn copy who does better and come to do what pays."""

import numpy as np
import pytest

from sim.noise import noise_of
from sim.rules.adapt import adapt, reinforce, weigh_experience
from sim.rules.strategies import experience_weighted, imitate, roth_erev
from sim.scenario.schema.enums import Tier
from tests.worlds import moves, numbers, record, small, world_of

ALWAYS = {"rate": 1.0, "intensity": 1e6}


def leaning(own, other, tier, before, **changes):
    """What an imitator leans to after comparing itself with partners that earn ``other`` at a tier."""
    scenario = small({"me": {"strategy": "imitate"}, "partner": {"tier": tier}}, **{"imitation": ALWAYS} | changes)
    world = world_of(scenario)
    world.actors["payoff"][:2] = own, other
    world.actors["leaning"][0] = before
    adapt(world, noise_of(0), 0)
    return world.actors["leaning"][0]


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize(("tier", "shares"), [("closed", 0), ("access", 0), ("licensed", 1), ("open", 1)])
def test_an_imitator_copies_the_better_paid_and_not_the_worse_paid(tier, shares, before):
    assert leaning(1.0, 2.0, tier, before) == shares
    assert leaning(2.0, 1.0, tier, before) == before
    assert leaning(1.0, 2.0, tier, before, imitation={"rate": 0.0}) == before


def test_an_imitator_looks_at_living_partners_alone():
    assert leaning(1.0, 2.0, "open", 0, entry={"rate": 0.0, "slots": 40}) == 1


def test_an_imitator_does_what_it_leans_to():
    assert imitate(record(leaning=1)) and not imitate(record(leaning=0))
    assert moves("imitate", "DDDD", me={"tier": "open"}) == "CCCC"
    assert moves("imitate", "CCCC", me={"tier": "closed"}) == "DDDD"


def test_indifferent_imitators_copy_half_of_the_time():
    copied = 0
    for seed in range(8):
        scenario = small(
            {f"m{n}": {"strategy": "imitate"} for n in range(31)} | {"giver": {"tier": "open"}},
            ties={"topology": "edges", "edges": [[f"m{n}", "giver"] for n in range(31)]},
            imitation={"rate": 1.0, "intensity": 0.0},
        )
        world = world_of(scenario)
        adapt(world, noise_of(seed), 0)
        copied += world.actors["leaning"][:31].sum()
    assert copied / 248 == pytest.approx(0.5, abs=4 * 0.5 / 248**0.5)


def learner(update, decides, section, pays, rounds=300):
    """The share of sharing in the last third of a learner's life, where sharing pays so much more than hoarding."""
    p, me, played = numbers("reinforcement", **section), record(hoard_attraction=1.0, share_attraction=1.0), []
    for mood in np.random.default_rng(3).random(rounds):
        shared = decides(me, mood, p)
        me["tier"] = Tier.OPEN if shared else Tier.CLOSED
        me["payoff"], me["appraisal"] = (1.0 + pays if shared else 1.0), pays
        update(me, p)
        played.append(shared)
    return np.mean(played[-rounds // 3 :])


@pytest.mark.parametrize(
    ("update", "decides"),
    [
        (reinforce, lambda me, mood, p: roth_erev(me, mood)),
        (weigh_experience, lambda me, mood, p: experience_weighted(me, mood, p["sensitivity"])),
    ],
)
def test_learners_come_to_do_what_pays(update, decides):
    section = {"weight": 0.5, "forgetting": 0.05}
    assert learner(update, decides, section, pays=4.0) > 0.9
    assert learner(update, decides, section, pays=-0.95) < 0.3


def test_reinforcement_has_the_form_of_roth_and_erev():
    p = numbers("reinforcement", weight=0.5, forgetting=0.2)
    me = record(hoard_attraction=1.0, share_attraction=2.0, tier=Tier.OPEN, payoff=3.0)
    reinforce(me, p)
    assert (me["hoard_attraction"], me["share_attraction"]) == (pytest.approx(0.8), pytest.approx(1.6 + 1.5))
    me["payoff"], me["tier"] = -9.0, Tier.CLOSED
    reinforce(me, p)
    assert (me["hoard_attraction"], me["share_attraction"]) == (pytest.approx(0.64), pytest.approx(2.48))
    assert [roth_erev(me, mood) for mood in (0.0, 0.79, 0.8, 1.0)] == [True, True, False, False]


def test_experience_weighting_imagines_what_was_not_done():
    p = numbers("reinforcement", weight=1.0, forgetting=0.5, imagined=0.25)
    me = record(hoard_attraction=1.0, share_attraction=1.0, tier=Tier.OPEN, payoff=3.0, appraisal=2.0)
    weigh_experience(me, p)
    assert (me["hoard_attraction"], me["share_attraction"]) == (pytest.approx(0.5 + 0.25), pytest.approx(0.5 + 3.0))
    me["tier"] = Tier.CLOSED
    weigh_experience(me, p)
    assert (me["hoard_attraction"], me["share_attraction"]) == (pytest.approx(3.375), pytest.approx(1.75 + 1.25))
    assert experience_weighted(record(), 0.49, 1.0) and not experience_weighted(record(), 0.5, 1.0)
