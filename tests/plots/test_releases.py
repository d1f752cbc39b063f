"""The timeline shows every release and who leads; the share counts what is open."""

import numpy as np
import pandas as pd
import pytest

from sim.plots.releases import open_share, record, release_timeline
from tests.plots.legible import clashes, legend_of, page
from tests.plots.real import keyed, releases, seen

LOG = pd.DataFrame(
    {
        "quarter": [0, 0, 2, 3, 5, 6],
        "actor": ["a", "b", "a", "b", "a", "b"],
        "capability": [1.0, 2.0, 3.0, 2.5, 4.0, 4.5],
        "tier": ["open", "closed", "licensed", "access", "open", "closed"],
    }
)
ACTORS = pd.DataFrame({"actor": ["a", "b"], "bloc": ["west", "east"]})


def test_the_record_is_the_best_of_each_quarter_that_exceeds_all_before():
    assert record(LOG).values.tolist() == [[0, "b", 2.0], [2, "a", 3.0], [5, "a", 4.0], [6, "b", 4.5]]


def test_every_release_is_a_mark_and_only_shared_weights_are_filled():
    axes = release_timeline(page(2).subplots(), LOG, ACTORS)
    drawn = {label.get_label(): label for label in axes.collections}
    assert np.concatenate([marks.get_offsets() for marks in drawn.values()]).shape == (6, 2)
    assert drawn["west, open"].get_offsets().tolist() == [[0, 1], [5, 4]]
    assert len(drawn["west, licensed"].get_facecolors()) and not len(drawn["east, access"].get_facecolors())


def test_the_leader_is_named_where_it_changes():
    figure = page(2)
    axes = release_timeline(figure.subplots(), LOG, ACTORS)
    named = {text.get_text(): text.xy[0] for text in axes.texts}
    assert len(axes.texts) == 3 and named["a"] == 2 and named["b"] in (0, 6)
    assert axes.lines[0].get_ydata().tolist() == [2.0, 3.0, 4.0, 4.5, 4.5]


@pytest.mark.parametrize(("scenario", "width"), [("commons", 1), ("arms-race", 2), ("race-2019", 1), ("race-2019", 2)])
def test_timelines_of_real_runs_are_legible(scenario, width):
    figure, table = page(width, 0.55 * 3 / (1 + width)), releases(scenario)
    axes = release_timeline(figure.subplots(), table, seen(scenario).actors)
    assert clashes(figure) == []
    assert sum(len(marks.get_offsets()) for marks in axes.collections) == len(table)
    assert {"closed", "access", "licensed", "open", "record"} < set(legend_of(figure))


def test_shares_are_counted_by_bloc_and_year():
    axes = open_share(page().subplots(), LOG, ACTORS)
    west, east = axes.lines
    assert (west.get_xdata().tolist(), west.get_ydata().tolist()) == ([1.5, 5.5], [1.0, 1.0])
    assert (east.get_xdata().tolist(), east.get_ydata().tolist()) == ([1.5, 5.5], [0.0, 0.0])


def test_several_runs_give_medians_and_bands():
    closed = LOG.assign(tier="closed")
    runs = pd.concat([LOG.assign(key="1"), LOG.assign(key="2"), closed.assign(key="3")])
    axes = open_share(page().subplots(), runs, ACTORS)
    assert axes.lines[0].get_ydata().tolist() == [1.0, 1.0]
    assert axes.collections[0].get_paths()[0].vertices[:, 1].min() == pytest.approx(0.2)


def test_timeline_and_share_stand_in_one_figure_with_one_legend():
    figure, actors = page(2, 0.8), seen("race-2019").actors
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    release_timeline(above, releases("race-2019"), actors)
    open_share(below, keyed("race-2019"), actors)
    assert clashes(figure) == [] and len(figure.legends) == 1 and above.get_xlim() == below.get_xlim() == (-0.5, 59.5)
    told = ["us", "china", "allied", "closed", "access", "licensed", "open", "record", "central 80 % of runs"]
    assert legend_of(figure) == told


@pytest.mark.parametrize("table", [releases, keyed])
def test_shares_of_real_runs_are_legible(table):
    figure = page()
    open_share(figure.subplots(), table("race-2019"), seen("race-2019").actors)
    told = ["central 80 % of runs"] if table is keyed else []
    assert clashes(figure) == [] and legend_of(figure) == ["us", "china", "allied", *told]


@pytest.mark.parametrize("draw", [release_timeline, open_share])
def test_bad_tables_are_told(draw):
    axes = page().subplots()
    with pytest.raises(ValueError, match='no column "tier"'):
        draw(axes, LOG.drop(columns="tier"), ACTORS)
    with pytest.raises(ValueError, match='no column "bloc"'):
        draw(axes, LOG, ACTORS.drop(columns="bloc"))
    with pytest.raises(ValueError, match='unknown actor "b"; expected one of a'):
        draw(axes, LOG, ACTORS.iloc[:1])
    with pytest.raises(ValueError, match=r'unknown tier "opne"; expected one of .*; did you mean "open"'):
        draw(axes, LOG.assign(tier="opne"), ACTORS)
    with pytest.raises(ValueError, match="no rows"):
        draw(axes, LOG.iloc[:0], ACTORS)
