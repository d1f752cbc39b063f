"""Trajectories show medians and bands of the tables, with headings and units of the outcomes."""

import numpy as np
import pandas as pd
import pytest

from sim.plots.trajectories import small_multiples, trajectory
from tests.plots.legible import clashes, legend_of, page
from tests.plots.real import REGIMES, replicates

NAMES = ["frontier", "trust", "flaws", "hhi_revenue", "misuse", "surplus", "gini_capability"]


def series():
    return dict(zip(("The race since 2019", "Arms race", "Commons"), (replicates(n)[1] for n in REGIMES), strict=True))


def test_lines_are_medians_and_bands_the_central_80_percent():
    table = pd.DataFrame({"seed": [0, 1, 2] * 2, "quarter": [0] * 3 + [1] * 3, "trust": [1, 2, 6, 3, 4, 5]})
    axes = trajectory(page().subplots(), {"A": table}, "trust", "Trust", "share")
    assert axes.lines[0].get_ydata().tolist() == [2, 4]
    band = axes.collections[0].get_paths()[0].vertices
    assert (band[:, 1].min(), band[:, 1].max()) == pytest.approx((np.quantile([1, 2, 6], 0.1), 5.2))


@pytest.mark.parametrize(("width", "columns", "names"), [(2, 3, NAMES), (1, 1, NAMES[:2]), (2, 2, NAMES[:1])])
def test_small_multiples_are_legible(width, columns, names):
    figure = page(width, aspect=0.8 if width == 2 else 1.2)
    panels = small_multiples(figure, series(), names, columns)
    assert len(panels) == len(figure.axes) == len(names) and clashes(figure) == []
    assert legend_of(figure) == [*series(), "central 80 % of runs"]


def test_headings_and_units_are_those_of_the_outcomes():
    panels = small_multiples(page(2), series(), ["hhi_revenue", "surplus", "frontier"])
    told = [(axes.get_title(loc="left"), axes.get_ylabel()) for axes in panels]
    assert told == [("HHI revenue", "index"), ("Surplus", "bn USD/quarter"), ("Frontier", "OOM")]
    last = replicates("commons")[1].query("quarter == 59")["surplus"].median()
    assert panels[1].lines[2].get_ydata()[-1] == pytest.approx(last)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "at least one series"),
        (["frontjer"], 'no outcome over the series "frontjer"; expected one of .*; did you mean "frontier"'),
        (["leader"], 'no outcome over the series "leader"'),
    ],
)
def test_unknown_series_are_told(names, message):
    with pytest.raises(ValueError, match=message):
        small_multiples(page(2), series(), names)


def test_a_missing_column_and_too_many_scenarios_are_told():
    with pytest.raises(ValueError, match='no column "trust"; expected one of quarter'):
        trajectory(page().subplots(), {"A": pd.DataFrame({"quarter": [0]})}, "trust", "", "")
    with pytest.raises(ValueError, match="7 scenarios in one picture; expected at most 6"):
        trajectory(page().subplots(), {str(n): series()["Commons"] for n in range(7)}, "trust", "", "")
