"""Find several versions in one store: of a scenario with an edited file, or of the model."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as compute

from sim.scenario.errors import clean
from sim.study.contents import Contents
from sim.study.store import Store

_COLUMNS = ["scenario", "scenario_digest", "overrides", "digest", "model_version"]
_OF = {"scenario_digest": "versions of this scenario", "model_version": "model versions"}
"""Kinds of versions, by the column that distinguishes them."""


def mixed(store: Store, seen: Contents) -> Iterator[str]:
    """A sentence for each scenario that has runs of several versions.

    Args:
        store: the store.
        seen: its contents.
    """
    by_scenario: dict[str, dict[str, set[str]]] = {}
    for part in store.rows(seen, _COLUMNS):
        for row in _versions(part):
            there = by_scenario.setdefault(row["scenario"], {column: set() for column in _OF})
            for column, versions in there.items():
                versions.update([row[column]] if row[column] else [])
    for name, there in sorted(by_scenario.items()):
        for column, versions in there.items():
            if len(versions) > 1:
                yield f"{clean(name)}: runs of {len(versions)} {_OF[column]}; column {column} distinguishes them"


def _versions(part: Any) -> list[dict[str, str]]:
    """Scenarios with their digests and model versions, each once."""
    # Rows of older versions know the digest of their scenario where nothing was changed.
    unchanged = compute.if_else(compute.equal(part["overrides"], "{}"), part["digest"], pa.scalar(None, pa.string()))
    digests = compute.coalesce(part["scenario_digest"], unchanged)
    table = pa.table([part["scenario"], digests, part["model_version"]], ["scenario", *_OF])
    rows: list[dict[str, str]] = table.group_by(table.column_names).aggregate([]).to_pylist()
    return rows
