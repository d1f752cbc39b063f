"""Place names beside points without overlap."""

from collections.abc import Sequence
from itertools import product
from math import cos, radians, sin
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from sim.plots.style import as_written, own_figure
from sim.world import Floats

AROUND = (0, 180, 90, 270, 30, 150, 210, 330, 60, 120, 240, 300)
"""Directions in which to search for space, degrees, the best first."""
_DISTANCES = (1.5, 3.5, 6.0, 11.0, 17.0, 24.0, 32.0, 42.0, 54.0, 68.0, 84.0)
_LED = 8.0
"""Distance above which a line connects the point to its name, points."""
_GAP = 2.0
"""Least distance between names, points: letters of a name widen and narrow by a point with the resolution."""


class Place(NamedTuple):
    """Position of a name: offset of its middle from its point, in points; whether a line connects them."""

    right: float
    up: float
    led: bool


def find_places(
    axes: Axes,
    points: Floats,
    texts: Sequence[str],
    size: float,
    radius: float = 1.0,
    obstacles: Floats | None = None,
    directions: Sequence[int] = AROUND,
    reach: float = 84.0,
) -> list[Place | None]:
    """Find space for names beside points, near positions first. Call it when the size of the axes is final.

    Args:
        axes: axes for the names, with final limits.
        points: positions in data, shape (points, 2); earlier points are placed first.
        texts: one name per point.
        size: size of the letters, points.
        radius: of the marks at the points and at the obstacles, points of print.
        obstacles: further positions that names must not cover, shape (obstacles, 2).
        directions: first direction to try for each name, degrees.
        reach: farthest distance of a name from its mark, points.

    Returns:
        One place per name; None if there is no space.
    """
    figure = own_figure(axes)
    as_written(figure).draw_without_rendering()
    scale = 72.0 / figure.dpi
    at = axes.transData.transform(points) * scale
    others = at if obstacles is None else np.vstack((at, axes.transData.transform(obstacles) * scale))
    crowd = np.hstack((others - radius, others + radius))
    frame = np.array(axes.get_window_extent().extents) * scale
    tries = [(radius + far, angle) for far, angle in product(_DISTANCES, directions) if far <= reach]
    places: list[Place | None] = []
    names, lines = np.empty((0, 4)), np.empty((0, 4))
    for middle, extent in zip(at, _extents(axes, texts, size) * scale, strict=True):
        offset = _free(middle, extent, frame, np.vstack((crowd, lines)), names, tries)
        places.append(None if offset is None else Place(offset[0], offset[1], _is_led(offset, extent, radius)))
        if offset is not None:
            names = np.vstack((names, _box(middle + offset, extent)))
            crowd, lines = np.vstack((crowd, names[-1])), np.vstack((lines, *_line(middle, offset)))
    return places


def _extents(axes: Axes, texts: Sequence[str], size: float) -> Floats:
    """Width and height of each text, dots."""
    sizes = []
    for text in texts:
        probe = axes.text(0.0, 0.0, text, fontsize=size)
        sizes.append(probe.get_window_extent().size)
        probe.remove()
    return np.array(sizes)


def _free(
    middle: Floats, extent: Floats, frame: Floats, taken: Floats, names: Floats, tries: Sequence[tuple[float, int]]
) -> Floats | None:
    """Offset of the nearest free place inside the frame, with a line to it that crosses no name."""
    for distance, angle in tries:
        away = np.array([cos(radians(angle)), sin(radians(angle))]).round(6)
        # The edge of a name, not its middle, stands so far from the mark.
        offset = away * distance + np.sign(away) * np.sqrt(np.abs(away)) * extent / 2.0
        box = _box(middle + offset, extent)
        inside = (box[:2] >= frame[:2]).all() and (box[2:] <= frame[2:]).all()
        if inside and not _touches(box, taken) and not any(_touches(dot, names) for dot in _line(middle, offset)):
            return np.asarray(offset)
    return None


def _line(middle: Floats, offset: Floats) -> list[Floats]:
    """Dots on the way from a point to its name."""
    return [_box(middle + share * offset, np.zeros(2)) for share in np.linspace(0.1, 0.9, 9)]


def _box(middle: Floats, extent: Floats) -> Floats:
    return np.concatenate((middle - extent / 2.0, middle + extent / 2.0))


def _is_led(offset: Floats, extent: Floats, radius: float) -> bool:
    """Whether the edge of a name is so far away that it needs a line."""
    return float(np.hypot(*np.maximum(np.abs(offset) - extent / 2.0, 0.0))) > radius + _LED


def _touches(box: Floats, others: Floats) -> bool:
    apart = (others[:, :2] - _GAP > box[2:]) | (others[:, 2:] + _GAP < box[:2])
    return bool((~apart.any(axis=1)).any())


def write_name(axes: Axes, point: Floats, text: str, place: Place, size: float) -> Text:
    """Write a name at its place, with a line from the point if it is far away."""
    line = {"arrowstyle": "-", "linewidth": 0.4, "color": "0.4", "shrinkA": 0.0, "shrinkB": 0.0}
    name = axes.annotate(
        text, (point[0], point[1]), xytext=(place.right, place.up), textcoords="offset points", ha="center",
        va="center", fontsize=size, arrowprops=line if place.led else None, zorder=5,
    )  # fmt: skip
    # Names have found their room in the layout as it is; they must not change it.
    name.set_in_layout(False)
    name.set_path_effects([withStroke(linewidth=1.4, foreground="white")])
    return name
