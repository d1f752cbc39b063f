"""Regret, thresholds, trade-offs and the robust choice, on numbers that can be worked out by hand."""

import numpy as np
import pytest

from sim.analysis.decide.regret import Worlds, greatest, regret, robust, scaled, stakes, undominated, upper

# Two options, three worlds, two objectives, more is better.
VALUES = np.array([[[4.0, 1.0], [0.0, 1.0], [2.0, 1.0]], [[1.0, 1.0], [2.0, 1.0], [2.0, 1.0]]])
EVEN = np.ones(3)


def test_regret_is_the_distance_from_the_best_in_the_same_world():
    assert regret(VALUES)[..., 0].tolist() == [[0.0, 2.0, 0.0], [3.0, 0.0, 0.0]]
    assert not regret(VALUES)[..., 1].any()


def test_stakes_are_the_mean_distance_from_best_to_worst():
    assert stakes(regret(VALUES)).tolist() == [pytest.approx(5.0 / 3.0), 0.0]


def test_what_is_not_at_stake_is_not_regretted():
    told = scaled(regret(VALUES), stakes(regret(VALUES)))
    assert told[1, 0, 0] == pytest.approx(3.0 / (5.0 / 3.0)) and not told[..., 1].any()


def test_the_greatest_regret_counts_by_weight():
    regrets = np.array([[[1.0, 0.5]], [[0.0, 0.8]]])
    assert greatest(regrets, np.array([1.0, 1.0])).ravel().tolist() == [1.0, 0.8]
    assert greatest(regrets, np.array([1.0, 3.0])).ravel().tolist() == [1.5, pytest.approx(2.4)]


def test_nine_in_ten_do_not_exceed_it():
    rising = np.arange(1.0, 11.0)[None]
    assert upper(rising, np.ones(10)).tolist() == [9.0]
    assert upper(rising[:, ::-1], np.ones(10)).tolist() == [9.0]
    often = np.ones(10)
    often[9] = 5.0  # the worst world counts for five
    assert upper(rising, often).tolist() == [10.0]
    often[9] = 0.0  # and for none
    assert upper(rising, often).tolist() == [9.0]


def test_an_option_is_beaten_by_one_that_is_nowhere_worse_and_somewhere_better():
    values = np.array([[1.0, 1.0], [1.0, 2.0], [3.0, 0.0], [1.0, 2.0]])
    assert undominated(values).tolist() == [False, True, True, True]  # equal options do not beat each other


def test_each_world_has_a_front_of_its_own():
    assert undominated(VALUES).tolist() == [[True, False, True], [False, True, True]]


def test_the_robust_choice_is_good_enough_in_most_worlds():
    satisfied = np.array([[True, False, False], [True, True, False]])
    assert robust(satisfied, np.array([[0.0, 0.0, 0.0], [9.0, 9.0, 9.0]]), EVEN) == 1


def test_regret_decides_between_equals_and_order_between_twins():
    satisfied = np.array([[True, False, False], [False, True, False]])
    assert robust(satisfied, np.array([[1.0, 1.0, 3.0], [1.0, 1.0, 2.0]]), EVEN) == 1
    assert robust(satisfied, np.ones((2, 3)), EVEN) == 0
    # How often a world counts can end the tie.
    assert robust(satisfied, np.array([[1.0, 1.0, 3.0], [1.0, 1.0, 2.0]]), np.array([2.0, 1.0, 1.0])) == 0


def worlds(satisfied, regrets=None, known=None):
    """Options in worlds, shape (options, forms, draws)."""
    flags = np.array(satisfied, bool)
    return Worlds(
        flags,
        np.zeros(flags.shape) if regrets is None else np.array(regrets, float),
        np.ones(flags.shape[1:], bool) if known is None else np.array(known, bool),
    )


def test_forms_can_choose_otherwise_than_all_together():
    found = worlds([[[1, 1, 1, 1], [0, 0, 0, 0]], [[0, 0, 0, 1], [1, 1, 1, 1]]])
    assert (found.choice(0), found.choice(1), found.choice()) == (0, 1, 1)


def test_worlds_in_which_a_run_failed_do_not_count():
    flags = [[[1, 1, 0]], [[0, 0, 1]]]
    assert worlds(flags).choice() == 0
    assert worlds(flags, known=[[False, False, True]]).choice() == 1


def test_a_choice_that_no_draw_contradicts_is_certain_and_one_that_a_draw_turns_is_not():
    sure = worlds([[[1] * 20], [[0] * 20]]).resampled()
    assert sure.tolist() == [1.0, 0.0]
    near = worlds([[[1] * 10 + [0] * 10], [[0] * 10 + [1] * 10]], regrets=[[[0.0] * 20], [[1.0] * 20]]).resampled()
    assert near.sum() == pytest.approx(1.0) and 0.5 < near[0] < 0.7  # half, and the ties


def test_draws_are_resampled_whole():
    """Three forms of a draw are no three draws: what forms repeat makes no choice more certain."""
    once = [[[1] * 6 + [0] * 5], [[0] * 6 + [1] * 5]]
    thrice = [[row[0]] * 3 for row in once]
    assert worlds(thrice).resampled().tolist() == worlds(once).resampled().tolist()


def test_resamples_are_the_same_every_time():
    found = worlds([[[1, 0, 1, 0, 1]], [[0, 1, 1, 0, 1]]])
    assert found.resampled().tolist() == found.resampled().tolist()
    assert found.resampled(seed=1).tolist() != found.resampled(seed=2).tolist()
