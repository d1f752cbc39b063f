"""A map of differences writes levels where they differ by more than noise, and a dot where they do not."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from sim.plots.differences import OPACITIES, STEPS, difference_map, opacity
from sim.plots.forest import LOOKS
from tests.plots.legible import clashes, legend_of, page
from tests.plots.real import differences

VERDICTS = {"frontier": "worse", "trust": "better", "misuse": "worse", "surplus": "worse", "variety": "no difference"}
ROWS = list(VERDICTS)


def drawn(**changes):
    figure = page(2)
    table = differences()
    told = table["outcome"].map(VERDICTS).fillna(table["verdict"])
    table = table.assign(scenario="commons", **{"verdict": told} | changes)
    table = pd.concat([table, table.assign(scenario="again", verdict="no difference")])
    columns = {"commons": "commons\n(003)", "again": "again"}
    return figure, table.set_index(["scenario", "outcome"]), difference_map(figure.subplots(), table, columns, ROWS)


def test_cells_tell_levels_and_are_marked_by_verdict():
    figure, table, axes = drawn()
    told = {(text.get_position()): text.get_text() for text in axes.texts}
    row = table.loc["commons", "trust"]
    assert told[0.54, 1.5] == f"{row['control']:.3g} \u2192 {row['treatment']:.3g}"
    assert told[0.54, 4.5] == "\u00b7" and all(told[1.54, y + 0.5] == "\u00b7" for y in range(5))
    looks = [LOOKS[VERDICTS[name]] for name in ROWS[:4]]
    assert [to_hex(patch.get_facecolor()) for patch in axes.patches] == [look.colour for look in looks]
    assert [line.get_marker() for line in axes.lines] == [look.marker for look in looks] and clashes(figure) == []


def test_the_shade_is_that_of_the_effect_whatever_the_levels():
    _, table, axes = drawn(control=0.0)
    effects = table.loc["commons"].loc[ROWS[:4], "effect"]
    assert [patch.get_alpha() for patch in axes.patches] == [opacity(effect) for effect in effects]
    assert [opacity(sign * effect) for sign in (1, -1) for effect in (0.2, 1.0, 3.5, 40.0)] == [*OPACITIES] * 2
    assert opacity(np.nan) == OPACITIES[-1]


def test_the_legend_says_what_shades_and_marks_mean():
    figure, _, _ = drawn()
    told = legend_of(figure)
    assert told[:3] == ["better", "worse", "\u00b7 no difference"] and "standard deviation between runs" in told[3]
    assert len(told) == 3 + len(OPACITIES) == 4 + len(STEPS)
    assert "changed" in legend_of(drawn(verdict="changed")[0])


def test_bad_input_is_told():
    table = differences().assign(scenario="commons")
    with pytest.raises(ValueError, match='no column "effect"'):
        difference_map(page().subplots(), table.drop(columns="effect"), {"commons": "commons"}, ROWS)
    with pytest.raises(ValueError, match=r'unknown verdict "beter"; expected one of .*; did you mean "better"'):
        difference_map(page().subplots(), table.assign(verdict="beter"), {"commons": "commons"}, ROWS)
