"""Figures of the explore page: what they show is what is in the tables, and nothing in them is HTML of others."""

import re

import numpy as np
import pandas as pd
import pytest

from sim import numbers
from sim.view.explore import map as regimes
from sim.view.explore.cells import Span
from sim.view.explore.claims import claims_table, in_words
from sim.view.explore.forest import Row, around_zero, forest
from sim.view.explore.map import Axes, colour, contrast_of, regime_map
from sim.view.explore.tables import of_frame
from tests.view.claims import table

EVIL = "<img src=x onerror=alert(1)>"
AXES = Axes("trust.gain", "scenario", "trust")


def cells(**columns):
    return pd.DataFrame({"x": [0.0, 1.0], "y": ["a", "a"], "mean": [2.0, 4.0], "runs": [3, 3]} | columns)


def test_the_map_names_each_cell_and_its_legend_the_ends():
    drawn = regime_map(cells(), AXES, Span(0.0, 8.0))
    assert re.findall(r'data-pick="(\d)" data-mean="([\d.]+)"', drawn) == [("0", "2.0"), ("1", "4.0")]
    assert re.findall(r"<b>([^<]+)</b>", drawn) == ["0", "2", "4", "6", "8"]


def test_colours_go_both_ways_only_for_differences_and_only_where_they_are_sure():
    both = Axes("trust.gain", "scenario", "trust", is_difference=True)
    drawn = regime_map(cells(mean=[-2.0, 2.0], sure=[True, False]), both, Span(-2.0, 2.0))
    first, second = re.findall(r"<td class=.*?</td>", drawn)
    assert "background" in first and "background" not in second and "no sure sign" in second
    assert colour(0.5, True) != colour(0.5, False) and colour(0.0, True) != colour(1.0, True)


def test_numbers_in_cells_can_be_read_on_every_shade():
    shades = [colour(share, both) for share in np.linspace(0.0, 1.0, 201) for both in (True, False)]
    assert min(max(contrast_of(ink, shade) for ink in regimes._INKS) for shade in shades) >= 4.5
    assert contrast_of((255, 255, 255), (0, 0, 0)) == pytest.approx(21.0)


def test_rows_of_a_forest_stand_on_one_axis():
    rows = [Row("one", 0.5, 0.4, 0.6, "5"), Row("other", -0.25, -0.5, 0.0, "-2"), Row("far", 3.0, 2.0, 4.0, "300")]
    drawn = forest(rows, around_zero(1.0, "axis"), ("a", "b"), "caption")
    points = re.findall(r'x1="([\d.]+)"[^>]*class="point"', drawn)
    assert points == ["150.00", "75.00"] and drawn.count('class="arrow"') == 1
    assert drawn.count('class="zero"') == 3


def test_words_of_others_are_text_wherever_they_are_drawn():
    evil = table().assign(statement=EVIL, id=EVIL, verdict=EVIL, outcome=EVIL, unit=EVIL, rule=EVIL)
    drawn = [
        regime_map(cells(y=[EVIL, EVIL]), Axes(EVIL, EVIL, EVIL), Span(0.0, 1.0)),
        forest([Row(EVIL, 0.0, 0.0, 0.0, EVIL, EVIL, EVIL)], around_zero(1.0, EVIL), (EVIL, EVIL), EVIL),
        claims_table(in_words(evil)),
        of_frame(pd.DataFrame({EVIL: [EVIL]}), EVIL)[0],
    ]
    assert not [each for each in drawn if "<img" in each] and all("&lt;img" in each for each in drawn)


def test_verdicts_are_told_in_words_and_units_once():
    told = table().assign(how=["", "too small"], unit=["share", "misuse"])
    drawn = claims_table(in_words(told))
    assert "refuted: too small" in drawn and "holds in 90 % of draws" in drawn
    assert " 3 [2, 4]</td>" in drawn and "trust 0.2 [0.1, 0.3] share</td>" in drawn
    assert 'class="holds" style="width:90.0%"' in drawn


def test_numbers_have_the_marks_of_the_language(monkeypatch):
    monkeypatch.setattr(numbers, "_marks", numbers._marks)
    numbers.write_with(",", ".")
    assert "<b>0,25</b>" in regime_map(cells(), AXES, Span(0.0, 1.0))


def test_a_table_of_any_kind_is_cut_and_says_so():
    drawn, note = of_frame(pd.DataFrame({"a": range(100), "b": [None] * 50 + ["x"] * 50}), "any")
    assert drawn.count("<tr>") == 61 and "40 more rows" in note
