"""A forest shows the numbers of its table, whatever they are."""

import numpy as np
import pytest

from sim import OUTCOMES
from sim.plots.forest import LOOKS, forest, forest_height
from tests.plots.legible import clashes, legend_of, page, words
from tests.plots.real import differences

FEW = [
    "frontier",
    "mean_capability",
    "trust",
    "flaws",
    "incidents",
    "misuse",
    "hhi_revenue",
    "surplus",
    "variety",
    "interoperability",
]


def few():
    table = differences()
    return table[table["outcome"].isin(FEW)].drop(columns="group").reset_index(drop=True)


def marks(axes):
    """Points drawn: row, place on the axis, and marker."""
    found = [line for line in axes.lines if line.get_marker() not in ("None", None)]
    return {int(line.get_ydata()[0]): (line.get_xdata()[0], line.get_marker(), line.get_color()) for line in found}


def test_markers_and_intervals_stand_where_the_table_says():
    table = few()
    axes = forest(page(2, height=forest_height(len(table))).subplots(), table)
    found = marks(axes)
    for place, row in table.iterrows():
        look = LOOKS[row["verdict"]]
        x = row["effect"] if row["spread"] > 0 else 0.0
        assert found[place] == (pytest.approx(x), look.marker, look.colour)
    ends = {line.get_ydata()[0]: line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 2}
    for place, row in table[table["spread"] > 0].iterrows():
        assert ends[place] == pytest.approx([row["low"] / row["spread"], row["high"] / row["spread"]])


def test_levels_stand_at_the_right_and_one_number_where_nothing_changes():
    table = few()
    figure = page(2, height=forest_height(len(table)))
    forest(figure.subplots(), table)
    row = table.set_index("outcome").loc["frontier"]
    assert f"{row['control']:.3g} → {row['treatment']:.3g} OOM" in words(figure)
    assert "0.5 share" in words(figure)


@pytest.mark.parametrize("width", [1, 2])
def test_ten_rows_are_legible_in_one_column_and_in_two(width):
    figure = page(width, height=forest_height(len(few())))
    forest(figure.subplots(), few())
    assert clashes(figure) == []


def test_all_outcomes_in_groups_are_legible():
    table = differences()
    groups = table["group"].nunique()
    figure = page(2, height=forest_height(len(table), groups))
    axes = forest(figure.subplots(), table)
    assert len(table) == len(marks(axes)) == len(OUTCOMES) and clashes(figure) == []
    assert set(table["group"]) <= set(words(figure)) and len(axes.get_yticks()) == len(OUTCOMES)


def test_a_difference_without_spread_stands_at_the_edge_on_a_dotted_line_and_the_legend_says_so():
    table = few()
    table.loc[0, ["spread", "effect", "difference", "verdict"]] = [0.0, np.nan, -1.0, "worse"]
    figure = page(2, height=forest_height(len(table)))
    axes = forest(figure.subplots(), table)
    assert marks(axes)[0][0] == axes.get_xlim()[0] and "runs do not vary" in legend_of(figure)
    assert clashes(figure) == []


def test_a_forest_of_no_differences_is_drawn():
    table = few().assign(spread=0.0, effect=np.nan, difference=0.0, low=0.0, high=0.0, verdict="no difference")
    axes = forest(page(2, height=forest_height(len(table))).subplots(), table)
    assert {x for x, _, _ in marks(axes).values()} == {0.0}


def test_bad_tables_are_told():
    axes = page().subplots()
    with pytest.raises(ValueError, match=r'no column "effect"; expected one of .*'):
        forest(axes, few().drop(columns="effect"))
    with pytest.raises(ValueError, match=r'unknown verdict "beter"; expected one of better, .* "better"'):
        forest(axes, few().assign(verdict="beter"))
    with pytest.raises(ValueError, match="no rows"):
        forest(axes, few().iloc[:0])


def test_nothing_lies_beyond_the_axis():
    table = few().assign(effect=40.0, low=30.0, high=50.0, spread=1.0)
    axes = forest(page(2, height=forest_height(len(table))).subplots(), table)
    least, most = axes.get_xlim()
    assert all(least <= x <= most for line in axes.lines for x in line.get_xdata()) and -least == most
