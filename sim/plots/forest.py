"""Differences of many outcomes between two scenarios, with their intervals, in one picture."""

from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from sim import numbers
from sim.plots.style import COLOURS, NEUTRAL, as_written, legend_above, note_size, own_figure, plain, stroke
from sim.plots.tables import need, only, spoken

_ROW, _EDGES = 0.137, 0.75
_NEEDED = ("outcome", "unit", "control", "treatment", "difference", "low", "high", "spread", "effect", "verdict")


class Look(NamedTuple):
    """Colour and marker of a verdict; hollow where nothing is claimed."""

    colour: str
    marker: str
    filled: bool = True

    def style(self) -> dict[str, Any]:
        """Of a marker, for Matplotlib."""
        return {
            "color": self.colour,
            "marker": self.marker,
            "markersize": 4.5,
            "markerfacecolor": self.colour if self.filled else "white",
        }


LOOKS = {
    "better": Look(COLOURS[0], "^"),
    "worse": Look(COLOURS[1], "v"),
    "changed": Look(COLOURS[3], "D"),
    "no difference": Look(NEUTRAL, "o", filled=False),
}
"""By verdict."""
_TICKS = ((1, 3, 10, 30, 100, 300, 1000, 3000), (1, 10, 100, 1000), (10, 1000), (1000,))
_TICK_WIDTH = 26.0
_DOTTED: dict[str, Any] = {"color": "0.6", "linewidth": 0.8, "linestyle": ":"}


def forest_height(rows: int, groups: int = 0) -> float:
    """Return the height of a figure for this number of rows and headings, inches."""
    return _ROW * (rows + groups) + _EDGES


def forest(axes: Axes, table: pd.DataFrame) -> Axes:
    """Draw differences in pooled standard deviations between runs, with 95 % intervals; one row per outcome.

    If runs do not vary, this measure is undefined: the marker is at the edge, on a dotted line.

    Args:
        axes: where to draw, in a figure as high as :func:`forest_height` says.
        table: rows from the top with outcome, unit, control, treatment, difference, low, high, spread, effect and
            verdict (a key of :data:`LOOKS`); rows that follow each other with equal ``group``, if there is such a
            column, are grouped under its name; ``over``, if there is such a column, stands beside the name.

    Returns:
        The axes.

    Raises:
        ValueError: a column is missing, or a verdict unknown.
    """
    need(table, *_NEEDED)
    only(table["verdict"], LOOKS, "verdict")
    reach = _reach(table)
    size = note_size(own_figure(axes))
    axes.set_xscale("symlog", linthresh=1.0, linscale=1.0)
    axes.set_xlim(-reach, reach)
    axes.axvline(0.0, color="0.6", linewidth=0.8, zorder=0)
    labels: dict[int, str] = {}
    place, group = 0, None
    for row in table.to_dict("records"):
        if row.get("group", group) != group:
            group = row["group"]
            _heading(axes, place, str(group), size)
            place += 1
        _row(axes, place, row, reach, size)
        labels[place] = ", ".join(filter(None, (spoken(str(row["outcome"])), str(row.get("over", "")))))
        place += 1
    axes.set_ylim(place - 0.4, -0.6)
    axes.set_yticks(list(labels), list(labels.values()))
    unspread = (table["spread"] == 0.0) & (table["difference"] != 0.0)
    return _finished(axes, reach, size, bool(unspread.any()))


def _reach(table: pd.DataFrame) -> float:
    """Half the width of the axis, in effects."""
    ends = table[["low", "high"]].div(table["spread"].where(table["spread"] > 0.0), axis=0)
    return float(max(2.0, 1.25 * ends.join(table["effect"]).abs().max().max()))


def _heading(axes: Axes, place: int, text: str, size: float) -> None:
    axes.annotate(
        text, (0.0, place), xycoords=("axes fraction", "data"), xytext=(-6, 0), textcoords="offset points",
        ha="right", va="center_baseline", fontsize=size, fontweight="bold",
    )  # fmt: skip


def _row(axes: Axes, place: int, row: dict[Any, Any], reach: float, size: float) -> None:
    look = LOOKS[row["verdict"]]
    if row["spread"] > 0.0:
        ends = [row["low"] / row["spread"], row["high"] / row["spread"]]
        axes.plot(ends, [place, place], color=look.colour, linewidth=1.2, solid_capstyle="butt")
        x = row["effect"]
    else:
        x = _beyond(axes, place, row["difference"], reach)
    axes.plot([x], [place], linestyle="none", clip_on=False, **look.style())
    axes.annotate(
        _levels(row), (1.0, place), xycoords=("axes fraction", "data"), xytext=(7, 0), textcoords="offset points",
        va="center_baseline", fontsize=size, color="0.45" if row["verdict"] == "no difference" else "black",
    )  # fmt: skip


def _beyond(axes: Axes, place: int, difference: float, reach: float) -> float:
    """Position of a difference without variance: at 0, or at the edge, with a line to it."""
    if difference == 0.0:
        return 0.0
    edge = reach if difference > 0.0 else -reach
    axes.plot([0.0, edge], [place, place], **_DOTTED)
    return edge


def _levels(row: dict[Any, Any]) -> str:
    """Before, after and unit; one number if both look the same."""
    before, after = numbers.plain(row["control"]), numbers.plain(row["treatment"])
    levels = before if before == after else f"{before} → {after}"
    return levels if row["unit"] == "1" else f"{levels} {row['unit']}"


def _finished(axes: Axes, reach: float, size: float, unspread: bool) -> Axes:
    plain(axes)
    axes.set_xlabel("difference / standard deviation between runs", fontsize=size)
    axes.tick_params(labelsize=size)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    handles = [Line2D([], [], linestyle="none", label=verdict, **look.style()) for verdict, look in LOOKS.items()]
    handles.append(stroke("95 % interval", "0.4"))
    if unspread:
        handles.append(Line2D([], [], label="runs do not vary", **_DOTTED))
    legend_above(own_figure(axes), handles)
    _set_ticks(axes, reach)
    return axes


def _set_ticks(axes: Axes, reach: float) -> None:
    """Set as many ticks as there is room for."""
    figure = own_figure(axes)
    as_written(figure).draw_without_rendering()
    room = axes.get_window_extent().width / figure.dpi * 72.0 / _TICK_WIDTH
    within = [[tick for tick in ticks if tick < reach] for ticks in _TICKS]
    chosen = next((ticks for ticks in within if 2 * len(ticks) + 1 <= room), [])
    axes.set_xticks([*(-tick for tick in reversed(chosen)), 0, *chosen])
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:+,.0f}" if x else "0")
    axes.xaxis.set_minor_locator(NullLocator())
