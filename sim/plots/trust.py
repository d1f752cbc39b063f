"""Who trusts whom, as a matrix."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colorbar import Colorbar
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.plots.style import SMALL, TINY, as_written, own_figure
from sim.plots.tables import need, of_quarter
from sim.world import Floats

MOST = 500
"""Actors that a matrix can show."""
_COLOURS = "viridis"
_MISSING: dict[str, Any] = {"facecolor": "0.93", "hatch": "/////", "edgecolor": "0.75", "linewidth": 0.0}


def trust_matrix(
    axes: Axes, ties: pd.DataFrame, actors: pd.DataFrame, quarter: int, names: Sequence[str] | None = None
) -> Axes:
    """Trust of each actor (row) in each (column), in one quarter; hatched where there is no tie.

    Args:
        axes: where to draw.
        ties: rows with quarter, source, target and trust (see :func:`sim.study.snapshots.snapshots`).
        actors: rows with quarter, actor, bloc and alive.
        quarter: which to show.
        names: actors to show, present in that quarter or not; by default all that are present.

    Returns:
        The axes.

    Raises:
        ValueError: a column or the quarter is missing, or there are no actors or more than :data:`MOST`.
    """
    need(ties, "quarter", "source", "target", "trust")
    need(actors, "quarter", "actor", "bloc", "alive")
    here = of_quarter(actors, quarter)
    shown = here[here["actor"].isin(names) if names is not None else here["alive"]]
    if not 0 < len(shown) <= MOST:
        raise ValueError(f"{len(shown)} actors in quarter {quarter}; expected 1 to {MOST}")
    order = {bloc: number for number, bloc in enumerate(actors["bloc"].unique())}
    shown = shown.sort_values("bloc", key=lambda column: column.map(order), kind="stable")
    axes.patch.set(**_MISSING)
    values = _matrix(of_quarter(ties, quarter), here[here["alive"]], list(shown["actor"]))
    axes.imshow(np.ma.masked_invalid(values), cmap=_COLOURS, vmin=0.0, vmax=1.0, interpolation="nearest")
    axes.set_xlabel("is trusted", fontsize=SMALL)
    axes.set_ylabel("trusts", fontsize=SMALL)
    axes.set_title(f"quarter {quarter}", fontsize=8)
    _name(axes, list(shown["actor"]), list(shown["bloc"]))
    return axes


def _matrix(ties: pd.DataFrame, alive: pd.DataFrame, names: list[str]) -> Floats:
    living = ties[ties["source"].isin(alive["actor"]) & ties["target"].isin(alive["actor"])]
    table = living.pivot(index="source", columns="target", values="trust")
    return np.asarray(table.reindex(index=names, columns=names), float)


def _name(axes: Axes, names: list[str], blocs: list[str]) -> None:
    """Names at the sides where there is room for them, blocs at the top, lines between the blocs."""
    first = [row for row in range(len(blocs)) if row == 0 or blocs[row] != blocs[row - 1]]
    middles = [(a + b - 1) / 2.0 for a, b in zip(first, [*first[1:], len(blocs)], strict=True)]
    for row in first[1:]:
        axes.axhline(row - 0.5, color="white", linewidth=1.2)
        axes.axvline(row - 0.5, color="white", linewidth=1.2)
    axes.spines[:].set_visible(False)
    labels = [blocs[row] for row in first]
    above = axes.secondary_xaxis("top")
    above.set_xticks(middles, labels, fontsize=SMALL)
    above.tick_params(length=0, pad=1)
    above.spines[:].set_visible(False)
    axes.tick_params(length=0, pad=2)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=TINY)
    axes.set_yticks(range(len(names)), names, fontsize=TINY)
    if _pitch(axes, len(names)) < TINY:
        above.set_xticks([])
        axes.set_xticks(middles, labels, rotation=0, fontsize=SMALL)
        axes.set_yticks(middles, labels, rotation=90, va="center", fontsize=SMALL)


def _pitch(axes: Axes, rows: int) -> float:
    """Height of a row, points."""
    figure = own_figure(axes)
    as_written(figure).draw_without_rendering()
    return float(axes.get_window_extent().height / figure.dpi * 72.0 / rows)


def trust_bar(*panels: Axes) -> Colorbar:
    """One colour bar, and a word on what is hatched, for matrices that stand in one figure with constrained layout."""
    figure = own_figure(panels[0])
    bar = figure.colorbar(panels[0].images[0], ax=list(panels), shrink=0.6, aspect=25, pad=0.02)
    bar.set_label("trust", fontsize=SMALL)
    bar.ax.tick_params(labelsize=SMALL, length=2)
    bar.outline.set_visible(False)
    absent = Patch(**_MISSING, label="no tie, or not there")
    figure.legend(handles=[absent], loc="outside lower right", frameon=False, fontsize=SMALL)
    return bar


def trust_matrices(figure: Figure, ties: pd.DataFrame, actors: pd.DataFrame, early: int, late: int) -> list[Axes]:
    """Two quarters side by side: the same actors in the same order, all who are there in either.

    Args:
        figure: an empty figure with constrained layout.
        ties: see :func:`trust_matrix`.
        actors: see :func:`trust_matrix`.
        early: quarter on the left.
        late: quarter on the right.

    Returns:
        The two axes.

    Raises:
        ValueError: see :func:`trust_matrix`.
    """
    need(actors, "quarter", "actor", "alive")
    there = pd.concat([of_quarter(actors, early), of_quarter(actors, late)])
    names = there.loc[there["alive"], "actor"].unique().tolist()
    panels = list(figure.subplots(1, 2))
    for axes, quarter in zip(panels, (early, late), strict=True):
        trust_matrix(axes, ties, actors, quarter, names)
    panels[1].set_ylabel("")
    panels[1].tick_params(labelleft=False)
    trust_bar(*panels)
    return panels
