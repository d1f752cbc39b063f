"""Conclusions as pictures: in what share of draws a difference has which sign, in each structural form."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.outcomes import OUTCOMES
from sim.plots.style import COLOURS, NEUTRAL, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKS = ("o", "s", "^", "D", "v", "P")
_SPREAD = 0.3


def signs(axes: "Axes", by_form: pd.DataFrame, first: str, second: str) -> "Axes":
    """One line an outcome, one mark a form: share of draws with more, less that with less; filled where that is robust.

    Args:
        axes: where to draw.
        by_form: rows of one scenario as :attr:`sim.analysis.conclusions.Conclusions.by_form`.
        first: the choice whose options have colours, such as "strategies"; "" for none.
        second: the choice whose options have marks, such as "knowledge"; "" for none.
    """
    outcomes = list(dict.fromkeys(by_form["outcome"]))
    colours, marks = _options(by_form, first), _options(by_form, second)
    axes.axvline(0, color=NEUTRAL, linewidth=0.8)
    for place, outcome in enumerate(outcomes):
        rows = by_form[by_form["outcome"] == outcome]
        at = place + np.linspace(-_SPREAD, _SPREAD, len(rows))
        for y, row in zip(at, rows.to_dict("records"), strict=True):
            axes.plot(
                100 * (row["more"] - row["less"]), y,
                marker=MARKS[marks.index(row[second]) % len(MARKS)] if second else MARKS[0],
                color=COLOURS[colours.index(row[first]) % len(COLOURS)] if first else COLOURS[0],
                markersize=4.5, linestyle="", markerfacecolor=None if row["robust"] else "white",
            )  # fmt: skip
    axes.set_yticks(range(len(outcomes)), [OUTCOMES[name].label or name for name in outcomes])
    axes.set_ylim(len(outcomes) - 0.5, -0.5)
    axes.set_xlabel("share of draws with more, less the share with less, %")
    plain(axes)
    axes.set_xlim(-104, 104)
    for choice, options, shown in ((first, colours, True), (second, marks, False)):
        for number, option in enumerate(options if choice else ()):
            colour = COLOURS[number % len(COLOURS)] if shown else NEUTRAL
            axes.plot([], [], MARKS[0 if shown else number % len(MARKS)], color=colour, label=f"{choice}: {option}")
    return axes


def _options(by_form: pd.DataFrame, choice: str) -> list[str]:
    return list(dict.fromkeys(by_form[choice])) if choice else []
