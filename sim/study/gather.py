"""Merge small parts into large ones: a part is removed only when the file with all its rows is safe and checked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from sim.study.errors import Damaged, DiskError, StoreError
from sim.study.folders import flush
from sim.study.index import Index, index_of, rows_of
from sim.study.parts import OUTCOMES, Part, Writer, options, write_part
from sim.study.reading import open_part, outline, read, verify

LARGE = 100_000
"""Rows of a part that compaction leaves alone, and that it aims at."""
_LARGEST = 512 << 20
"""Bytes of a part in memory at which compaction stops adding to it."""
_BLOCK = 10_000
_HELD = 64


def groups(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Group small parts that become one large part each."""
    group: list[Part] = []
    rows = size = 0
    for part in parts:
        if part.rows >= LARGE:
            continue
        weight = sum(outline(path)[1] for path in part.files)
        if group and (rows + part.rows > LARGE or size + weight > _LARGEST):
            yield from [group] if len(group) > 1 else []
            group, rows, size = [], 0, 0
        group.append(part)
        rows, size = rows + part.rows, size + weight
    if len(group) > 1:
        yield group


def gather(folder: Path, parts: Sequence[Part]) -> Part:
    """Write one part with the rows of several parts, check it, and only then remove the old parts.

    Raises:
        DiskError: the written file is wrong; nothing was removed.
    """
    index = index_of(rows_of(open_part(part.path)[1]) for part in parts)
    chosen = dict(index.of_parts())
    kinds = sorted({what for part in parts for what in part.companions})
    writers: dict[str, Writer] = {what: _companions(what, parts, index, chosen) for what in kinds}
    writers[OUTCOMES] = _outcomes(parts, index, chosen)
    written = write_part(folder, writers, (key.decode() for key in index.keys))
    _check(written, index)
    _remove([path for part in parts for path in part.files if path not in written.files], folder)
    return written


def _check(written: Part, index: Index) -> None:
    try:
        verify(written, written.files)
        sound = np.array_equal(index_of([rows_of(open_part(written.path)[1])]).keys, index.keys)
    except (Damaged, FileNotFoundError):
        sound = False
    if not sound:
        raise DiskError(f"{written.path.name}: does not contain what was written; nothing was removed")


def _outcomes(parts: Sequence[Part], index: Index, chosen: Mapping[int, Any]) -> Writer:
    def tables() -> Iterator[Any]:
        for number, places in chosen.items():
            yield read(parts[number].path).take(pa.array(index.row[places]))

    return _writer(OUTCOMES, [part.path for part in parts], tables)


def _companions(what: str, parts: Sequence[Part], index: Index, chosen: Mapping[int, Any]) -> Writer:
    sources = {number: parts[number].companions[what] for number in chosen if what in parts[number].companions}

    def tables() -> Iterator[Any]:
        for number, path in sources.items():
            yield of_runs(read(path), index.keys[chosen[number]])

    return _writer(what, list(sources.values()), tables)


def of_runs(table: Any, keys: Any) -> Any:
    """The rows of a companion that belong to some runs."""
    wanted = pa.array(keys.astype(str).tolist(), pa.string())
    return table.filter(compute.is_in(table["key"], value_set=wanted))


def _writer(what: str, files: Sequence[Path], tables: Any) -> Writer:
    """Writes tables into one file, some at a time."""

    def write(file: BinaryIO, metadata: Mapping[bytes, bytes]) -> None:
        schema = unified(outline(path)[0] for path in files)
        with parquet.ParquetWriter(file, schema.with_metadata(dict(metadata)), **options(schema, what)) as writer:
            for block in blocks(tables()):
                table = pa.concat_tables([schema.empty_table(), block], promote_options="default")
                writer.write_table(table.replace_schema_metadata(dict(metadata)), row_group_size=LARGE)

    return write


def unified(schemas: Iterable[Any]) -> Any:
    """All columns of several files, in one schema."""
    distinct: list[Any] = []
    for schema in schemas:
        if not any(schema.equals(known) for known in distinct):
            distinct.append(schema)
    try:
        return pa.unify_schemas([pa.schema([]), *distinct])
    except pa.ArrowException as error:
        raise StoreError(f"some parts have columns with the same name and different types: {error}") from error


def blocks(tables: Iterable[Any], rows: int = _BLOCK) -> Iterator[Any]:
    """Join tables up to a certain size, because thousands of small tables are slow."""
    held: list[Any] = []
    for table in tables:
        held.append(table)
        if len(held) >= _HELD:
            held = [_joined(held)]
        if sum(len(each) for each in held) >= rows:
            yield _joined(held)
            held = []
    if held:
        yield _joined(held)


def _joined(tables: list[Any]) -> Any:
    return pa.concat_tables(tables, promote_options="default").combine_chunks()


def _remove(files: list[Path], folder: Path) -> None:
    # What was read before may be one of several with the same name: the commit goes first, so that none is half.
    for file in files:
        file.unlink(missing_ok=True)
    flush(folder)
