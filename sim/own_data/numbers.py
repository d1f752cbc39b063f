"""A sheet of numbers: a row for each, with its path and value, and perhaps between what it lies."""

from collections.abc import Collection, Iterator
from pathlib import Path

from sim.own_data.cells import Marks, number_at, value_at
from sim.own_data.put import OwnData, put
from sim.own_data.said import Entry, Place, Said, counted
from sim.own_data.table import Cell, Headed, Row, headed, read_table
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.errors import Fault, Finding, Wrong, shown
from sim.scenario.priors import priors
from sim.scenario.reading.assignments import parts, path_of
from sim.scenario.reading.outline import Spot, limits_of
from sim.scenario.reading.overrides import place_in
from sim.scenario.schema.quantity import limits

IGNORED = ("source", "note", "comment", "unit", "title", "meaning")
"""Columns for the reader of a sheet."""
EXAMPLE = "path,value"
_KNOWN = {
    "path": "path", "parameter": "path", "value": "value", "low": "low", "least": "low", "high": "high", "most": "high",
}  # fmt: skip
_Range = tuple[float, float]


def read_numbers(path: str | Path, scenario: str | Path | Scenario) -> OwnData:
    """Read a sheet of numbers: CSV with comma, semicolon or tab, or the first sheet of a workbook.

    Args:
        path: The file. Its first row names the columns: ``path``, the dotted path of a number such as ``trust.gain``,
            ``value``, and perhaps ``low`` and ``high``, between what the number lies. ``unit``, ``source``, ``note``,
            ``comment``, ``title`` and ``meaning`` are not read. A decimal comma may be written where no commas
            separate cells.
        scenario: The scenario that the numbers go to: a shipped name, the path of a file, or a scenario.

    Returns:
        Overrides for :func:`sim.load`; their ``ranges`` are what low and high say, by path.

    Raises:
        ScenarioError: the file or the scenario has an error; all of them are listed, by row and column.
        MissingExtra: it is a workbook, and openpyxl is not installed.
    """
    base = load(scenario)
    return put(base, numbers_of(path, base))


def numbers_of(path: str | Path, scenario: Scenario) -> Said:
    """Return what a sheet of numbers says.

    Raises:
        ScenarioError: the file cannot be read as such a sheet.
    """
    sheet = headed(read_table(path), _KNOWN, IGNORED, ["path"], EXAMPLE)
    entries: list[Entry] = []
    faults: list[Fault] = []
    ranges: dict[str, _Range] = {}
    rows: dict[str, int] = {}
    known = list(priors(scenario))
    nameless = [str(number) for number, row in enumerate(scenario.policies) if not row.name]
    marks = Marks(sheet.table.decimal_comma)
    for row in sheet.rows:
        place, cells = Place(sheet.table.name, row.number, sheet.called("path")), sheet.cells(row)
        try:
            keys = _parts(str(cells.get("path", "")), known, nameless)
            before = rows.setdefault(path_of(keys), row.number)
            if before != row.number:
                raise Wrong(Finding((), f"{shown(path_of(keys))} is on row {before} already", "each path once"))
        except Wrong as error:
            faults.append(place.wrong(error))
            continue
        marks = _row(sheet, row, _spot(scenario, keys), tuple(keys), marks, entries, faults, ranges)
    return Said(
        tuple(entries),
        faults=tuple(faults),
        notes=(*sheet.table.notes, *_notes(sheet, entries, ranges), *marks.notes(sheet.table.name)),
        ranges=ranges,
    )


def _parts(path: str, known: Collection[str], nameless: Collection[str]) -> list[str]:
    """Return the parts of a path.

    Args:
        path: The path as it is written.
        known: Paths of numbers.
        nameless: Numbers of rows of policies that a file cannot change, because they have no name.

    Raises:
        Wrong: it is not a path, or not a whole one, or of such a row.
    """
    if not path:
        raise Wrong(Finding((), "is empty", "the path of a number, such as trust.gain"))
    try:
        keys = parts(path)
    except ScenarioError:
        raise Wrong(Finding((), f"{shown(path)} is not a path", "a path such as trust.gain")) from None
    if keys[0] == "policies" and keys[1:] and keys[1] in nameless:
        raise Wrong(Finding((), f"row {keys[1]} of policies has no name", "a row that has one, by its name"))
    ending = [each for each in known if each.rpartition(".")[2] == path] if len(keys) == 1 else []
    if ending:
        hint = f"did you mean {' or '.join(ending[:4])}?"
        raise Wrong(Finding((), f"{shown(path)} is not a whole path", "a path such as trust.gain", hint=hint))
    return keys


def _spot(scenario: Scenario, keys: list[str]) -> Spot:
    try:
        return place_in(scenario, path_of(keys))
    except ScenarioError:
        return Spot(tuple(keys), None, None)


def _row(
    sheet: Headed, row: Row, place: Spot, path: tuple[str, ...], marks: Marks, entries: list[Entry],
    faults: list[Fault], ranges: dict[str, _Range],
) -> Marks:  # fmt: skip
    """Add what a row says; return the decimal mark after it."""
    cells, found = sheet.cells(row), {}
    for column in ("value", "low", "high"):
        where = Place(sheet.table.name, row.number, sheet.called(column))
        if column not in cells:
            continue
        try:
            found[column] = _value(place, column, cells[column], marks)
            marks = marks.after(cells[column])
        except Wrong as error:
            faults.append(where.wrong(error))
            found[column] = None
    where = Place(sheet.table.name, row.number, sheet.called("value"))
    if found.get("value") is not None or place.type is None:
        named = Place(sheet.table.name, row.number, sheet.called("path"))
        entries.append(Entry(path, found.get("value", 0.0), where if place.type else named, named))
    faults += [where.fault(problem, expected) for problem, expected in _missing(cells)]
    low, high, value = found.get("low"), found.get("high"), found.get("value")
    if isinstance(low, int | float) and isinstance(high, int | float):
        if low >= high:
            where = Place(sheet.table.name, row.number, sheet.called("high"))
            faults.append(where.fault(f"{shown(high)} is not above low, {shown(low)}", "low < high"))
        elif isinstance(value, int | float) and not low <= value <= high:
            faults.append(where.fault(f"{shown(value)} is not between low and high", f"{shown(low)} to {shown(high)}"))
        else:
            ranges[path_of(path)] = (low, high)
    return marks


def _missing(cells: dict[str, Cell]) -> Iterator[tuple[str, str]]:
    if ("low" in cells) != ("high" in cells):
        yield f"there is {'low' if 'low' in cells else 'high'} alone", "low and high, or neither"
    elif "value" not in cells and "low" not in cells:
        yield "is empty", "a value; of a formula, the result as it was last saved"


def _value(place: Spot, column: str, cell: Cell, marks: Marks) -> object:
    """Return the value of a cell; an end of a range must be in the range of the number as well.

    Raises:
        Wrong: it is not such a value.
    """
    if column == "value":
        return value_at(place, cell, marks)
    if place.type is not None and place.type not in (float, int):
        raise Wrong(Finding((), "is the end of a range, and the value no number", "no low and no high"))
    number, within = number_at(place, cell, marks), limits(place.field)
    if (
        (within.least is not None and number < within.least)
        or (within.most is not None and number > within.most)
        or (within.above is not None and number <= within.above)
    ):
        raise Wrong(Finding((), f"{shown(number)} is out of range", limits_of(place.field)))
    return number


def _notes(sheet: Headed, entries: list[Entry], ranges: dict[str, _Range]) -> Iterator[str]:
    between = f", {len(ranges)} with a range" if ranges else ""
    yield f"{sheet.table.name}: {counted(len(entries), 'value')}{between}"
