"""A table of actors: a row for each, with any field that an actor of a scenario has."""

from collections.abc import Iterator
from pathlib import Path

from sim.own_data.cells import Marks, text_of, value_at
from sim.own_data.put import OwnData, put
from sim.own_data.said import Entry, Place, Said, counted
from sim.own_data.table import Headed, Row, headed, read_table
from sim.scenario import Scenario, load
from sim.scenario.errors import Fault, Wrong, fold, shown
from sim.scenario.reading.outline import spot
from sim.scenario.schema.actors import ActorSpec
from sim.scenario.schema.quantity import NONE, composed

IGNORED = ("source", "note", "comment", "unit")
"""Columns for the reader of a table."""
EXAMPLE = "name,kind,bloc,compute"
_PARTS = ("focus", "know_how_in")
_KNOWN = (
    dict.fromkeys(("name", "actor"), "name")
    | {name: name for name in ActorSpec.model_fields if name not in _PARTS}
    | {f"{name}.": name for name in _PARTS}
)


def read_actors(path: str | Path, scenario: str | Path | Scenario, only: bool = False) -> OwnData:
    """Read a table of actors: CSV with comma, semicolon or tab, or the first sheet of a workbook.

    A row whose name is that of an actor of the scenario changes the fields that it gives; any other row adds an
    actor, which has the schema's default for what the row does not give. An empty cell gives nothing.

    Args:
        path: The file. Its first row names the columns: ``name``, and fields of an actor such as ``kind``, ``bloc``
            or ``compute``; ``focus.DOMAIN`` and ``know_how_in.DOMAIN`` for a field of AI. ``source`` and ``note`` are
            not read.
        scenario: The scenario that the actors go to: a shipped name, the path of a file, or a scenario.
        only: Whether actors of the scenario that the table does not name are taken away.

    Returns:
        Overrides for :func:`sim.load`.

    Raises:
        ScenarioError: the file or the scenario has an error; all of them are listed, by row and column.
        MissingExtra: it is a workbook, and openpyxl is not installed.
    """
    base = load(scenario)
    return put(base, actors_of(path, base, only))


def actors_of(path: str | Path, scenario: Scenario, only: bool) -> Said:
    """Return what a table of actors says.

    Raises:
        ScenarioError: the file cannot be read as such a table.
    """
    sheet = headed(read_table(path), _KNOWN, IGNORED, ["name"], EXAMPLE)
    entries: list[Entry] = []
    faults: list[Fault] = []
    rows: dict[str, int] = {}
    known = {fold(name): name for name in scenario.actors}
    marks = Marks(sheet.table.decimal_comma)
    for row in sheet.rows:
        place = Place(sheet.table.name, row.number, sheet.called("name"))
        try:
            name = composed(text_of(sheet.cells(row).get("name", "")))
        except Wrong as error:
            faults.append(place.wrong(error))
            continue
        if not name:
            faults.append(place.fault("is empty", "the name of an actor"))
        elif fold(name) in rows:
            faults.append(place.fault(f"{shown(name)} is on row {rows[fold(name)]} already", "each actor once"))
        elif known.get(fold(name), name) != name:
            same = shown(known[fold(name)])
            faults.append(place.fault(f"{shown(name)} is too similar to the actor {same}", f"{same}, or another name"))
        else:
            rows[fold(name)] = row.number
            entries.append(Entry(("actors", name), {}, place))
            marks = _fields(sheet, row, name, marks, entries, faults)
    others = [name for name in scenario.actors if fold(name) not in rows] if only else []
    entries += [Entry(("actors", name), NONE, Place(sheet.table.name)) for name in others]
    return Said(
        tuple(entries),
        faults=tuple(faults),
        notes=(*sheet.table.notes, *_notes(sheet, scenario, entries, others), *marks.notes(sheet.table.name)),
    )


def _fields(
    sheet: Headed, row: Row, name: str, marks: Marks, entries: list[Entry], faults: list[Fault]
) -> Marks:  # fmt: skip
    """Add what a row says of its actor; return the decimal mark after it."""
    for column, cell in sheet.cells(row).items():
        if column == "name":
            continue
        place, path = Place(sheet.table.name, row.number, sheet.called(column)), ("actors", name, *column.split(".", 1))
        try:
            value = value_at(spot(path), cell, marks)
            entries.append(Entry(path, value, place))
            marks = marks.after(cell) if isinstance(value, int | float) else marks
        except Wrong as error:
            faults.append(place.wrong(error))
    return marks


def _notes(sheet: Headed, scenario: Scenario, entries: list[Entry], others: list[str]) -> Iterator[str]:
    named = {str(entry.path[1]) for entry in entries} - {*others}
    known = named & {*scenario.actors}
    same = known - {str(entry.path[1]) for entry in entries if not entry.is_actor}
    gone = f", {len(others)} taken away" if others else ""
    left = f", {len(same)} as before" if same else ""
    changed = counted(len(known) - len(same), "actor")
    yield f"{sheet.table.name}: {changed} changed, {len(named) - len(known)} added{left}{gone}"
