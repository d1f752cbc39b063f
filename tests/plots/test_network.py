"""The network shows each actor once, as the table has it, and nothing hides its name."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from sim.plots.network import MOST, mutual_trust, set_stage, trust_network
from sim.plots.style import COLOURS
from tests.plots.legible import clashes, legend_of, page, words
from tests.plots.real import seen


@pytest.mark.parametrize(("scenario", "width"), [("commons", 1), ("arms-race", 2), ("race-2019", 1), ("race-2019", 2)])
def test_networks_of_real_runs_are_legible_and_name_everybody(scenario, width):
    figure, table = page(width, 1.1 if width == 1 else 0.75), seen(scenario)
    axes = trust_network(figure.subplots(), table.ties, table.actors, 59)
    there = table.actors.query("quarter == 59 and alive")
    assert clashes(figure) == [] and {"firm", "nation", "lab", *there["bloc"]} < set(legend_of(figure))
    assert {text.get_text() for text in axes.texts} == set(there["actor"])
    assert set(words(figure)) == {*there["actor"], *legend_of(figure)}


def test_colour_is_bloc_filling_is_openness_and_size_is_capability():
    table = seen("race-2019")
    axes = trust_network(page(2).subplots(), table.ties, table.actors, 59)
    there = table.actors.query("quarter == 59 and alive").reset_index(drop=True)
    marks = axes.collections[1:]
    assert len(marks) == len(there)
    blocs = list(dict.fromkeys(table.actors["bloc"]))
    for mark, row in zip(marks, there.itertuples(), strict=True):
        assert to_hex(mark.get_edgecolors()[0]) == COLOURS[blocs.index(row.bloc)]
        assert (to_hex(mark.get_facecolors()[0]) != "#ffffff") == (row.tier in ("licensed", "open"))
    sizes = pd.Series([mark.get_sizes()[0] for mark in marks])
    assert sizes.rank().tolist() == there["capability"].rank().tolist()


def test_mutual_trust_is_the_lesser_of_both_ways():
    ties = pd.DataFrame({"source": ["a", "b", "a"], "target": ["b", "a", "c"], "trust": [0.9, 0.4, 1.0]})
    assert mutual_trust(ties).values.tolist() == [["a", "b", 0.4]]


def test_each_pair_of_the_living_is_a_line_the_more_opaque_the_more_they_trust():
    table = seen("arms-race")
    lines = trust_network(page(2).subplots(), table.ties, table.actors, 59).collections[0]
    names = set(table.actors.query("quarter == 59 and alive")["actor"])
    pairs = mutual_trust(table.ties[table.ties["quarter"] == 59])
    trust = pairs.loc[pairs["one"].isin(names) & pairs["other"].isin(names), "trust"]
    assert len(trust) == len(lines.get_segments()) == len(names) * (len(names) - 1) // 2
    assert np.argsort(lines.get_colors()[:, 3]).tolist() == np.argsort(trust.to_numpy()).tolist()


def test_the_same_seed_gives_the_same_layout_and_a_stage_holds_for_all_quarters():
    table = seen("race-2019")
    axes = page(2).subplots()
    one, again, other = (set_stage(axes, table.ties, table.actors, seed) for seed in (0, 0, 1))
    assert all((one.positions[name] == again.positions[name]).all() for name in one.positions)
    assert any((one.positions[name] != other.positions[name]).any() for name in one.positions)
    early, late = (trust_network(page(2).subplots(), table.ties, table.actors, q, one) for q in (3, 59))
    offsets = {tuple(mark.get_offsets()[0]) for mark in late.collections[1:]}
    stayed = table.actors[table.actors["alive"]].groupby("actor").size() == 2
    spots = {tuple(one.positions[name]) for name in stayed[stayed].index}
    assert spots <= offsets and spots <= {tuple(mark.get_offsets()[0]) for mark in early.collections[1:]}


def test_one_actor_alone_is_drawn():
    table = seen("arms-race")
    alone = table.actors[table.actors["actor"] == "alpha"]
    axes = trust_network(page().subplots(), table.ties, alone, 59)
    assert [text.get_text() for text in axes.texts] == ["alpha"]


def test_bad_input_is_told():
    table = seen("arms-race")
    axes = page().subplots()
    with pytest.raises(ValueError, match='no column "tier"'):
        trust_network(axes, table.ties, table.actors.drop(columns="tier"), 59)
    with pytest.raises(ValueError, match=r'unknown kind "frim"; expected one of .*; did you mean "firm"'):
        trust_network(axes, table.ties, table.actors.assign(kind="frim"), 59)
    with pytest.raises(ValueError, match="no quarter 5; expected one of 3, 59"):
        trust_network(axes, table.ties, table.actors, 5)
    crowd = pd.concat([table.actors.assign(actor=table.actors["actor"] + str(k)) for k in range(20)])
    with pytest.raises(ValueError, match=f"actors; expected 1 to {MOST}"):
        trust_network(axes, table.ties, crowd, 59)
