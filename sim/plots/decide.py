"""A choice in pictures: how often each option is good enough, its regret, and what is given up for what."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.plots.style import COLOURS, NEUTRAL, SMALL, legend_above, mark, own_figure, plain, stroke
from sim.plots.tables import need, spoken
from sim.world import Floats

_ROW, _EDGES = 0.26, 0.9
_LEGEND_ROW = 0.17


def options_height(rows: int) -> float:
    """Height of a figure in which so many options are legible, inches."""
    return _ROW * rows + _EDGES


def options(axes: Sequence[Axes], table: pd.DataFrame, robust: str) -> Sequence[Axes]:
    """Two panels, a row an option: how often it is good enough, and its regret; the robust choice in colour.

    Args:
        axes: left and right.
        table: option, satisfied, satisfied_low, satisfied_high (shares), regret_90, regret_worst (stakes).
        robust: name of the robust choice.

    Returns:
        The axes.

    Raises:
        ValueError: a column is missing.
    """
    need(table, "option", "satisfied", "satisfied_low", "satisfied_high", "regret_90", "regret_worst")
    rows = table.sort_values(["satisfied", "regret_90"], ascending=[False, True], kind="stable")
    places = np.arange(len(rows))
    colours = [COLOURS[0] if name == robust else NEUTRAL for name in rows["option"]]
    left, right = axes
    left.barh(places, rows["satisfied"], color=colours, height=0.66)
    left.hlines(places, rows["satisfied_low"], rows["satisfied_high"], color="black", linewidth=1.0)
    left.set_xlim(0.0, min(1.0, 1.08 * max(0.02, float(rows["satisfied_high"].max()))))
    left.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    left.set_xlabel("share of worlds in which it is good enough")
    right.barh(places, rows["regret_90"], color=colours, height=0.66)
    right.plot(rows["regret_worst"], places, "|", color="black", markersize=7.0)
    right.set_xscale("symlog", linthresh=1.0)
    right.set_xlim(0.0, 1.6 * max(1.0, float(rows["regret_worst"].max())))
    right.xaxis.set_major_formatter(lambda regret, _: f"{regret:g}")
    right.set_xlabel("regret, 9 in 10, in stakes (log from 1)")
    left.set_yticks(places, list(rows["option"]))
    left.set_ylim(len(rows) - 0.4, -0.6)
    for each in axes:
        plain(each)
        each.tick_params(axis="y", length=0, labelsize=SMALL)
    legend_above(own_figure(left), [
        stroke("95 % of the share, over draws"), mark("greatest regret", "|", "black", size=7.0)
    ])  # fmt: skip
    return axes


def front_height(rows: int) -> float:
    """Height of a figure of trade-offs between so many options, inches."""
    return 2.6 + _LEGEND_ROW * rows


def front(axes: Axes, objectives: pd.DataFrame, table: pd.DataFrame, robust: str) -> Axes:
    """Parallel coordinates: a line an option, each objective from the worst option in it to the best.

    Args:
        axes: where to draw.
        objectives: option, outcome, direction ("more" or "less"), difference_median.
        table: option, on_front.
        robust: name of the robust choice, drawn thicker.

    Returns:
        The axes.

    Raises:
        ValueError: a column is missing.
    """
    need(objectives, "option", "outcome", "direction", "difference_median")
    need(table, "option", "on_front")
    names = list(dict.fromkeys(objectives["outcome"]))
    wide = objectives.pivot(index="option", columns="outcome", values="difference_median")[names]
    wide = wide.loc[list(table["option"])]
    less = objectives.drop_duplicates("outcome").set_index("outcome")["direction"].loc[names] == "less"
    shares = _from_worst_to_best(wide.to_numpy(float) * np.where(less, -1.0, 1.0))
    looks = [(colour, style) for style in ("o", "s", "^") for colour in COLOURS]
    for place, (name, on_front) in enumerate(zip(table["option"], table["on_front"], strict=True)):
        colour, marker = looks[place % len(looks)]
        axes.plot(range(len(names)), shares[place], color=colour, marker=marker, markersize=4.0, label=name,
                  linewidth=2.6 if name == robust else 1.1, linestyle="-" if on_front else ":",
                  zorder=3 if name == robust else 2)  # fmt: skip
    for place in range(len(names)):
        axes.axvline(place, color="0.85", linewidth=0.8, zorder=0)
    axes.set_xticks(range(len(names)), [_headed(name, flag) for name, flag in zip(names, less, strict=True)])
    axes.set_xlim(-0.3, len(names) - 0.7)
    axes.set_yticks([0.0, 1.0], ["worst", "best"])
    plain(axes)
    axes.margins(x=0.05)
    axes.tick_params(axis="x", labelsize=SMALL, length=0)
    legend_above(own_figure(axes), axes.get_legend_handles_labels()[0])
    return axes


def _from_worst_to_best(values: Floats) -> Floats:
    """Each column from 0 at its least to 1 at its greatest; a half where all are alike."""
    low, width = values.min(axis=0), np.ptp(values, axis=0)
    shares: Floats = np.divide(values - low, width, out=np.full_like(values, 0.5), where=width > 0)
    return shares


def _headed(name: str, less: bool) -> str:
    return f"{spoken(name)}\n({'less' if less else 'more'} is better)"
