"""Read a table: CSV with comma, semicolon or tab, or the first sheet of a workbook."""

import csv
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sim.extras import require
from sim.own_data.content import bytes_of, text_of
from sim.own_data.faults import CellFault, called, refused
from sim.scenario.errors import ScenarioError, clean, did_you_mean, one_of, shown

MOST_ROWS = 100_000
"""Limit on rows."""
MOST_COLUMNS = 200
"""Limit on columns."""
_MOST_UNPACKED = 128 << 20
_SEPARATORS = "\t;,"
_EXPECTED = "a table: .csv with comma, semicolon or tab, or .xlsx"
_WORKBOOKS = (".xlsx", ".xlsm")

Cell = object
"""Text without surrounding blanks; from a workbook also a number, a date or a switch; "" where there is nothing."""


@dataclass(frozen=True)
class Row:
    """A row that is not empty: its number, from 1 as spreadsheets count, and its cells."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table as it was written.

    Attributes:
        name: What messages call the file.
        rows: Its rows, the heading included, without empty rows and rows whose first cell begins with ``#``.
        decimal_comma: Whether a number may be written as 0,5: not where commas separate cells.
        notes: What a reader of the file should know: which sheet of a workbook it is.
    """

    name: str
    rows: tuple[Row, ...]
    decimal_comma: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Headed:
    """A table with a heading.

    Attributes:
        table: The table, for its name and its decimal mark.
        columns: Names of the columns as the schema writes them, by position; None for a column that is not read.
        written: Names of the columns as the file writes them.
        rows: The rows below the heading.
    """

    table: Table
    columns: tuple[str | None, ...]
    written: tuple[str, ...]
    rows: tuple[Row, ...]

    def cells(self, row: Row) -> dict[str, Cell]:
        """Return the cells of a row by column, without empty ones."""
        named = zip(self.columns, row.cells, strict=False)
        return {column: cell for column, cell in named if column is not None and cell != ""}

    def called(self, column: str) -> str:
        """Return what the file calls a column."""
        return self.written[self.columns.index(column)] if column in self.columns else column


def read_table(path: str | Path) -> Table:
    """Read a table.

    Raises:
        ScenarioError: the file cannot be read, or is not a table.
        MissingExtra: it is a workbook, and openpyxl is not installed.
    """
    name = called(path)
    if Path(path).suffix.lower() in _WORKBOOKS:
        require("openpyxl", "excel", "a workbook (.xlsx)")
        rows, notes = _of_workbook(bytes_of(path, _EXPECTED), name)
        table = Table(name, _filled(name, rows), decimal_comma=True, notes=notes)
    elif Path(path).suffix.lower() in (".xls", ".ods", ".numbers"):
        raise refused(name, "is a workbook of a kind that is not read", _EXPECTED, "save it as .xlsx or .csv")
    else:
        table = _of_text(text_of(bytes_of(path, _EXPECTED), name), name)
    if not table.rows:
        raise refused(name, "has no rows", _EXPECTED)
    return table


def _of_text(text: str, name: str) -> Table:
    told = re.match(r"sep=(.)\r?\n", text)  # Excel's own way to name the separator
    separator = told[1] if told else _separator(text)
    rows = _parsed(text, separator, name)
    return Table(name, _filled(name, ([] if told and not number else row for number, row in enumerate(rows))),
                 decimal_comma=separator != ",")  # fmt: skip


def _separator(text: str) -> str:
    """Return what separates cells: a tab, else a semicolon, else a comma, outside quotes in the first row of data."""
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    bare = re.sub(r'"[^"]*"', "", next(lines, ""))
    return next((mark for mark in _SEPARATORS if mark in bare), ",")


def _parsed(text: str, separator: str, name: str) -> Iterator[Sequence[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            hint = 'text with a separator or a quote in it is written in quotes, "like, this", and quotes are closed'
            raise refused(name, f"cannot be taken apart ({error})", "a table", hint, number) from None
        yield [" ".join(cell.split()) for cell in row]


def _of_workbook(content: bytes, name: str) -> tuple[list[Sequence[Cell]], tuple[str, ...]]:
    """Return the rows of the first sheet, of a formula the result that was saved, and which sheet that is."""
    from openpyxl import load_workbook

    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
                raise refused(name, "is too large", f"at most {_MOST_UNPACKED >> 20} MiB when unpacked")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of formats and charts, which are not read
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what some programs write there is wrong
            read = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 1)
            return [[_plain(cell) for cell in row] for row in read], tuple(_which(name, sheet, len(book.worksheets)))
    except ScenarioError:
        raise
    except BadZipFile:
        raise refused(name, "is not a workbook", _EXPECTED, "give a table in text the ending .csv") from None
    except Exception as error:  # whatever it is that is broken in there
        is_told = not isinstance(error, AttributeError | LookupError | TypeError)  # those speak of openpyxl's insides
        reason = f" ({clean(str(error))})" if is_told else ""
        raise refused(name, f"is not a sound workbook{reason}", _EXPECTED) from None


def _which(name: str, sheet: Any, count: int) -> Iterator[str]:
    """Say which sheet is read, where a reader may think of another."""
    is_hidden = sheet.sheet_state != "visible"
    if count > 1 or is_hidden:
        which = f"the first of {count} sheets" if count > 1 else "the only sheet"
        yield f"{name}: {shown(sheet.title)} is read, {which}{', which is hidden' if is_hidden else ''}"


def _plain(cell: object) -> Cell:
    if cell is None:
        return ""
    return " ".join(cell.split()) if isinstance(cell, str) else cell


def _filled(name: str, rows: Iterator[Sequence[Cell]] | list[Sequence[Cell]]) -> tuple[Row, ...]:
    """Return the rows that have something in them, without empty cells at their ends."""
    filled = []
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise refused(name, "has too many rows", f"at most {MOST_ROWS:,}")
        width = max((place for place, cell in enumerate(row, 1) if cell != ""), default=0)
        if width > MOST_COLUMNS:
            raise refused(name, f"has {width} columns", f"at most {MOST_COLUMNS}", row=number)
        if width and not str(row[0]).startswith("#"):
            filled.append(Row(number, tuple(row[:width])))
    return tuple(filled)


def headed(table: Table, known: dict[str, str], ignored: Sequence[str], needed: Sequence[str], example: str) -> Headed:
    """Return a table with its first row as the heading.

    Args:
        table: The table.
        known: The column that is meant, by each name that it may have; a name that ends in a point stands for all
            names that begin so.
        ignored: Names of columns that may be there and are not read.
        needed: Columns that must be there.
        example: A heading, for messages.

    Raises:
        ScenarioError: a column is unknown, without a name, there twice or missing, or a row is longer than the heading.
    """
    heading, *rows = table.rows
    if not any(_meant(str(cell), known) for cell in heading.cells):
        first = " ".join(str(cell) for cell in heading.cells)
        hint = f"the first row names the columns, such as {example}"
        raise refused(table.name, f"{shown(first)} is not a heading", one_of(known, 40), hint, heading.number)
    faults: list[CellFault] = []
    columns: list[str | None] = []
    for place, cell in enumerate(heading.cells, 1):
        meant = _meant(str(cell), known)
        if meant is not None and meant in columns:
            faults.append(_of_heading(table, heading, str(cell), "is there twice", "each column once"))
        elif meant is None and cell == "":
            if any(len(row.cells) >= place and row.cells[place - 1] != "" for row in rows):
                faults.append(_of_heading(table, heading, str(place), "has cells and no name", "a name in row 1"))
        elif meant is None and folded(str(cell)) not in ignored:
            names = [name for name in known if not name.endswith(".")]
            hint = did_you_mean(folded(str(cell)), names)
            problem = f"unknown column {shown(str(cell))}"
            faults.append(
                CellFault(table.name, heading.number, None, "", problem, one_of([*names, *ignored], 40), hint)
            )
        columns.append(meant)
    for column in needed:
        if column not in columns:
            problem, hint = f"there is no column {shown(column)}", f"the first row names the columns, such as {example}"
            faults.append(CellFault(table.name, heading.number, None, "", problem, "", hint))
    faults += [_too_long(table, row, len(columns)) for row in rows if len(row.cells) > len(columns)]
    if faults:
        raise ScenarioError(faults)
    if not rows:
        raise refused(table.name, "has a heading and no rows", "a row for each")
    return Headed(table, tuple(columns), tuple(map(str, heading.cells)), tuple(rows))


def folded(name: str) -> str:
    """Return a name of a column as the schema writes it: in small letters, with `_` for blanks and hyphens."""
    return re.sub(r"[ -]+", "_", name.strip().lower())


def _meant(cell: str, known: dict[str, str]) -> str | None:
    first, point, rest = cell.partition(".")
    if point and rest and folded(first) + "." in known:
        return f"{known[folded(first) + '.']}.{rest.strip()}"
    return known.get(folded(cell))


def _of_heading(table: Table, heading: Row, column: str, problem: str, expected: str) -> CellFault:
    return CellFault(table.name, heading.number, None, column, problem, expected)


def _too_long(table: Table, row: Row, width: int) -> CellFault:
    problem = f"has {len(row.cells)} cells, and the heading {width}"
    hint = "a cell with the separator in it is written in quotes"
    return CellFault(table.name, row.number, None, "", problem, "at most as many", hint)
