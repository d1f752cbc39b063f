"""Runs of a store by two of their settings: the cells of a map."""

import json
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.sizes import AGREE
from sim.view.explore.found import Runs
from sim.view.explore.store import PAIRING, runs_of
from sim.world import Floats

_CELLS_A_SIDE = 12
"""An axis with more values than this groups them into intervals, so that a number fits in each cell."""
_INTERVALS = 8
_MOST_SCENARIOS = 40


@dataclass(frozen=True)
class Span:
    """The ends of a colour scale; about zero it reaches as far to both sides."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Where a value stands, from 0 to 1."""
        return (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5


def regimes(store: Runs, across: str, down: str, outcome: str, scenario: str = "") -> pd.DataFrame:
    """Mean of an outcome over replicates in each cell.

    Args:
        store: a store.
        across: column for the cells' x: a path, or ``scenario``.
        down: column for their y.
        outcome: the outcome to average.
        scenario: scenario whose runs are used; all if it is empty or scenarios are an axis.

    Returns:
        One row a cell: x, y, mean, runs (how many), `sample` (their values), and `members` (their places in the store).
        Numbers of many values stand for the middle of an interval.
    """
    runs = runs_of(store, scenario if "scenario" not in (across, down) else "")
    members = [[place] for place in runs.index]
    return _celled(runs.assign(members=members).dropna(subset=[across, down, outcome]), across, down, outcome)


def _celled(runs: pd.DataFrame, across: str, down: str, value: str) -> pd.DataFrame:
    placed = runs.assign(x=_placed(runs[across]), y=_placed(runs[down]))
    return placed.groupby(["y", "x"], sort=True).agg(
        mean=(value, "mean"), runs=(value, "size"), sample=(value, list), members=("members", _together),
    ).reset_index()  # fmt: skip


def _together(lists: "pd.Series[Any]") -> list[int]:
    return [place for each in lists for place in each]


def differences(store: Runs, across: str, down: str, outcome: str, sides: tuple[str, str]) -> pd.DataFrame:
    """Mean of what differs between two scenarios in each cell, over pairs of equal settings and seeds.

    Args:
        store: a store.
        across: column for the cells' x, a path.
        down: column for their y.
        outcome: what is compared.
        sides: control and treatment.

    Returns:
        As :func:`regimes`, and `sure`: whether the interval of the mean excludes 0 and nine pairs in ten agree.
    """
    control, treatment = (_by_pair(store, side) for side in sides)
    shared = control.index.intersection(treatment.index)
    before, after = control.loc[shared], treatment.loc[shared]
    members = [[*pair] for pair in zip(after["member"], before["member"], strict=True)]
    runs = after.drop(columns="member").assign(difference=after[outcome] - before[outcome], members=members)
    cells = _celled(runs.reset_index().dropna(subset=[across, down, "difference"]), across, down, "difference")
    return cells.assign(sure=[_is_sure(np.array(sample, float)) for sample in cells["sample"]])


def _by_pair(store: Runs, scenario: str) -> pd.DataFrame:
    """Runs of a scenario by what they share with those of another, with their place in the store."""
    return runs_of(store, scenario).drop_duplicates(PAIRING).rename_axis("member").reset_index().set_index(PAIRING)


def _is_sure(sample: Floats) -> bool:
    """Whether the sign of a mean is more than luck."""
    from scipy.special import stdtrit

    if len(sample) < 2 or not sample.mean():
        return False
    reach = float(stdtrit(len(sample) - 1, 0.975)) * sample.std(ddof=1) / np.sqrt(len(sample))
    return bool(abs(sample.mean()) > reach and (np.sign(sample) == np.sign(sample.mean())).mean() >= AGREE)


def span_of(store: Runs, across: str, down: str, outcome: str) -> Span:
    """From the least to the greatest cell of all scenarios, so that maps of different scenarios can be compared."""
    if "scenario" in (across, down):
        return span(regimes(store, across, down, outcome))
    names = sorted(store.runs["scenario"].unique())[:_MOST_SCENARIOS]
    spans = [span(cells) for name in names if len(cells := regimes(store, across, down, outcome, name))]
    return Span(min((each.low for each in spans), default=0.0), max((each.high for each in spans), default=0.0))


def span(cells: pd.DataFrame) -> Span:
    """From the least to the greatest of some cells."""
    return Span(float(cells["mean"].min()), float(cells["mean"].max()))


def span_about_zero(cells: pd.DataFrame) -> Span:
    """As far to both sides as the greatest difference."""
    reach = float(cells["mean"].abs().max())
    return Span(-reach, reach)


def _placed(values: pd.Series) -> pd.Series:
    """Values on an axis: a word, a number, or the middle of an interval."""
    words = values.map(lambda value: json.dumps(value) if isinstance(value, list | dict) else value)
    numbers = words.map(lambda value: isinstance(value, int | float) and not isinstance(value, bool))
    if not (len(words) and numbers.all() and words.nunique() > _CELLS_A_SIDE):
        return words
    return pd.cut(words.astype(float), _INTERVALS).map(lambda interval: interval.mid).astype(float)


def best_axes(store: Runs, scenario: str) -> tuple[str, str]:
    """The two columns, across and down, with the most cells in the runs of a scenario, or of all scenarios."""
    runs = runs_of(store, scenario)
    changed = {path: _placed(runs[path].dropna()) for path in store.paths}
    axes = pd.DataFrame({path: values for path, values in changed.items() if len(values)}, index=runs.index)
    pairs = {pair: len(axes[list(pair)].dropna().drop_duplicates()) for pair in combinations(axes.columns, 2)}
    if pairs and max(pairs.values()):
        across, down = max(pairs, key=lambda pair: pairs[pair])
        return str(across), str(down)
    one = max(store.paths, key=lambda path: store.runs[path].astype(str).nunique(), default="scenario")
    return one, "scenario"
