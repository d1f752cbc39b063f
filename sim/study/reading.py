"""Read parts safely: with size limits, checksums, and a check of their columns.

A folder can come from anywhere, so nothing in it is trusted. A file is opened only if it is a regular file, parsed only
if its checksum matches its name, and decoded only if it fits into memory according to its footer.
"""

import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from sim.scenario.errors import printable
from sim.study.errors import Damaged, Unreadable
from sim.study.files import checksum, json_object, opened
from sim.study.parts import FACTS, LATER, OUTCOMES, SERIES, Part, checksum_of, companions_of, kind_of

BRIEF = ("key", "kept", "error")
"""Columns of the index."""
_ALWAYS = ("key", "scenario", "overrides", "seed", "quarters", "digest", "model_version", "kept")
"""Columns that must have a value in every row."""
_OF_FACTS = {column.name: column.type for column in FACTS}
_NUMBER = pa.float64()
_FLAT = (pa.string(), pa.bool_(), pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float32(), pa.float64())
_IN_ONE_GO = 4 << 20
MOST = {OUTCOMES: 1 << 30}
"""Bytes of a table in memory: outcomes are a hundred thousand rows at most."""
_MOST_OF_OTHERS = 4 << 30
_MOST_COLUMNS = 2000
_PREFIXED = "DELTA_BYTE_ARRAY"
_KEY = r"\A[0-9a-f]{32}\z"


class _Opened(NamedTuple):
    """A file with its footer read."""

    source: Any
    content: Any
    footer: Any
    schema: Any
    most: int


def read(path: Path, columns: Sequence[str] | None = None) -> Any:
    """Read a table of a part, from a file that was checked completely.

    Args:
        path: the file.
        columns: columns to return if the file has them; all by default.

    Raises:
        Damaged: the file has changed since it was written.
        FileNotFoundError: the file no longer exists.
    """
    with _reported(path), _footer(path, whole=True) as file:
        return _table(file, kind_of(path), columns)


def open_part(path: Path, *, whole: bool = False) -> tuple[Part, Any]:
    """Open a part by its file of outcomes, and return it with the columns of the index.

    Args:
        path: the file of outcomes.
        whole: check the whole file, not only the parts that are read; small files are always checked.

    Raises:
        Damaged: the file has changed since it was written.
        FileNotFoundError: the file no longer exists, for instance because of a compaction.
    """
    with _reported(path), _footer(path, whole) as file:
        part = Part(path, companions_of(path, file.footer.metadata), file.footer.num_rows)
        return part, _table(file, OUTCOMES, BRIEF)


def outline(path: Path) -> tuple[Any, int]:
    """Return the columns of a file, and its size in memory in bytes; see :func:`read`."""
    with _reported(path), _footer(path, whole=False) as file:
        return file.schema.remove_metadata(), _weight(file.footer)


def verify(part: Part, files: Iterable[Path]) -> None:
    """Check files of a part against their checksums.

    Raises:
        Damaged: one of them is missing or differs.
        FileNotFoundError: the whole part no longer exists.
    """
    for path in files:
        try:
            with _reported(path), opened(path) as file:
                _compare(path, checksum(file))
        except FileNotFoundError:
            if not os.path.lexists(part.path):
                raise
            raise Damaged(f"{path.name} is missing") from None


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Add the name of the file to an error, and whether the file is damaged or only cannot be read now."""
    name = printable(path.name)
    try:
        yield
    except FileNotFoundError:
        raise
    except Damaged as error:
        raise type(error)(f"{name} {error}") from error
    except MemoryError:
        raise Unreadable(f"{name} does not fit into the free memory") from None
    except pa.ArrowNotImplementedError as error:
        raise Unreadable(f"{name} cannot be read by this version of pyarrow: {_line(error)}") from error
    except OSError as error:
        if error.errno == errno.ESTALE:
            raise FileNotFoundError(path) from error
        # What pyarrow finds wrong has no number.
        kind = Damaged if error.errno in (None, errno.EIO) else Unreadable
        raise kind(f"{name} cannot be read: {error.strerror or _line(error)}") from error
    except Exception as error:  # a damaged file can break pyarrow in many ways
        raise Damaged(f"{name} cannot be read: {_line(error)}") from error


def _line(error: BaseException) -> str:
    return printable(str(error).strip().partition("\n")[0])[:200]


@contextmanager
def _footer(path: Path, whole: bool) -> Iterator[_Opened]:
    with opened(path) as stream:
        source = _source(path, stream, whole)
        content = parquet.ParquetFile(source, page_checksum_verification=True)
        most = MOST.get(kind_of(path), _MOST_OF_OTHERS)
        file = _Opened(source, content, content.metadata, content.schema_arrow, most)
        _check_size(file)
        _check_form(file.schema, kind_of(path))
        yield file


def _source(path: Path, file: BinaryIO, whole: bool) -> Any:
    """Open a source for pyarrow: small files are loaded into memory and checked first."""
    if os.fstat(file.fileno()).st_size > _IN_ONE_GO:
        if whole:
            _compare(path, checksum(file))
        return pa.PythonFile(file, "r")
    content = file.read()
    _compare(path, checksum(pa.BufferReader(content)))
    return pa.BufferReader(content)


def _compare(path: Path, digest: str) -> None:
    if not checksum_of(path):
        raise Damaged("is not named like a part")
    if digest != checksum_of(path):
        raise Damaged("has changed since it was written")


def _weight(footer: Any) -> int:
    return sum(footer.row_group(number).total_byte_size for number in range(footer.num_row_groups))


def _check_size(file: _Opened) -> None:
    rows, columns, weight = file.footer.num_rows, file.footer.num_columns, _weight(file.footer)
    if rows < 0 or columns > _MOST_COLUMNS or 8 * rows * columns > file.most or not 0 <= weight <= file.most:
        raise Damaged(f"promises {rows:,} rows of {columns:,} columns in {weight:,} bytes, more than a part contains")


def _check_form(schema: Any, what: str) -> None:
    """Check that a file has exactly the columns of a file of outcomes, or of a companion."""
    kinds = dict(zip(schema.names, schema.types, strict=True))
    if len(kinds) < len(schema.names):
        raise Damaged("has two columns with the same name")
    for name in _OF_FACTS if what == OUTCOMES else ["key"]:
        if name not in kinds and name not in LATER:
            raise Damaged(f"has no column {name}")
    for name, kind in kinds.items():
        _check_kind(name, kind, what)


def _check_kind(name: str, kind: Any, what: str) -> None:
    known = _known(name, what)
    if kind not in ((known,) if known else _FLAT):
        raise Damaged(f"has a column {printable(name)} of {kind}; expected {known or 'numbers or words'}")


def _known(name: str, what: str) -> Any:
    if what == OUTCOMES:
        return _OF_FACTS.get(name, _NUMBER)
    if name == "key":
        return _OF_FACTS[name]
    return (pa.int32() if name == "quarter" else pa.float32()) if what == SERIES else None


def _table(file: _Opened, what: str, columns: Sequence[str] | None) -> Any:
    there = file.schema.names
    names = there if columns is None else [name for name in columns if name in there]
    content, suspicious = file.content, _suspicious(file)
    if suspicious:
        content = parquet.ParquetFile(
            file.source, metadata=file.footer, read_dictionary=suspicious, page_checksum_verification=True
        )
    table = _decoded(content.read(list(names), use_threads=False), file.most).replace_schema_metadata()
    _check_rows(table, what)
    return table


def _suspicious(file: _Opened) -> list[str] | None:
    """Text columns to read as a dictionary first, because one long text may be repeated in many rows."""
    if file.footer.num_rows * _weight(file.footer) <= file.most:
        return None
    groups = [file.footer.row_group(number) for number in range(file.footer.num_row_groups)]
    if any(_PREFIXED in group.column(number).encodings for group in groups for number in range(group.num_columns)):
        raise Damaged("has an encoding that parts do not use")
    return [column.name for column in file.schema if pa.types.is_string(column.type)]


def _decoded(table: Any, most: int) -> Any:
    for number, column in enumerate(table.itercolumns()):
        if pa.types.is_dictionary(column.type):
            lengths = [compute.binary_length(chunk.dictionary).take(chunk.indices) for chunk in column.chunks]
            if sum(compute.sum(each).as_py() or 0 for each in lengths) > most:
                raise Damaged("has more text than a part contains")
            table = table.set_column(number, table.column_names[number], column.cast(pa.string()))
    return table


def _check_rows(table: Any, what: str) -> None:
    """Check the values: invalid texts, missing facts, settings that are not a table."""
    table.validate(full=True)
    known = set(table.column_names)
    for name in known & set(_ALWAYS if what == OUTCOMES else ("key",)):
        if table[name].null_count:
            raise Damaged(f"has rows without {name}")
    if "key" in known and not compute.all(compute.match_substring_regex(table["key"], _KEY), min_count=0).as_py():
        raise Damaged("has rows with a key that is not the key of a run")
    if what == OUTCOMES and "overrides" in known:
        _check_settings(table["overrides"].unique().to_pylist())


def _check_settings(texts: list[str]) -> None:
    for text in texts:
        try:
            json_object(text)
        except ValueError as error:
            raise Damaged(f"has rows with invalid settings: {_line(error)}") from error


def promised(path: Path) -> int | None:
    """The number of rows that a damaged file seems to have; None if unknown."""
    try:
        with opened(path) as file:
            rows = int(parquet.read_metadata(pa.PythonFile(file, "r")).num_rows)
    except Exception:  # it is damaged in who knows what way
        return None
    return rows if 0 <= rows <= MOST[OUTCOMES] // 8 else None


def complete(table: Any, columns: Sequence[str] | None) -> Any:
    """Add the requested columns (all by default) that rows of an older version do not have."""
    for fact in FACTS:
        if fact.name not in table.column_names and (columns is None or fact.name in columns):
            table = table.append_column(fact, pa.nulls(table.num_rows, fact.type))
    return table
