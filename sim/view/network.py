"""The world as a figure: actors with their capability and openness, and ties by trust."""

from collections.abc import Mapping, Sequence
from math import cos, pi, sin

import numpy as np

from sim.numbers import fixed_on_page
from sim.plots.style import COLOURS
from sim.scenario.schema.enums import KINDS, Kind, Tier, word
from sim.view.glossary import label as term_label
from sim.view.glossary import term
from sim.view.labels import Label, placed
from sim.view.markup import Markup, fill, joined
from sim.view.say import say
from sim.view.scene import Scene
from sim.view.svg import data, image, text, title

_SIGNS = {"circle": "\u25cf", "square": "\u25a0", "triangle": "\u25b2"}
_SIDE = 420.0
_HIGH = 304.0
_LABELLED = 26
_DRAWN_TIES = 400
_LEADERS = 8
"""Number of the most capable actors that are named in a crowd, beside the states."""
_ROOMY = 36
"""Largest number of actors for marks of full size."""
_ROOM, _LETTERS = 17.0, 10.0
"""Room for the largest mark on each side of its place, and for its name below."""
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


def network(scene: Scene, most: float, selected: str = "", label: str = "network") -> Markup:
    """The actors: shape by kind, colour by bloc, fill by openness, size by capability, ties by trust.

    Args:
        scene: the world.
        most: capability of the largest mark, so that sizes can be compared over a run.
        selected: name of the actor to mark.
        label: name of the figure in the page.
    """
    records, present = scene.actors, scene.alive
    spots = places(records["bloc"].tolist(), len(scene.bloc_names))
    parts = [_fills(len(scene.bloc_names)), *_ties(scene, spots), *_bloc_names(scene, spots)]
    crowded = min(1.0, (_ROOMY / max(1, len(present))) ** 0.5)
    sizes = {row: crowded * _size(float(records["capability"][row]), most) for row in present}
    parts += [_mark(scene, row, spots[row], sizes[row], selected) for row in present]
    parts += [text(x, y, name, "name", "middle") for x, y, name in _names(scene, present, spots, sizes, selected)]
    opened = int(np.count_nonzero(records["tier"][present] >= Tier.LICENSED))
    words = say("events.network", count=len(present), open=opened)
    return image(_SIDE, _HIGH, parts, words, label, data(actors=len(present), open=opened), is_picked=True)


def _names(
    scene: Scene, present: Sequence[int], spots: Sequence[Place], sizes: Mapping[int, float], selected: str
) -> list[Label]:
    """Names beside marks: of all actors, or in a crowd of who was picked, of the leaders and of the states."""
    records = scene.actors
    ranked = sorted(present, key=lambda row: -float(records["capability"][row]))
    is_crowd = len(present) > _LABELLED
    states = [row for row in ranked if KINDS[Kind(int(records["kind"][row]))].governs]
    wanted = [*ranked[:_LEADERS], *states] if is_crowd else ranked
    picked = [row for row in present if scene.names[row] == selected]
    rows = list(dict.fromkeys([*picked, *wanted]))
    marks = [(*spots[row], sizes[row]) for row in present] if is_crowd else []
    asked = [(scene.names[row], spots[row], sizes[row]) for row in rows]
    return placed(asked, marks, (_SIDE, _HIGH), keep_all=not is_crowd)


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


def _ties(scene: Scene, spots: Sequence[Place]) -> list[Markup]:
    """Ties of trust and mistrust; only the strongest if there are too many to see."""
    w, alive = scene.world, scene.world.actors["alive"] == 1
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


def _bloc_names(scene: Scene, spots: Sequence[Place]) -> list[Markup]:
    count = len(scene.bloc_names)
    if count == 1:
        return []
    blocs = scene.world.actors["bloc"]
    names = []
    for bloc, name in enumerate(scene.bloc_names):
        rows = np.flatnonzero(blocs == bloc).tolist()
        x = sum(spots[row][0] for row in rows) / max(1, len(rows))
        y = sum(spots[row][1] for row in rows) / max(1, len(rows))
        names.append(text(x, y + 4, str(name), "bloc", "middle"))
    return names


def _size(capability: float, most: float) -> float:
    return 4.0 + 11.0 * max(0.0, min(1.0, capability / max(1e-9, most)))


def _mark(scene: Scene, row: int, place: Place, size: float, selected: str) -> Markup:
    actor, name, (x, y) = scene.actors[row], scene.names[row], place
    kind, tier, bloc = Kind(int(actor["kind"])), Tier(int(actor["tier"])), int(actor["bloc"])
    label = say(
        "events.mark",
        who=name,
        kind=word(kind),
        bloc=scene.bloc_names[bloc],
        tier=term_label(f"tier.{word(tier)}"),
        capability=fixed_on_page(float(actor["capability"]), 2),
        reputation=fixed_on_page(float(actor["reputation"]), 2),
    )
    style = fill('fill="url(#fill-{}-{})" stroke="{}"', bloc, int(tier), COLOURS[bloc % len(COLOURS)])
    chosen = "actor chosen" if name == selected else "actor"
    pick = fill('data-pick="{}" data-tier="{}" tabindex="0" role="button"', name, word(tier))
    shape = _shape(kind, x, y, size, style)
    return fill('<g class="{}" {} aria-label="{}">{}{}</g>', chosen, pick, label, title(label), shape)


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


def legend(*worlds: Sequence[str]) -> Markup:
    """Legend of shapes, fills, colours and lines; for worlds, A and on, with other blocs it tells those apart.

    Args:
        worlds: names of the blocs of each world.
    """
    if len({tuple(names) for names in worlds}) == 1:
        blocs = _blocs(worlds[0])
    else:
        blocs = joined(fill("<b>{}</b>{}", letter, _blocs(names)) for letter, names in zip("ABC", worlds, strict=False))
    fills = joined(
        fill('<span><i class="fill {}"></i>{}</span>', word(tier), term(f"tier.{word(tier)}")) for tier in Tier
    )
    kinds = joined(
        fill("<span>{} {}</span>", _SIGNS[does.shape], term(f"kind.{word(kind)}")) for kind, does in KINDS.items()
    )
    return fill(
        '<div class="legend">{}<span>{}</span>{}{}'
        '<span><i class="stroke strong"></i>{}</span><span><i class="stroke weak"></i>{}</span></div>',
        kinds, say("events.size"), blocs, fills, say("events.trusts"), say("events.mistrusts"),
    )  # fmt: skip


def _blocs(names: Sequence[str]) -> Markup:
    return joined(
        fill('<span><i class="dot" style="background:{}"></i>{}</span>', COLOURS[k % len(COLOURS)], str(name))
        for k, name in enumerate(names)
    )
