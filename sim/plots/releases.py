"""Releases: actor, quarter, capability and openness."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.plots.labels import find_places, write_name
from sim.plots.style import COLOURS, SMALL, apart, band, legend_above, mark, own_figure, plain, stroke
from sim.plots.tables import need, only

MARKERS = ("o", "s", "^", "D", "v", "P")
"""By bloc."""
TIERS = {"closed": "#444444", "access": COLOURS[4], "licensed": COLOURS[5], "open": COLOURS[0]}
"""Colours of tiers."""
OPEN = ("licensed", "open")
"""Tiers that share weights; their marks are filled."""
ANOTHER = "another maker"
"""Name of a maker of the long tail."""

_SIZE = 6.0
_UPWARDS = (150, 120, 90, 165, 105, 135, 180)
_REACH = 24.0
_YEAR = 4
_RUNS = ("key", "seed", "replicate")
"""Columns that identify runs; the first that exists is used."""
_LINE: dict[str, Any] = {"markersize": 3.0, "linewidth": 1.2, "clip_on": False}


def blocs_of(actors: pd.DataFrame) -> Mapping[str, str]:
    """The bloc of each actor."""
    need(actors, "actor", "bloc")
    return dict(zip(actors["actor"], actors["bloc"], strict=True))


def placed(releases: pd.DataFrame, actors: pd.DataFrame) -> "pd.Series[str]":
    """The bloc of each release: its actor's, or the one that stands there where the maker is no actor ("").

    Raises:
        ValueError: an actor has no bloc, or a maker that is no actor stands in a table without one.
    """
    blocs, single = blocs_of(actors), releases["actor"] == ""
    only(releases["actor"][~single], blocs, "actor")
    if not single.any():
        return releases["actor"].map(blocs)
    need(releases, "bloc")
    return releases["actor"].map(blocs).where(~single, releases["bloc"])


def record(releases: pd.DataFrame) -> pd.DataFrame:
    """Releases that exceeded all others up to and including their quarter: quarter, actor, capability."""
    need(releases, "quarter", "actor", "capability")
    best = releases.sort_values(["quarter", "capability"], kind="stable").groupby("quarter").tail(1)
    above = best["capability"] > best["capability"].cummax().shift(fill_value=-np.inf)
    return best.loc[above, ["quarter", "actor", "capability"]].reset_index(drop=True)


def release_timeline(axes: Axes, releases: pd.DataFrame, actors: pd.DataFrame) -> Axes:
    """Draw every release of a run by quarter and capability, and the record with its holder.

    Args:
        axes: where to draw, in a figure with constrained layout.
        releases: rows with quarter, actor, capability (OOM) and tier (see :attr:`sim.Run.releases`).
        actors: rows with actor and bloc (see :attr:`sim.Run.actors`).

    Returns:
        The axes.

    Raises:
        ValueError: a table has no rows or lacks a column, an actor has no bloc, or a tier is unknown.
    """
    need(releases, "quarter", "actor", "capability", "tier")
    blocs = placed(releases, actors)
    only(releases["tier"], TIERS, "tier")
    markers = apart(actors["bloc"], MARKERS)
    for (bloc, tier), rows in releases.groupby([blocs.rename("bloc"), "tier"], sort=False):
        colour = TIERS[tier]
        axes.scatter(
            rows["quarter"], rows["capability"], s=11, marker=markers[bloc], linewidths=0.7, edgecolors=colour,
            facecolors=colour if tier in OPEN else "none", label=f"{bloc}, {tier}", clip_on=False,
        )  # fmt: skip
    best, last = record(releases), int(releases["quarter"].max())
    steps = ([*best["quarter"], last], [*best["capability"], best["capability"].iloc[-1]])
    axes.step(*steps, where="post", color="black", linewidth=0.9, label="record", zorder=3)
    axes.set(xlabel="quarter of the run", ylabel="capability released, OOM", xlim=(-0.5, last + 0.5))
    # Room over the record for the names of those who held it.
    axes.set_ylim(top=best["capability"].max() * 1.12)
    legend_above(own_figure(axes), _legend(markers))
    plain(axes)
    _write_leaders(axes, releases, best)
    return axes


def _legend(markers: Mapping[str, str]) -> list[Line2D]:
    blocs = [mark(bloc, marker) for bloc, marker in markers.items()]
    tiers = [mark(tier, colour=colour, filled=tier in OPEN) for tier, colour in TIERS.items()]
    return [*blocs, *tiers, stroke("record", width=0.9)]


def _write_leaders(axes: Axes, releases: pd.DataFrame, best: pd.DataFrame) -> None:
    """Write the holder of the record where it changes; names of short holders are left out if there is no space."""
    changes = best[best["actor"] != best["actor"].shift()]
    held = changes["quarter"].shift(-1, fill_value=releases["quarter"].max() + 1) - changes["quarter"]
    changes = changes.loc[held.sort_values(ascending=False, kind="stable").index]
    points = changes[["quarter", "capability"]].to_numpy(float)
    quarters = np.arange(best["quarter"].iloc[0], releases["quarter"].max(), 0.25)
    line = best["capability"].to_numpy()[np.searchsorted(best["quarter"], quarters, side="right") - 1]
    obstacles = np.vstack((releases[["quarter", "capability"]].to_numpy(float), np.column_stack((quarters, line))))
    names = [name or ANOTHER for name in changes["actor"]]
    for point, name, place in zip(
        points, names, find_places(axes, points, names, _SIZE, 2.0, obstacles, _UPWARDS, _REACH), strict=True
    ):
        if place:
            write_name(axes, point, name, place, _SIZE)


def open_share(axes: Axes, releases: pd.DataFrame, actors: pd.DataFrame) -> Axes:
    """Draw the open share of models by bloc and year; for several runs, their median and central 80 %.

    Licensed or open is open; a release counts as often as it holds ``models``, once where the table has none.

    Args:
        axes: where to draw, in a figure with constrained layout.
        releases: rows with quarter, actor and tier; runs are identified by ``key``, ``seed`` or
            ``replicate``, if there is such a column.
        actors: rows with actor and bloc.

    Returns:
        The axes.

    Raises:
        ValueError: a table has no rows or lacks a column, an actor has no bloc, or a tier is unknown.
    """
    need(releases, "quarter", "actor", "tier")
    blocs = placed(releases, actors)
    only(releases["tier"], TIERS, "tier")
    run = next((releases[name] for name in _RUNS if name in releases.columns), pd.Series(0, releases.index))
    keys = [run.rename("run"), blocs.rename("bloc"), releases["quarter"] // _YEAR]
    models = releases["models"] if "models" in releases.columns else pd.Series(1, releases.index)
    shares = (models * releases["tier"].isin(OPEN)).groupby(keys).sum() / models.groupby(keys).sum()
    colours, markers = apart(actors["bloc"]), apart(actors["bloc"], MARKERS)
    for bloc in colours:
        of_bloc = shares[shares.index.get_level_values("bloc") == bloc]
        if of_bloc.empty:
            continue
        shown = of_bloc.groupby("quarter").quantile([0.1, 0.5, 0.9]).unstack()
        # A year stands at its middle, so that the axis is that of other figures.
        years = (shown.index + 0.5) * _YEAR - 0.5
        axes.fill_between(years, shown[0.1], shown[0.9], color=colours[bloc], alpha=0.18, linewidth=0)
        axes.plot(years, shown[0.5], label=bloc, color=colours[bloc], marker=markers[bloc], **_LINE)
    axes.set(xlabel="quarter of the run", ylabel="open share, by year", ylim=(-0.02, 1.02))
    bands = [band("central 80 % of runs")] if run.nunique() > 1 else []
    legend_above(own_figure(axes), [*axes.get_lines(), *bands])
    plain(axes)
    axes.tick_params(labelsize=SMALL)
    return axes
