"""The method on a toy whose posterior is known: figures are numbers plus normal noise."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.calibration.checks import checked
from sim.analysis.calibration.emulator import draws, emulator, implausible, joint, kept, matched, screened
from sim.analysis.calibration.posterior import Draws, posterior, reference, weighted_quantiles
from sim.analysis.calibration.predict import likelihoods
from sim.analysis.calibration.space import cube, normal, uniform
from sim.analysis.calibration.target import Target
from sim.analysis.calibration.told import verdict
from sim.analysis.calibration.wave import Runs

pytest.importorskip("sklearn")
NOISE = 0.1
ALL = np.arange(3)
TARGETS = (Target("first", "first", 0.7, 0.6999, 0.7001, 0.0), Target("sum", "sum", 1.0, 0.9999, 1.0001, 0.0))
"""Figures: the first number, and the sum of the first and the second; the third moves neither."""


def toy(points, seed=0):
    random = np.random.default_rng(seed)
    true = np.stack([points[:, 0], points[:, 0] + points[:, 1]], axis=1)
    return Runs(points, true[:, None] + NOISE * random.normal(size=(len(points), 8, 2)), 0)


@pytest.fixture(scope="module")
def runs():
    return toy(next(cube(3, 1, 2048)))


@pytest.fixture(scope="module")
def table(runs):
    return reference(runs, ALL, TARGETS, 0)


def test_screening_finds_what_moves_a_figure(runs):
    assert screened(runs).tolist() == [0, 1]


def test_an_emulator_foretells_means_of_other_points(runs):
    found = emulator(runs, np.array([0, 1]), 0)
    others = next(cube(3, 2, 512))
    expected = np.stack([others[:, 0], others[:, 0] + others[:, 1]], axis=1)
    assert np.sqrt(((found(others) - expected) ** 2).mean()) < NOISE / 4
    assert (found.explained > 0.9).all()
    assert np.allclose(found.run, NOISE**2, rtol=0.2)


def test_implausibility_keeps_the_variances_apart(runs):
    found = emulator(runs, np.array([0, 1]), 0)
    at = np.array([[0.2, 0.3, 0.5]])
    apart = implausible(found, TARGETS, at)[0]
    by_hand = [
        abs(found(at)[0, k] - target.value)
        / np.sqrt(target.deviation**2 + target.discrepancy**2 + found.run[k] + found.error[k])
        for k, target in enumerate(TARGETS)
    ]
    assert apart == pytest.approx(by_hand)
    assert joint(found, TARGETS, at)[0] == pytest.approx(sum(each**2 for each in by_hand))


def test_a_wave_keeps_its_share_and_what_is_near_the_data(runs):
    found = emulator(runs, np.array([0, 1]), 0)
    match = matched(found, (), TARGETS, 0.2, 3, 5)
    points = next(cube(3, 9, 4096))
    left = kept([match], TARGETS, points)
    assert 0.2 <= match.share < 0.4
    assert len(left) / len(points) == pytest.approx(match.share, abs=0.03)
    assert np.abs(left[:, 0] - 0.7).max() < 0.5
    more = draws([match], TARGETS, 3, 9, 1000)
    assert more.shape == (1000, 3)
    assert (joint(found, TARGETS, more) <= match.cut).all()


def test_the_posterior_is_that_of_the_normal_model(table):
    """First ~ N(.7, .1), sum ~ N(1, .1): the first is .7, the second .3, with variances .01 and .02, hardly cut."""
    found = posterior(table, np.array([0.7, 1.0]))
    mean = found.weights @ found.points
    spread = np.sqrt(found.weights @ (found.points - mean) ** 2)
    assert mean[:2] == pytest.approx([0.7, 0.31], abs=0.03)
    assert spread[:2] == pytest.approx([NOISE, NOISE * np.sqrt(2)], rel=0.25)
    assert table.told.tolist() == [0, 1]
    assert abs(mean[2] - 0.5) < 0.05
    assert found.contraction()[2] == pytest.approx(0.0, abs=0.06)
    assert [verdict(each) for each in found.contraction()] == ["informed", "informed", "not at all"]


def test_data_elsewhere_give_another_posterior(table):
    found = posterior(table, np.array([0.3, 1.0]))
    assert (found.weights @ found.points)[:2] == pytest.approx([0.3, 0.68], abs=0.05)


def test_known_numbers_are_found_and_ranks_are_uniform(table):
    checks = checked(table, 0, 300)
    rows = checks.table(["first", "second", "third"]).set_index("path")
    assert (rows["p_value"] > 0.01).all()
    assert rows["coverage"].between(0.85, 0.95).all()
    assert rows.loc["first", "correlation"] > 0.9
    assert checks.histogram(["first", "second", "third"]).groupby("path")["count"].sum().eq(300).all()


def test_a_posterior_that_is_too_sure_is_found_out(table):
    """The check can fail: with half of the spread, ranks pile up at the ends and intervals miss."""
    checks = checked(table, 0, 300)
    low, middle, high = checks.quantiles[:, 0], checks.quantiles[:, 1], checks.quantiles[:, 2]
    narrow = np.stack([middle - (middle - low) / 2, middle, middle + (high - middle) / 2], axis=1)
    sure = type(checks)(checks.truths, np.clip(2 * checks.ranks - 0.5, 0, 1), narrow)
    rows = sure.table(["first", "second", "third"])
    assert (rows["p_value"] < 0.01).all()
    assert (rows["coverage"] < 0.85).all()


def test_what_is_undefined_is_no_reason_to_stop(runs):
    figures = runs.figures.copy()
    figures[::3, :, 1] = np.nan
    holes = Runs(runs.points, figures, 0)
    assert screened(holes).tolist() == [0, 1]
    found = posterior(reference(holes, ALL, TARGETS, 0), np.array([0.7, 1.0]))
    assert (found.weights @ found.points)[0] == pytest.approx(0.7, abs=0.05)


def test_the_same_again(runs):
    first, again = (posterior(reference(runs, ALL, TARGETS, 3), np.array([0.7, 1.0])) for _ in range(2))
    assert np.array_equal(first.points, again.points)
    assert np.array_equal(first.weights, again.weights)


def test_weighted_quantiles_count_weights():
    values = np.array([[3.0], [1.0], [2.0]])
    assert weighted_quantiles(values, np.array([0.2, 0.5, 0.3]), [0.05, 0.5, 0.6, 0.95])[:, 0].tolist() == [1, 1, 2, 3]


def test_a_sample_follows_the_weights():
    draws_ = Draws(np.array([[0.1], [0.9]]), np.array([0.25, 0.75]), np.array([0]), np.array([0, 1]))
    assert (draws_.sample(100, 0)[:, 0] == 0.1).sum() == 25


def test_the_mode_is_the_draw_whose_runs_are_nearest_to_the_data():
    points = np.array([[0.7, 0.3, 0.1], [0.4, 0.3, 0.1], [0.7, 0.9, 0.1]])
    found = likelihoods(toy(points), TARGETS)
    assert found.argmax() == 0
    by_hand = toy(points).figures[0]
    variance = by_hand.var(axis=0, ddof=1) * (1 + 1 / 8)
    off = by_hand.mean(axis=0) - [0.7, 1.0]
    assert found[0] == pytest.approx(float((-0.5 * (off**2 / variance + np.log(variance))).sum()))


def test_a_draw_that_leaves_a_figure_undefined_is_not_the_mode():
    runs = toy(np.array([[0.7, 0.3, 0.1]]))
    runs.figures[0, :5, 1] = np.nan
    assert likelihoods(runs, TARGETS)[0] == -np.inf


def test_normal_scores_and_back():
    points = np.array([0.001, 0.3, 0.999])
    assert uniform(normal(points)) == pytest.approx(points)


def test_a_wave_cuts_nothing_that_is_likely(runs):
    """Where the data say little, a fifth is not enough: what is kept holds .99 of the posterior."""
    vague = tuple(replace(target, discrepancy=1.0) for target in TARGETS)
    found = emulator(runs, np.array([0, 1]), 0)
    match = matched(found, (), vague, 0.2, 3, 5)
    points = next(cube(3, 9, 4096))
    likely = np.exp(-joint(found, vague, points) / 2)
    inside = joint(found, vague, points) <= match.cut
    assert match.share > 0.8
    assert likely[inside].sum() / likely.sum() == pytest.approx(0.99, abs=0.01)


def test_figures_that_tell_nothing_leave_the_prior():
    random = np.random.default_rng(0)
    points = next(cube(3, 1, 512))
    noise = Runs(points, random.normal(size=(512, 8, 2)), 0)
    table = reference(noise, ALL, TARGETS, 0)
    found = posterior(table, np.array([0.7, 1.0]))
    assert not len(found.told)
    assert found.weights.sum() == pytest.approx(1.0)
    assert found.weights @ found.points == pytest.approx([0.5, 0.5, 0.5], abs=0.02)


def test_a_wide_interval_of_the_data_widens_the_posterior(runs):
    """What is no figure of a fact has an error that no run has: it is added to the runs'."""
    wide = tuple(replace(target, low=target.value - 0.6, high=target.value + 0.6) for target in TARGETS)
    spreads = [
        posterior(reference(runs, ALL, asked, 0), np.array([0.7, 1.0])).contraction()[0] for asked in (TARGETS, wide)
    ]
    assert spreads[0] > spreads[1] + 0.2


def test_figures_that_are_counts_can_all_be_as_near():
    points = next(cube(3, 1, 1024))
    counts = Runs(points, np.repeat((points[:, :2] > 0.5).astype(float)[:, None], 8, axis=1), 0)
    exact = tuple(replace(target, low=0.0, high=0.0, value=0.0) for target in TARGETS)
    found = posterior(reference(counts, ALL, exact, 0), np.array([1.0, 0.0]))
    assert np.isfinite(found.points).all() and found.weights.sum() == pytest.approx(1.0)
    assert (found.weights @ found.points)[:2] == pytest.approx([0.75, 0.25], abs=0.1)


def test_runs_of_one_point_are_no_draws_of_their_own():
    one = Draws(np.full((8, 1), 0.5), np.full(8, 1 / 8), np.array([0]), np.zeros(8, int))
    assert one.effective == pytest.approx(1.0)


def test_failed_runs_are_nobody_s_neighbours(runs):
    figures = runs.figures.copy()
    lost = np.random.default_rng(0).random(len(figures)) < 0.5
    figures[lost] = np.nan
    table = reference(Runs(runs.points, figures, 0), ALL, TARGETS, 0)
    found = posterior(table, np.array([0.7, 1.0]))
    assert not lost[found.origins].any()
    assert (found.weights @ found.points)[0] == pytest.approx(0.7, abs=0.05)
