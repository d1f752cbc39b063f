"""The standard worlds differ in what their files say, and in nothing else; every shipped scenario has its group."""

import tomllib

import numpy as np
import pytest

from sim.scenario import load, names
from sim.scenario.reading.catalogue import path_of
from sim.scenario.schema.enums import Group, Strategy, Tier, Topology, word
from tests.replicate import replicate
from tests.scenario.test_articles import differing

TWINS = {
    "arms-race-adaptive": "commons-adaptive",
    "arms-race-norms": "commons-norms",
    "arms-race-learners": "commons-learners",
}
"""Adaptive arms races, and the commons that is the twin of each."""
BLOCS = [name for name in names() if name.endswith("-blocs")]
CAST = list(load("base").actors)


def written(name):
    """A scenario's file, without what it extends."""
    return tomllib.loads(path_of(name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", names())
def test_every_shipped_scenario_says_its_group_title_and_what_it_is(name):
    own = written(name)
    assert own["group"] in [word(group) for group in Group if group != Group.OWN] and own["title"] and own["about"]


def test_titles_and_descriptions_tell_scenarios_apart():
    scenarios = [load(name) for name in names()]
    assert len({each.title for each in scenarios}) == len({each.about for each in scenarios}) == len(scenarios)


def test_a_group_is_prose_that_no_run_reads():
    moved = load("arms-race", ["group=own"])
    assert moved.group == Group.OWN and moved.digest == load("arms-race").digest


@pytest.mark.parametrize(("race", "commons"), TWINS.items())
def test_adaptive_twins_differ_in_the_tier_at_the_start_alone(race, commons):
    assert differing(race, commons) == {f"actors.{name}.tier" for name in CAST}
    assert {actor.tier for actor in load(commons).actors.values()} == {Tier.OPEN}
    assert not [actor for actor in load(race).actors.values() if actor.tier > Tier.ACCESS]


@pytest.mark.parametrize("name", [*TWINS, *TWINS.values()])
def test_in_adaptive_worlds_all_have_one_strategy_and_the_same_two_tiers_to_choose_from(name):
    actors = load(name).actors.values()
    assert {actor.strategy for actor in actors} == {
        Strategy.EXPERIENCE_WEIGHTED if name.endswith("learners") else Strategy.BEST_REPLY
    }
    assert {actor.shares_as for actor in actors} == {Tier.OPEN}
    assert {(actor.kind.name, actor.hoards_as) for actor in actors} == {
        ("FIRM", Tier.ACCESS), ("NATION", Tier.CLOSED), ("LAB", Tier.CLOSED),
    }  # fmt: skip


def test_an_adaptive_arms_race_differs_from_the_arms_race_in_who_may_change_alone():
    strategies = {f"actors.{name}.strategy" for name in CAST}
    changed = strategies | {"actors.epsilon.shares_as", "expectations.opening"}
    assert differing("arms-race", "arms-race-adaptive") == changed


@pytest.mark.parametrize("start", ["arms-race", "commons"])
def test_a_world_of_norms_differs_from_the_adaptive_one_in_what_others_are_worth_alone(start):
    assert differing(f"{start}-adaptive", f"{start}-norms") == {"expectations.conformity"}


@pytest.mark.parametrize("name", BLOCS)
def test_a_world_of_blocs_differs_from_its_own_in_its_network_alone(name):
    assert differing(name.removesuffix("-blocs"), name) == {"ties.topology"}
    assert load(name).ties.topology == Topology.BLOCS and load(name).group == Group.BLOCS


def test_standard_worlds_are_short():
    for name in (*TWINS, *TWINS.values(), *BLOCS):
        assert len(path_of(name).read_text(encoding="utf-8").splitlines()) <= 42


def apart(race, commons):
    """Mean share of actors that are open in the commons less that in the race, by quarter."""
    ends = [replicate(name, range(4))[1].groupby("quarter")["open_actors"].mean() for name in (race, commons)]
    return ends[1] - ends[0]


def test_where_only_what_pays_decides_the_start_is_forgotten_and_where_others_count_it_is_kept():
    fixed, adaptive, norms = (apart(f"arms-race{end}", f"commons{end}") for end in ("", "-adaptive", "-norms"))
    assert np.all(fixed == 1.0)
    assert adaptive.iloc[0] > 0.25 and abs(adaptive.iloc[-8:].mean()) < 0.2
    assert norms.iloc[-8:].mean() > 0.5
