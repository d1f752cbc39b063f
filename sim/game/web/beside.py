"""Programs beside people: they sit down as people do, and are asked when a round begins and when an offer comes."""

from collections.abc import Mapping, Sequence
from typing import Any

import anyio
import anyio.to_thread

from sim.console import complain
from sim.game.errors import GameError
from sim.game.play import Players
from sim.game.programs import Lost
from sim.game.replies import ANSWER, DECIDE, Reply
from sim.game.web import keys
from sim.game.web.desk import Desk

_TICK = 0.2
"""Seconds between two looks at the table."""
_NAME = "a program"
"""What others read where a person's name would stand."""


class Beside:
    """Programs on seats of a room.

    Args:
        desk: the room.
        players: the programs.

    Raises:
        GameError: somebody else sits there.
    """

    def __init__(self, desk: Desk, players: Players) -> None:
        self._desk, self._room, self._players = desk, desk.room, players
        self._round = 0
        self._offers: set[str] = set()
        self._rights = {seat: self._sit(seat) for seat in players.seats}

    def _sit(self, seat: str) -> str:
        """Take a seat, which it may have had before a restart; return its token."""
        last = [event for event in self._room.game.events() if event["event"] == "joined" and event["seat"] == seat]
        if seat in self._room.sitting.people and not last[-1].get("program"):
            raise GameError(f"{seat}: somebody sits there; let the program take another seat, or go on without it")
        token = keys.new_token()
        self._room.note(
            "joined", seat=seat, key=keys.fingerprint(token), consent=False, name=_NAME, program=True
        )  # fmt: skip
        self._room.tell(f"{seat} is taken by a program.")
        return token

    async def play(self) -> None:
        """Play as long as the server lives."""
        while self._rights:
            await anyio.sleep(_TICK)
            try:
                await self._look()
            except Exception as error:
                # The room goes on: whoever does not decide is led by a strategy.
                complain(f"error: {type(error).__name__}: {error}")

    async def _look(self) -> None:
        phase, questions = await self._desk.do(self._due)
        if questions:
            number = self._round
            replies = await anyio.to_thread.run_sync(self._players.ask, questions, abandon_on_cancel=True)
            await self._desk.do(self._do, number, phase, replies)

    def _due(self) -> tuple[str, dict[str, dict[str, Any]]]:
        """What is to be asked now: each once a round, and again when there are new offers."""
        room, game = self._room, self._room.game
        here = [seat for seat, token in self._rights.items() if room.right(token) == keys.Right(keys.SEAT, seat)]
        for seat in here:
            room.seen(seat)
        if game.stage != "deciding":
            return "", {}
        phase = DECIDE if game.round != self._round else ANSWER
        if phase == DECIDE:
            self._round = game.round
            self._offers.clear()
        else:
            here = [seat for seat in here if self._new(seat)]
            self._offers |= {offer for seat in here for offer in self._new(seat)}
        return phase, self._players.questions(game, phase, here, list(room.sitting.people))

    def _new(self, seat: str) -> Sequence[str]:
        """Offers to a seat about which it was not asked."""
        told = self._room.game.table.offers(seat)
        return [
            f"{seat} {offer['id']}"
            for offer in told
            if not offer["mine"] and f"{seat} {offer['id']}" not in self._offers
        ]

    def _do(self, number: int, phase: str, replies: Mapping[str, Reply | Lost]) -> None:
        """Do what was replied, unless the round has ended meanwhile."""
        room, game = self._room, self._room.game
        if (game.stage, game.round) != ("deciding", number):
            return
        if not room.sitting.chat:
            replies = {seat: _silent(reply) for seat, reply in replies.items()}
        self._players.do(game, replies, phase)
        self._players.note(game, list(replies))
        room.decided |= {seat for seat in replies if game.decision(seat) is not None}
        room.changes += 1


def _silent(reply: Reply | Lost) -> Reply | Lost:
    """A reply without messages, which the host has switched off."""
    return {part: said for part, said in reply.items() if part != "messages"} if isinstance(reply, Mapping) else reply
