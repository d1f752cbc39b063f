"""Starts of one world: the shipped twins among them; who is committed, who answers, what is paid."""

import numpy as np
import pytest

from sim import ScenarioError, Strategy, Tier, load, run
from sim.analysis.tipping.starts import (
    adaptive,
    answering,
    committed,
    ensure_two_starts,
    in_order,
    reciprocating,
    share_of,
    starting,
    supported,
    unbound,
)

WORLD = adaptive(load("arms-race-norms", {"quarters": 12}))


def open_after(scenario, seed=0):
    """Share of actors that are open, by quarter."""
    return np.array(run(scenario, seed).series["open_actors"])


def test_the_shipped_twins_are_the_two_starts_of_either():
    for source in ("arms-race-adaptive", "commons-adaptive", "arms-race"):
        world = adaptive(load(source))
        assert starting(world, ()).digest == load("arms-race-adaptive").digest
        assert starting(world, world.actors).digest == load("commons-adaptive").digest


def test_who_is_not_fixed_keeps_its_strategy_and_reciprocators_begin_as_they_are():
    world, base = adaptive(load("base")), load("base")
    changed = {name for name, spec in base.actors.items() if spec.strategy in (Strategy.HOARD, Strategy.SHARE)}
    assert {"eta", "lambda"} <= changed < set(base.actors) and world.expectations.opening == 0.0
    for name, spec in world.actors.items():
        assert spec.strategy == (Strategy.BEST_REPLY if name in changed else base.actors[name].strategy)


def test_an_order_is_drawn_and_shares_count_those_alike():
    order = in_order(WORLD, 3)
    assert order == in_order(WORLD, 3) != in_order(WORLD, 4) and sorted(order) == sorted(WORLD.actors)
    crowd = load(WORLD, {"actors.alpha.count": 11})
    assert share_of(WORLD, order[:5]) == 0.25 and share_of(crowd, ["alpha"]) == 11 / 30


def test_a_commitment_binds_for_its_time_and_then_not():
    bound = committed(starting(load(WORLD, {"expectations.conformity": 0.0}), ()), list(WORLD.actors), 6)
    course = open_after(bound)
    assert (course[:6] == 1.0).all() and course[6:].min() < 0.9
    assert committed(WORLD, [], 6).digest == WORLD.digest


def test_who_is_committed_already_cannot_be_again():
    world = adaptive(load("open-alliance"))
    free = unbound(world, world.actors)
    assert 0 < len(free) < len(world.actors)
    committed(world, free, 32)
    with pytest.raises(ScenarioError, match="still committed"):
        committed(world, list(world.actors), 32)


def test_support_is_paid_by_all_to_who_publishes_and_nothing_is_no_row():
    paid = supported(starting(WORLD, ()), 0.05)
    (row,) = paid.policies
    assert set(row.payers) == set(WORLD.actors) and "west-state" not in row.recipients and row.share == 1.0
    assert supported(WORLD, 0.0) is WORLD
    assert open_after(paid)[-1] > open_after(starting(WORLD, ()))[-1]


def test_reciprocators_are_those_named():
    world = reciprocating(WORLD, ["alpha", "west-lab"])
    assert answering(world) == ["alpha", "west-lab"] and answering(WORLD) == []


def test_a_world_whose_starts_cannot_be_told_apart_is_refused():
    for change in ({"actors.alpha.hoards_as": "licensed"}, {"actors.alpha.shares_as": "access"}):
        with pytest.raises(ScenarioError, match=r"actors\.alpha.*expected closed or access"):
            ensure_two_starts(load(WORLD, change))
    assert WORLD.actors["alpha"].tier == Tier.ACCESS
    with pytest.raises(ScenarioError, match=r"academy\.on: is false"):
        ensure_two_starts(load(WORLD, {"academy.on": False}))
