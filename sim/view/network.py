"""The world as two figures: actors with their capability and openness, and who trusts whom."""

import base64
import io
from collections.abc import Sequence
from math import cos, pi, sin
from typing import Any

import numpy as np

from sim.model import RaceModel
from sim.plots.style import COLOURS
from sim.scenario.schema.enums import KINDS, Kind, Tier, word
from sim.view.markup import Markup, fill, joined, repeated
from sim.view.svg import Values, data, image, text, title

_SIGNS = {"circle": "\u25cf", "square": "\u25a0", "triangle": "\u25b2"}
_SIDE = 420.0
_HIGH = 304.0
_LABELLED = 26
_DRAWN_TIES = 400
_ROOMY = 36
"""Largest number of actors for marks of full size."""
_CELLS = 42
_ROOM, _LETTERS = 17.0, 10.0
"""Room for the largest mark on each side of its place, and for its name below."""
_LEFT, _TOP, _MATRIX = 74.0, 6.0, 300.0
_WEAK, _STRONG = 0.35, 0.6
"""Trust below, or above which, a tie is drawn as mistrust, or as trust."""

Place = tuple[float, float]


def places(blocs: Sequence[int], count: int) -> list[Place]:
    """Positions of actors: each bloc on its own ring. They depend only on the cast, so that nothing jumps."""
    spots: list[Place] = [(0.0, 0.0)] * len(blocs)
    for bloc in range(count):
        members = [row for row, of in enumerate(blocs) if of == bloc]
        turn = 2 * pi * bloc / count - pi / 2
        apart = 0.0 if count == 1 else 1.0
        x, y = _SIDE / 2 + apart * 124 * cos(turn), _HIGH / 2 + 18 + apart * 84 * sin(turn)
        for number, row in enumerate(members):
            spots[row] = _on_rings(number, len(members), x, y, 150.0 if count == 1 else 66.0)
    across = _within([x for x, _ in spots], _ROOM, _SIDE - _ROOM)
    return list(zip(across, _within([y for _, y in spots], _ROOM, _HIGH - _ROOM - _LETTERS), strict=True))


def _within(values: list[float], least: float, most: float) -> list[float]:
    """Values moved together only as far as needed to stay within bounds."""
    low, high = min(values, default=least), max(values, default=most)
    if least <= low and high <= most:
        return values
    scale = min(1.0, (most - least) / (high - low))
    shift = min(max(low, least), most - scale * (high - low))
    return [shift + scale * (value - low) for value in values]


def _on_rings(number: int, count: int, x: float, y: float, radius: float) -> Place:
    """Position of one of many actors on nested rings of about nine."""
    rings = max(1, -(-count // 9)) if count > 12 else 1
    ring = number % rings
    angle = 2 * pi * (number // rings) / max(1, -(-count // rings)) + 0.4 * ring
    far = radius * (1.0 - ring / (rings + 0.6)) if count > 1 else 0.0
    return x + far * cos(angle) * 1.2, y + far * sin(angle)


def network(model: RaceModel, most: float, selected: str = "", label: str = "network") -> Markup:
    """The actors: shape by kind, colour by bloc, fill by openness, size by capability, ties by trust.

    Args:
        model: the world.
        most: capability of the largest mark, so that sizes can be compared over a run.
        selected: name of the actor to mark.
        label: name of the figure in the page.
    """
    records = model.world.actors
    spots = places(records["bloc"].tolist(), len(model.bloc_names))
    present = np.flatnonzero(records["alive"] == 1).tolist()
    parts = [_fills(len(model.bloc_names)), *_ties(model, spots), *_bloc_names(model, spots)]
    crowded = min(1.0, (_ROOMY / max(1, len(present))) ** 0.5)
    sizes = {row: crowded * _size(float(records["capability"][row]), most) for row in present}
    parts += [_mark(model, row, spots[row], sizes[row], selected) for row in present]
    if len(present) <= _LABELLED:
        parts += [_name(model.actors[row].name, spots[row], sizes[row]) for row in present]
    opened = int(np.count_nonzero(records["tier"][present] >= Tier.LICENSED))
    words = f"{len(present)} actors, {opened} of them licensed or open"
    return image(_SIDE, _HIGH, parts, words, label, data(actors=len(present), open=opened))


def _fills(blocs: int) -> Markup:
    """Fills of the marks: from the bottom up, a third for each step of openness."""
    made = []
    for bloc in range(blocs):
        colour = COLOURS[bloc % len(COLOURS)]
        for tier in Tier:
            share = tier / (len(Tier) - 1)
            made.append(
                fill(
                    '<linearGradient id="fill-{}-{}" x1="0" y1="1" x2="0" y2="0">'
                    '<stop offset="{share:.2f}" stop-color="{}"/>'
                    '<stop offset="{share:.2f}" stop-color="var(--panel)"/></linearGradient>',
                    bloc, int(tier), colour, share=share,
                )
            )  # fmt: skip
    return fill("<defs>{}</defs>", joined(made))


def _ties(model: RaceModel, spots: Sequence[Place]) -> list[Markup]:
    """Ties of trust and mistrust; only the strongest if there are too many to see."""
    w, alive = model.world, model.world.actors["alive"] == 1
    source = np.repeat(np.arange(len(alive)), w.ties.stop - w.ties.start[:-1])
    live = np.concatenate([np.arange(a, b) for a, b in zip(w.ties.start[:-1], w.ties.stop, strict=True)])
    target, trust = w.ties.target[live], w.ties.trust[live]
    once = alive[source] & alive[target] & (source < target)
    source, target, trust = source[once], target[once], trust[once]
    telling = np.argsort(-np.abs(trust - (_WEAK + _STRONG) / 2), kind="stable")[:_DRAWN_TIES]
    groups: dict[str, list[str]] = {"tie-strong": [], "tie-fair": [], "tie-weak": []}
    for k in telling.tolist():
        (x1, y1), (x2, y2) = spots[source[k]], spots[target[k]]
        groups[_strength(float(trust[k]))].append(f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}")
    return [fill('<path d="{}" class="{}"/>', "".join(each), style) for style, each in groups.items() if each]


def _strength(trust: float) -> str:
    return "tie-strong" if trust >= _STRONG else "tie-weak" if trust < _WEAK else "tie-fair"


def _bloc_names(model: RaceModel, spots: Sequence[Place]) -> list[Markup]:
    count = len(model.bloc_names)
    if count == 1:
        return []
    blocs = model.world.actors["bloc"]
    names = []
    for bloc, name in enumerate(model.bloc_names):
        rows = np.flatnonzero(blocs == bloc).tolist()
        x = sum(spots[row][0] for row in rows) / max(1, len(rows))
        y = sum(spots[row][1] for row in rows) / max(1, len(rows))
        names.append(text(x, y + 4, str(name), "bloc", "middle"))
    return names


def _size(capability: float, most: float) -> float:
    return 4.0 + 11.0 * max(0.0, min(1.0, capability / max(1e-9, most)))


def _mark(model: RaceModel, row: int, place: Place, size: float, selected: str) -> Markup:
    actor, (x, y) = model.actors[row], place
    label = (
        f"{actor.name}: {word(actor.kind)} of {actor.bloc_name}, {word(actor.tier)}, "
        f"{actor.capability:.2f} OOM, reputation {actor.reputation:.2f}"
    )
    colour = COLOURS[actor.bloc % len(COLOURS)]
    style = fill('fill="url(#fill-{}-{})" stroke="{}"', actor.bloc, int(actor.tier), colour)
    chosen = "actor chosen" if actor.name == selected else "actor"
    pick = fill('data-pick="{}" data-tier="{}" tabindex="0" role="button"', actor.name, word(actor.tier))
    shape = _shape(actor.kind, x, y, size, style)
    return fill('<g class="{}" {} aria-label="{}">{}{}</g>', chosen, pick, label, title(label), shape)


def _name(name: str, place: Place, size: float) -> Markup:
    """A name below its mark, moved so that none of it is cut off."""
    half = 2.8 * len(name)
    x, y = min(max(place[0], half), _SIDE - half), min(place[1] + size + 10, _HIGH - 2)
    return text(x, y, name, "name", "middle")


def _shape(kind: Kind, x: float, y: float, size: float, style: Markup) -> Markup:
    shape = KINDS[kind].shape
    if shape == "circle":
        return fill('<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" {}/>', x, y, size, style)
    if shape == "square":
        return fill(
            '<rect x="{:.1f}" y="{:.1f}" width="{side:.1f}" height="{side:.1f}" {}/>',
            x - size, y - size, style, side=2 * size,
        )  # fmt: skip
    corners = f"{x:.1f},{y - 1.2 * size:.1f} {x - 1.1 * size:.1f},{y + size:.1f} {x + 1.1 * size:.1f},{y + size:.1f}"
    return fill('<polygon points="{}" {}/>', corners, style)


def legend(bloc_names: Sequence[str], others: Sequence[str] | None = None) -> Markup:
    """Legend of shapes, fills, colours and lines; for two worlds, A and B, it tells their blocs apart."""
    if others is None or list(others) == list(bloc_names):
        blocs = _blocs(bloc_names)
    else:
        blocs = fill("<b>A</b>{}<b>B</b>{}", _blocs(bloc_names), _blocs(others))
    fills = joined(fill('<span><i class="fill {0}"></i>{0}</span>', word(tier)) for tier in Tier)
    kinds = joined(fill("<span>{} {}</span>", _SIGNS[does.shape], word(kind)) for kind, does in KINDS.items())
    return fill(
        '<div class="legend">{}<span>size: capability</span>{}{}'
        '<span><i class="stroke strong"></i>trust</span><span><i class="stroke weak"></i>mistrust</span></div>',
        kinds, blocs, fills,
    )  # fmt: skip


def _blocs(names: Sequence[str]) -> Markup:
    return joined(
        fill('<span><i class="dot" style="background:{}"></i>{}</span>', COLOURS[k % len(COLOURS)], str(name))
        for k, name in enumerate(names)
    )


def trust_table(model: RaceModel) -> tuple[Values, list[str]]:
    """Trust of row in column, shape (actors, actors), NaN without a tie; active actors, ordered by bloc."""
    w, records = model.world, model.world.actors
    alive = records["alive"] == 1
    rows = [row for row in np.lexsort((records["kind"], records["bloc"])).tolist() if alive[row]]
    place = np.full(len(records), -1)
    place[rows] = np.arange(len(rows))
    table = np.full((len(rows), len(rows)), np.nan)
    for row in rows:
        ties = slice(int(w.ties.start[row]), int(w.ties.stop[row]))
        seen = place[w.ties.target[ties]]
        table[place[row], seen[seen >= 0]] = w.ties.trust[ties][seen >= 0]
    return table, [model.actors[row].name for row in rows]


def matrix(model: RaceModel, selected: str = "") -> Markup:
    """Who trusts whom: one cell per pair, shaded by trust; a picture if there are too many cells to point at."""
    table, names = trust_table(model)
    count = len(names)
    step = _MATRIX / max(1, count)
    mean = float(np.nanmean(table)) if np.isfinite(table).any() else 0.0
    label = f"trust of {count} actors in each other, mean {mean:.2f}"
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
        '<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"><title>%s trusts %s: %.2f</title></rect>',
        (
            (_LEFT + j * step, y, size, size, shades[j], names[k], names[j], value)
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


_RAMP = np.array([[213, 94, 0], [240, 228, 190], [0, 114, 178]], float)
"""From mistrust (vermilion) over pale to trust (blue): readers with any colour vision can tell them apart."""


def _words(trust: Values) -> list[list[str]]:
    """Colours for shares, as CSS."""
    return [[f"#{r:02x}{g:02x}{b:02x}" for r, g, b in row] for row in _shades(trust).tolist()]


def _shades(trust: Values) -> "np.ndarray[Any, np.dtype[np.uint8]]":
    at = np.clip(np.nan_to_num(trust, nan=0.5), 0.0, 1.0)[..., None] * 2.0
    low = np.where(at < 1.0, _RAMP[0] + (_RAMP[1] - _RAMP[0]) * at, _RAMP[1] + (_RAMP[2] - _RAMP[1]) * (at - 1.0))
    return np.asarray(low, np.uint8)


def _picture(table: Values) -> str:
    """A PNG of one pixel per cell, which a browser enlarges."""
    from matplotlib.image import imsave

    file = io.BytesIO()
    imsave(file, _shades(table), format="png", pil_kwargs={"compress_level": 1})
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
