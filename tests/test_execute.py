"""A run depends on its scenario, seed, length and the rules, and on nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from sim import load, run
from sim.study import execute
from tests.program import finish, start
from tests.worlds import changed, same, small


def test_equal_inputs_give_equal_runs_and_other_seeds_give_others(base):
    one, again, other = run(base, 3), run(base, 3), run(base, 4)
    assert same(one, again) and one.outcomes == again.outcomes
    assert not same(one, other)
    assert (one.seed, one.quarters, len(one.series["trust"])) == (3, 60, 60)


@pytest.mark.parametrize("shorter", [1, 17, 64, 65])
def test_a_shorter_run_is_the_beginning_of_a_longer_one(base, shorter):
    whole, part = run(base, 3, 130), run(base, 3, shorter)
    assert same(whole, part, before=shorter)
    assert len(part.world.series) == shorter


def test_a_scenarios_own_length_does_not_matter_when_another_is_asked_for(base):
    assert same(run(base, 3, 40), run(changed(base, quarters=200), 3, 40))


def test_running_leaves_no_trace_in_the_next_run(base):
    before = run(base, 3)
    run(load("race-2019"), 3)
    assert same(before, run(base, 3))


@pytest.mark.parametrize(("seed", "quarters"), [(-1, 5), (0, 0), (0, -3)])
def test_a_negative_seed_or_no_quarters_is_an_error(seed, quarters):
    with pytest.raises(ValueError, match="seed must be at least 0 and quarters at least 1"):
        run(small(), seed, quarters)


@pytest.mark.parametrize("seed", [0, 2**31, 2**64 + 1])
def test_any_whole_seed_from_zero_will_do(seed):
    assert run(small(), seed, 2).seed == seed


def test_the_key_names_scenario_seed_length_and_rules_alone(base):
    one = run(base, 3, 5)
    equal = [run(load("base"), 3, 5), replace(one, outcomes={}), run(changed(base), 3, 5)]
    assert {each.key for each in equal} == {one.key}
    others = [run(base, 4, 5), run(base, 3, 6), run(changed(base, trust={"gain": 0.061}), 3, 5)]
    assert len({each.key for each in [one, *others]}) == 4
    assert replace(one, model_version="other").key != one.key


def test_progress_is_told_to_the_end_and_changes_nothing(base):
    told = []
    quiet, loud = run(base, 3, 130), run(base, 3, 130, progress=lambda done, total: told.append((done, total)))
    assert same(quiet, loud)
    assert told == sorted(told) and told[-1] == (130, 130) and {total for _, total in told} == {130}


def test_many_ties_are_run_in_shorter_stretches_with_the_same_result(base, monkeypatch):
    whole = run(base, 3, 70)
    monkeypatch.setattr(execute, "_stops", lambda quarters, ties: [(t, t + 1) for t in range(quarters)])
    assert same(whole, run(base, 3, 70))
    assert np.isfinite(whole.world.series).all()


def test_stretches_cover_every_quarter_once():
    for ties in (0, 380, 10**6, 10**9):
        stops = execute._stops(100, ties)
        assert [t for first, last in stops for t in range(first, last)] == list(range(100))


def test_a_run_does_not_wait_for_mesa_to_be_imported():
    finish(start("-c", "import sys, sim.study.execute, sim.study.work; sys.exit('mesa' in sys.modules)"))
