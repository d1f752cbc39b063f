"""With whom one releases is drawn by trust and borders; partners see a share of what is hidden; bases need weights."""

import numpy as np
import pytest

from sim import load, run
from sim.noise import Purpose, noise_of, pair_exponential
from sim.rules.learn import openness_to
from sim.rules.release import base_of, partner_of
from sim.scenario.schema.enums import Tier
from sim.world import COMMONS, NOBODY, parameters
from tests.worlds import actor, changed, record, small, world_of

DRAWS = 6000
TRUST = np.array([0.8, 0.4, 0.2])
FOUR = ("me", "one", "two", "three")


def friends(chance, actors=FOUR, **changes):
    """A world in which the first of four trusts the others .8, .4 and .2, and all that could be joint is."""
    world = world_of(small(actors, codevelopment={"rate": 1.0, "chance": chance}, **changes))
    world.ties.trust[:3] = TRUST
    return world


def partners(world):
    """Shares of quarters in which the first actor releases with each of the others."""
    drawn = [partner_of(world, noise_of(1), t, 0) for t in range(DRAWS)]
    return np.array([drawn.count(j) for j in (1, 2, 3)]) / DRAWS


@pytest.mark.parametrize(("chance", "gravity"), [(1.0, 1.0), (0.5, 2.0), (2.0, 0.5)])
def test_partners_are_drawn_in_proportion_to_a_power_of_trust_and_release_jointly_as_far_as_they_are_trusted(
    chance, gravity
):
    expected = TRUST**gravity / sum(TRUST**gravity) * TRUST
    assert partners(friends(chance)) == pytest.approx(expected, abs=4.0 * 0.5 / DRAWS**0.5)


def test_without_chance_it_is_the_most_trusted():
    assert partners(friends(0.0)) == pytest.approx([0.8, 0.0, 0.0], abs=0.02)


def test_a_border_weighs_as_much_as_trust():
    abroad = {"me": {"bloc": "west"}, "one": {"bloc": "east"}, "two": {"bloc": "west"}, "three": {"bloc": "west"}}
    closeness = TRUST * [0.5, 1.0, 1.0]
    found = partners(friends(1.0, abroad, friction={"across": 0.5}))
    assert found == pytest.approx(closeness**2 / sum(closeness), abs=0.025)
    # equally close are the first two now, and neither comes first
    assert found[0] == pytest.approx(found[1], abs=0.03) and found[0] > 0.1


def test_nobody_is_drawn_who_is_not_trusted_or_not_there():
    world = friends(1.0)
    world.ties.trust[0] = 0.0
    world.actors["alive"][2] = 0
    assert partners(world)[:2].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("chance", [0.5, 1.0])
def test_the_order_of_ties_has_no_say(chance):
    world, other = friends(chance), friends(chance)
    other.ties.target[:3], other.ties.trust[:3] = other.ties.target[2::-1].copy(), other.ties.trust[2::-1].copy()
    for t in range(200):
        assert partner_of(world, noise_of(2), t, 0) == partner_of(other, noise_of(2), t, 0)


def test_the_clocks_of_pairs_are_exponential_and_their_own():
    clocks = np.array(
        [[pair_exponential(noise_of(3), Purpose.CO_RELEASER, 5, j, t) for t in range(2000)] for j in (1, 2)]
    )
    assert clocks.mean() == pytest.approx(1.0, abs=0.08) and np.median(clocks) == pytest.approx(np.log(2.0), abs=0.08)
    assert abs(np.corrcoef(clocks)[0, 1]) < 0.1
    assert pair_exponential(noise_of(3), Purpose.CO_RELEASER, 1, 5, 0) != clocks[0, 0]


def test_releases_across_blocs_come_about_where_partners_are_drawn_at_the_cost_of_joint_releases():
    drawn, dearest = (
        [run(load("race-2019", {"codevelopment.chance": chance}), seed).outcomes for seed in range(3)]
        for chance in (1.0, 0.0)
    )
    assert all(one["joint_across"] > 0.01 + other["joint_across"] for one, other in zip(drawn, dearest, strict=True))
    assert all(one["joint_share"] < other["joint_share"] for one, other in zip(drawn, dearest, strict=True))


# What partners see


@pytest.mark.parametrize("openness", [0.0, 0.1, 0.3, 1 / 3, 0.7, 0.95, 1.0])
def test_partners_see_a_share_of_what_is_hidden_all_of_it_at_one(openness):
    me, other = record(partner=1), record(partner=NOBODY, openness=openness)
    seen = [openness_to(me, other, 0, 1, parameters(small(codevelopment={"shown": shown}))[0]) for shown in (0, 0.5, 1)]
    assert seen == [openness, openness + 0.5 * (1.0 - openness), 1.0]
    assert openness_to(other, me, 1, 0, parameters(small(codevelopment={"shown": 1.0}))[0]) == 1.0
    assert openness_to(record(partner=NOBODY), other, 0, 1, parameters(small())[0]) == openness


def test_who_shows_more_to_partners_loses_its_lead_sooner():
    def lead(shown):
        actors = {"leader": {"know_how": 2.0, "endowment": 1.0}, "follower": {}}
        scenario = small(
            actors,
            trust={"on": False, "prior_within": 1.0},
            sharing={},
            research={"luck": 0.0},
            codevelopment={"rate": 1.0, "shown": shown},
            release={"threshold": 0.1},
        )
        know_how = run(scenario).world.knowledge["know_how"]
        return know_how[0, 0] - know_how[1, 0]

    none, half, everything = lead(0.0), lead(0.5), lead(1.0)
    assert none > half + 0.1 and half > everything + 0.1


# What one builds on


def built(world, tier, mine=NOBODY, theirs=NOBODY, theft=0.0, source=1):
    """What the first actor builds on that has learnt more than it found: its own release 5, or release 7 of another."""
    world.actors["release"][:2] = [5, 7]
    world.actors["foreign_work"][0], world.actors["source"][0] = 1.0, source
    world.actors["released_tier"][1], world.actors["partner"][:2] = tier, (mine, theirs)
    world.society["best_open_release"] = 9
    world.parameters["release"]["theft"] = theft
    return [base_of(world, noise_of(0), t, 0) for t in range(400)]


def test_a_base_is_out_or_a_partners_or_ones_own():
    world = world_of(small(("me", "other", "third")))
    for tier in (Tier.LICENSED, Tier.OPEN):
        assert set(built(world, tier)) == {7}
    for tier in (Tier.CLOSED, Tier.ACCESS):
        assert set(built(world, tier)) == {5}
        assert set(built(world, tier, mine=1)) == set(built(world, tier, theirs=0)) == {7}
        assert set(built(world, tier, mine=2, theirs=2)) == {5}
    assert set(built(world, Tier.CLOSED, source=COMMONS)) == {9}


def test_weights_that_are_not_out_are_had_with_a_chance():
    world = world_of(small(("me", "other")))
    assert built(world, Tier.CLOSED, theft=0.3).count(7) / 400 == pytest.approx(0.3, abs=0.1)
    assert set(built(world, Tier.CLOSED, theft=1.0)) == {7}


def test_in_a_run_nobody_builds_on_what_is_not_out_unless_it_is_taken(base):
    some_open = changed(base, actors={"zeta": {"strategy": "share"}}, spillover={"leak": 0.5})

    def foreign_tiers(theft):
        log = run(changed(some_open, release={"theft": theft}), 3).releases
        bases = [(log["actor"][base], log["tier"][base]) if base >= 0 else ("", "") for base in log["base"]]
        return {tier for maker, (other, tier) in zip(log["actor"], bases, strict=True) if other not in ("", maker)}

    assert foreign_tiers(0.0) <= {"licensed", "open"} and foreign_tiers(0.0)
    assert foreign_tiers(1.0) & {"closed", "access"}


def test_taking_weights_moves_what_is_built_on_and_nothing_else(base):
    honest, taken = (run(changed(base, release={"theft": theft}), 3) for theft in (0.0, 1.0))
    assert actor(honest, "alpha", "cash") == actor(taken, "alpha", "cash")
    apart = {name for name, value in honest.outcomes.items() if value != taken.outcomes[name]}
    assert apart == {"foreign_bases_open"}
