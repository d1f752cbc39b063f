"""Open results computed elsewhere: the runs of a store, or the results of claims."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.report.claims_words import shares, unit, verdict, where
from sim.scenario.errors import printable
from sim.study.columns import column_of
from sim.study.errors import StoreError
from sim.study.parts import FACTS
from sim.view.setting import Setting

if TYPE_CHECKING:
    from sim.study.contents import Contents
    from sim.study.store import Store

CLAIMS = "claims.parquet"
_NEEDED = ("id", "article", "statement", "verdict", "outcome", "unit", "effect", "low", "high")
MOST_RUNS = 500_000
_FACTS = ["scenario", "seed", "quarters", "model_version", "overrides", "key", "digest"]
_VERSION = " (version {})"
_VERSIONED = re.compile(r" \(version [0-9a-f]{8}\)")
_PAIRING = ["overrides", "seed", "quarters", "model_version"]
_CELLS_A_SIDE = 12
"""An axis with more values than this groups them into intervals, so that a number fits in each cell."""
_INTERVALS = 8


class ExploreError(Exception):
    """A folder cannot be opened; the message says why and what was expected."""


@dataclass(frozen=True)
class Found:
    """What a folder holds.

    Attributes:
        name: the folder.
        runs: one row per run: scenario, seed, changes, outcomes; None if there is no store.
        paths: columns of `runs` with changed values.
        claims: one row per claim, with shares of points and what it depends on in words; None if there are none.
        unread: number of parts of the store that could not be read.
    """

    name: str
    runs: pd.DataFrame | None = None
    paths: tuple[str, ...] = ()
    claims: pd.DataFrame | None = None
    unread: int = 0


def opened(folder: str) -> Found:
    """Open a folder: a store from `hoardshare sweep`, or results from `hoardshare claims --out`.

    Raises:
        ExploreError: there is no such folder, or it holds neither.
    """
    place, name = Path(folder), printable(folder)
    try:
        if not folder or not place.is_dir():
            raise ExploreError(f"{name or 'nothing'}: no such folder; expected a store, or results of claims")
        if (place / CLAIMS).is_file():
            return Found(name, claims=_claims(place / CLAIMS, name))
        runs, paths, unread = _runs(place)
    except (StoreError, OSError, ValueError) as error:
        raise ExploreError(printable(str(error))) from error
    unreadable = f"; {unread} parts of it cannot be read" if unread else ""
    if runs.empty:
        raise ExploreError(f"{name}: the store holds no finished run yet{unreadable}")
    store = Found(name, runs, paths, unread=unread)
    if not outcomes_of(store):
        raise ExploreError(f"{name}: runs of this store have no outcome that is a number{unreadable}")
    return store


def _claims(file: Path, name: str) -> pd.DataFrame:
    try:
        claims = pd.read_parquet(file)
    except Exception as error:  # what pyarrow raises of a damaged file is of many kinds
        raise ExploreError(f"{name}/{CLAIMS}: cannot be read: {error}") from error
    lacking = [column for column in _NEEDED if column not in claims.columns]
    if lacking:
        raise ExploreError(f"{name}/{CLAIMS}: has no column {lacking[0]}; expected {', '.join(_NEEDED)}")
    try:
        rows = claims.to_dict("records")
        words = [(shares(claim), where(claim), unit(claim), _verdict(claim)) for claim in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise ExploreError(f"{name}/{CLAIMS}: was written by another version; run the claims again") from error
    return claims.assign(**dict(zip(("shares", "where", "of_what", "told"), zip(*words, strict=True), strict=True)))


def _verdict(claim: Mapping[str, Any]) -> str:
    """The verdict in words; older results do not say how a claim fails."""
    return verdict(claim) if "how" in claim else str(claim["verdict"])


def _runs(place: Path) -> tuple[pd.DataFrame, tuple[str, ...], int]:
    """All valid runs of a store, with a column for each changed path, and the number of unreadable parts."""
    from sim.study.store import Store

    store = Store(place)
    store.check()
    parts, unread = store.look(lambda seen: _parts(store, seen), quietly=True)
    if not parts:
        return pd.DataFrame(columns=_FACTS), (), unread
    table = pd.concat([part for part, _ in parts], ignore_index=True)
    settings_of = {text: settings for _, each in parts for text, settings in each.items()}
    paths = sorted({path for settings in settings_of.values() for path in settings})
    changed = {column_of(path): [settings_of[text].get(path) for text in table["overrides"]] for path in paths}
    figures = [column for column in table.columns if column not in FACTS.names]
    facts = _told_apart(table)[_FACTS]
    runs = pd.concat([facts, pd.DataFrame(changed, index=table.index), table[figures]], axis=1)
    return runs, tuple(changed), unread


def _told_apart(runs: pd.DataFrame) -> pd.DataFrame:
    """Runs with a version added to a scenario's name if its file was edited between them."""
    versions = runs.groupby("scenario")["scenario_digest"].transform("nunique")
    behind = [_VERSION.format(digest[:8]) if isinstance(digest, str) else "" for digest in runs["scenario_digest"]]
    return runs.assign(scenario=runs["scenario"].where(versions < 2, runs["scenario"] + behind))


def _parts(store: "Store", seen: "Contents") -> tuple[list[tuple[pd.DataFrame, dict[str, Any]]], int]:
    """Parts with the changes of their runs, by their text; a part from elsewhere may lack any field."""
    if len(seen.index) > MOST_RUNS:
        raise StoreError(f"{store.name}: more than {MOST_RUNS:,} runs; use `hoardshare export {store.name}`")
    parts = [_part(table) for table in store.rows(seen)]
    return parts, seen.damaged


def _part(table: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
    runs = table.to_pandas()
    runs = runs[runs["error"].isna()]
    settings_of = {text: json.loads(text) for text in runs[_FACTS]["overrides"].unique()}
    return runs, settings_of


def outcomes_of(store: Found) -> list[str]:
    """Numeric outcomes of the runs."""
    assert store.runs is not None
    facts = {*_FACTS, *store.paths}
    return [str(column) for column in store.runs.select_dtypes("number").columns if column not in facts]


def regimes(store: Found, across: str, down: str, outcome: str, scenario: str = "") -> pd.DataFrame:
    """Mean of an outcome over replicates in each cell.

    Args:
        store: a store.
        across: column for the cells' x: a path, or ``scenario``.
        down: column for their y.
        outcome: the outcome to average.
        scenario: scenario whose runs are used; all if it is empty or scenarios are an axis.

    Returns:
        One row a cell: x, y, mean, runs, and scenario, overrides, seed, quarters, key, digest of one run in it. Numbers
        of many values stand for the middle of an interval.
    """
    runs = _runs_of(store, scenario if "scenario" not in (across, down) else "")
    runs = runs.dropna(subset=[across, down, outcome])
    placed = runs.assign(x=_placed(runs[across]), y=_placed(runs[down]))
    return placed.groupby(["y", "x"], sort=True).agg(
        mean=(outcome, "mean"), runs=(outcome, "size"), scenario_of=("scenario", "first"),
        overrides_of=("overrides", "first"), seed_of=("seed", "first"), quarters_of=("quarters", "first"),
        key_of=("key", "first"), digest_of=("digest", "first"),
    ).reset_index()  # fmt: skip


def _runs_of(store: Found, scenario: str) -> pd.DataFrame:
    assert store.runs is not None
    return store.runs[store.runs["scenario"] == scenario] if scenario else store.runs


def _placed(values: pd.Series) -> pd.Series:
    """Values on an axis: a word, a number, or the middle of an interval."""
    words = values.map(lambda value: json.dumps(value) if isinstance(value, list | dict) else value)
    numbers = words.map(lambda value: isinstance(value, int | float) and not isinstance(value, bool))
    if not (len(words) and numbers.all() and words.nunique() > _CELLS_A_SIDE):
        return words
    return pd.cut(words.astype(float), _INTERVALS).map(lambda interval: interval.mid).astype(float)


def best_axes(store: Found, scenario: str) -> tuple[str, str]:
    """The two columns, across and down, with the most cells in the runs of a scenario, or of all scenarios."""
    runs = _runs_of(store, scenario)
    changed = {path: _placed(runs[path].dropna()) for path in store.paths}
    axes = pd.DataFrame({path: values for path, values in changed.items() if len(values)}, index=runs.index)
    pairs = {pair: len(axes[list(pair)].dropna().drop_duplicates()) for pair in combinations(axes.columns, 2)}
    if pairs and max(pairs.values()):
        across, down = max(pairs, key=lambda pair: pairs[pair])
        return str(across), str(down)
    one = max(store.paths, key=lambda path: store.runs[path].astype(str).nunique(), default="scenario")  # type: ignore[index]
    return one, "scenario"


def best_pair(store: Found) -> tuple[str, str]:
    """Control and treatment that share the most runs of equal settings and seeds."""
    assert store.runs is not None
    number = store.runs.groupby(_PAIRING, dropna=False).ngroup()
    runs = {str(name): set(each) for name, each in number.groupby(store.runs["scenario"])}
    pairs = list(combinations(sorted(runs), 2))
    return max(pairs, key=lambda pair: len(runs[pair[0]] & runs[pair[1]]), default=(min(runs), min(runs)))


def contrast(store: Found, control: str, treatment: str) -> pd.DataFrame:
    """Paired differences of two scenarios over all other settings that their runs share.

    Raises:
        ExploreError: they share nothing.
    """
    from sim.analysis.paired import paired

    assert store.runs is not None
    figures, pairing = outcomes_of(store), _PAIRING
    sides = [
        store.runs[store.runs["scenario"] == name].drop_duplicates(pairing).set_index(pairing)[figures]
        for name in (control, treatment)
    ]
    shared = sides[0].index.intersection(sides[1].index)
    if len(shared) < 2:
        raise ExploreError(f"{control} and {treatment} share {len(shared)} runs; expected two or more of equal seeds")
    one, other = (side.loc[shared].dropna(axis=1) for side in sides)
    both = [column for column in one.columns if column in other.columns]
    return paired(one[both], other[both])


def run_of(cell: Any) -> Setting:
    """The setting of one run of a cell, up to the quarter that it reached."""
    changes, quarter = json.loads(cell["overrides_of"]), int(cell["quarters_of"])
    return Setting(_VERSIONED.sub("", str(cell["scenario_of"])), int(cell["seed_of"]), changes, quarter=quarter)


def command_of(cell: Any, folder: str) -> str:
    """How to repeat the run of a cell if the view cannot open it, or why it cannot be repeated."""
    from sim.study import repeat
    from sim.study.store import Store

    try:
        return f"it is repeated by: {repeat.command_of(Store(folder).row(str(cell['key_of'])), folder)}"
    except (ValueError, StoreError, LookupError) as error:
        return str(error.args[0])
