"""Matrices hold the trust of the table, by bloc; where there is no tie there is nothing."""

import numpy as np
import pandas as pd
import pytest

from sim.plots.trust import trust_bar, trust_matrices, trust_matrix
from tests.plots.legible import clashes, legend_of, page, words
from tests.plots.real import seen

ACTORS = pd.DataFrame({"quarter": 0, "actor": ["a", "b", "c", "d"], "bloc": ["west", "east", "west", "east"]})
ACTORS["alive"] = [True, True, True, False]
TIES = pd.DataFrame({"quarter": 0, "source": ["a", "c", "b", "d"], "target": ["c", "a", "a", "a"]})
TIES["trust"] = [0.1, 0.2, 0.3, 0.4]


def test_rows_trust_columns_ordered_by_bloc_among_the_living():
    axes = trust_matrix(page().subplots(), TIES, ACTORS, 0)
    shown = axes.images[0].get_array()
    assert [text.get_text() for text in axes.get_yticklabels()] == ["a", "c", "b"]
    expected = [[np.nan, 0.1, np.nan], [0.2, np.nan, np.nan], [0.3, np.nan, np.nan]]
    assert np.array_equal(shown.filled(np.nan), expected, equal_nan=True)
    assert axes.patch.get_hatch() and axes.images[0].get_clim() == (0.0, 1.0)


@pytest.mark.parametrize(("scenario", "width"), [("arms-race", 1), ("race-2019", 1), ("race-2019", 2)])
def test_matrices_of_real_runs_are_legible(scenario, width):
    figure = page(width, 0.95)
    trust_bar(trust_matrix(figure.subplots(), seen(scenario).ties, seen(scenario).actors, 59))
    assert clashes(figure) == [] and legend_of(figure) == ["no tie, or not there"]
    actors = seen(scenario).actors.query("quarter == 59 and alive")
    named = set(actors["actor"]) <= set(words(figure))
    assert named or (width == 1 and set(actors["bloc"]) <= set(words(figure)))


@pytest.mark.parametrize("scenario", ["race-2019", "arms-race"])
def test_early_and_late_show_the_same_actors_in_the_same_order(scenario):
    figure, table = page(2, 0.52), seen(scenario)
    early, late = trust_matrices(figure, table.ties, table.actors, 3, 59)
    assert clashes(figure) == [] and early.images[0].get_array().shape == late.images[0].get_array().shape
    there = table.actors[table.actors["alive"]]["actor"].nunique()
    assert early.images[0].get_array().shape == (there, there)
    ties = table.ties.query("quarter == 59").set_index(["source", "target"])["trust"]
    alive = set(table.actors.query("quarter == 59 and alive")["actor"])
    shown = late.images[0].get_array().compressed()
    expected = [trust for (one, other), trust in ties.items() if one in alive and other in alive]
    assert np.sort(shown) == pytest.approx(np.sort(expected))


def test_bad_input_is_told():
    axes = page().subplots()
    with pytest.raises(ValueError, match="no quarter 7; expected one of 0"):
        trust_matrix(axes, TIES, ACTORS, 7)
    with pytest.raises(ValueError, match='no column "trust"'):
        trust_matrix(axes, TIES.drop(columns="trust"), ACTORS, 0)
    with pytest.raises(ValueError, match="0 actors in quarter 0; expected 1 to 500"):
        trust_matrix(axes, TIES, ACTORS.assign(alive=False), 0)
