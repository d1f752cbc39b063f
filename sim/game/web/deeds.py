"""What seats do, so often and no more; whether it can be done, the game says."""

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from sim.game.web import inputs, limits
from sim.game.web.allowance import Allowance
from sim.game.web.refused import Refused

if TYPE_CHECKING:
    from sim.game.web.room import Room


class Deeds:
    """What the seats of a room do."""

    def __init__(self, room: "Room") -> None:
        seats = len(room.game.seats)
        self._room = room
        self._game = room.game
        self._writes = Allowance(limits.WRITES, seats, room.now)
        self._worths = Allowance(limits.WORTHS, seats, room.now)
        self._words = Allowance(limits.MESSAGES, seats, room.now)
        self._round = 0
        self._sent: Counter[tuple[str, str]] = Counter()

    def decide(self, seat: str, asked: inputs.Action) -> None:
        """A decision for this round."""
        self._may_write(seat)
        self._is_of(asked.round)
        self._game.decide(seat, asked.action)
        self._room.decided.add(seat)
        self._room.changes += 1

    def worth(self, seat: str, asked: inputs.Action) -> dict[str, Any]:
        """What a decision is worth, as the rules reckon it."""
        self._room.must_decide()
        self._is_of(asked.round)
        _take(self._worths, seat, "You ask very often")
        return self._game.worth(seat, asked.action)

    def offer(self, seat: str, asked: inputs.Offer) -> dict[str, str]:
        """An offer to others."""
        self._may_write(seat)
        self._check(seat, "offer", limits.OFFERS_A_ROUND)
        made = self._game.offer(seat, asked.offer)
        self._count(seat, "offer")
        return {"offer": made}

    def answer(self, seat: str, asked: inputs.Answer) -> None:
        """An answer to an offer."""
        self._may_write(seat)
        self._game.answer(seat, asked.offer, asked.accept)
        self._room.changes += 1

    def withdraw(self, seat: str, asked: inputs.Withdraw) -> None:
        """A withdrawal at the round's end."""
        self._may_write(seat)
        self._game.withdraw(seat, asked.row)
        self._room.changes += 1

    def message(self, seat: str, asked: inputs.Message) -> None:
        """Words to one seat, or to all."""
        if not self._room.sitting.chat:
            raise Refused(409, "The host has switched messages off.")
        self._check(seat, "message", limits.MESSAGES_A_ROUND)
        _take(self._words, seat, "You write very often")
        self._game.message(seat, asked.to, asked.text.strip())
        self._count(seat, "message")

    def _may_write(self, seat: str) -> None:
        self._room.must_decide()
        _take(self._writes, seat, "You change your mind very often")

    def _is_of(self, number: int | None) -> None:
        if number not in (None, self._game.round):
            raise Refused(409, f"Round {number} has ended; this is round {self._game.round}.")

    def _check(self, seat: str, what: str, most: int) -> None:
        if self._round != self._game.round:
            self._round = self._game.round
            self._sent.clear()
        if self._sent[seat, what] >= most:
            raise Refused(429, f"That is the most for one round: {most} {what}s. You can send more in the next.")

    def _count(self, seat: str, what: str) -> None:
        self._sent[seat, what] += 1
        self._room.changes += 1


def _take(allowance: Allowance, seat: str, why: str) -> None:
    wait = math.ceil(allowance.takes(seat))
    if wait:
        raise Refused(429, f"{why}. Wait {wait} s, then try again.", wait)
