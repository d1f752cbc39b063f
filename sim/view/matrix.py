"""Who trusts whom, as a table of shaded cells."""

import base64
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.numbers import fixed_on_page
from sim.view.markup import Markup, fill, repeated
from sim.view.say import say
from sim.view.scene import Scene
from sim.view.svg import Values, data, image

_CELLS = 42
"""Actors up to whose number each pair is a cell of its own that can be pointed at."""
_LEFT, _TOP, _MATRIX = 74.0, 6.0, 300.0


def trust_table(scene: Scene) -> tuple[Values, list[str]]:
    """Trust of row in column, shape (actors, actors), NaN without a tie; active actors, ordered by bloc."""
    w, records = scene.world, scene.world.actors
    alive = records["alive"] == 1
    rows = [row for row in np.lexsort((records["kind"], records["bloc"])).tolist() if alive[row]]
    place = np.full(len(records), -1)
    place[rows] = np.arange(len(rows))
    table = np.full((len(rows), len(rows)), np.nan)
    for row in rows:
        ties = slice(int(w.ties.start[row]), int(w.ties.stop[row]))
        seen = place[w.ties.target[ties]]
        table[place[row], seen[seen >= 0]] = w.ties.trust[ties][seen >= 0]
    return table, [scene.names[row] for row in rows]


def matrix(scene: Scene, selected: str = "") -> Markup:
    """Who trusts whom: one cell per pair, shaded by trust; a picture if there are too many cells to point at."""
    table, names = trust_table(scene)
    count = len(names)
    step = _MATRIX / max(1, count)
    mean = float(np.nanmean(table)) if np.isfinite(table).any() else 0.0
    label = say("events.trust_matrix", count=count, mean=fixed_on_page(mean, 2))
    if count > _CELLS:
        parts = [
            fill(
                '<image x="{}" y="{}" width="{side}" height="{side}" class="cells" href="{}"/>',
                _LEFT, _TOP, _picture(table), side=_MATRIX,
            )
        ]  # fmt: skip
    else:
        shades, trust = _words(table), table.tolist()
        parts = [_row(k, names, trust[k], shades[k], step, selected) for k in range(count)]
    return image(_LEFT + _MATRIX + 4, _TOP + _MATRIX + 6, parts, label, "matrix", data(mean=repr(mean)))


def _row(
    k: int, names: Sequence[str], trust: Sequence[float], shades: Sequence[str], step: float, selected: str
) -> Markup:
    """One actor's trust in every other."""
    y, size = _TOP + k * step, step - 1
    cells = repeated(
        '<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"><title>%s</title></rect>',
        (
            (_LEFT + j * step, y, size, size, shades[j], _trusts(names[k], names[j], value))
            for j, value in enumerate(trust)
            if value == value
        ),
    )
    name = fill(
        '<text x="{:.1f}" y="{:.1f}" class="{}" text-anchor="end" style="font-size:{:.1f}px">{}</text>',
        _LEFT - 4, y + 0.75 * step, "tick chosen" if names[k] == selected else "tick", min(11.0, 0.95 * step),
        names[k][:12],
    )  # fmt: skip
    return name + cells


def _trusts(who: str, whom: str, trust: float) -> str:
    return say("events.trusts_whom", who=who, whom=whom, trust=fixed_on_page(trust, 2))


_RAMP = np.array([[239, 237, 245], [84, 39, 143]], float)
"""One hue, from no trust (pale) to all: it is neither a bloc's colour nor a world's."""


def _words(trust: Values) -> list[list[str]]:
    """Colours for shares, as CSS."""
    return [[f"#{r:02x}{g:02x}{b:02x}" for r, g, b in row] for row in _shades(trust).tolist()]


def _shades(trust: Values) -> "np.ndarray[Any, np.dtype[np.uint8]]":
    at = np.clip(np.nan_to_num(trust, nan=0.5), 0.0, 1.0)[..., None]
    return np.asarray(_RAMP[0] + (_RAMP[1] - _RAMP[0]) * at, np.uint8)


def _picture(table: Values) -> str:
    """A PNG of one pixel per cell, which a browser enlarges."""
    from matplotlib.image import imsave

    file = io.BytesIO()
    imsave(file, _shades(table), format="png", pil_kwargs={"compress_level": 1})
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
