"""Words that all parts of a calibration's report share."""

from collections.abc import Mapping
from math import isfinite

import pandas as pd

from sim.numbers import level
from sim.report.calibration_tables import name_of


def names(rows: pd.DataFrame) -> str:
    """Names of figures, in a sentence; they have commas of their own."""
    return "; ".join(name_of(row) for row in rows.to_dict("records"))


def paths(rows: pd.DataFrame) -> str:
    """Names of numbers, in a sentence."""
    return ", ".join(rows["path"])


def score(value: float) -> str:
    """A score, nothing where there is none."""
    return level(value) if isfinite(value) else ""


def percent(share: float) -> str:
    """A share with two digits, such as ``3.1 %``."""
    return "undefined" if share != share else f"{100 * share:.2g} %" if abs(share) < 0.995 else f"{100 * share:.0f} %"


def counted(count: int, word: str) -> str:
    """A number of things, such as ``1 run``, ``2 runs``."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def better(who: str, own: pd.Series, others: Mapping[str, pd.Series]) -> str:
    """On how many figures somebody scores better than each of some others, of those on which both have a score."""
    told = []
    for name, other in others.items():
        both = int((own.notna() & other.notna()).sum())
        have = " that have one" if other.isna().any() else ""
        told.append(f"than {name} on {int((own < other).sum())} of {counted(both, 'figure')}{have}")
    return f"{who} scores better {', '.join(told)}."
