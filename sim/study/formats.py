"""Files that other programs read: csv, Parquet and xlsx, written a table at a time, whole or not at all."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow.csv
import pyarrow.parquet

from sim.study.errors import StoreError, told

FORMATS = ("csv", "parquet", "xlsx")
"""What a store can be exported to."""
_SHEET = 1_048_575


def write(form: str, out: Path | None, schema: Any, batches: Iterator[Any], count: int) -> None:
    """Write tables of one schema into one file.

    Args:
        form: one of :data:`FORMATS`.
        out: the file; standard output when None, for csv alone.
        schema: their columns.
        batches: the tables.
        count: how many rows they have in all.

    Raises:
        StoreError: the file cannot be written, or the format not be had.
    """
    if form == "xlsx" and count > _SHEET:
        raise StoreError(f"{count:,} rows do not fit a sheet of {_SHEET:,}; export to parquet or csv")
    if out is None:
        _write_csv(sys.stdout.buffer, schema, batches)
        return
    with _file(out) as file:
        {"csv": _write_csv, "parquet": _write_parquet, "xlsx": _write_xlsx}[form](file, schema, batches)


@contextmanager
def _file(out: Path) -> Iterator[BinaryIO]:
    temporary = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    with told(str(out)):
        try:
            with temporary.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, out)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _write_csv(file: Any, schema: Any, batches: Iterator[Any]) -> None:
    with pyarrow.csv.CSVWriter(file, schema, write_options=pyarrow.csv.WriteOptions(quoting_style="needed")) as writer:
        for batch in batches:
            writer.write_table(batch)


def _write_parquet(file: Any, schema: Any, batches: Iterator[Any]) -> None:
    with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(batch)


def _write_xlsx(file: Any, schema: Any, batches: Iterator[Any]) -> None:
    try:
        from openpyxl import Workbook
    except ImportError:
        raise StoreError("xlsx needs openpyxl: pip install 'hoardshare[excel]'") from None
    book = Workbook(write_only=True)
    sheet = book.create_sheet("outcomes")
    sheet.append(schema.names)
    for batch in batches:
        for row in batch.to_pylist():
            sheet.append([_cell(value) for value in row.values()])
    book.save(file)


def _cell(value: object) -> object:
    """A value as a sheet can hold it: it knows no infinity, and takes text that begins with = for a formula."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@" else value
