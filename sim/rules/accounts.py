"""Money that closes: whoever receives a dollar has it from somebody, and each payment is in the books twice.

``books`` holds the transactions-flow matrix of the quarter (Godley & Lavoie 2007): what each sector received, less what
it paid, by flow; its last row is the cash of whoever is no actor. Cash moves only by the four rules below.
"""

import numpy as np

from sim.compile import phase, rule
from sim.scenario.schema.enums import KINDS, Kind
from sim.world import CASH, ActorRecord, Floats, World

SECTOR_OF = np.array([KINDS[kind].sector for kind in Kind])
"""By kind of actor."""


@phase
def open_books(w: World) -> None:
    """A quarter begins: nothing has been paid."""
    for flow in range(CASH):
        for sector in range(w.books.shape[1]):
            w.books[flow, sector] = 0.0


@rule
def post(books: Floats, row: int, sector: int, money: float) -> None:
    """Enter what a sector receives (above 0) or pays; of a member of an enumeration its number."""
    # Sums with 0 are numbers: an array takes no member of an enumeration for an index.
    books[row + 0, sector + 0] += money


@rule
def receive(books: Floats, flow: int, payer: int, me: ActorRecord, money: float) -> None:
    """A sector pays an actor, billion dollars."""
    me.cash += money
    post(books, CASH, payer, -money)
    post(books, flow, payer, -money)
    post(books, flow, SECTOR_OF[me.kind], money)


@rule
def pay(books: Floats, flow: int, me: ActorRecord, payee: int, money: float) -> None:
    """An actor pays a sector, billion dollars."""
    me.cash -= money
    post(books, CASH, payee, money)
    post(books, flow, SECTOR_OF[me.kind], -money)
    post(books, flow, payee, money)


@rule
def hand_over(books: Floats, flow: int, me: ActorRecord, other: ActorRecord, money: float) -> None:
    """An actor pays another, billion dollars."""
    me.cash -= money
    other.cash += money
    post(books, flow, SECTOR_OF[me.kind], -money)
    post(books, flow, SECTOR_OF[other.kind], money)


@rule
def transfer(books: Floats, flow: int, payer: int, payee: int, money: float) -> None:
    """A sector pays another, billion dollars; of both that is whoever is no actor."""
    post(books, CASH, payer, -money)
    post(books, CASH, payee, money)
    post(books, flow, payer, -money)
    post(books, flow, payee, money)
