"""Put what files say into a scenario, and report every fault at the row and column where it was written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sim.own_data.faults import CellFault
from sim.scenario import Fault, Scenario, ScenarioError, load
from sim.scenario.errors import Wrong, clean, dotted, shown
from sim.scenario.reading.assignments import path_of
from sim.scenario.schema.quantity import NONE

_Path = tuple[str | int, ...]
EDGES = ("ties", "edges")


class OwnData(dict[str, object]):
    """Overrides read from files, as :func:`sim.load` takes them: values by dotted path.

    Attributes:
        notes: What a reader of the files should know, such as actors without a tie.
        ranges: Between what a number lies, by dotted path, where a sheet says so.
    """

    notes: tuple[str, ...] = ()
    ranges: Mapping[str, tuple[float, float]] = MappingProxyType({})


def counted(number: int, word: str, plural: str = "") -> str:
    """Return a number with what it counts, such as ``1 tie`` or ``2 ties``."""
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


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

    path: _Path
    value: object
    place: Place
    named: Place | None = None


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


def put(scenario: Scenario, said: Said) -> OwnData:
    """Return the overrides that files ask for, once the scenario takes them all.

    Raises:
        ScenarioError: something is wrong; the error lists all faults, each at its row and column.
    """
    faults, left = list(said.faults), said
    while True:
        found = _refused(scenario, left)
        if not found:
            break
        placed = [_placed(left, fault) for fault in found]
        faults += [fault for fault, path in placed if path is not None or isinstance(fault, CellFault)]
        faults += _of_others(scenario, left, [fault for fault, path in placed if path is None])
        bad = {path for _, path in placed if path is not None}
        smaller = _without(left, bad)
        if smaller == left:
            break
        left = smaller
    if faults:
        raise ScenarioError(sorted(dict.fromkeys(faults), key=lambda fault: (fault.where, fault.line or 0)))
    own = OwnData(_overrides(said))
    own.notes, own.ranges = said.notes, dict(said.ranges or {})
    return own


def _overrides(said: Said) -> Iterator[tuple[str, object]]:
    """Return the overrides, those of an actor together: a new one can only be given as a whole."""
    actors = {entry.path: entry.value or {} for entry in said.entries if _is_actor(entry.path)}
    others: dict[str, object] = {}
    for entry in said.entries:
        table = actors.get(entry.path[:2])
        if isinstance(table, dict):
            _place_in(table, [str(key) for key in entry.path[2:]], entry.value)
        elif not _is_actor(entry.path):
            others[path_of(entry.path)] = entry.value
    yield from ((path_of(path), value) for path, value in actors.items())
    yield from others.items()
    if said.ties is not None:
        yield "ties.topology", "edges"
        yield "ties.edges", [list(tie.ends) for tie in said.ties]


def _is_actor(path: _Path) -> bool:
    return len(path) == 2 and path[0] == "actors"


def _place_in(table: dict[str, Any], path: Sequence[str], value: object) -> None:
    for key in path[:-1]:
        table = table.setdefault(key, {})
    if path:
        table[path[-1]] = value


def _refused(scenario: Scenario, said: Said) -> Sequence[Fault]:
    try:
        load(scenario, dict(_overrides(said)))
    except ScenarioError as error:
        return error.faults
    return ()


def _placed(said: Said, fault: Fault) -> tuple[Fault, _Path | None]:
    """Return a fault at the cell that it is about, and the path to leave out to find further faults."""
    if said.ties is not None and fault.field.startswith("ties.edges."):
        number, _, end = fault.field.removeprefix("ties.edges.").partition(".")
        tie = said.ties[int(number)]
        place = tie.places[int(end)] if end else tie.place
        return place.fault(fault.problem, fault.expected, fault.hint), (*EDGES, int(number))
    if fault.field == "actors" and said.entries:
        # What all actors have in common is nobody's row.
        return Place(said.entries[0].place.file).fault(fault.problem, fault.expected, fault.hint), None
    entry = _entry_of(said.entries, fault.field)
    if entry is None:
        return fault, None
    whole = next((entry.path[:n] for n in range(1, len(entry.path)) if dotted(entry.path[:n]) == fault.field), None)
    left_out = entry.path if whole is None else whole
    if entry.named is None or (whole is None and entry.named != entry.place):
        return entry.place.fault(fault.problem, fault.expected, fault.hint), left_out
    problem = f"{shown(path_of(entry.path))}: {fault.problem}"
    return entry.named.fault(problem, fault.expected, fault.hint), left_out


def _of_others(scenario: Scenario, said: Said, faults: Sequence[Fault]) -> Sequence[Fault]:
    """Return faults that no cell has; where actors are taken away, one for all rows that name them."""
    others = [fault for fault in faults if not isinstance(fault, CellFault)]
    gone = [entry.place for entry in said.entries if entry.path[0] == "actors" and entry.value == NONE]
    if not gone or not others:
        return others
    name, first = clean(scenario.title), others[0]
    problem = (
        f'{len(others)} places of "{name}" name actors or blocs that are taken away: {first.field}, {first.problem}'
    )
    return [gone[0].fault(problem, "a scenario that goes without them, such as base")]


def _entry_of(entries: Iterable[Entry], field: str) -> Entry | None:
    """Return the entry of a path, or the first below it, or that of the longest path above."""
    by_path: dict[str, Entry] = {}
    for entry in entries:
        by_path.setdefault(dotted(entry.path), entry)
    below = next((path for path in by_path if path.startswith(f"{field}.")), None)
    above = max((path for path in by_path if field.startswith(f"{path}.")), key=len, default=None)
    chosen = field if field in by_path else below or above
    return by_path[chosen] if field and chosen is not None else None


def _without(said: Said, bad: set[_Path]) -> Said:
    """Return what is said without some paths, those below them, and ties of actors that are left out."""
    entries = tuple(entry for entry in said.entries if not any(entry.path[: len(path)] == path for path in bad))
    gone = {path[1] for path in bad if path[0] == "actors" and len(path) == 2}
    ties = said.ties
    if ties is not None:
        ties = tuple(
            tie for number, tie in enumerate(ties)
            if (*EDGES, number) not in bad and not gone.intersection(tie.ends)
        )  # fmt: skip
    return replace(said, entries=entries, ties=ties)
