"""The network shows each actor once, as the table has it, and nothing hides its name."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.transforms import Bbox

from sim.plots.network import MOST, STRONGEST, mutual_trust, set_stage, strongest, trust_network
from sim.plots.style import COLOURS
from tests.plots.legible import clashes, legend_of, page, texts_of, words
from tests.plots.real import seen


@pytest.mark.parametrize(("scenario", "width"), [*product(("arms-race", "commons", "race-2019"), (1, 2))])
def test_networks_of_real_runs_are_legible_and_name_everybody(scenario, width):
    figure, table = page(width, 1.1 if width == 1 else 0.75), seen(scenario)
    axes = trust_network(figure.subplots(), table.ties, table.actors, 59)
    there = table.actors.query("quarter == 59 and alive")
    assert clashes(figure) == [] and {"firm", "nation", "lab", *there["bloc"]} < set(legend_of(figure))
    assert {text.get_text() for text in axes.texts} == set(there["actor"])
    assert set(words(figure)) == {*there["actor"], *legend_of(figure)}
    assert f"each one's {STRONGEST} strongest ties" in legend_of(figure) and covered(figure, axes) == []


def covered(figure, axes):
    """Names that a mark or a tie lies over."""
    found, names = texts_of(figure), {name.get_text() for name in axes.texts}
    ties = np.concatenate([axes.transData.transform(tie) for tie in axes.collections[0].get_segments()])
    marks = [_box(axes, mark, figure.dpi / 72.0) for mark in axes.collections[1:]]
    return [
        text
        for text, box in found
        if text in names and (box.count_contains(ties) > 0 or any(box.overlaps(mark) for mark in marks))
    ]


def _box(axes, mark, dots):
    middle, half = axes.transData.transform(mark.get_offsets()[0]), mark.get_sizes()[0] ** 0.5 / 2.0 * dots
    return Bbox([middle - half, middle + half])


def test_a_name_under_a_mark_or_a_tie_is_found():
    figure, table = page(2), seen("arms-race")
    axes = trust_network(figure.subplots(), table.ties, table.actors, 59)
    for name in axes.texts[:2]:
        name.set_position((0.0, 0.0))
    assert {name.get_text() for name in axes.texts[:2]} <= set(covered(figure, axes))


def test_a_crowd_is_named_without_names_over_each_other():
    table = seen("commons")
    crowd = pd.concat([table.actors.assign(actor=table.actors["actor"] + f"-{k}") for k in range(5)])
    figure = page(2, 0.75)
    axes = trust_network(figure.subplots(), table.ties, crowd, 59)
    assert len(axes.texts) == 5 * len(table.actors.query("quarter == 59 and alive")) and clashes(figure) == []


def test_each_bloc_has_a_stretch_of_the_ring_for_itself():
    table = seen("race-2019")
    stage = set_stage(page(2).subplots(), table.actors)
    blocs = table.actors.drop_duplicates("actor").set_index("actor")["bloc"]
    turn = pd.Series({name: np.arctan2(*point) % (2 * np.pi) for name, point in stage.positions.items()}).sort_values()
    along = blocs[turn.index].tolist()
    changes = sum(one != other for one, other in zip(along, [*along[1:], along[0]], strict=True))
    assert changes == blocs.nunique() and len({tuple(point) for point in stage.positions.values()}) == len(turn)


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


def test_the_strongest_ties_are_those_among_the_strongest_of_either_side():
    pairs = pd.DataFrame({"one": list("aaabb"), "other": list("bcdce"), "trust": [0.9, 0.5, 0.7, 0.6, 0.1]})
    assert strongest(pairs, 1).values.tolist() == [["a", "b", 0.9], ["a", "d", 0.7], ["b", "c", 0.6], ["b", "e", 0.1]]
    assert strongest(pairs, 3).equals(pairs)


def test_among_equal_ties_nobody_is_favoured():
    names = [f"actor-{k}" for k in range(30)]
    pairs = pd.DataFrame([(a, b, 0.75) for a, b in combinations(names, 2)], columns=["one", "other", "trust"])
    found = strongest(pairs)
    count = pd.concat((found["one"], found["other"])).value_counts()
    assert found.equals(strongest(pairs)) and count.min() >= STRONGEST and len(count) == 30 and count.max() <= 12


def test_each_of_the_strongest_ties_of_the_living_is_a_line_the_more_opaque_the_more_they_trust():
    table = seen("arms-race")
    lines = trust_network(page(2).subplots(), table.ties, table.actors, 59).collections[0]
    names = set(table.actors.query("quarter == 59 and alive")["actor"])
    pairs = mutual_trust(table.ties[table.ties["quarter"] == 59])
    trust = strongest(pairs[pairs["one"].isin(names) & pairs["other"].isin(names)])["trust"]
    assert len(names) < len(trust) == len(lines.get_segments()) <= STRONGEST * len(names)
    assert np.argsort(lines.get_colors()[:, 3]).tolist() == np.argsort(trust.to_numpy()).tolist()


def test_a_stage_holds_for_all_quarters():
    table = seen("race-2019")
    stage = set_stage(page(2).subplots(), table.actors)
    early, late = (trust_network(page(2).subplots(), table.ties, table.actors, q, stage) for q in (3, 59))
    offsets = {tuple(mark.get_offsets()[0]) for mark in late.collections[1:]}
    stayed = table.actors[table.actors["alive"]].groupby("actor").size() == 2
    spots = {tuple(stage.positions[name]) for name in stayed[stayed].index}
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
