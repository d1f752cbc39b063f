"""Two branches and a map of memory show what the tables say, and can be read."""

import numpy as np
import pandas as pd
import pytest

from sim.plots.tipping import picture, two_branches
from tests.plots.legible import clashes, legend_of, page

VALUES = (0.0, 0.2, 0.4, 0.8)
BRANCHES = pd.DataFrame(
    [
        {"value": value, "start": start, "end": end, "low": max(0.0, end - 0.1), "high": min(1.0, end + 0.1)}
        for value in VALUES
        for start, end in (("closed", 0.15), ("open", 0.1 + value))
    ]
)
BASIN = pd.DataFrame({"value": VALUES, "below": [1.0, 1.0, 0.4, 0.35], "above": [np.nan, np.nan, 0.45, 0.4]})
CELLS = [(value, norms, value * norms / 2.0) for value in VALUES for norms in (0.0, 1.0, 2.0)]
MEMORY = pd.DataFrame(CELLS, columns=["lever", "against", "memory"]).assign(closed=0.2)
MEMORY["open"] = MEMORY["closed"] + MEMORY["memory"]


def drawn(own=0.4, own_against=1.5, basin=BASIN):
    names = ("appeal of open weights (tiers.open.appeal)", "conformity (expectations.conformity)")
    return picture(BRANCHES, basin, MEMORY, own, own_against, *names, "Openness must be paid for over 60 quarters")


@pytest.mark.parametrize("own_against", [0.0, 1.5])
def test_the_picture_can_be_read(own_against):
    figure = drawn(own_against=own_against)
    assert clashes(figure) == []
    told = legend_of(figure)
    assert {"begins open", "begins closed", "the start decides", "this scenario", "so many must begin open"} <= set(
        told
    )
    # The contrast is drawn where the scenario is not the contrast itself.
    assert ("both starts, conformity 0" in told) == (own_against > 0.0)


def test_branches_and_map_hold_the_numbers_of_the_tables():
    figure = drawn()
    left, right = figure.axes[:2]
    lines = {line.get_color(): line for line in left.get_lines() if line.get_linestyle() in ("-", "--")}
    assert [0.1 + value for value in VALUES] in [list(line.get_ydata()) for line in lines.values()]
    cells = MEMORY.pivot(index="against", columns="lever", values="memory").to_numpy()
    assert np.allclose(right.images[0].get_array().filled(np.nan), cells)
    # The scenario lies between the rows of conformity 1 and 2, on the column of its own value.
    assert [2.0, 1.5] in [[*line.get_xdata(), *line.get_ydata()] for line in right.get_lines()]


def test_only_where_the_open_start_ends_higher_does_the_start_decide():
    axes = two_branches(page(2).subplots(), BRANCHES, BASIN, 0.4, "lever")
    (gap,) = axes.collections[:1]
    corners = np.vstack([path.vertices for path in gap.get_paths()])
    assert corners[:, 0].min() == pytest.approx(0.05, abs=1e-6)  # where .1 + value is .15


def test_a_boundary_that_is_nowhere_is_not_drawn():
    figure = drawn(basin=BASIN.assign(above=np.nan))
    assert "so many must begin open" not in legend_of(figure) and clashes(figure) == []


def test_a_table_without_its_columns_is_told():
    with pytest.raises(ValueError, match='no column "low"'):
        two_branches(page(2).subplots(), BRANCHES.drop(columns="low"), BASIN, 0.4, "lever")
