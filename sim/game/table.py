"""What lies on the table while a round runs: decisions, offers and their answers, withdrawals."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sim.game import action as actions
from sim.game import offers
from sim.game.action import Action
from sim.game.errors import GameError
from sim.game.ledger import Ledger, Row
from sim.game.offers import Offer
from sim.game.seats import Seat
from sim.scenario import Scenario
from sim.scenario.errors import shown

MOST_OFFERS = 10
"""Offers that a seat makes in a round."""


class Table:
    """The choices of one round.

    Args:
        number: the round.
        start: the scenario of the game.
        seats: all seats by name.
        alliances: names of the alliances that there are.
        blocs: names of all blocs.
    """

    def __init__(
        self, number: int, start: Scenario, seats: Mapping[str, Seat], alliances: Sequence[str], blocs: Collection[str]
    ) -> None:
        self._number, self._start, self._seats = number, start, seats
        self._alliances, self._blocs = alliances, blocs
        self._decisions: dict[str, Action] = {}
        self._offers: dict[str, Offer] = {}
        self._withdrawn: list[tuple[str, str]] = []

    def copy(self) -> "Table":
        """A table with the same on it, to try something."""
        other = Table(self._number, self._start, self._seats, self._alliances, self._blocs)
        other._decisions, other._withdrawn = dict(self._decisions), list(self._withdrawn)
        other._offers = {id_: replace(made, answers=dict(made.answers)) for id_, made in self._offers.items()}
        return other

    def read(self, seat: Seat, action: object) -> Action:
        """Read a decision without taking it.

        Raises:
            GameError: the seat cannot decide that.
        """
        return actions.read(action, seat, self._start, self._alliances, self._blocs)

    def decide(self, seat: Seat, action: Action) -> None:
        """Take a decision in place of an earlier one."""
        self._decisions[seat.name] = action

    def decision(self, seat: str) -> dict[str, Any] | None:
        """What a seat has decided; None if nothing yet."""
        return self._decisions[seat].told() if seat in self._decisions else None

    def drafted(self, seat: str, offer: object, number: int) -> Offer:
        """Read an offer without making it.

        Args:
            seat: who makes it.
            offer: what JSON gave.
            number: which offer of the game it is.

        Raises:
            GameError: it is no offer, or one too many.
        """
        if sum(each.sender == seat for each in self._offers.values()) >= MOST_OFFERS:
            raise GameError(f"a seat makes at most {MOST_OFFERS} offers a round")
        return offers.read(offer, seat, self._seats, number, self._number)

    def put(self, offer: Offer) -> None:
        """Make an offer."""
        self._offers[offer.id] = offer

    def answer(self, seat: str, offer: str, accept: object) -> None:
        """Accept or decline an offer.

        Raises:
            GameError: no such offer is made to the seat, or the answer is none.
        """
        made = self._offers.get(offer)
        if made is None or seat not in made.to:
            raise GameError(f"no offer {shown(offer)} is made to {seat} in this round")
        if not isinstance(accept, bool):
            raise GameError("an answer is true or false")
        made.answers[seat] = accept

    def withdraw(self, seat: str, row: str) -> bool:
        """Note that a seat withdraws from a row; False if it had done so already."""
        is_new = (seat, row) not in self._withdrawn
        if is_new:
            self._withdrawn.append((seat, row))
        return is_new

    def withdrawn(self, seat: str) -> list[str]:
        """Rows from which a seat withdraws at the round's end."""
        return [row for who, row in self._withdrawn if who == seat]

    def offers(self, seat: str) -> list[dict[str, Any]]:
        """Offers that a seat has made, or that are made to it."""
        return [each.told(seat) for each in self._offers.values() if seat == each.sender or seat in each.to]

    def closed(self, rows: Sequence[Row], lifted: Mapping[int, date], now: date, then: date) -> Ledger:
        """The rows of the game once the round is over: those of before, and what was decided and agreed."""
        ledger = Ledger(rows, lifted, self._start, self._number, now, then)
        for name in dict.fromkeys(row for _, row in self._withdrawn):
            ledger.take_out([who for who, row in self._withdrawn if row == name], name)
        for name, seat in self._seats.items():
            if name in self._decisions:
                ledger.decide(seat, self._decisions[name], self._alliances)
        for offer in self._offers.values():
            ledger.rows += offer.rows(now)
        return ledger


def as_accepted(offer: Offer) -> Offer:
    """An offer as if all had accepted it."""
    return replace(offer, answers=dict.fromkeys(offer.to, True))
