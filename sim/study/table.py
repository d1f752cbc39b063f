"""Read tables from a store, and export them to files."""

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.outcomes import OUTCOMES
from sim.study.columns import cell_of, column_of, json_of
from sim.study.contents import Contents
from sim.study.design import Design
from sim.study.errors import DamageWarning, StoreError
from sim.study.formats import write
from sim.study.parts import FACTS, SERIES
from sim.study.parts import OUTCOMES as OUTCOME_ROWS
from sim.study.plan import stretches
from sim.study.store import Store
from sim.study.words import gone

_LABELS = ("point", "replicate")
_OF_RUN = ("seed", "quarters", "digest", "model_version")


def table(design: Design, store: Store) -> pd.DataFrame:
    """Return the outcomes of a study's runs that the store has.

    Args:
        design: the study; its names and numbers are used, even if another study did a run first.
        store: where the runs are.

    Returns:
        One row per run of the study, in its order: scenario, settings, point (its number in the scenario's sample;
        equal numbers are the same row of it), replicate, seed, quarters, digest, model_version, key, error, outcomes. A
        run that two points have in common occurs twice. A setting with the name of another column gets the prefix
        "set.".
    """
    settings = [column_of(path) for path in design.paths]
    labels = pd.DataFrame(_labels(design), columns=["scenario", *settings, *_LABELS, "key"])
    rows = store.look(
        lambda seen: pa.concat_tables(
            [FACTS.empty_table(), *store.rows(seen.only(labels["key"].tolist()))], promote_options="default"
        )
    )
    stored = rows.to_pandas().set_index("key")
    labels = labels[labels["key"].isin(stored.index)].reset_index(drop=True)
    chosen = stored.loc[labels["key"]].reset_index(drop=True)
    figures = [*OUTCOMES, *(name for name in chosen.columns if name not in FACTS.names and name not in OUTCOMES)]
    # Where all runs failed no part has outcomes, and the table still has their columns.
    outcomes = chosen.reindex(columns=figures).astype(dict.fromkeys(OUTCOMES, float))
    facts = chosen[[*_OF_RUN, "error"]]
    joined = pd.concat([labels, facts, outcomes], axis=1)
    return joined[["scenario", *settings, *_LABELS, *_OF_RUN, "key", "error", *figures]]


def _labels(design: Design) -> Iterator[tuple[object, ...]]:
    paths, group, seeds = design.paths, -1, []
    for point, first, last in stretches(design, 0, len(design)):
        if design.group(point.number) != group:
            group = design.group(point.number)
            seeds = [design.replicate(number, point.number).seed for number in range(design.replicates)]
        settings = [cell_of(point.settings.get(path)) for path in paths]
        for number, key in enumerate(point.keys(seeds[first:last]), first):
            yield point.name, *settings, point.number, number, key


def differences(outcomes: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """Return the differences between a study's scenarios and one of them, paired by seed and parameters.

    Args:
        outcomes: what :func:`sim.sweep` returned.
        baseline: the scenario that the others are compared with.

    Returns:
        One row per run of another scenario, with its outcomes minus those of the baseline's run with the same
        parameters and replicate.

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


def series(
    store: Store | str | Path,
    what: str = SERIES,
    keys: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the stored series, releases or actors of runs; join them to outcomes by `key`.

    Args:
        store: where the runs are.
        what: "series", "releases" or "actors".
        keys: keys of the runs to use; all by default.
        columns: columns to read, `key` among them; all by default.

    A :class:`DamageWarning` reports files that could not be read, or that lack a stored run.
    """
    place = store if isinstance(store, Store) else Store(store)
    place.check()
    tables = place.look(lambda seen: list(place.companions(what, seen if keys is None else seen.only(keys), columns)))
    return pa.concat_tables(tables, promote_options="default").to_pandas() if tables else pd.DataFrame()


def export(store: Store, form: str, out: Path | None, what: str = OUTCOME_ROWS) -> int:
    """Write all runs of a store into one file, part by part; settings become columns.

    Columns `point` and `replicate` are those of the study that did a run, named in `study`; they are empty if no study
    did it. `scenario_digest` and `model_version` distinguish runs of several versions of a scenario; see
    :func:`sim.study.versions.mixed`.

    Args:
        store: what to export.
        form: "csv", "parquet" or "xlsx".
        out: the file, written completely or not at all; None for standard output, only for csv.
        what: "outcomes", one row per run; or "series", "releases" or "actors" of runs that stored them, by `key`.

    Returns:
        The number of rows written; a :class:`DamageWarning` reports files that could not be read.

    Raises:
        StoreError: the store cannot be read, the file cannot be written, the format is not available, or no run stored
            it.
    """
    store.check()
    once = store.once_there
    seen = store.scan()
    schema, tables = _rows_of(store, seen) if what == OUTCOME_ROWS else _kept_of(store, seen, what)
    written = 0

    def batches() -> Iterator[Any]:
        nonlocal written
        for batch in tables:
            written += len(batch)
            yield batch

    write(form, out, schema, batches())
    store.warn(seen)
    if missing := 0 if seen.faults else max(0, once - len(seen.index)):
        message = f"{store.name}: {gone(missing)}"
        warnings.warn(message, DamageWarning, 2)
    return written


def _rows_of(store: Store, seen: Contents) -> tuple[Any, Iterator[Any]]:
    schema, paths = _schema(store, seen)
    return schema, (_flat(part, schema, paths) for part in store.rows(seen))


def _kept_of(store: Store, seen: Contents, what: str) -> tuple[Any, Iterator[Any]]:
    if not store.has_kept(seen, what):
        raise StoreError(f'{store.name}: no run stored its {what}; `{what} = "all"` in a study stores them')
    schema = store.columns(seen, what)
    tables = (pa.concat_tables([schema.empty_table(), each], promote_options="default") for each in
              store.companions(what, seen))  # fmt: skip
    return schema, tables


def _schema(store: Store, seen: Contents) -> tuple[Any, Mapping[str, str]]:
    """Columns of an export (facts, settings, and the outcomes of all parts), and the paths of its settings."""
    outcomes = pa.schema([(name, pa.float64()) for name in OUTCOMES])
    whole = pa.unify_schemas([FACTS, outcomes, store.columns(seen)])
    values: dict[str, set[type]] = {}
    for part in store.rows(seen, ["overrides"]):
        for text in part["overrides"].unique().to_pylist():
            for path, value in json.loads(text).items():
                values.setdefault(path, set()).add(type(value))
    paths = {column_of(path): path for path in sorted(values)}
    settings = [pa.field(name, _type(values[path])) for name, path in paths.items()]
    facts = [whole.field(name) for name in FACTS.names if name != "overrides"]
    return pa.schema([*facts, *settings, *(column for column in whole if column.name not in FACTS.names)]), paths


def _type(kinds: set[type]) -> Any:
    kinds = kinds - {type(None)}
    if kinds <= {bool}:
        return pa.bool_()
    if kinds <= {int}:
        return pa.int64()
    return pa.float64() if kinds <= {int, float} else pa.string()


def _flat(part: Any, schema: Any, paths: Mapping[str, str]) -> Any:
    """A part with the columns of the export."""
    overrides = part["overrides"].combine_chunks().dictionary_encode()
    settings = [json.loads(text) for text in overrides.dictionary.to_pylist()]
    columns = []
    for column in schema:
        if column.name in paths:
            values = [_fitted(each.get(paths[column.name]), column.type) for each in settings]
            columns.append(pa.array(values, column.type).take(overrides.indices))
        elif column.name in part.column_names:
            columns.append(part[column.name].cast(column.type))
        else:
            columns.append(pa.nulls(part.num_rows, column.type))
    return pa.table(columns, schema=schema)


def _fitted(value: object, kind: Any) -> object:
    if value is None or not pa.types.is_string(kind):
        return value
    return value if isinstance(value, str) else json_of(value)
