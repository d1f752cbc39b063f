"""Figures of a choice: bars as long as their shares, lines from worst to best, and legible."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from sim.plots.decide import front, front_height, options, options_height
from tests.plots.legible import clashes, words

NAMES = [f"option number {number}" for number in range(9)]
OPTIONS = pd.DataFrame(
    {
        "option": NAMES,
        "satisfied": [number / 20 for number in range(9)],
        "satisfied_low": [number / 25 for number in range(9)],
        "satisfied_high": [number / 15 for number in range(9)],
        "regret_90": [0.5 + number / 8 for number in range(9)],
        "regret_worst": [2.0 + 4 * number for number in range(9)],
        "on_front": [number % 2 == 0 for number in range(9)],
    }
)
OUTCOMES = {"incidents": "less", "welfare": "more", "mean_capability": "more", "autonomy": "more", "trust": "more",
            "hhi_revenue": "less"}  # fmt: skip
OBJECTIVES = pd.DataFrame(
    [
        {"option": name, "outcome": outcome, "direction": direction, "difference_median": float(number)}
        for number, name in enumerate(NAMES)
        for outcome, direction in OUTCOMES.items()
    ]
)


def test_options_are_ranked_and_can_be_read():
    figure, axes = plt.subplots(1, 2, figsize=(7.0, options_height(9)), layout="constrained", sharey=True)
    left, right = options(axes, OPTIONS, NAMES[8])
    assert [label.get_text() for label in left.get_yticklabels()] == NAMES[::-1]
    assert [bar.get_width() for bar in left.containers[0]] == OPTIONS["satisfied"].tolist()[::-1]
    assert [bar.get_width() for bar in right.containers[0]] == OPTIONS["regret_90"].tolist()[::-1]
    colours = [bar.get_facecolor() for bar in left.containers[0]]
    assert colours[0] != colours[1] == colours[8]
    assert clashes(figure) == []
    plt.close(figure)


def test_lines_go_from_worst_to_best_and_can_be_read():
    figure = plt.figure(figsize=(7.0, front_height(9)), layout="constrained")
    axes = front(figure.subplots(), OBJECTIVES, OPTIONS, NAMES[2])
    lines = {line.get_label(): line for line in axes.lines if line.get_label() in NAMES}
    assert lines[NAMES[8]].get_ydata().tolist() == [0.0, 1.0, 1.0, 1.0, 1.0, 0.0]
    assert lines[NAMES[0]].get_linestyle() == "-" and lines[NAMES[1]].get_linestyle() == ":"
    assert max(lines, key=lambda name: lines[name].get_linewidth()) == NAMES[2]
    assert clashes(figure) == [] and set(NAMES) <= set(words(figure))
    plt.close(figure)


def test_what_all_options_do_alike_is_in_the_middle():
    figure, axes = plt.subplots()
    front(axes, OBJECTIVES.assign(difference_median=0.0), OPTIONS, NAMES[0])
    assert {value for line in axes.lines if line.get_label() in NAMES for value in line.get_ydata()} == {0.5}
    plt.close(figure)


def test_a_table_that_lacks_a_column_is_refused():
    figure, axes = plt.subplots(1, 2)
    with pytest.raises(ValueError, match="regret_90"):
        options(axes, OPTIONS.drop(columns="regret_90"), NAMES[0])
    plt.close(figure)
