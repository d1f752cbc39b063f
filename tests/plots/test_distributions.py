"""Violins show every run, its median and its quartiles."""

import numpy as np
import pandas as pd
import pytest

from sim.plots.distributions import FEW, violins
from tests.plots.legible import clashes, legend_of, page, words
from tests.plots.real import REGIMES, replicates


def runs():
    return pd.concat([replicates(name)[0].assign(scenario=name) for name in REGIMES])


@pytest.mark.parametrize("outcome", ["frontier", "misuse", "effort", "service_loss", "surplus"])
def test_distributions_of_real_runs_are_legible(outcome):
    figure = page()
    violins(figure.subplots(), runs(), outcome)
    assert clashes(figure) == [] and legend_of(figure) == ["median", "quartiles", "run"]


def test_six_outcomes_stand_in_one_figure_with_one_legend():
    figure = page(2, 0.63)
    titled = runs().replace({"scenario": {"race-2019": "The race since 2019", "arms-race": "Arms race"}})
    outcomes = ("frontier", "trust", "incidents", "misuse", "hhi_revenue", "welfare")
    for axes, outcome in zip(figure.subplots(2, 3).flat, outcomes, strict=True):
        violins(axes, titled, outcome)
    assert clashes(figure) == [] and legend_of(figure) == ["median", "quartiles", "run"]


def test_many_scenarios_are_named_aslant():
    figure = page()
    table = pd.concat([replicates("commons")[0].assign(scenario=f"scenario-number-{k}") for k in range(9)])
    violins(figure.subplots(), table, "trust")
    assert {f"scenario-number-{k}" for k in range(9)} < set(words(figure))


def test_medians_quartiles_and_runs_are_those_of_the_table():
    axes = violins(page().subplots(), runs(), "frontier")
    values = replicates("race-2019")[0]["frontier"]
    points, quartiles, median = axes.lines[:3]
    assert np.sort(points.get_ydata()) == pytest.approx(np.sort(values))
    assert quartiles.get_ydata() == pytest.approx(values.quantile([0.25, 0.75]))
    assert median.get_ydata() == pytest.approx([values.median()])
    assert len(axes.collections) == 3 and axes.get_ylabel() == "frontier, OOM"


def test_what_does_not_vary_has_no_violin_and_many_runs_no_points():
    assert len(violins(page().subplots(), runs(), "service_loss").collections) == 0
    many = pd.DataFrame({"scenario": "a", "trust": np.linspace(0, 1, FEW + 1)})
    figure = page()
    axes = violins(figure.subplots(), many, "trust")
    assert len(axes.lines) == 2 and legend_of(figure) == ["median", "quartiles"]


@pytest.mark.parametrize("mean", [1.0, 3.0, 40.0])
def test_whole_numbers_make_one_smooth_shape_however_many_runs(mean):
    assert peaks("misuse", np.random.default_rng(0).poisson(mean, 10_000).astype(float)) <= 1


def test_the_shape_of_other_numbers_keeps_its_detail():
    assert peaks("trust", np.random.default_rng(0).poisson(3.0, 10_000) / 10.0) > 3


def peaks(outcome, values):
    """Of the shape that a violin has, without its tails."""
    width = edge(violins(page().subplots(), pd.DataFrame({"scenario": "a", outcome: values}), outcome))
    high = (width[1:-1] > width[:-2]) & (width[1:-1] >= width[2:]) & (width[1:-1] > 0.1 * width.max())
    return high.sum()


def edge(axes):
    """Half the width of the first violin, from its low end to its high end."""
    points = axes.collections[0].get_paths()[0].vertices
    right = points[points[:, 0] > 0.0]
    return right[np.argsort(right[:, 1]), 0]


def test_missing_values_are_left_out():
    table = pd.DataFrame({"scenario": ["a", "a", "b"], "trust": [0.5, np.nan, np.nan]})
    axes = violins(page().subplots(), table, "trust")
    assert [label.get_text() for label in axes.get_xticklabels()] == ["a"]
    with pytest.raises(ValueError, match='"trust" has no values'):
        violins(page().subplots(), table.assign(trust=np.nan), "trust")


def test_bad_input_is_told():
    with pytest.raises(ValueError, match=r'no outcome "fronter"; expected one of .*; did you mean "frontier"'):
        violins(page().subplots(), runs(), "fronter")
    with pytest.raises(ValueError, match='no column "scenario"'):
        violins(page().subplots(), runs().drop(columns="scenario"), "frontier")
