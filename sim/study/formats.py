"""Files for other programs: csv, Parquet and xlsx, written table by table, completely or not at all."""

import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv
import pyarrow.parquet

from sim.extras import how_to
from sim.scenario.errors import printable
from sim.study.errors import StoreError, reported
from sim.study.folders import write as to_disk
from sim.whole import whole

_SHEET = 1_048_575
_CELL = 32_767
"""Rows below the head of a sheet, and letters in a cell, that a spreadsheet holds."""
_FORMULA = re.compile("^[-=+@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""How text begins that a spreadsheet takes for a formula, or may once it has dropped blanks."""
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?(?:inf|nan)")
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML, and so a sheet, cannot hold."""


def write(form: str, out: Path | None, schema: Any, batches: Iterator[Any]) -> None:
    """Write tables of one schema into one file.

    Args:
        form: "csv", "parquet" or "xlsx".
        out: the file; None for standard output, only for csv.
        schema: their columns.
        batches: the tables.

    Raises:
        StoreError: the file cannot be written, or the format is not available.
    """
    if out is None:
        _write_csv(sys.stdout.buffer, schema, batches)
        return
    fill = {"csv": _write_csv, "parquet": _write_parquet, "xlsx": _write_xlsx}[form]
    with reported(str(out)), whole(out) as draft:
        to_disk(draft, lambda file: fill(file, schema, batches))


def guarded(text: str) -> str:
    """Text that no spreadsheet reads as a formula: with an apostrophe in front, unless it is a number."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _write_csv(file: Any, schema: Any, batches: Iterator[Any]) -> None:
    safe = pa.schema([column.with_name(guarded(column.name)) for column in schema])
    with pyarrow.csv.CSVWriter(file, safe, write_options=pyarrow.csv.WriteOptions(quoting_style="needed")) as writer:
        for batch in batches:
            writer.write_table(pa.table([_guarded(column) for column in batch.columns], schema=safe))


def _guarded(column: Any) -> Any:
    if not pa.types.is_string(column.type):
        return column
    suspect = compute.match_substring_regex(column, _FORMULA.pattern)
    suspect = compute.and_not(suspect, compute.match_substring_regex(column, rf"^(?:{_NUMBER.pattern})$"))
    return compute.if_else(suspect, compute.binary_join_element_wise("'", column, ""), column)


def _write_parquet(file: Any, schema: Any, batches: Iterator[Any]) -> None:
    with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(batch)


def _write_xlsx(file: Any, schema: Any, batches: Iterator[Any]) -> None:
    try:
        from openpyxl import Workbook
    except ImportError:
        raise StoreError(f"xlsx needs openpyxl: {how_to('excel')}") from None
    book = Workbook(write_only=True)
    sheet = book.create_sheet("runs")
    sheet.append([_cell(name) for name in schema.names])
    try:
        _fill(sheet, batches)
    except BaseException:
        sheet.close()  # it is half written, and would say so when it is let go
        raise
    book.save(file)


def _fill(sheet: Any, batches: Iterator[Any]) -> None:
    left = _SHEET
    for batch in batches:
        left -= batch.num_rows
        if left < 0:
            raise StoreError(f"more rows than the {_SHEET:,} of a sheet; export to parquet or csv")
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            sheet.append([_cell(value) for value in row])


def _cell(value: object) -> object:
    """A value that a sheet can store: sheets have no infinity and no control characters."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if not isinstance(value, str):
        return value
    text = guarded("".join(printable(letter) if _UNFIT.match(letter) else letter for letter in value))
    if len(text) > _CELL:
        raise StoreError(f"a text is longer than the {_CELL:,} characters of a cell; export to parquet or csv")
    return text
