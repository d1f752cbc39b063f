"""From a store back to tables and files."""

import json
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from sim.study.design import Design
from sim.study.parts import FACTS, SERIES, StoreError
from sim.study.plan import stretches
from sim.study.store import Contents, Store, told

FORMATS = ("csv", "parquet", "xlsx")
"""What a store can be exported to."""
_SHEET = 1_048_575


def table(design: Design, store: Store) -> pd.DataFrame:
    """Outcomes of a study's runs, as far as the store has them.

    Args:
        design: the study; its names count, whatever other study did a run first.
        store: where the runs are.

    Returns:
        One row a run, in the order of the study: scenario, parameters, replicate, seed, quarters, key, error, outcomes.
    """
    labels = pd.DataFrame(_labels(design), columns=["scenario", *design.paths, "replicate", "key"])
    rows = store.look(
        lambda seen: pa.concat_tables(
            [FACTS.empty_table(), *store.rows(seen.only(labels["key"].tolist()))], promote_options="default"
        )
    )
    found = rows.to_pandas().set_index("key")
    labels = labels[labels["key"].isin(found.index)].reset_index(drop=True)
    chosen = found.loc[labels["key"]].reset_index(drop=True)
    figures = [name for name in chosen.columns if name not in FACTS.names]
    joined = pd.concat([labels, chosen[["seed", "quarters", "error", *figures]]], axis=1)
    return joined[["scenario", *design.paths, "replicate", "seed", "quarters", "key", "error", *figures]]


def _labels(design: Design) -> Iterator[tuple[object, ...]]:
    for point, first, last in stretches(design, 0, len(design)):
        settings = [point.settings.get(path) for path in design.paths]
        for number in range(first, last):
            yield point.name, *settings, number, point.key(design.replicate(number).seed)


def differences(outcomes: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """Paired differences of a study's scenarios from one of them, over the same luck and parameters.

    Args:
        outcomes: what :func:`sim.sweep` returned.
        baseline: the scenario that the others are compared with.

    Returns:
        One row a run of another scenario, with its outcomes less those of the baseline's run with the same parameters
        and replicate.

    Raises:
        ValueError: the baseline is not among the scenarios.
    """
    names = list(outcomes["scenario"].unique())
    if baseline not in names:
        raise ValueError(f"no scenario {baseline!r} to compare with; expected one of {', '.join(names)}")
    columns = list(outcomes.columns)
    figures = columns[columns.index("error") + 1 :]
    pairing = columns[1 : columns.index("replicate") + 1]
    sides = outcomes.set_index([*pairing, "scenario"])[figures]
    control = sides.xs(baseline, level="scenario")
    others = sides.drop(index=baseline, level="scenario")
    matched = control.reindex(others.index.droplevel("scenario")).to_numpy()
    return (others - matched).reset_index()


def series(store: Store | str | Path, what: str = SERIES, keys: Sequence[str] | None = None) -> pd.DataFrame:
    """Series, releases or actors of runs of which they were kept; join them to outcomes by `key`.

    Args:
        store: where the runs are.
        what: "series", "releases" or "actors".
        keys: of these runs alone; of all when None.
    """
    place = store if isinstance(store, Store) else Store(store)
    place.check()
    tables = place.look(lambda seen: list(place.companions(what, seen if keys is None else seen.only(keys))))
    return pa.concat_tables(tables, promote_options="default").to_pandas() if tables else pd.DataFrame()


def export(store: Store, form: str, out: Path | None) -> int:
    """Write all runs of a store into one file, a part at a time; parameters become columns.

    Args:
        store: what to export.
        form: one of :data:`FORMATS`.
        out: the file, which appears whole or not at all; standard output when None, for csv alone.

    Returns:
        How many runs were written.

    Raises:
        StoreError: the store cannot be read, the file not written, or the format not be had.
    """
    store.check()
    seen = store.scan()
    if form == "xlsx" and len(seen.index) > _SHEET:
        raise StoreError(f"{len(seen.index):,} runs do not fit a sheet of {_SHEET:,}; export to parquet or csv")
    schema = _schema(store, seen)
    batches = (_flat(part, schema) for part in store.rows(seen))
    if out is None:
        _write_csv(sys.stdout.buffer, schema, batches)
    else:
        with _file(out) as file:
            {"csv": _write_csv, "parquet": _write_parquet, "xlsx": _write_xlsx}[form](file, schema, batches)
    return len(seen.index)


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


def _schema(store: Store, seen: Contents) -> Any:
    """Columns of an export: facts, parameters, and whatever outcomes any part has."""
    schemas = [pyarrow.parquet.read_schema(part.path).remove_metadata() for part in seen.parts]
    whole = pa.unify_schemas([FACTS, *schemas])
    values: dict[str, set[type]] = {}
    for part in store.rows(seen, ["overrides"]):
        for text in part["overrides"].unique().to_pylist():
            for path, value in json.loads(text).items():
                values.setdefault(path, set()).add(type(value))
    parameters = [pa.field(path, _type(kinds)) for path, kinds in sorted(values.items())]
    facts = [whole.field(name) for name in FACTS.names if name != "overrides"]
    return pa.schema([*facts, *parameters, *(column for column in whole if column.name not in FACTS.names)])


def _type(kinds: set[type]) -> Any:
    if kinds <= {bool}:
        return pa.bool_()
    if kinds <= {int}:
        return pa.int64()
    return pa.float64() if kinds <= {int, float} else pa.string()


def _flat(part: Any, schema: Any) -> Any:
    """A part with the columns of the export."""
    overrides = part["overrides"].combine_chunks().dictionary_encode()
    settings = [json.loads(text) for text in overrides.dictionary.to_pylist()]
    columns = []
    for column in schema:
        if column.name in part.column_names:
            columns.append(part[column.name].cast(column.type))
        elif any(column.name in each for each in settings):
            values = pa.array([_fitted(each.get(column.name), column.type) for each in settings], column.type)
            columns.append(values.take(overrides.indices))
        else:
            columns.append(pa.nulls(part.num_rows, column.type))
    return pa.table(columns, schema=schema)


def _fitted(value: object, kind: Any) -> object:
    if value is None or not pa.types.is_string(kind):
        return value
    return value if isinstance(value, str) else json.dumps(value)


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
