"""The three verdicts, by hand."""

import numpy as np
import pytest

from sim.analysis.tipping.draws import _robust
from sim.analysis.tipping.verdict import (
    KEEPS,
    NEVER,
    PAID,
    UNDECIDED,
    hold,
    least_support,
    more_often_than_not,
    verdict,
)

ALL, MOST, FEW, NONE = (hold(np.array([0.8] * open_ + [0.2] * (8 - open_))) for open_ in (8, 7, 5, 0))


def test_most_runs_must_end_open_beyond_luck():
    assert (MOST.count, MOST.of) == (7, 8) and MOST.low == pytest.approx(0.529, abs=1e-3) and MOST.holds
    assert not FEW.holds and FEW.is_open_question and not ALL.is_open_question and not NONE.is_open_question


def test_a_run_with_half_of_the_actors_is_open_and_one_that_failed_does_not_count():
    found = hold(np.array([0.5, np.nan, 0.49]))
    assert (found.count, found.of) == (1, 2)
    assert more_often_than_not(np.array([0.5, np.nan, 0.49])) and not more_often_than_not(np.array([np.nan]))
    nothing = hold(np.array([np.nan]))
    assert (nothing.of, nothing.low, nothing.high, nothing.holds) == (0, 0.0, 1.0, False)


def test_the_verdicts():
    assert verdict(ALL, {0.1: NONE}) == KEEPS
    assert verdict(NONE, {0.05: NONE, 0.2: ALL}) == PAID and least_support({0.05: NONE, 0.1: MOST, 0.2: ALL}) == 0.1
    assert verdict(NONE, {0.05: NONE, 0.2: NONE}) == NEVER and least_support({0.2: FEW}) is None


def test_where_luck_could_turn_it_nothing_is_decided():
    assert verdict(FEW, {0.05: NONE, 0.2: ALL}) == UNDECIDED  # it may keep itself
    assert verdict(NONE, {0.05: NONE, 0.2: FEW}) == UNDECIDED  # it may be had
    two = hold(np.array([0.9, 0.9]))
    assert verdict(two, {0.2: two}) == UNDECIDED


def test_what_is_robust_holds_in_each_form():
    words = np.full((2, 200), NEVER, dtype=object)
    known = np.ones((2, 200), bool)
    assert _robust(words, known) == NEVER
    words[0, :60] = PAID
    assert _robust(words, known) == "does not keep itself"
    words[1, :40] = KEEPS
    assert _robust(words, known) == "" and _robust(words[:, :100], known[:, :100]) == ""
