"""Published results and results of the rules: curves for theory, points for the model."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.plots.style import COLOURS, plain

_POINT: dict[str, Any] = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 4.5,
    "markeredgecolor": "white",
    "markeredgewidth": 0.5,
}
_LINES = {
    "society": ("safety is better for all above", "solid"),
    "selection": ("safety is selected above", "solid"),
    "society, early": ("the same, near prize", "dotted"),
    "selection, early": ("the same, near prize", "dotted"),
}


def risk(axes: Axes, table: pd.DataFrame, axis: str, label: str) -> Axes:
    """Draw the risk of a disaster in a race, one line per level of information.

    Args:
        axes: where to draw.
        table: see :func:`sim.theory.precipice.curve`.
        axis: "n" or "enmity".
        label: of the horizontal axis.

    Returns:
        The axes.
    """
    curves(axes, table[table["axis"] == axis], axis, "information", "risk")
    axes.set(title="Racing to the precipice", xlabel=label, ylabel="risk of a disaster", ylim=(0, 1))
    return plain(axes)


def spillover(axes: Axes, table: pd.DataFrame) -> Axes:
    """Draw research effort by spillover, alone and together.

    Args:
        axes: where to draw.
        table: see :func:`sim.theory.spillover.curve`.

    Returns:
        The axes.
    """
    curves(axes, table, "spillover", "play", "effort")
    axes.axvline(0.5, color="0.8", linewidth=0.8, zorder=0)
    axes.set(title="Research alone and together", xlabel="spillover B", ylabel="research effort")
    axes.set_ylim(bottom=0)
    return plain(axes)


def curves(axes: Axes, table: pd.DataFrame, x: str, by: str, y: str) -> Axes:
    """Draw lines for theory and points for the model, one colour for each value of ``by``."""
    for colour, (name, part) in zip(COLOURS, table.groupby(by, sort=False), strict=False):
        theory, model = (part[part["source"] == source].sort_values(x) for source in ("theory", "model"))
        axes.plot(theory[x], theory[y], color=colour, linewidth=1.4, label=str(name))
        axes.plot(model[x], model[y], color=colour, clip_on=False, zorder=3, **_POINT)
    axes.legend(frameon=False, fontsize=7)
    return axes


def regions(axes: Axes, table: pd.DataFrame) -> Axes:
    """Draw where safety is better for all and where it is selected, by speed and risk; points: winner in the model.

    Args:
        axes: where to draw.
        table: see :func:`sim.theory.dsair.regions`.

    Returns:
        The axes; the last of their collections is that of the points, for a colour bar.
    """
    for colour, (kind, (label, style)) in zip((*COLOURS[:2], *COLOURS[:2]), _LINES.items(), strict=True):
        line = table[table["kind"] == kind].sort_values("s")
        axes.plot(line["s"], line["pr"], color=colour, linestyle=style, linewidth=1.4, label=label)
    points = table[table["kind"] == "simulated"]
    axes.scatter(
        points["s"], points["pr"], c=points["unsafe"], cmap="Greys", vmin=0, vmax=1, s=16, edgecolors="0.4",
        linewidths=0.5, zorder=3, clip_on=False,
    )  # fmt: skip
    axes.set(title="A race for a domain", xlabel="speed of unsafe work s", ylabel="risk of a disaster", ylim=(0, 1))
    axes.legend(frameon=False, fontsize=7, ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.16))
    return plain(axes)
