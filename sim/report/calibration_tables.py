"""The folder of a calibration: its tables, read back, and what they add up to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import pandas as pd
from scipy.stats import norm

from sim.analysis.facts.fact import Value, facts, forecasts
from sim.analysis.facts.reproduce import is_hit
from sim.study.record import RecordError

SIDES = {"default": "the defaults", "mode": "the most likely draw", "posterior": "the posterior"}
"""Whose runs stand beside the data, by the first part of their columns."""
HEADS = {"default": "default", "mode": "most likely draw", "posterior": "posterior"}
"""How they are called over a column."""
REACHED = 0.05
"""Share of the points of the prior below which a figure counts as hardly reached."""
_OF_SIDES = tuple(f"{side}_{part}" for side in SIDES for part in ("low", "median", "high", "crps"))
_COLUMNS = {
    "numbers": (
        *("path", "unit", "meaning", "least", "most", "scale", "default", "active", "prior_low", "prior_median"),
        *("prior_high", "low", "median", "high", "contraction", "verdict", "second_low", "second_median"),
        *("second_high", "mode"),
    ),
    "figures": (
        *("figure", "fact", "value", "low", "high", "discrepancy", "scale", "prior_low", "prior_median"),
        *("prior_high", "reached", "explained", *_OF_SIDES, "persistence_crps", "trend_crps", "defined"),
    ),
    "waves": ("wave", "points", "runs", "failed", "share", "cut"),
    "sbc": ("path", "p_value", "coverage", "correlation", "truths"),
    "ranks": ("path", "bin", "count"),
    "recovery": ("path", "truth", "median", "low", "high"),
    "mechanisms": (
        *("mechanism", "meaning", "score", "change_low", "change_high", "worst", "worst_ratio", "hits", "verdict"),
    ),
    "forecast": (
        *("figure", "value", "low", "high", "forecast_low", "forecast_median", "forecast_high", "forecast_crps"),
        *("mode_crps", "default_crps", "persistence_crps", "trend_crps"),
    ),
}
_DEVIATIONS = 2.0 * float(norm.ppf(0.95))
"""Width of a central 90 % interval of a normal distribution, in standard deviations."""
_OPTIONAL = ("mechanisms", "forecast")
_KEYS = ("command", "scenario", "digest", "model_version", "quarters", "runs", "failed", "effective", "draws", "kept")


@dataclass(frozen=True)
class Fit:
    """A finished calibration.

    Attributes:
        info: what was done: the contents of calibration.json.
        numbers: each number with its prior and posterior.
        figures: each figure with its data, and what runs show.
        waves: the waves of history matching.
        sbc: by number, what simulation-based calibration found.
        ranks: its ranks, in bins.
        recovery: known numbers and what was found of them, as shares of the prior.
        mechanisms: what the fit is without each of them; without rows if nobody asked.
        forecast: figures after the data that were fitted; without rows if there is none.
    """

    info: Mapping[str, Any]
    numbers: pd.DataFrame
    figures: pd.DataFrame
    waves: pd.DataFrame
    sbc: pd.DataFrame
    ranks: pd.DataFrame
    recovery: pd.DataFrame
    mechanisms: pd.DataFrame
    forecast: pd.DataFrame

    def of_verdict(self, *verdicts: str) -> pd.DataFrame:
        """Numbers of which the data say this, those that they inform most first."""
        chosen = self.numbers[self.numbers["verdict"].isin(verdicts)]
        return chosen.sort_values("contraction", ascending=False, kind="stable")

    def scores(self, side: str) -> pd.Series:
        """CRPS of a side's runs, of persistence or of the trend for each figure, NaN where undefined."""
        return self.figures[f"{side}_crps"]

    def hit(self, side: str) -> pd.Series:
        """Whether each figure is a hit of a side, by the rule of the facts."""
        found = [is_hit(value_of(row), value_of(row, side)) for row in self.figures.to_dict("records")]
        hits = pd.Series(found, index=self.figures.index, dtype=bool)
        # More than half of the runs define a figure that they hit; of the other sides the folder tells whole facts.
        return hits & (self.figures["defined"] > 0.5) if side == "posterior" else hits

    def facts_hit(self, side: str) -> pd.Series:
        """Whether each fact is a hit of a side, by its number: all its figures are."""
        told = self.info.get(f"{side}_hits") or {}
        found = self.hit(side).groupby(self.figures["fact"]).all().drop(0, errors="ignore")
        return pd.Series({number: bool(told.get(str(number), hit)) for number, hit in found.items()}, dtype=bool)

    def counts(self, side: str) -> pd.Series:
        """Whether a hit of each fact counts: all scores are better than those of the defaults and of persistence."""
        own, naive = self.scores(side), self.scores("persistence")
        better = (own < self.scores("default")) & (naive.isna() | (own < naive))
        whole = better.groupby(self.figures["fact"]).all().drop(0, errors="ignore")
        return whole & self.facts_hit(side)

    def by_role(self, found: pd.Series) -> str:
        """How many of the facts of each role are true, such as ``fit: 3 of 7, input: 1 of 2``."""
        roles = pd.Series({fact.number: fact.role for fact in (*facts(), *forecasts())}).reindex(found.index)
        counted = found.groupby(roles).agg(["sum", "size"])
        return ", ".join(f"{row.Index}: {row.sum} of {row.size}" for row in counted.itertuples())

    @property
    def has_facts(self) -> bool:
        """Whether it was fitted to facts, not to other figures alone."""
        return bool((self.figures["fact"] > 0).any())

    @property
    def others(self) -> pd.Series:
        """Which figures are those of no fact: orders of magnitude, and targets of one's own."""
        return self.figures["fact"] == 0


def value_of(row: Mapping[Any, Any], side: str = "") -> Value:
    """A figure or number with its interval, from the columns of a side; the data's, or the posterior's, without one."""
    if side:
        return Value(row[f"{side}_median"], row[f"{side}_low"], row[f"{side}_high"])
    return Value(row["value"] if "value" in row else row["median"], row["low"], row["high"])


def deviation(row: Mapping[Any, Any]) -> float:
    """Standard deviation of a figure's data on the scale on which it is compared, from their 90 % interval."""
    low, high = (log(row[end]) if row["scale"] == "log" else row[end] for end in ("low", "high"))
    return float(high - low) / _DEVIATIONS


def name_of(row: Mapping[Any, Any]) -> str:
    """A figure's name, after the number of its fact."""
    name, fact = str(row["figure"]), int(row.get("fact", 0))
    return name if fact == 0 or name.startswith(f"{fact} ") else f"{fact} {name}"


def read(folder: Path) -> Fit:
    """Read the folder of a calibration.

    Raises:
        RecordError: it is none, or one of its files is damaged.
    """
    return Fit(_info(folder / "calibration.json"), **{name: _table(folder, name) for name in _COLUMNS})


def _info(file: Path) -> Mapping[str, Any]:
    try:
        info = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RecordError(f"{file}: is not the record of a calibration ({error}); expected one that it wrote") from None
    lacking = [key for key in _KEYS if not isinstance(info, dict) or key not in info]
    if lacking:
        raise RecordError(f"{file}: lacks {', '.join(lacking)}; expected the record that a calibration wrote")
    return dict(info)


def _table(folder: Path, name: str) -> pd.DataFrame:
    file, columns = folder / f"{name}.parquet", _COLUMNS[name]
    if name in _OPTIONAL and not file.exists():
        return pd.DataFrame(columns=pd.Index(columns))
    try:
        table = pd.read_parquet(file)
    except (OSError, ValueError) as error:
        raise RecordError(f"{file}: cannot be read as a table ({error})") from None
    lacking = [column for column in columns if column not in table.columns]
    if lacking and not (name in _OPTIONAL and table.empty):
        raise RecordError(f"{file}: lacks {', '.join(lacking)}; expected the table that a calibration wrote")
    return table
