"""Actors and the trust between them, as a network."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from sim.plots.releases import OPEN
from sim.plots.style import TINY, apart, as_written, legend_above, mark, own_figure, stroke
from sim.plots.tables import need, of_quarter, only
from sim.scenario.schema.enums import KINDS, word
from sim.world import Floats

MOST = 150
"""Maximum number of actors in a network."""
STRONGEST = 3
"""Number of ties drawn for each actor; with more, ties would hide each other."""
_MARKERS = {"circle": "o", "square": "s", "triangle": "^"}
SHAPES = {word(kind): _MARKERS[does.shape] for kind, does in KINDS.items()}
"""By kind of actor."""

_LEAST_AREA, _LARGEST_AREA = 14.0, 120.0
_WAIST, _PULL, _MARGIN, _LINE = 0.4, 0.6, 1.08, 0.8
_LETTER, _GAP = 0.66, 1.5


@dataclass(frozen=True)
class Stage:
    """Positions of actors, and the scale of their marks; the same for every quarter drawn on it.

    Attributes:
        positions: of each actor, in [-1,1] both ways, on a ring, bloc by bloc.
        reach: half the width of the axes, with space for names on both sides.
        step: height that each actor has on its side of the ring, points.
        largest: capability of the largest mark, OOM.
    """

    positions: Mapping[str, Floats]
    reach: float
    step: float
    largest: float

    def area(self, capability: float) -> float:
        """Area of an actor's mark, square points."""
        largest = max(_LEAST_AREA, min(_LARGEST_AREA, (0.9 * self.step) ** 2))
        return _LEAST_AREA + (largest - _LEAST_AREA) * min(1.0, max(0.0, capability / self.largest))


def set_stage(axes: Axes, actors: pd.DataFrame) -> Stage:
    """Place actors on a ring, grouped by bloc: all ties are inside, all names outside.

    Args:
        axes: axes to draw on; their size must be final.
        actors: rows with quarter, actor, kind, bloc, alive, tier, capability; every actor that is ever active gets a
            place.

    Returns:
        The stage.

    Raises:
        ValueError: a column is missing, or there are no actors or more than :data:`MOST`.
    """
    need(actors, "quarter", "actor", "kind", "bloc", "alive", "tier", "capability")
    only(actors["kind"], SHAPES, "kind")
    ever = actors[actors["alive"]].drop_duplicates("actor")
    if not 0 < len(ever) <= MOST:
        raise ValueError(f"{len(ever)} actors; expected 1 to {MOST}")
    blocs = [names.tolist() for _, names in ever.groupby("bloc", sort=False)["actor"]]
    slots = [slot for names in blocs for slot in (*names, None)]
    positions = {name: point for name, point in zip(slots, _ring(len(slots)), strict=True) if name is not None}
    figure = own_figure(axes)
    as_written(figure).draw_without_rendering()
    width, height = np.array(axes.get_window_extent().size) * 72.0 / figure.dpi
    beside = _LARGEST_AREA**0.5 / 2.0 + _GAP + _LETTER * TINY * max(map(len, positions))
    reach = 1.0 / max(0.2, 1.0 - 2.0 * beside / width)
    largest = max(float(actors.loc[actors["alive"], "capability"].max()), np.finfo(float).tiny)
    return Stage(positions, reach, height / _MARGIN / max(1, (len(slots) + 1) // 2 - 1), largest)


def _ring(slots: int) -> Floats:
    """Points clockwise from the top right, at equal steps of height, that names have equal room; shape (slots, 2)."""
    right = (slots + 1) // 2
    heights = np.concatenate((np.linspace(1.0, -1.0, right), np.linspace(-1.0, 1.0, slots - right)))
    sides = np.where(np.arange(slots) < right, 1.0, -1.0)
    return np.column_stack((sides * (_WAIST + (1.0 - _WAIST) * np.sqrt(1.0 - heights**2)), heights))


def mutual_trust(ties: pd.DataFrame) -> pd.DataFrame:
    """The lower trust of both directions, for pairs with ties in both: one, other, trust; means over quarters."""
    means = ties.groupby(["source", "target"], sort=False)["trust"].mean().reset_index()
    back = means.rename(columns={"source": "target", "target": "source", "trust": "back"})
    both = means.merge(back, on=["source", "target"])
    both = both[both["source"] < both["target"]]
    trust = both[["trust", "back"]].min(axis=1)
    return pd.DataFrame({"one": both["source"], "other": both["target"], "trust": trust})


def strongest(pairs: pd.DataFrame, most: int = STRONGEST) -> pd.DataFrame:
    """Return the pairs that are among the strongest ties of either actor; equal ties are chosen at random.

    Args:
        pairs: see :func:`mutual_trust`.
        most: ties of each actor.

    Returns:
        Some of the pairs, in their order.
    """
    drawn = pairs.sample(frac=1.0, random_state=0).sort_values("trust", ascending=False, kind="stable")
    ends = drawn[["one", "other"]].stack()
    return pairs.loc[ends.groupby(ends).head(most).index.get_level_values(0).unique().sort_values()]


def trust_network(
    axes: Axes, ties: pd.DataFrame, actors: pd.DataFrame, quarter: int, stage: Stage | None = None
) -> Axes:
    """Draw actors by kind (shape), bloc (colour), capability (size) and openness (filled), with mutual trust (opacity).

    Only the :data:`STRONGEST` ties of each actor are drawn.

    Args:
        axes: where to draw, in a figure with constrained layout.
        ties: rows with quarter, source, target, trust.
        actors: see :func:`set_stage`.
        quarter: which to draw.
        stage: layout to use for several quarters; by default one for this quarter, with a legend.

    Returns:
        The axes.

    Raises:
        ValueError: see :func:`set_stage`; or the tables lack a column or the quarter.
    """
    need(ties, "quarter", "source", "target", "trust")
    need(actors, "quarter", "actor", "kind", "bloc", "alive", "tier", "capability")
    colours = apart(actors["bloc"])
    here, tied = of_quarter(actors, quarter), of_quarter(ties, quarter)
    here = here[here["alive"]]
    axes.set_axis_off()
    if stage is None:
        legend_above(own_figure(axes), network_legend(colours))
        stage = set_stage(axes, here)
    axes.set(xlim=(-stage.reach, stage.reach), ylim=(-_MARGIN, _MARGIN))
    _draw_ties(axes, tied[tied["source"].isin(here["actor"]) & tied["target"].isin(here["actor"])], stage)
    for row in here.itertuples():
        x, y = stage.positions[row.actor]
        area = stage.area(row.capability)
        axes.scatter(
            x, y, s=area, marker=SHAPES[row.kind], edgecolors=colours[row.bloc], linewidths=1.2, zorder=3,
            facecolors=colours[row.bloc] if row.tier in OPEN else "white",
        )  # fmt: skip
        _name(axes, row.actor, stage)
    return axes


def _name(axes: Axes, name: str, stage: Stage) -> None:
    """Write a name beside the mark, outside the ring."""
    x, y = stage.positions[name]
    side = 1.0 if x > 0.0 else -1.0
    text = axes.annotate(
        name, (x, y), (side * (stage.area(stage.largest) ** 0.5 / 2.0 + _GAP), 0.0), textcoords="offset points",
        ha="left" if side > 0 else "right", va="center_baseline", fontsize=min(TINY, stage.step), zorder=5,
    )  # fmt: skip
    # The ring leaves room for names in the layout as it is; they must not change it.
    text.set_in_layout(False)
    text.set_path_effects([withStroke(linewidth=1.4, foreground="white")])


def _draw_ties(axes: Axes, ties: pd.DataFrame, stage: Stage) -> None:
    pairs = strongest(mutual_trust(ties))
    arcs = [
        _arc(stage.positions[one], stage.positions[other])
        for one, other in zip(pairs["one"], pairs["other"], strict=True)
    ]
    shades = [(0.0, 0.0, 0.0, _opacity(trust)) for trust in pairs["trust"]]
    axes.add_collection(LineCollection(arcs, colors=shades, linewidths=_LINE, zorder=1), autolim=False)


def _arc(start: Floats, end: Floats) -> Floats:
    """A quadratic Bezier curve, bent inward more if its ends are far apart, so that ties do not hide each other."""
    along = np.linspace(0.0, 1.0, 25)[:, np.newaxis]
    inward = max(0.0, 1.0 - _PULL * float(np.hypot(*(end - start))))
    pull = inward * (start + end) / 2.0
    return np.asarray((1.0 - along) ** 2 * start + 2.0 * along * (1.0 - along) * pull + along**2 * end)


def _opacity(trust: float) -> float:
    return float(0.9 * trust**1.5)


def network_legend(colours: Mapping[str, str]) -> list[Line2D]:
    """Draw the legend of shapes, colours, fill and lines."""
    kinds = [mark(kind, shape) for kind, shape in SHAPES.items()]
    blocs = [mark(bloc, colour=colour) for bloc, colour in colours.items()]
    tiers = [mark("licensed, open"), mark("closed, access", filled=False)]
    lines = [stroke(f"mutual trust {trust}", width=_LINE, opacity=_opacity(trust)) for trust in (0.3, 0.8)]
    drawn = mark(f"each one's {STRONGEST} strongest ties", "")
    return [*kinds, *blocs, *tiers, mark("size: capability", size=7.5), *lines, drawn]
