"""What files say of a scenario, and where: values, ties, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.own_data.faults import CellFault
from sim.scenario import Fault
from sim.scenario.errors import Wrong

Path = tuple[str | int, ...]
"""Keys that lead to a value of a scenario."""


@dataclass(frozen=True)
class Place:
    """Where something is written: a file, and its row and column or the words for a tie."""

    file: str
    row: int | None = None
    column: str = ""

    def fault(self, problem: str, expected: str = "", hint: str = "") -> CellFault:
        """Return a fault at this place."""
        return CellFault(self.file, self.row, None, self.column, problem, expected, hint)

    def wrong(self, error: Wrong) -> CellFault:
        """Return the fault of a value that could not be read."""
        found = error.finding
        return self.fault(found.problem, found.expected, found.hint)


@dataclass(frozen=True)
class Entry:
    """A value for a path of a scenario, where it is written, and where its path is, if that is in another cell."""

    path: Path
    value: object
    place: Place
    named: Place | None = None

    @property
    def is_actor(self) -> bool:
        """Whether it is an actor as a whole."""
        return len(self.path) == 2 and self.path[0] == "actors"


@dataclass(frozen=True)
class Tie:
    """Two actors, and where each is written."""

    ends: tuple[str, str]
    places: tuple[Place, Place]
    place: Place


@dataclass(frozen=True)
class Said:
    """What files say: values, ties, what is wrong, and what to tell.

    Attributes:
        entries: Values by path; an actor as a whole is a path of two parts.
        ties: Ties of a network; None where there is no network.
        faults: What could not be read.
        notes: What a reader of the files should know.
        ranges: Between what numbers lie.
    """

    entries: tuple[Entry, ...] = ()
    ties: tuple[Tie, ...] | None = None
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    ranges: Mapping[str, tuple[float, float]] | None = None

    def and_(self, other: "Said") -> "Said":
        """Return what both say."""
        ties = self.ties if other.ties is None else (*(self.ties or ()), *other.ties)
        return Said(
            self.entries + other.entries, ties, self.faults + other.faults, self.notes + other.notes,
            {**(self.ranges or {}), **(other.ranges or {})},
        )  # fmt: skip


def counted(number: int, word: str, plural: str = "") -> str:
    """Return a number with what it counts, such as ``1 tie`` or ``2 ties``."""
    return f"{number:,} {word if number == 1 else plural or word + 's'}"
