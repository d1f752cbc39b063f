"""What others computed, opened: the runs of a store, the results of claims."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.report.claims_words import shares, where
from sim.scenario.errors import printable
from sim.study.parts import FACTS, StoreError
from sim.view.setting import Setting

CLAIMS = "claims.parquet"
_NEEDED = ("id", "article", "statement", "verdict", "outcome", "unit", "effect", "low", "high")
MOST_RUNS = 500_000


class ExploreError(Exception):
    """A folder that cannot be opened; the message says why, and what was expected."""


@dataclass(frozen=True)
class Found:
    """What a folder holds.

    Attributes:
        name: the folder.
        runs: one row a run: scenario, seed, what was changed, outcomes; None where there is no store.
        paths: columns of `runs` that were changed.
        claims: one row a claim, with shares of points and what it depends on in words; None where there are none.
    """

    name: str
    runs: pd.DataFrame | None = None
    paths: tuple[str, ...] = ()
    claims: pd.DataFrame | None = None


def opened(folder: str) -> Found:
    """What a folder holds: a store as `hoardshare sweep` makes it, or results as `hoardshare claims --out` does.

    Raises:
        ExploreError: there is no such folder, or it holds neither.
    """
    place, name = Path(folder), printable(folder)
    try:
        if not folder or not place.is_dir():
            raise ExploreError(f"{name or 'nothing'}: no such folder; expected a store, or results of claims")
        if (place / CLAIMS).is_file():
            return Found(name, claims=_claims(place / CLAIMS, name))
        runs, paths = _runs(place)
    except (StoreError, OSError, ValueError) as error:
        raise ExploreError(printable(str(error))) from error
    if runs.empty:
        raise ExploreError(f"{name}: the store holds no finished run yet")
    return Found(name, runs, paths)


def _claims(file: Path, name: str) -> pd.DataFrame:
    try:
        claims = pd.read_parquet(file)
    except Exception as error:  # what pyarrow raises of a damaged file is of many kinds
        raise ExploreError(f"{name}/{CLAIMS}: cannot be read: {error}") from error
    lacking = [column for column in _NEEDED if column not in claims.columns]
    if lacking:
        raise ExploreError(f"{name}/{CLAIMS}: has no column {lacking[0]}; expected {', '.join(_NEEDED)}")
    try:
        words = [(shares(claim), where(claim)) for claim in claims.to_dict("records")]
    except (KeyError, TypeError, ValueError) as error:
        raise ExploreError(f"{name}/{CLAIMS}: was written by another version; run the claims again") from error
    return claims.assign(shares=[each for each, _ in words], where=[each for _, each in words])


def _runs(place: Path) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """All sound runs of a store, with a column for each path that was changed."""
    import pyarrow as pa

    from sim.study.store import Store

    store = Store(place)
    store.check()
    if sum(done for done, _ in store.counts().runs.values()) > MOST_RUNS:
        raise StoreError(f"{store.name}: more than {MOST_RUNS:,} runs; use `hoardshare export {store.name}`")
    parts = store.look(
        lambda seen: pa.concat_tables([FACTS.empty_table(), *store.rows(seen)], promote_options="default")
    )
    table = parts.to_pandas()
    table = table[table["error"].isna()].reset_index(drop=True)
    told = {text: json.loads(text) for text in table["overrides"].unique()}
    paths = tuple(sorted({path for settings in told.values() for path in settings}))
    changed = {path: [told[text].get(path) for text in table["overrides"]] for path in paths}
    figures = [column for column in table.columns if column not in FACTS.names]
    facts = table[["scenario", "seed", "quarters", "model_version", "overrides"]]
    return pd.concat([facts, pd.DataFrame(changed, index=table.index), table[figures]], axis=1), paths


def outcomes_of(found: Found) -> list[str]:
    """Outcomes of the runs that are numbers."""
    assert found.runs is not None
    facts = {"scenario", "seed", "quarters", "model_version", "overrides", *found.paths}
    return [str(column) for column in found.runs.columns if column not in facts]


def regimes(found: Found, across: str, down: str, outcome: str) -> pd.DataFrame:
    """Mean of an outcome over replicates in each cell.

    Args:
        found: a store.
        across: column of the cells' x: a path, or ``scenario``.
        down: column of their y.
        outcome: what is averaged.

    Returns:
        One row a cell: x, y, mean, runs, and scenario, overrides, seed, quarters of one run in it.
    """
    assert found.runs is not None
    keys = list(dict.fromkeys([down, across]))
    grouped = found.runs.dropna(subset=keys).groupby(keys, sort=True)
    cells = grouped.agg(
        mean=(outcome, "mean"), runs=(outcome, "size"), scenario_of=("scenario", "first"),
        overrides_of=("overrides", "first"), seed_of=("seed", "first"), quarters_of=("quarters", "first"),
    ).reset_index()  # fmt: skip
    cells["x"], cells["y"] = cells[across], cells[down]
    return cells


def contrast(found: Found, control: str, treatment: str) -> pd.DataFrame:
    """Paired differences of two scenarios over everything else that their runs share.

    Raises:
        ExploreError: they share nothing.
    """
    from sim.analysis.paired import paired

    assert found.runs is not None
    figures = outcomes_of(found)
    pairing = ["overrides", "seed", "quarters", "model_version"]
    sides = [
        found.runs[found.runs["scenario"] == name].drop_duplicates(pairing).set_index(pairing)[figures]
        for name in (control, treatment)
    ]
    shared = sides[0].index.intersection(sides[1].index)
    if len(shared) < 2:
        raise ExploreError(f"{control} and {treatment} share {len(shared)} runs; expected two or more of equal seeds")
    one, other = (side.loc[shared].dropna(axis=1) for side in sides)
    both = [column for column in one.columns if column in other.columns]
    return paired(one[both], other[both])


def run_of(cell: Any) -> Setting:
    """One run of a cell, as far as it was run."""
    changes, quarter = json.loads(cell["overrides_of"]), int(cell["quarters_of"])
    return Setting(str(cell["scenario_of"]), int(cell["seed_of"]), changes, quarter=quarter)
