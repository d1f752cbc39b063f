"""Trajectories show medians and bands of the tables, with headings and units of the outcomes."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.plots.trajectories import Calendar, apart, in_years, small_multiples, trajectory
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


def test_years_marks_and_paired_differences_are_legible():
    calendar = Calendar(date(2020, 4, 1), (11,), 11)
    figure = page(2, aspect=0.8)
    drawn = {name: table.assign(replicate=table["seed"]) for name, table in series().items()}
    panels = small_multiples(figure, drawn, NAMES[:3], calendar=calendar, against="Commons")
    assert len(panels) == 3 and len(figure.axes) == 6 and clashes(figure) == []
    assert legend_of(figure) == [*series(), "central 80 % of runs", "a policy starts", "before the window"]
    assert figure.axes[3].get_xlabel() == "year" and figure.axes[0].get_xlabel() == ""
    # Two scenarios differ from the third, and the mark is in each panel.
    assert len(figure.axes[3].lines) == 4 and figure.axes[3].lines[-1].get_xdata()[0] == calendar.at(11) == 2023.0


def test_paired_differences_are_run_by_run():
    place = {"replicate": [0, 1, 0, 1], "quarter": [0, 0, 1, 1]}
    one = pd.DataFrame({**place, "trust": [1.0, 5.0, 2.0, 6.0]})
    other = one.assign(trust=one["trust"] + [0.5, 0.5, 1.0, 3.0]).iloc[::-1]
    axes = apart(page().subplots(), {"A": one, "B": other}, "A", "trust", "difference")
    assert axes.lines[-1].get_ydata().tolist() == [0.5, 2.0]


def test_quarters_are_named_by_their_years():
    axes = page().subplots()
    axes.plot([0, 15], [0, 1])
    axes.set_xlim(0, 15)
    in_years(axes, Calendar(date(2020, 4, 1), (7,)))
    assert [(tick, text.get_text()) for tick, text in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)] == [
        *((3, "2021"), (7, "2022"), (11, "2023"), (15, "2024"))
    ]
    assert axes.get_xlabel() == "year" and axes.get_xlim() == (0, 15)
    assert in_years(page().subplots(), Calendar()).get_xlabel() == ""


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
