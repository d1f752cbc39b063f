"""Eight replicates at once against each alone: every number of the world, bit for bit."""

import numpy as np
import pytest

from benchmarks.institutions import every_institution
from sim.divergence import Diverged
from sim.lanes import WIDTH
from sim.scenario import load
from sim.start import begin
from sim.study import execute
from sim.study.execute import play, run, runs
from sim.study.plan import ABREAST
from sim.together import ENOUGH, fits, run_eight
from sim.world import arrays

QUARTERS = 40
DIVERGING = {"research.luck": 3.0}
"""With such luck some replicates run away, others do not."""
DEADLY = {"incidents.danger": 5.0, "incidents.severity": 3.0}
WORLDS = {
    "arms-race": {},
    "commons": {},
    "base": {"perception.error": 0.5, "sharing.pooling": 0.5, "absorption.crowding": 0.5},
    "open-alliance": {},
    "leader-pivot": {},
    "regulated": {},
    "race-2019": {},
    "arms-race-adaptive": DEADLY | {"incidents.ends_run": True},
}


def alone(scenario, seed, quarters):
    """The world of one run, all quarters in one world."""
    world = begin(scenario, seed, quarters)
    for _ in play(world, scenario, seed, quarters):
        pass
    return world


def together(scenario, seeds, quarters=QUARTERS):
    """The worlds of replicates that run together."""
    if len(seeds) == WIDTH and fits(scenario, QUARTERS):
        return run_eight(scenario, seeds, quarters)
    return [finish().world for finish in runs(scenario, seeds, quarters)]


def differing(one, other):
    """Which arrays of two worlds differ in any bit, of the logs what is in use."""
    logs = (id(one.releases), id(other.releases))
    pairs = zip(arrays(one), arrays(other), strict=True)
    used = int(one.society["releases"][0])
    cut = ((a[:used], b[:used]) if id(a) in logs else (a, b) for a, b in pairs)
    return [a.dtype.names or a.shape for a, b in cut if a.tobytes() != b.tobytes()]


def ensure_equal(scenario, seeds, quarters=QUARTERS):
    """Compare all replicates, and tell how many actors each has at the end."""
    worlds = together(scenario, seeds, quarters)
    for seed, world in zip(seeds, worlds, strict=True):
        assert differing(alone(scenario, seed, quarters), world) == []
    return [world.actors["alive"].tolist() for world in worlds]


@pytest.mark.parametrize("name", WORLDS)
def test_each_of_eight_is_what_it_would_be_alone(name):
    scenario = load(name, WORLDS[name])
    assert fits(scenario, QUARTERS)
    ensure_equal(scenario, range(WIDTH))


def test_with_every_institution():
    ensure_equal(every_institution(), range(3, 3 + WIDTH))


def test_replicates_that_lose_different_actors():
    living = ensure_equal(load("arms-race", {"finance.reinvest": 0.3, "research.luck": 1.0}), range(WIDTH), 60)
    assert len({tuple(each) for each in living}) > WIDTH // 2


def test_a_run_that_a_catastrophe_ends_beside_others_that_go_on():
    scenario = load("arms-race", DEADLY | {"incidents.ends_run": True})
    worlds = together(scenario, range(WIDTH))
    assert {int(world.society["ended"][0]) for world in worlds} == {0, 1}
    ensure_equal(scenario, range(WIDTH))


def test_places_left_over_and_replicates_that_are_too_few():
    scenario = load("base")
    for count in (1, ENOUGH - 1, ENOUGH, WIDTH + 1, WIDTH + ENOUGH):
        ensure_equal(scenario, list(range(100, 100 + count)), 6)


def test_the_order_and_the_neighbours_of_a_replicate_do_not_matter():
    scenario = load("base")
    seeds = [7, 3, 2**70, 0, 5, 11, 2, 9]
    there = dict(zip(seeds, together(scenario, seeds, 12), strict=True))
    again = dict(zip(seeds[::-1], together(scenario, seeds[::-1], 12), strict=True))
    assert all(differing(there[seed], again[seed]) == [] for seed in seeds)


def test_worlds_whose_ties_differ_by_seed_go_alone():
    scenario = load("commons-blocs")
    assert not fits(scenario, QUARTERS)
    ensure_equal(scenario, range(WIDTH), 4)


def test_more_quarters_than_one_call_takes():
    scenario = load("base")
    worlds = together(scenario, range(WIDTH), 70)
    assert all(np.isfinite(world.series[69]).all() for world in worlds)
    ensure_equal(scenario, range(WIDTH), 70)


def test_a_long_log_goes_alone():
    scenario = load("base", {"tail.most": 10_000})
    assert not fits(scenario, 400) and fits(load("base"), 400)


def test_a_replicate_that_diverges_has_its_own_error_and_leaves_the_others_alone():
    scenario = load("base", DIVERGING)
    told = []
    for seed, finish in zip(range(WIDTH), runs(scenario, range(WIDTH), 30), strict=True):
        together, alone_ = result_or_error(finish), result_or_error(lambda seed=seed: run(scenario, seed, 30))
        assert together == alone_
        told.append(isinstance(together, str))
    assert set(told) == {True, False}


def result_or_error(call):
    """Outcomes of a run, or what it says where it fails."""
    try:
        return call().outcomes
    except Diverged as error:
        return str(error)


def test_a_failure_while_together_is_left_to_the_run_whose_it_is(monkeypatch):
    def breaks(*_):
        raise ValueError("together")

    expected = [finish().outcomes for finish in runs(load("base"), range(WIDTH), 3)]
    monkeypatch.setattr(execute, "run_eight", breaks)
    assert [finish().outcomes for finish in runs(load("base"), range(WIDTH), 3)] == expected


def test_a_machine_without_memory_is_no_fate_of_a_run(monkeypatch):
    def is_full(*_):
        raise MemoryError

    monkeypatch.setattr(execute, "run_eight", is_full)
    with pytest.raises(MemoryError):
        list(runs(load("base"), range(WIDTH), 3))


def test_batches_hold_as_many_replicates_as_run_at_once():
    assert ABREAST == WIDTH
