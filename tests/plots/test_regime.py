"""A map of regimes shows the means, where they tip, and what cannot be told from tipping."""

import numpy as np
import pandas as pd
import pytest

from sim.plots.regime import regime_map
from tests.plots.legible import clashes, legend_of, page

GRID = pd.DataFrame(
    [
        {"trust.gain": x, "trust.loss": y, "seed": seed, "frontier": 10.0 * (x - 0.06) + y + 0.1 * (seed - 1)}
        for x in (0.0, 0.03, 0.06, 0.12)
        for y in (-0.2, 0.0, 0.2)
        for seed in (0, 1, 2)
    ]
)


def hatched(axes):
    return {(patch.get_x() + 0.5, patch.get_y() + 0.5) for patch in axes.patches if patch.get_hatch()}


def test_cells_hold_means_over_replicates_with_colours_centred_on_tipping():
    axes = regime_map(page().subplots(), GRID, "trust.gain", "trust.loss", "frontier")
    shown, norm = axes.images[0].get_array(), axes.images[0].norm
    means = GRID.groupby(["trust.loss", "trust.gain"])["frontier"].mean().unstack().to_numpy()
    assert shown.filled(np.nan) == pytest.approx(means)
    assert norm(0.0) == pytest.approx(0.5) and norm.vmax == pytest.approx(np.abs(means).max())


def test_the_tipping_line_runs_between_the_regimes():
    figure = page()
    axes = regime_map(figure.subplots(), GRID, "trust.gain", "trust.loss", "frontier")
    line = np.vstack([path.vertices for path in axes.collections[0].get_paths()])
    assert [2.0, 1.0] in line.round(6).tolist() and "tips at 0" in legend_of(figure)
    assert len(regime_map(page().subplots(), GRID, "trust.gain", "trust.loss", "frontier", 5.0).collections) == 0


def test_cells_within_noise_of_tipping_are_hatched_by_replicates_or_by_given_errors():
    by_runs = regime_map(page().subplots(), GRID, "trust.gain", "trust.loss", "frontier")
    error = 0.1 / 3**0.5
    means = GRID.groupby(["trust.gain", "trust.loss"], as_index=False)["frontier"].mean()
    expected = {
        (column, row)
        for column, x in enumerate((0.0, 0.03, 0.06, 0.12))
        for row, y in enumerate((-0.2, 0.0, 0.2))
        if abs(10.0 * (x - 0.06) + y) < 1.96 * error
    }
    # By hand: only at (.03, .2) and (.06, 0) is the mean -.1 or 0, and 1.96 errors are .113.
    assert hatched(by_runs) == expected == {(1.0, 2.0), (2.0, 1.0)}
    given = regime_map(page().subplots(), means.assign(error=error), "trust.gain", "trust.loss", "frontier")
    assert hatched(given) == hatched(by_runs)
    single = regime_map(page().subplots(), means, "trust.gain", "trust.loss", "frontier")
    assert hatched(single) == set()


@pytest.mark.parametrize("tipping", [0.0, 5.0])
def test_maps_are_legible_with_many_values_and_missing_cells(tipping):
    wide = pd.DataFrame(
        [{"a.b": x / 37, "choice": word, "trust": x / 20} for x in range(20) for word in ("hoard", "share", "grim")]
    )
    sources = [(GRID.iloc[:-3], "trust.gain", "trust.loss", "frontier"), (wide, "a.b", "choice", "trust")]
    for source in sources:
        figure = page(aspect=0.8)
        axes = regime_map(figure.subplots(), *source, tipping)
        assert clashes(figure) == [] and figure.axes[1].get_ylabel() in ("frontier, OOM", "trust, share")
    assert axes.get_yticks().tolist() == [0, 1, 2]


def test_one_value_everywhere_is_drawn():
    axes = regime_map(page().subplots(), GRID.assign(frontier=1.0), "trust.gain", "trust.loss", "frontier", 1.0)
    assert (axes.images[0].get_array() == 1.0).all()


def test_bad_tables_are_told():
    with pytest.raises(ValueError, match=r'no column "trust\.gian"; expected one of .*; did you mean "trust\.gain"'):
        regime_map(page().subplots(), GRID, "trust.gian", "trust.loss", "frontier")
    with pytest.raises(ValueError, match="no rows"):
        regime_map(page().subplots(), GRID.iloc[:0], "trust.gain", "trust.loss", "frontier")


def test_noise_is_about_the_tipping_value_wherever_that_is():
    """A map of values that are all raised, with its tipping value raised alike, is hatched as before."""
    raised = GRID.assign(frontier=GRID["frontier"] + 5.0)
    before = regime_map(page().subplots(), GRID, "trust.gain", "trust.loss", "frontier")
    after = regime_map(page().subplots(), raised, "trust.gain", "trust.loss", "frontier", 5.0)
    assert hatched(after) == hatched(before) and hatched(before)
