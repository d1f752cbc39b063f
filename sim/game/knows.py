"""What an actor knows when it is to choose: its own state, what is out, and its estimates of others; nothing else.

Which of its own numbers it is told, and which of others', is declared in :mod:`sim.game.sight`. What is hidden of
others reaches it through the rules alone: as its estimate of their capability, and as the effort that it sees.
"""

from typing import Any

import numpy as np

from sim.game.by_rules import see, weigh_clubs, weigh_promises
from sim.game.events import own_events
from sim.game.plain import number, told
from sim.game.rows import club_names, members, promises
from sim.game.sight import Eyes, seen_by
from sim.game.standing import Standing, standing
from sim.noise import noise_of
from sim.scenario.schema.enums import Tier, word

__all__ = ["OF_OTHERS", "SHOWN", "binding", "controls", "default_of", "knows", "standing"]

SHOWN = {"safety": "care"}
"""Names that a room has for fields, where it has others."""
OF_OTHERS = (
    "kind", "bloc", "alive", "released", "released_tier", "tier", "ordered", "reputation", "users", "price", "incident",
    "misuse", "clubs",
)  # fmt: skip
"""What a room is told of everybody; all of it is declared to be seen by all."""


def knows(model: Standing, row: int) -> dict[str, Any]:
    """What an actor knows.

    Args:
        model: a race that stands before a choice.
        row: the actor's.

    Returns:
        ``you``: its own state, money in bn USD, capability in OOM. ``rivals``: everybody else who is or was there, with
        ``estimate`` (OOM), ``error``, ``effort_seen`` and ``trust`` where there is a tie, else None. The error is the
        standard deviation of chance alone, 0 where all is seen as it is; beside it mistrust raises an estimate, and
        what is hidden lowers it, by how much no actor knows. ``default``: what its strategy would choose now.
        ``alliances``, ``promises`` that bind it, export ``controls``, and ``events`` that it alone knows of
        (:func:`sim.game.events.own_events`). All of it is JSON.
    """
    return {
        "you": _own(model, row),
        "rivals": _others(model, row),
        "default": default_of(model, row),
        "alliances": _alliances(model, row),
        "promises": binding(model, row),
        "controls": controls(model),
        "events": own_events(model, row, 0, model.quarter),
    }


def default_of(model: Standing, row: int) -> dict[str, Any]:
    """What an actor's strategy would choose now, by the rules of the choice on a copy of the world.

    Returns:
        tier (its word), effort, care, and the names of the alliances to which it would belong.
    """
    world, names = model.would_choose(), club_names(model.config)
    me, clubs = world.actors[row], world.clubs
    mine = [name for k, name in enumerate(names) if clubs["alliance"][k] and int(me["clubs"]) >> k & 1]
    return {
        "tier": word(Tier(int(me["tier"]))),
        "effort": number(me["effort"]),
        "care": number(me["safety"]),
        "alliances": mine,
    }


def controls(model: Standing) -> list[dict[str, Any]]:
    """Export controls in force."""
    blocs, control = model.bloc_names, model.world.control
    pairs = np.argwhere(control > 0.0).tolist()
    return [{"from": blocs[a], "to": blocs[b], "strength": float(control[a, b])} for a, b in pairs if a != b]


def _own(model: Standing, row: int) -> dict[str, Any]:
    mine = {SHOWN.get(name, name): told(model, row, name) for name in seen_by(Eyes.ALL, Eyes.OWN)}
    return {**mine, "know_how": model.actors[row].know_how, "found_flaws": _found(model, row)}


def _found(model: Standing, row: int) -> float:
    """How many of its flaws an actor found last quarter: the share found of those that were there before."""
    if model.quarter == 0:
        return 0.0
    before, after = model.past[-2].actors[row], model.past[-1].actors[row]
    return float(after["find_rate"] * before["flaws"])


def _others(model: Standing, row: int) -> list[dict[str, Any]]:
    beliefs, nothing = _beliefs(model, row), dict.fromkeys(("estimate", "error", "effort_seen", "trust"))
    rivals = []
    for other in np.flatnonzero(model.have_been()).tolist():
        if other != row:
            seen = {"name": model.names[other], **{name: told(model, other, name) for name in OF_OTHERS}}
            rivals.append({**seen, "tied": other in beliefs, **beliefs.get(other, nothing)})
    return rivals


def _beliefs(model: Standing, row: int) -> dict[int, dict[str, float | None]]:
    """What an actor believes of each living one to whom it is tied, by row, by the rules of perception themselves."""
    world, ties, p = model.world, model.world.ties, model.config.perception
    mine = range(int(ties.start[row]), int(ties.stop[row]))
    seen = np.zeros((len(mine), 2))
    see(world, noise_of(model.run_seed), model.quarter, row, seen)
    error = p.error if p.on else 0.0
    return {
        int(ties.target[e]): {
            "estimate": number(estimate),
            "error": error,
            "effort_seen": number(effort),
            "trust": number(ties.trust[e]),
        }
        for e, (estimate, effort) in zip(mine, seen, strict=True)
        if world.actors["alive"][ties.target[e]]
    }


def _alliances(model: Standing, row: int) -> list[dict[str, Any]]:
    clubs, mine = model.world.clubs, int(model.world.actors["clubs"][row])
    weighed = np.zeros((clubs.size, 2))
    weigh_clubs(model.world, row, weighed)
    return [
        {
            "name": name,
            "members": members(model, k),
            "obligation": number(clubs["obligation"][k]),
            "dues": number(clubs["dues"][k]),
            "exclusive": bool(clubs["exclusive"][k]),
            "admits": bool(weighed[k, 1]),
            "member": bool(mine >> k & 1),
        }
        for k, name in enumerate(club_names(model.config))
        if clubs["alliance"][k] and clubs["force"][k] > 0.0
    ]


def binding(model: Standing, row: int) -> list[dict[str, Any]]:
    """Promises and laws that bind an actor; by law it is bound as far as a state enforces them."""
    held = np.zeros((int(model.world.society["promises"][0]), 3))
    weigh_promises(model.world, row, 0.0, 0.0, 0, held)
    bound = ((each, float(held[each.records, 0].sum())) for each in promises(model))
    return [each.about | {"penalty": each.about["penalty"] * share} for each, share in bound if share > 0.0]
