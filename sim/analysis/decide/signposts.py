"""Signposts: in which worlds, and when, the conditions of an option's rows held."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.analysis.decide.choice import Option, Signpost
from sim.analysis.intervals import SPAN
from sim.scenario import Scenario
from sim.scenario.schema.rows import Condition
from sim.world import Floats

NEVER = -1
"""Instead of a quarter, where a condition never held."""
COLUMNS = ("option", "row", "condition", "share", "first", "middle", "last")
Quarters = npt.NDArray[np.int64]
_ENDS = (SPAN[0], 0.5, SPAN[1])


def watched(option: Option) -> list[str]:
    """The series that an option's conditions watch."""
    return list(dict.fromkeys(each.condition.outcome for each in option.signposts))


def table_of(option: Option, series: pd.DataFrame, keys: Sequence[str]) -> list[tuple[Any, ...]]:
    """A row a signpost, under :data:`COLUMNS`: share of worlds in which it held, and the days on which it first did.

    Args:
        option: the option.
        series: key, quarter and the series that it watches, of its runs.
        keys: keys of the runs, a world each.
    """
    rows = []
    began: dict[int, Quarters] = {}
    courses = {name: _courses(series, name, keys) for name in watched(option)}
    for post in option.signposts:
        after = began.get(post.row)
        found = first_held(post, option.scenario, courses[post.condition.outcome], after)
        began.setdefault(post.row, found)
        rows.append((option.name, post.label, str(post), *_told(found, option.scenario)))
    return rows


def first_held(post: Signpost, scenario: Scenario, courses: Floats, after: Quarters | None = None) -> Quarters:
    """The quarter in which a row acts on a condition: the first, from its start on, after one in which that held.

    Args:
        post: the condition.
        scenario: whose row it is.
        courses: the series that it watches, shape (runs, quarters).
        after: of a second condition, the quarter in which the row began on its first, :data:`NEVER` where it did not.

    Returns:
        One number a run; :data:`NEVER` where it never did.
    """
    row: Any = scenario.policies[post.row]
    start = max(1, scenario.quarter_of(row.start)) if row.start else 1
    quarters = np.arange(1, courses.shape[1])
    earliest = np.full(len(courses), start) if after is None else np.where(after == NEVER, courses.shape[1], after + 1)
    due = _holds(post.condition, courses[:, :-1]) & (quarters >= earliest[:, None])
    return np.where(due.any(axis=1), quarters[due.argmax(axis=1)], NEVER)


def _holds(condition: Condition, values: Floats) -> npt.NDArray[np.bool_]:
    if condition.most is not None:
        return values <= condition.most
    return values >= (condition.least if condition.least is not None else np.inf)


def _courses(series: pd.DataFrame, name: str, keys: Sequence[str]) -> Floats:
    """A series of some runs, shape (runs, quarters)."""
    wide = series.pivot(index="key", columns="quarter", values=name)
    courses: Floats = wide.reindex(keys).to_numpy(float)
    return courses


def _told(found: Quarters, scenario: Scenario) -> tuple[Any, ...]:
    held = found[found != NEVER]
    if not len(held):
        return 0.0, None, None, None
    days = [scenario.date_of(int(quarter)) for quarter in np.quantile(held, _ENDS, method="inverted_cdf")]
    return len(held) / len(found), *days
