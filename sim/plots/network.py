"""Actors and the trust between them, as a network."""

from collections.abc import Mapping
from dataclasses import dataclass

import networkx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from sim.plots.labels import Place, find_places, write_name
from sim.plots.releases import OPEN
from sim.plots.style import TINY, apart, legend_above, mark, own_figure, stroke
from sim.plots.tables import need, of_quarter, only
from sim.world import Floats

MOST = 150
"""Actors that a network can show."""
SHAPES = {"firm": "o", "nation": "s", "lab": "^"}
"""By kind of actor."""

_LEAST_AREA, _LARGEST_AREA = 14.0, 120.0
_MARGIN, _LINE = 1.16, 0.8


@dataclass(frozen=True)
class Stage:
    """Where actors and their names stand, and the scale of their marks: the same for every quarter drawn on it.

    Attributes:
        positions: of each actor, in [-1,1] both ways.
        places: of each name; None where there was no room.
        largest: capability of the largest mark, OOM.
    """

    positions: Mapping[str, Floats]
    places: Mapping[str, Place | None]
    largest: float


def set_stage(axes: Axes, ties: pd.DataFrame, actors: pd.DataFrame, seed: int = 0) -> Stage:
    """Lay out a network by trust (Fruchterman & Reingold 1991): who trust each other stand near.

    Args:
        axes: where it will be drawn; call it when nothing else will change the axes' size.
        ties: rows with quarter, source, target, trust; of several quarters the mean counts.
        actors: rows with quarter, actor, kind, bloc, alive, tier, capability; all who are ever there get a place.
        seed: of the layout.

    Returns:
        The stage.

    Raises:
        ValueError: a column is missing, nobody is there, or more than :data:`MOST` are.
    """
    need(ties, "quarter", "source", "target", "trust")
    need(actors, "quarter", "actor", "kind", "bloc", "alive", "tier", "capability")
    names = actors.loc[actors["alive"], "actor"].unique().tolist()
    only(actors["kind"], SHAPES, "kind")
    # The longest name is the hardest to place, so it has the first choice.
    names.sort(key=len, reverse=True)
    if not 0 < len(names) <= MOST:
        raise ValueError(f"{len(names)} actors; expected 1 to {MOST}")
    graph = networkx.Graph()
    graph.add_nodes_from(names)
    pairs = mutual_trust(ties[ties["source"].isin(names) & ties["target"].isin(names)])
    graph.add_weighted_edges_from(pairs.itertuples(index=False))
    raw = networkx.spring_layout(graph, seed=seed, iterations=300, k=1.6 / len(names) ** 0.5)
    points = _spread(np.array([raw[name] for name in names]))
    axes.set(xlim=(-_MARGIN, _MARGIN), ylim=(-_MARGIN, _MARGIN))
    places = find_places(axes, points, names, TINY, radius=(_LARGEST_AREA / np.pi) ** 0.5 * 0.8, every=True)
    largest = float(actors.loc[actors["alive"], "capability"].max())
    return Stage(
        dict(zip(names, points, strict=True)), dict(zip(names, places, strict=True)), max(largest, np.finfo(float).tiny)
    )


def _spread(points: Floats) -> Floats:
    """Points stretched to fill [-1,1] both ways."""
    low, high = points.min(axis=0), points.max(axis=0)
    return np.asarray(2.0 * (points - low) / np.where(high > low, high - low, 1.0) - 1.0)


def mutual_trust(ties: pd.DataFrame) -> pd.DataFrame:
    """The lesser of the trust both ways, for pairs tied both ways: one, other, trust; means over quarters."""
    means = ties.groupby(["source", "target"], sort=False)["trust"].mean().reset_index()
    back = means.rename(columns={"source": "target", "target": "source", "trust": "back"})
    both = means.merge(back, on=["source", "target"])
    both = both[both["source"] < both["target"]]
    trust = both[["trust", "back"]].min(axis=1)
    return pd.DataFrame({"one": both["source"], "other": both["target"], "trust": trust})


def trust_network(
    axes: Axes, ties: pd.DataFrame, actors: pd.DataFrame, quarter: int, stage: Stage | None = None
) -> Axes:
    """Actors by kind (shape), bloc (colour), capability (size) and openness (filled), tied by mutual trust (opacity).

    Args:
        axes: where to draw, in a figure with constrained layout.
        ties: see :func:`set_stage`.
        actors: see :func:`set_stage`.
        quarter: which to draw.
        stage: layout to keep, when several quarters are drawn; one for this quarter, with a legend, when None.

    Returns:
        The axes.

    Raises:
        ValueError: see :func:`set_stage`; or the tables lack the quarter.
    """
    need(actors, "quarter", "actor", "kind", "bloc", "alive", "tier", "capability")
    colours = apart(actors["bloc"])
    here, tied = of_quarter(actors, quarter), of_quarter(ties, quarter)
    here = here[here["alive"]]
    axes.set_axis_off()
    if stage is None:
        legend_above(own_figure(axes), network_legend(colours))
        stage = set_stage(axes, tied, here)
    axes.set(xlim=(-_MARGIN, _MARGIN), ylim=(-_MARGIN, _MARGIN))
    _draw_ties(axes, tied[tied["source"].isin(here["actor"]) & tied["target"].isin(here["actor"])], stage)
    for row in here.itertuples():
        x, y = stage.positions[row.actor]
        area = _LEAST_AREA + (_LARGEST_AREA - _LEAST_AREA) * min(1.0, max(0.0, row.capability / stage.largest))
        axes.scatter(
            x, y, s=area, marker=SHAPES[row.kind], edgecolors=colours[row.bloc], linewidths=1.2, zorder=3,
            facecolors=colours[row.bloc] if row.tier in OPEN else "white",
        )  # fmt: skip
        place = stage.places[row.actor]
        if place:
            write_name(axes, stage.positions[row.actor], row.actor, place, TINY)
    return axes


def _draw_ties(axes: Axes, ties: pd.DataFrame, stage: Stage) -> None:
    pairs = mutual_trust(ties)
    ends = [
        (stage.positions[one], stage.positions[other]) for one, other in zip(pairs["one"], pairs["other"], strict=True)
    ]
    shades = [(0.0, 0.0, 0.0, _opacity(trust)) for trust in pairs["trust"]]
    axes.add_collection(LineCollection(ends, colors=shades, linewidths=_LINE, zorder=1), autolim=False)


def _opacity(trust: float) -> float:
    return float(0.6 * trust**1.5)


def network_legend(colours: Mapping[str, str]) -> list[Line2D]:
    """What shapes, colours, filling and lines mean."""
    kinds = [mark(kind, shape) for kind, shape in SHAPES.items()]
    blocs = [mark(bloc, colour=colour) for bloc, colour in colours.items()]
    tiers = [mark("licensed, open"), mark("closed, access", filled=False)]
    lines = [stroke(f"mutual trust {trust}", width=_LINE, opacity=_opacity(trust)) for trust in (0.3, 0.8)]
    return [*kinds, *blocs, *tiers, mark("size: capability", size=7.5), *lines]
