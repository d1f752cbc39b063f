"""Distributions of runs of several scenarios."""

from textwrap import fill
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.outcomes import OUTCOMES
from sim.plots.style import SMALL, apart, as_written, legend_above, own_figure, plain, stroke
from sim.plots.tables import need, spoken, told
from sim.world import Floats

FEW = 60
"""Maximum number of runs for which each is shown as a point."""
_WIDTH, _LETTER = 0.8, 0.62
_SMOOTH = 0.6
"""Least bandwidth over whole numbers: at it, ripples of a Gaussian kernel's density are below 2 in 1,000."""
_RUN: dict[str, Any] = {"marker": ".", "markersize": 4.0, "markeredgewidth": 0.0}
_MEDIAN: dict[str, Any] = {"marker": "o", "markersize": 4.5, "markerfacecolor": "white", "markeredgecolor": "0.2"}


def violins(axes: Axes, table: pd.DataFrame, outcome: str) -> Axes:
    """Draw the density, median and quartiles of an outcome, one violin per scenario; few runs also as points.

    Args:
        axes: where to draw, in a figure with constrained layout.
        table: one row per run, with columns scenario and the outcome.
        outcome: name of the outcome, see :data:`sim.OUTCOMES`.

    Returns:
        The axes.

    Raises:
        ValueError: the outcome does not exist, the table has no such column or no rows, or all values are missing.
    """
    if outcome not in OUTCOMES:
        raise ValueError(told(f'there is no outcome "{outcome}"', outcome, OUTCOMES))
    need(table, "scenario", outcome)
    groups = {str(name): rows[outcome].dropna().to_numpy(float) for name, rows in table.groupby("scenario", sort=False)}
    groups = {name: values for name, values in groups.items() if len(values)}
    if not groups:
        raise ValueError(f'the outcome "{outcome}" has no values; there is nothing to draw')
    colours, few = apart(groups), max(map(len, groups.values())) <= FEW
    for place, (name, values) in enumerate(groups.items()):
        _draw(axes, place, values, colours[name], few)
    axes.set_xticks(range(len(groups)), [""] * len(groups))
    unit = OUTCOMES[outcome].unit
    axes.set_ylabel(spoken(outcome) if unit in ("1", outcome) else f"{spoken(outcome)}, {unit}")
    legend_above(own_figure(axes), _legend(few))
    plain(axes)
    axes.set_xlim(-0.6, len(groups) - 0.4)
    axes.tick_params(axis="x", length=0)
    _name(axes, list(groups))
    return axes


def _name(axes: Axes, names: list[str]) -> None:
    """Write names below the violins, on several lines or at an angle."""
    figure = own_figure(axes)
    as_written(figure).draw_without_rendering()
    letters = int(axes.get_window_extent().width / figure.dpi * 72.0 / len(names) / (_LETTER * SMALL))
    labels = [fill(name, max(1, letters), break_long_words=False) for name in names]
    longest = max(len(line) for label in labels for line in label.split("\n"))
    slant: dict[str, Any] = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"} if longest > letters else {}
    axes.set_xticks(range(len(names)), names if slant else labels, fontsize=SMALL, **slant)


def _draw(axes: Axes, place: int, values: Floats, colour: str, few: bool) -> None:
    if np.ptp(values) > 0.0:
        drawn = axes.violinplot(values, [place], widths=_WIDTH, showextrema=False, bw_method=_bandwidth(values))
        body = drawn["bodies"][0]  # type: ignore[index]
        body.set(facecolor=colour, alpha=0.35, linewidth=0.0)
    if few:
        # Points in order of value, spread evenly: equal runs give equal pictures.
        shift = _WIDTH / 4.0 * np.linspace(-1.0, 1.0, len(values))[_shuffled(len(values))]
        axes.plot(place + shift, np.sort(values), linestyle="none", color=colour, **_RUN)
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    axes.plot([place, place], [low, high], color="0.2", linewidth=3.0, solid_capstyle="butt")
    axes.plot([place], [middle], linestyle="none", **_MEDIAN)


def _bandwidth(values: Floats) -> float:
    """Bandwidth of the kernel, in standard deviations (Scott 1992); wide enough to smooth over whole numbers."""
    scott = float(len(values) ** -0.2)
    return max(scott, _SMOOTH / float(values.std(ddof=1))) if (values == values.round()).all() else scott


def _shuffled(size: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(0).permutation(size)


def _legend(few: bool) -> list[Line2D]:
    median = Line2D([], [], linestyle="none", label="median", **_MEDIAN)
    run = Line2D([], [], linestyle="none", label="run", color="0.4", **_RUN)
    return [median, stroke("quartiles", "0.2", 3.0), *([run] * few)]
