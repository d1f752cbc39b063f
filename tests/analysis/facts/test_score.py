"""The score of an ensemble: by hand, unbiased, and never better for what is undefined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.facts.score import crps

NUMBERS = st.floats(-1e6, 1e6)


def test_it_is_the_definition_over_pairs_of_different_runs():
    values = np.random.default_rng(1).normal(size=9)
    pairs = [abs(a - b) for i, a in enumerate(values) for j, b in enumerate(values) if i != j]
    assert crps(values, 0.3) == pytest.approx(np.abs(values - 0.3).mean() - np.mean(pairs) / 2)
    assert crps(np.array([0.0, 2.0, 5.0]), 1.0) == pytest.approx(2.0 - (2 + 5 + 3) / 3 / 2)


def test_equal_runs_are_scored_by_their_distance_and_order_does_not_matter():
    assert crps(np.full(5, 3.0), 1.0) == 2.0
    assert crps(np.array([1.0, 4.0, 2.0]), 2.5) == crps(np.array([4.0, 2.0, 1.0]), 2.5)


def test_it_is_unbiased_for_few_runs():
    random = np.random.default_rng(2)
    few = [crps(random.normal(size=3), 0.5) for _ in range(20_000)]
    # Closed form for the standard normal distribution (Gneiting & Raftery 2007, section 4.2).
    density, below = np.exp(-(0.5**2) / 2) / np.sqrt(2 * np.pi), 0.6914624612740131
    exact = 0.5 * (2 * below - 1) + 2 * density - 1 / np.sqrt(np.pi)
    assert np.mean(few) == pytest.approx(exact, abs=4 * np.std(few) / np.sqrt(len(few)))


def test_a_vague_ensemble_that_hits_is_worse_than_a_sharp_one_that_is_near():
    vague, sharp = np.linspace(-10, 10, 101), np.linspace(0.5, 0.7, 101)
    assert crps(sharp, 0.4) < crps(vague, 0.4)


@given(st.lists(NUMBERS, min_size=2, max_size=20), st.integers(0, 20), NUMBERS)
def test_undefined_runs_never_improve_it_and_it_is_never_below_zero(values, undefined, data):
    known = crps(np.array(values), data)
    assert known >= -1e-9 * (1 + np.abs(values).max())
    assert crps(np.array([*values, *[np.nan] * undefined]), data) == pytest.approx(
        known * (1 + undefined / len(values))
    )


def test_less_than_two_values_have_no_score():
    assert np.isnan(crps(np.array([1.0, np.nan]), 1.0)) and np.isnan(crps(np.full(3, np.nan), 1.0))
