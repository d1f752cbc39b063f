"""The runs of a store as one table, whatever state its parts are in."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.numbers import on_page
from sim.scenario.errors import printable
from sim.study.columns import column_of
from sim.study.errors import StoreError
from sim.study.parts import FACTS
from sim.view.explore.found import ExploreError, Runs
from sim.view.glossary import label
from sim.view.say import say

if TYPE_CHECKING:
    from sim.study.contents import Contents
    from sim.study.store import Store

MOST_RUNS = 500_000
IDENTITY = ["scenario", "seed", "quarters", "model_version", "overrides", "key", "digest"]
"""Columns of a run that are no outcomes."""
VERSION = " (version {})"
PAIRING = ["overrides", "seed", "quarters", "model_version"]
"""What two runs have in common that can be compared."""


def opened(folder: str) -> Runs:
    """Open a store, such as `hoardshare sweep` and `hoardshare compare` fill.

    Raises:
        ExploreError: the folder is no store, or holds nothing that can be shown.
    """
    place, name = Path(folder), printable(folder)
    try:
        if not folder or not place.is_dir():
            raise ExploreError(say("explore.missing", folder=name))
        runs, paths, unread = _runs(place)
    except (StoreError, OSError, ValueError) as error:
        raise ExploreError(printable(str(error))) from error
    unreadable = say("explore.unread", count=unread) if unread else ""
    if runs.empty:
        raise ExploreError(say("explore.no_run", folder=name) + unreadable)
    store = Runs(name, runs, paths, unread)
    if not outcomes_of(store):
        raise ExploreError(say("explore.no_outcome", folder=name) + unreadable)
    return store


def _runs(place: Path) -> tuple[pd.DataFrame, tuple[str, ...], int]:
    """All valid runs of a store, with a column for each changed path, and the number of unreadable parts."""
    from sim.study.store import Store

    store = Store(place)
    store.check()
    parts, unread = store.look(lambda seen: _parts(store, seen), quietly=True)
    if not parts:
        return pd.DataFrame(columns=IDENTITY), (), unread
    table = pd.concat([part for part, _ in parts], ignore_index=True)
    settings_of = {text: settings for _, each in parts for text, settings in each.items()}
    paths = sorted({path for settings in settings_of.values() for path in settings})
    changed = {column_of(path): [settings_of[text].get(path) for text in table["overrides"]] for path in paths}
    figures = [column for column in table.columns if column not in FACTS.names]
    facts = _told_apart(table)[IDENTITY]
    runs = pd.concat([facts, pd.DataFrame(changed, index=table.index), table[figures]], axis=1)
    return runs, tuple(changed), unread


def _told_apart(runs: pd.DataFrame) -> pd.DataFrame:
    """Runs with a version added to a scenario's name if its file was edited between them."""
    versions = runs.groupby("scenario")["scenario_digest"].transform("nunique")
    behind = [VERSION.format(digest[:8]) if isinstance(digest, str) else "" for digest in runs["scenario_digest"]]
    return runs.assign(scenario=runs["scenario"].where(versions < 2, runs["scenario"] + behind))


def _parts(store: "Store", seen: "Contents") -> tuple[list[tuple[pd.DataFrame, dict[str, Any]]], int]:
    """Parts with the changes of their runs, by their text; a part from elsewhere may lack any field."""
    if len(seen.index) > MOST_RUNS:
        raise StoreError(say("explore.many_runs", folder=store.name, most=on_page(MOST_RUNS)))
    parts = [_part(table) for table in store.rows(seen)]
    return parts, seen.damaged


def _part(table: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
    runs = table.to_pandas()
    runs = runs[runs["error"].isna()]
    settings_of = {text: json.loads(text) for text in runs[IDENTITY]["overrides"].unique()}
    return runs, settings_of


def outcomes_of(store: Runs) -> list[str]:
    """Numeric outcomes of the runs."""
    facts = {*IDENTITY, *store.paths}
    return [str(column) for column in store.runs.select_dtypes("number").columns if column not in facts]


def spoken(outcome: str) -> str:
    """An outcome as people say it."""
    return label(printable(outcome))


def runs_of(store: Runs, scenario: str) -> pd.DataFrame:
    """Runs of a scenario; all of them if none is named."""
    return store.runs[store.runs["scenario"] == scenario] if scenario else store.runs
