"""What differs between two scenarios of a store, on scales that all outcomes have in common."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.sizes import AGREE
from sim.numbers import on_page
from sim.outcomes import OUTCOMES
from sim.study.outcome_names import judged
from sim.view.explore.forest import NEUTRAL, Row, Scale, around_zero
from sim.view.explore.found import ExploreError, Runs
from sim.view.explore.store import PAIRING, outcomes_of, runs_of, spoken
from sim.view.explore.tables import interval
from sim.view.say import say

LEVEL, SPREAD = "level", "spread"
SCALES = (LEVEL, SPREAD)
"""What differences are divided by: the larger of both levels, or the spread between runs."""
_WIDEST = 10.0
"""Standard deviations beyond which a difference is drawn as an arrow."""


def best_pair(store: Runs) -> tuple[str, str]:
    """Control and treatment that share the most runs of equal settings and seeds."""
    number = store.runs.groupby(PAIRING, dropna=False).ngroup()
    runs = {str(name): set(each) for name, each in number.groupby(store.runs["scenario"])}
    pairs = list(combinations(sorted(runs), 2))
    return max(pairs, key=lambda pair: len(runs[pair[0]] & runs[pair[1]]), default=(min(runs), min(runs)))


def contrast(store: Runs, control: str, treatment: str) -> pd.DataFrame:
    """Paired differences of two scenarios over all other settings that their runs share, see `paired`, and `pairs`.

    Raises:
        ExploreError: they share nothing.
    """
    from sim.analysis.paired import paired

    figures = outcomes_of(store)
    sides = [runs_of(store, name).drop_duplicates(PAIRING).set_index(PAIRING)[figures] for name in (control, treatment)]
    shared = sides[0].index.intersection(sides[1].index)
    if len(shared) < 2:
        raise ExploreError(say("explore.share", control=control, treatment=treatment, count=len(shared)))
    one, other = (side.loc[shared].dropna(axis=1) for side in sides)
    both = [column for column in one.columns if column in other.columns]
    settings = shared.get_level_values("overrides").nunique()
    return paired(one[both], other[both]).assign(pairs=len(shared), settings=settings)


def style(outcome: str, row: Mapping[str, Any]) -> str:
    """Whether a difference is better or worse, sure though neither, or of no sure sign.

    It is sure if its interval excludes 0, and nine pairs in ten agree in its sign where the pairs are known.
    """
    if row["low"] <= 0.0 <= row["high"] or row.get("agree", 1.0) < AGREE or not row.get("differs", True):
        return NEUTRAL
    way = OUTCOMES[outcome].better if outcome in OUTCOMES else "neither"
    return judged(way, row["difference"]) or "sure"


def scaled(table: pd.DataFrame, by: str) -> tuple[list[Row], Scale]:
    """Differences on a common scale, the largest first.

    Args:
        table: one row an outcome: control, treatment, difference, low, high, spread.
        by: one of :data:`SCALES`.
    """
    rows = [row for name, each in table.to_dict("index").items() if (row := _row(str(name), each, by)) is not None]
    rows.sort(key=lambda row: -abs(row.at))
    if by == SPREAD:
        reach = min(_WIDEST, max([1.0, *(float(np.ceil(abs(row.at))) for row in rows)]))
        return rows, around_zero(reach, say("explore.axis_spread"))
    reach = 1.0 if all(abs(row.at) <= 1.0 for row in rows) else 2.0
    return rows, around_zero(reach, say("explore.axis_level"), percent=True)


def _row(name: str, row: Mapping[str, Any], by: str) -> Row | None:
    """A difference on a scale; None where the scale has no unit for it."""
    unit = row["spread"] if by == SPREAD else max(abs(row["control"]), abs(row["treatment"]))
    if not (np.isfinite(unit) and unit > 0.0):
        return None
    at, low, high = (float(row[end]) / float(unit) for end in ("difference", "low", "high"))
    known = OUTCOMES.get(name)
    numbers = interval(float(row["difference"]), float(row["low"]), float(row["high"]))
    words = f"{numbers} {known.brief_unit if known else ''}".rstrip()
    levels = say("explore.levels", control=on_page(float(row["control"])), treatment=on_page(float(row["treatment"])))
    about = f"{known.definition}. {levels}" if known else levels
    return Row(spoken(name), at, low, high, words, style(name, row), about)
