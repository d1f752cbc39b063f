"""Put what files say into a scenario, and report every fault at the row and column where it was written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sim.own_data.faults import CellFault
from sim.own_data.said import Entry, Path, Place, Said
from sim.scenario import Fault, Scenario, ScenarioError, load
from sim.scenario.errors import clean, dotted, shown
from sim.scenario.reading.assignments import path_of
from sim.scenario.schema.quantity import NONE

EDGES = ("ties", "edges")
_OF_NETWORK = (EDGES, ("ties", "topology"))
_MOST_FAULTS = 100
"""Faults after which no more are looked for: a message lists fewer."""

_PART = 1000
"""How much is tried first where there is more."""


class OwnData(dict[str, object]):
    """Overrides read from files, as :func:`sim.load` takes them: values by dotted path.

    Attributes:
        notes: What a reader of the files should know, such as actors without a tie.
        ranges: Between what a number lies, by dotted path, where a sheet says so.
    """

    notes: tuple[str, ...] = ()
    ranges: Mapping[str, tuple[float, float]] = MappingProxyType({})


def put(scenario: Scenario, said: Said) -> OwnData:
    """Return the overrides that files ask for, once the scenario takes them all.

    Raises:
        ScenarioError: something is wrong; the error lists the faults, each at its row and column.
    """
    faults, left, called = [*said.faults, *_twice(said)], said, _names_of(scenario)
    while len(faults) < _MOST_FAULTS:
        found = _refused(scenario, left)
        by_path = {called(entry.path): entry for entry in reversed(left.entries)} if found else {}
        placed = [_placed(left, by_path, called, fault) for fault in found[:_MOST_FAULTS]]
        faults += [fault for fault, path in placed if path is not None or isinstance(fault, CellFault)]
        faults += _of_others(scenario, left, [fault for fault, path in placed if path is None])
        smaller = _without(left, {path for _, path in placed if path is not None})
        if smaller == left:
            break
        left = smaller
    if faults:
        raise ScenarioError(sorted(dict.fromkeys(faults), key=lambda fault: (fault.where, fault.line or 0)))
    own = OwnData(_overrides(said))
    own.notes, own.ranges = said.notes, dict(said.ranges or {})
    return own


def _names_of(scenario: Scenario) -> Callable[[Path], str]:
    """Return how faults name a path: a row of policies goes by its number."""
    rows: dict[object, str] = {row.name: str(number) for number, row in enumerate(scenario.policies) if row.name}

    def called(path: Path) -> str:
        first, *rest = path
        return dotted((first, rows.get(rest[0], rest[0]), *rest[1:]) if first == "policies" and rest else path)

    return called


def _twice(said: Said) -> Iterator[Fault]:
    """Return faults of values that two files give, or a file beside a network."""
    seen: dict[Path, Place] = {}
    for entry in said.entries:
        place = seen.setdefault(entry.path, entry.place)
        if place != entry.place:
            row = f", row {place.row}" if place.row else ""
            problem = f"{shown(path_of(entry.path))} is in {place.file}{row} as well"
            yield entry.place.fault(problem, "each value once")
        elif said.ties is not None and entry.path in _OF_NETWORK:
            yield entry.place.fault(f"{shown(path_of(entry.path))} is what the network says", "one of the two")


def _overrides(said: Said) -> Iterator[tuple[str, object]]:
    """Return the overrides, those of an actor together: a new one can only be given as a whole."""
    actors = {entry.path: entry.value or {} for entry in said.entries if entry.is_actor}
    others: dict[str, object] = {}
    for entry in said.entries:
        table = actors.get(entry.path[:2])
        if isinstance(table, dict):
            _place_in(table, [str(key) for key in entry.path[2:]], entry.value)
        elif not entry.is_actor:
            others[path_of(entry.path)] = entry.value
    yield from ((path_of(path), value) for path, value in actors.items())
    yield from others.items()
    if said.ties is not None:
        yield "ties.topology", "edges"
        yield "ties.edges", [list(tie.ends) for tie in said.ties]


def _place_in(table: dict[str, Any], path: Sequence[str], value: object) -> None:
    for key in path[:-1]:
        table = table.setdefault(key, {})
    if path:
        table[path[-1]] = value


def _refused(scenario: Scenario, said: Said) -> Sequence[Fault]:
    """Return the faults of what is said; where very much is wrong, those of the first part, which takes less time."""
    if len(said.entries) > _PART:
        part = replace(said, entries=said.entries[:_PART], ties=None)
    elif said.ties is not None and len(said.ties) > _PART:
        part = replace(said, ties=said.ties[:_PART])
    else:
        return _faults(scenario, said)
    first = _faults(scenario, part)
    return first if len(first) >= _MOST_FAULTS else _faults(scenario, said)


def _faults(scenario: Scenario, said: Said) -> Sequence[Fault]:
    try:
        load(scenario, dict(_overrides(said)))
    except ScenarioError as error:
        return error.faults
    return ()


def _placed(
    said: Said, by_path: Mapping[str, Entry], called: Callable[[Path], str], fault: Fault
) -> tuple[Fault, Path | None]:  # fmt: skip
    """Return a fault at the cell that it is about, and the path to leave out to find further faults."""
    if said.ties is not None and fault.field.startswith("ties.edges."):
        number, _, end = fault.field.removeprefix("ties.edges.").partition(".")
        tie = said.ties[int(number)]
        place = tie.places[int(end)] if end else tie.place
        return place.fault(fault.problem, fault.expected, fault.hint), (*EDGES, int(number))
    if fault.field == "actors" and said.entries:
        # What all actors have in common is nobody's row.
        return Place(said.entries[0].place.file).fault(fault.problem, fault.expected, fault.hint), None
    entry = _entry_of(by_path, fault.field)
    if entry is None:
        return fault, None
    whole = next((entry.path[:n] for n in range(1, len(entry.path)) if called(entry.path[:n]) == fault.field), None)
    left_out = entry.path if whole is None else whole
    if entry.named is None or (whole is None and entry.named != entry.place):
        return entry.place.fault(fault.problem, fault.expected, fault.hint), left_out
    problem = f"{shown(path_of(entry.path))}: {fault.problem}"
    return entry.named.fault(problem, fault.expected, fault.hint), left_out


def _entry_of(by_path: Mapping[str, Entry], field: str) -> Entry | None:
    """Return the entry of a path, or the first below it, or that of the longest path above."""
    if field in by_path or not field:
        return by_path.get(field)
    below = [path for path in by_path if path.startswith(f"{field}.")]
    above = [path for path in by_path if field.startswith(f"{path}.")]
    # The tables of entries are in the order of the file, the last first.
    return by_path[below[-1] if below else max(above, key=len)] if below or above else None


def _of_others(scenario: Scenario, said: Said, faults: Sequence[Fault]) -> Sequence[Fault]:
    """Return faults that no cell has; where actors are taken away, one for all rows that name them."""
    others = [fault for fault in faults if not isinstance(fault, CellFault)]
    gone = [entry.place for entry in said.entries if entry.is_actor and entry.value == NONE]
    if not gone:
        files = " and ".join(dict.fromkeys(entry.place.file for entry in said.entries))
        return [replace(fault, where=f"{files}: {fault.where}" if files else fault.where) for fault in others]
    if not others:
        return ()
    first = f"{others[0].field}, {others[0].problem}"
    problem = f'rows of "{clean(scenario.title)}" name actors or blocs that are taken away, such as {first}'
    return [gone[0].fault(problem, "a scenario that goes without them, such as base")]


def _without(said: Said, bad: set[Path]) -> Said:
    """Return what is said without some paths, those below them, and ties of actors that are left out."""
    entries = tuple(
        entry for entry in said.entries
        if not any(entry.path[:length] in bad for length in range(1, len(entry.path) + 1))
    )  # fmt: skip
    gone = {path[1] for path in bad if path[0] == "actors" and len(path) == 2}
    ties = said.ties
    if ties is not None:
        ties = tuple(
            tie for number, tie in enumerate(ties)
            if (*EDGES, number) not in bad and not gone.intersection(tie.ends)
        )  # fmt: skip
    return replace(said, entries=entries, ties=ties)
