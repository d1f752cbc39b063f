"""What all dated rows have in common: when they act, on which condition, and at whose proposal."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from sim.scenario.schema.quantity import Section, quantity
from sim.scenario.schema.roles import Proposer


class Condition(Section):
    """The quarter before, an observed outcome was at or beyond a value: either `least` or `most` is given."""

    outcome: str
    """Name of a series, such as "incidents", "open_actors" or "trust"."""
    least: float | None = quantity(
        None, "that of the outcome", "holds when the outcome is at least so much", definition=True
    )
    most: float | None = quantity(
        None, "that of the outcome", "holds when the outcome is at most so much", definition=True
    )


class Row(Section):
    """A row of `policies`: it acts from a date, on a condition, or when somebody proposes it.

    A kind of row is a class with a word for its ``kind``. What its fields name is declared by their annotations, see
    :mod:`sim.scenario.schema.roles`; its numbers reach the rules by their names, ``row.strength``.

    Attributes:
        needs: the mechanism without which such a row does nothing at all; none when empty.
        is_for_all: whether everybody takes part where no field names who does.
    """

    needs: ClassVar[str] = ""
    is_for_all: ClassVar[bool] = False
    if TYPE_CHECKING:
        kind: str

    name: str = ""
    """Name by which a scenario that extends this one can change the row."""
    on: bool = True
    """False: as if the row were not there."""
    start: date | None = None
    """First day on which the row can act; needed unless it waits for `when` or `proposer`."""
    when: Condition | None = None
    """Condition that the row waits for, from its start on."""
    proposer: Proposer = ""
    """Actor that proposes the row, once that pays: the row waits, from its start on, until it does."""
    note: str = ""
    """Source or comment."""


class Once(Row):
    """A row that acts in one quarter, the first in which all that it waits for holds."""


class Lasting(Row):
    """A row that begins when all that it waits for holds, and ends."""

    end: date | None = None
    """First day no longer in force; for ever when absent."""
    until: Condition | None = None
    """Condition that ends the row for good, once it has begun."""


class Dated(Lasting):
    """A row that lasts, and rises over `ramp` quarters."""

    ramp: int = quantity(0, "quarters", "quarters from nothing to full strength", definition=True, least=0, most=400)


class Club(Dated):
    """A row that founds a club, whose members show each other what they release."""

    needs = "clubs"


class Promise(Dated):
    """A row by which its parties promise something, or the law asks it of them, and they may break it."""

    needs = "pledges"
