"""A calibration: numbers from prior to posterior, figures beside data, and whether the method finds what is known."""

from collections.abc import Mapping
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import NullLocator
from scipy.stats import binom, norm

from sim.numbers import level
from sim.plots.style import COLOURS, NEUTRAL, SMALL, TINY, legend_above, mark, own_figure, plain, stroke
from sim.plots.tables import need, only

VERDICTS = {"informed": COLOURS[0], "weakly": COLOURS[5], "not at all": NEUTRAL}
"""Colour of a posterior by what the data say of the number."""
_PRIOR, _DATA, _SECOND, _DEFAULT = "#e3e3e8", "black", COLOURS[3], COLOURS[1]
_HOLLOW: dict[str, Any] = {"marker": "o", "markerfacecolor": "white", "markersize": 4.0}
_NUMBER, _FIGURE, _EDGES = 0.2, 0.3, 0.75
_ACROSS = 4
_PANEL = 1.05
_DEVIATIONS = 2.0 * float(norm.ppf(0.95))
"""Width of a central 90 % interval of a normal distribution, in standard deviations."""
_FAR = 30.0
"""Standard deviations of the data beyond which a figure is drawn at the edge."""
_LEAST = 1e-6
_BAND = 0.99


def numbers_height(rows: int) -> float:
    """Height of a figure in which so many numbers are legible, inches."""
    return _NUMBER * rows + _EDGES


def numbers(axes: Axes, table: pd.DataFrame) -> Axes:
    """Draw each number's prior and posterior, as places in the range of its prior; one row each, from the top.

    Args:
        axes: where to draw, in a figure as high as :func:`numbers_height` says.
        table: rows with path, scale, least, most, default, prior_low, prior_high, low, median, high, mode, verdict (a
            key of :data:`VERDICTS`), and second_low, second_median, second_high, NaN where there is none.

    Returns:
        The axes.

    Raises:
        ValueError: a column is missing, or a verdict unknown.
    """
    need(table, "path", "scale", "least", "most", "default", "prior_low", "prior_high", "low", "median", "high",
         "mode", "verdict", "second_low", "second_median", "second_high")  # fmt: skip
    only(table["verdict"], VERDICTS, "verdict")
    for place, row in enumerate(table.to_dict("records")):
        _number(axes, place, row)
        if row["verdict"] != "not at all":
            # What the data do not inform is not printed like an estimate.
            _beside(axes, place, f"{level(row['median'])} [{level(row['low'])}, {level(row['high'])}]")
    _rows(axes, [str(path) for path in table["path"]])
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0], ["lower end", "", "middle", "", "upper end"])
    axes.set_xlabel("place in the range of the prior; right: posterior median [90 %]", fontsize=SMALL)
    shown = [verdict for verdict in VERDICTS if (table["verdict"] == verdict).any()]
    words = {"informed": "posterior, informed", "weakly": "posterior, weakly", "not at all": "posterior, not informed"}
    handles: list[Any] = [_prior_handle(), *(_posterior_handle(words[each], VERDICTS[each]) for each in shown)]
    if table["second_median"].notna().any():
        handles.append(stroke("second method", _SECOND))
    legend_above(own_figure(axes), [*handles, *_points()])
    return axes


def _number(axes: Axes, place: int, row: Mapping[Any, Any]) -> None:
    def at(name: str) -> float:
        return min(max(_share(row, row[name]), 0.0), 1.0)

    axes.barh(place, at("prior_high") - at("prior_low"), left=at("prior_low"), height=0.7, color=_PRIOR, zorder=0)
    colour = VERDICTS[row["verdict"]]
    axes.plot([at("low"), at("high")], [place - 0.05] * 2, color=colour, linewidth=2.4, solid_capstyle="butt")
    axes.plot(at("median"), place - 0.05, "|", color=colour, markersize=7, markeredgewidth=2.0)
    if row["second_median"] == row["second_median"]:
        axes.plot([at("second_low"), at("second_high")], [place + 0.26] * 2, color=_SECOND, linewidth=1.0)
        axes.plot(at("second_median"), place + 0.26, "|", color=_SECOND, markersize=3.5, markeredgewidth=1.2)
    _marks(axes, place - 0.05, at("default"), at("mode"))


def _share(row: Mapping[Any, Any], value: float) -> float:
    """The share of the range of a number's prior at which a value lies."""
    least, most = row["least"], row["most"]
    if row["scale"] == "log":
        return float(np.log(max(value, _LEAST * least) / least) / np.log(most / least))
    return float((value - least) / (most - least))


def figures_height(rows: int) -> float:
    """Height of a figure in which so many figures are legible, inches."""
    return _FIGURE * rows + _EDGES


def figures(axes: Axes, table: pd.DataFrame) -> Axes:
    """Draw what runs of prior, posterior and defaults show beside the data; one row a figure, from the top.

    Places are distances from the value of the data in standard deviations of the data, on the scale on which a figure
    is compared; what is farther than 30 is drawn at the edge.

    Args:
        axes: where to draw, in a figure as high as :func:`figures_height` says.
        table: rows with name, scale ("linear" or "log"), value, low, high, and low, median, high of prior, default and
            posterior (``prior_low``, ...), and mode_median.

    Returns:
        The axes.

    Raises:
        ValueError: a column is missing, or a scale unknown.
    """
    ends = [f"{side}_{part}" for side in ("prior", "default", "posterior") for part in ("low", "median", "high")]
    need(table, "name", "scale", "value", "low", "high", *ends, "mode_median")
    only(table["scale"], ("linear", "log"), "scale")
    for place, row in enumerate(table.to_dict("records")):
        _figure(axes, place, row)
        _beside(axes, place, f"{_short(row['value'])} / {_short(row['posterior_median'])}")
    _rows(axes, [str(name) for name in table["name"]])
    axes.axvline(0.0, color="0.6", linewidth=0.8, zorder=0)
    axes.set_xscale("symlog", linthresh=2.0, linscale=1.0)
    axes.set_xlim(-1.1 * _FAR, 1.1 * _FAR)
    ticks = (-30, -10, -4, -2, -1, 0, 1, 2, 4, 10, 30)
    axes.set_xticks(ticks, [f"{tick:+d}".replace("-", "\u2212") if tick else "data" for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("standard deviations of the data; right: data / posterior median", fontsize=SMALL)
    handles: list[Any] = [_prior_handle(), stroke("data, 90 %", _DATA), _posterior_handle("posterior", COLOURS[0])]
    _, mode = _points()
    default = Line2D([], [], label="default, 90 %", color=_DEFAULT, linewidth=1.2, **_HOLLOW)
    legend_above(own_figure(axes), [*handles, default, mode])
    return axes


def _figure(axes: Axes, place: int, row: Mapping[Any, Any]) -> None:
    def scaled(value: float) -> float:
        return float(np.log(max(value, _LEAST))) if row["scale"] == "log" else value

    deviation = (scaled(row["high"]) - scaled(row["low"])) / _DEVIATIONS or 1.0

    def at(name: str) -> float:
        # What is undefined stays so, and is not drawn.
        return float(np.clip((scaled(row[name]) - scaled(row["value"])) / deviation, -_FAR, _FAR))

    left = at("prior_low")
    axes.barh(place, at("prior_high") - left, left=left, height=0.8, color=_PRIOR, zorder=0)
    axes.plot([at("low"), at("high")], [place - 0.27] * 2, color=_DATA, linewidth=1.2, solid_capstyle="butt")
    axes.plot(0.0, place - 0.27, "|", color=_DATA, markersize=5, markeredgewidth=1.2)
    axes.plot([at("posterior_low"), at("posterior_high")], [place] * 2, color=COLOURS[0], linewidth=2.4,
              solid_capstyle="butt")  # fmt: skip
    axes.plot(at("posterior_median"), place, "|", color=COLOURS[0], markersize=7, markeredgewidth=2.0)
    axes.plot([at("default_low"), at("default_high")], [place + 0.27] * 2, color=_DEFAULT, linewidth=1.2,
              solid_capstyle="butt")  # fmt: skip
    _marks(axes, place + 0.27, at("default_median"), at("mode_median"), place)


def _short(value: float) -> str:
    return level(value) if value == value else "undefined"


def _marks(axes: Axes, place: float, default: float, mode: float, of_mode: float | None = None) -> None:
    """The default, hollow, and the most likely draw."""
    axes.plot(default, place, color=_DEFAULT, zorder=3, clip_on=False, **_HOLLOW)
    there = place if of_mode is None else of_mode
    axes.plot(mode, there, "D", color="black", markeredgecolor="white", markeredgewidth=0.5, markersize=4.0, zorder=4,
              clip_on=False)  # fmt: skip


def _prior_handle() -> Patch:
    return Patch(label="prior, 90 %", color=_PRIOR, linewidth=0.0)


def _posterior_handle(label: str, colour: str) -> Line2D:
    return stroke(f"{label}, 90 %", colour, 2.4)


def _points() -> list[Line2D]:
    return [mark("default", "o", _DEFAULT, filled=False, size=4.0), mark("most likely draw", "D", "black", size=4.0)]


def _beside(axes: Axes, place: int, text: str) -> None:
    axes.annotate(
        text, (1.0, place), xycoords=("axes fraction", "data"), xytext=(7, 0), textcoords="offset points",
        va="center_baseline", fontsize=SMALL,
    )  # fmt: skip


def _rows(axes: Axes, names: list[str]) -> None:
    plain(axes)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(labelsize=SMALL)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def panels_height(count: int) -> float:
    """Height of a figure with a small panel for each of so many numbers, inches."""
    return _PANEL * ceil(count / _ACROSS) + 0.55


def ranks(figure: Figure | SubFigure, table: pd.DataFrame) -> None:
    """Draw how often the truth had which rank in the posterior, one panel a number, with what chance gives.

    Args:
        figure: an empty figure with constrained layout, as high as :func:`panels_height` says.
        table: rows with path, bin (from 0) and count.

    Raises:
        ValueError: a column is missing, or there are no rows.
    """
    need(table, "path", "bin", "count")
    for axes, (path, part) in _panels(figure, table):
        counts = part.sort_values("bin")["count"].to_numpy()
        low, high = binom.interval(_BAND, counts.sum(), 1.0 / len(counts))
        places = (np.arange(len(counts)) + 0.5) / len(counts)
        outside = (counts < low) | (counts > high)
        axes.axhspan(low, high, color=_PRIOR, zorder=0, linewidth=0)
        colours = np.where(outside, COLOURS[1], COLOURS[0]).tolist()
        axes.bar(places, counts, width=0.9 / len(counts), color=colours, linewidth=0)
        for end in (low, high):  # over the bars, which hide the band
            axes.axhline(end, color="0.45", linewidth=0.6, linestyle=(0, (3, 2)))
        axes.set_ylim(0.0, 1.15 * max(high, counts.max()))
        _small(axes, path)
        axes.set_xticks([0.0, 0.5, 1.0], ["0", "rank", "1"])
    legend_above(
        _root(figure),
        [Patch(label="truths with this rank", color=COLOURS[0]), Patch(label="outside of the band", color=COLOURS[1]),
         Patch(label=f"{100 * _BAND:.0f} % of equally likely ranks", color=_PRIOR)],
    )  # fmt: skip


def recovery(figure: Figure | SubFigure, table: pd.DataFrame) -> None:
    """Draw what was found of known numbers over the truth, as shares of their priors, one panel a number.

    Args:
        figure: an empty figure with constrained layout, as high as :func:`panels_height` says.
        table: rows with path, truth, median, low and high.

    Raises:
        ValueError: a column is missing, or there are no rows.
    """
    need(table, "path", "truth", "median", "low", "high")
    for axes, (path, part) in _panels(figure, table):
        axes.plot([0, 1], [0, 1], color="0.3", linewidth=0.8, zorder=1)
        axes.vlines(part["truth"], part["low"], part["high"], color=COLOURS[5], linewidth=0.4, alpha=0.5, zorder=0)
        axes.plot(part["truth"], part["median"], ".", color=COLOURS[0], markersize=2.0, zorder=2)
        axes.set_ylim(0.0, 1.0)
        _small(axes, path)
        axes.set_xticks([0.0, 0.5, 1.0], ["0", "truth", "1"])
        axes.set_yticks([0.0, 0.5, 1.0], ["0", "found", "1"])
    legend_above(
        _root(figure),
        [mark("posterior median", ".", COLOURS[0]), stroke("90 % interval", COLOURS[5]),
         stroke("found as it is", "0.3", 0.8)],
    )  # fmt: skip


def _panels(figure: Figure | SubFigure, table: pd.DataFrame) -> list[tuple[Axes, tuple[str, pd.DataFrame]]]:
    parts = [(str(path), part) for path, part in table.groupby("path", sort=False)]
    grid = np.ravel(figure.subplots(ceil(len(parts) / _ACROSS), _ACROSS, squeeze=False))
    for axes in grid[len(parts) :]:
        axes.remove()
    return list(zip(grid, parts, strict=False))


def _small(axes: Axes, title: str) -> None:
    plain(axes)
    axes.set_xlim(0.0, 1.0)
    axes.set_title(title, fontsize=TINY + 1.0)
    axes.tick_params(labelsize=TINY, length=2)


def _root(figure: Figure | SubFigure) -> Figure:
    root = figure.get_figure(root=True)
    assert root is not None
    return root
