"""What a player is asked, and what its reply does: the protocol of one page, docs/howto/play/protocol.md."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from sim.game.errors import GameError
from sim.scenario.errors import one_of, shown

if TYPE_CHECKING:
    from sim.game.game import Game

Reply = Mapping[str, Any] | None
T = TypeVar("T")
DECIDE, ANSWER = "decide", "answer"
"""The two exchanges of a round: in the second, offers of the first are answered."""
PARTS = ("decision", "offers", "answers", "withdraw", "messages")
"""What a reply can have."""


def question(game: "Game", seat: str, phase: str, players: Sequence[str]) -> dict[str, Any]:
    """What a player is asked.

    Args:
        game: the game.
        seat: for whom it decides.
        phase: which exchange it is.
        players: seats for which somebody decides, whom an offer can reach.

    Returns:
        What the actor knows, with ``phase`` and ``players``; a copy, which may be changed.
    """
    asked = {"phase": phase, "players": list(players), **game.observe(seat)}
    return dict(json.loads(json.dumps(asked, allow_nan=False)))


def unanswered(game: "Game", seat: str) -> bool:
    """Whether a seat has been made an offer in this round that it has not answered."""
    return any(not offer["mine"] and seat not in offer["answers"] for offer in game.table.offers(seat))


def take(game: "Game", seat: str, reply: object, phase: str) -> list[str]:
    """Do what a player has replied: nothing if it is no reply, else each part that can be done.

    Args:
        game: the game.
        seat: for whom it decides.
        reply: what it has replied; None leaves all to its strategy.
        phase: in which exchange.

    Returns:
        A sentence for each part that cannot be done.
    """
    wrong = []
    try:
        for deed in _deeds(game, seat, {} if reply is None else reply, phase):
            try:
                deed()
            except GameError as error:
                wrong.append(str(error))
    except GameError as error:
        wrong.append(str(error))
    return wrong


def _deeds(game: "Game", seat: str, reply: object, phase: str) -> list[Callable[[], object]]:
    """What a reply asks for, in the order in which it is done.

    Raises:
        GameError: it is no reply.
    """
    if not isinstance(reply, Mapping):
        raise GameError(f'a reply is a table such as {{"decision": {{"tier": "open"}}}}, not {shown(reply)}')
    if strangers := [key for key in reply if key not in PARTS]:
        raise GameError(f"a reply has no {shown(strangers[0])}; expected {one_of(PARTS)}")
    decisions = [] if reply.get("decision") is None else [reply["decision"]]
    return [
        *(partial(game.decide, seat, action) for action in decisions),
        *(partial(game.withdraw, seat, row) for row in _part(reply, "withdraw", list)),
        *(partial(_offer, game, seat, offer, phase) for offer in _part(reply, "offers", list)),
        *(partial(game.answer, seat, id_, yes) for id_, yes in _part(reply, "answers", dict).items()),
        *(partial(_write, game, seat, message) for message in _part(reply, "messages", list)),
    ]


def _part(reply: Mapping[str, Any], name: str, shape: type[T]) -> T:
    part = reply.get(name)
    if part is None:
        return shape()
    if not isinstance(part, shape):
        raise GameError(f"{name}: {shown(part)} cannot be; expected {'a list' if shape is list else 'a table'}")
    return part


def _offer(game: "Game", seat: str, offer: Any, phase: str) -> None:
    if phase != DECIDE:
        raise GameError(f"offers are made in the phase {DECIDE}, so that they can be answered")
    game.offer(seat, offer)


def _write(game: "Game", seat: str, message: object) -> None:
    if not isinstance(message, Mapping) or set(message) - {"to", "text"}:
        raise GameError(f'a message is a table such as {{"to": null, "text": "..."}}, not {shown(message)}')
    to = message.get("to")
    if to is not None and not isinstance(to, str):
        raise GameError(f"to: {shown(to)} cannot be; expected a seat, or null for all")
    game.message(seat, to, message.get("text"))
