"""What is shown of a game: to a seat, what its actor knows; to the room, what is public."""

from typing import TYPE_CHECKING, Any

from sim.game import seen
from sim.game.knows import knows

if TYPE_CHECKING:
    from sim.game.game import Game


def observation(game: "Game", seat: str) -> dict[str, Any]:
    """What the actor of a seat knows, and what lies before it."""
    return {
        "seat": seat,
        **_head(game),
        "until": game.start.date_of(game.quarter + game.round_quarters).isoformat(),
        "effort_most": game.start.effort.most,
        **knows(game.standing(), game.seat(seat).row),
        "decision": game.table.decision(seat),
        "offers": game.table.offers(seat),
        "withdrawn": game.table.withdrawn(seat),
        "messages": game.messages(seat),
        "world": public(game),
    }


def public(game: "Game") -> dict[str, Any]:
    """What everybody may see."""
    return {**_head(game), **seen.public(game.standing())}


def _head(game: "Game") -> dict[str, Any]:
    return {
        "round": game.round,
        "rounds": game.rounds,
        "quarter": game.quarter,
        "date": game.start.date_of(game.quarter).isoformat(),
        "stage": game.stage,
    }
