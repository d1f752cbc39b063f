"""What is shown of a game: to a seat, what its actor knows; to the room, what is public."""

from typing import TYPE_CHECKING, Any

from sim.game import knows, seen
from sim.game.ledger import PARTIES, is_open, parties_of, plain

if TYPE_CHECKING:
    from sim.game.game import Game

_AGREED = {**PARTIES, "alliance": "members", "pivot": "actor"}
"""Kinds of rows that the room is told of, and the field that names who takes part."""
_OF_ITSELF = {"kind", "name", "start", *_AGREED.values()}


def observation(game: "Game", seat: str) -> dict[str, Any]:
    """What the actor of a seat knows, and what lies before it."""
    return {
        "seat": seat,
        **_head(game),
        "until": game.start.date_of(game.quarter + game.round_quarters).isoformat(),
        **knows.knows(game.standing(), game.seat(seat).row),
        "decision": game.table.decision(seat),
        "offers": game.table.offers(seat),
        "withdrawn": game.table.withdrawn(seat),
        "messages": game.messages(seat),
        "world": public(game),
    }


def public(game: "Game") -> dict[str, Any]:
    """What everybody may see."""
    return {**_head(game), "agreements": agreements(game), **seen.public(game.standing())}


def agreements(game: "Game") -> list[dict[str, Any]]:
    """Agreements and commitments of this game that are in force: by whom, and what they ask."""
    return [
        {
            "row": row["name"],
            "kind": row["kind"],
            "parties": parties_of(row),
            "terms": {key: value for key, value in plain(row).items() if key not in _OF_ITSELF},
            "since": row["start"].isoformat(),
        }
        for row in game.rows
        if row["kind"] in _AGREED and is_open(row)
    ]


def _head(game: "Game") -> dict[str, Any]:
    return {
        "round": game.round,
        "rounds": game.rounds,
        "quarter": game.quarter,
        "date": game.start.date_of(game.quarter).isoformat(),
        "stage": game.stage,
    }
