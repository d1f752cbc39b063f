"""A refuted claim says how it fails, by counting points, and takes no noise for a direction."""

import numpy as np
import pytest

from sim.analysis.claims.verdict import judge, manner, weakest
from tests.analysis.claims.test_verdict import REPLICATES, claim, noisy


def told(direction, *means, name="trust", least=1.0):
    """How an outcome fails whose effect at each point is known to +-.066."""
    one = claim((name, direction, least))
    return manner(one.outcomes[0], judge(one, [noisy(*means)]).outcomes[0])


@pytest.mark.parametrize(
    ("effects", "how"),
    [
        ((0.5, 0.5, 0.5), "too small"),
        ((0.0, 0.0, 0.0), "too small"),
        ((-0.5, -0.5, -0.5), "too small"),
        ((-2.0, -2.0, -2.0), "other way"),
        ((-2.0, -2.0, 0.0), "other way"),
        ((-9.0, 0.0, 0.0), "too small"),
        ((-2.0, 0.0), "too small or other way"),
        ((-1.0, -1.0, -1.0), "too small or other way"),
        ((5.0, 5.0, 5.0, -2.0), "other way"),
    ],
)
def test_an_outcome_fails_as_it_does_at_most_points_at_which_it_fails(effects, how):
    assert told("more", *effects) == how
    assert told("less", *(-effect for effect in effects)) == how


@pytest.mark.parametrize("direction", ["no more", "no less", "same"])
def test_a_change_where_none_was_expected_is_too_large(direction):
    assert told(direction, 2.0 if direction != "no less" else -2.0) == "too large"


@pytest.mark.parametrize(("share", "how"), [(0.7, "too small"), (0.3, "other way"), (0.5, "too small or other way")])
def test_when_less_than_half_are_better_off_most_are_worse_off(share, how):
    assert told("more", share, name="better_off", least=0.9) == how


def test_noise_around_nothing_has_no_direction():
    values = np.random.default_rng(3).normal(0.0, 0.3, (128, REPLICATES))
    values -= values.mean() + 0.001
    one = claim(("trust", "more", 0.5))
    assert manner(one.outcomes[0], judge(one, [values]).outcomes[0]) == "too small"


@pytest.mark.parametrize(
    ("first", "second", "number"),
    [((2.0, 2.0), (0.0, 2.0), 1), ((0.0, 0.0), (-1.0, -1.0), 1), ((0.0, 0.0), (0.05, 0.05), 0)],
)
def test_the_weakest_outcome_holds_least_often_or_falls_shortest_of_what_counts(first, second, number):
    both = claim(("frontier", "more", 1.0), ("trust", "more", 0.1))
    assert weakest(both, judge(both, [noisy(*first), noisy(*second)])) == number
