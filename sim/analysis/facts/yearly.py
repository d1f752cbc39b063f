"""Facts by year, of the data and of runs, for a figure."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.analysis.facts.fact import rule
from sim.analysis.facts.history import History, evidence
from sim.analysis.facts.measures import (
    contenders,
    gaps,
    joint_across,
    joint_share,
    newcomers,
    open_shares,
    output_concentration,
)
from sim.analysis.facts.reproduce import summary

MARGIN = 10.0
"""Distance to the best release, in points, up to which a maker is a contender."""
YEARS = range(2019, 2026)


class Course(NamedTuple):
    """A measure with one value per year, a function of a history and years; the data, and the fact that it shows."""

    of: Callable[[History], Mapping[int, float]]
    evidence: str
    fact: int


def _each(measure: Callable[[History, int], float]) -> Callable[[History], Mapping[int, float]]:
    return lambda history: {year: measure(history, year) for year in YEARS}


COURSES = {
    "open share": Course(lambda h: open_shares(h, YEARS[0], YEARS[-1]), "notable", 5),
    "open share, us": Course(lambda h: open_shares(h, YEARS[0], YEARS[-1], "us"), "notable", 6),
    "open share, china": Course(lambda h: open_shares(h, YEARS[0], YEARS[-1], "china"), "notable", 6),
    "gap": Course(gaps, "scored", 4),
    "concentration": Course(_each(lambda h, year: output_concentration(h, year, year)), "notable", 8),
    "contenders": Course(_each(lambda h, year: contenders(h, year + 1.0, MARGIN)), "scored", 9),
    "joint": Course(_each(lambda h, year: joint_share(h, year, year)), "notable", 12),
    "joint across": Course(_each(lambda h, year: joint_across(h, year, year, "china", "us")), "notable", 10),
    "first-timers": Course(_each(lambda h, year: newcomers(h, year, year)), "notable", 11),
}
"""Measures with one value per year, by name."""


def courses(histories: tuple[History, ...], facts: Collection[int]) -> pd.DataFrame:
    """Return the values of data and runs by year.

    Args:
        histories: one per run.
        facts: numbers of the facts to show; nothing is computed for others.

    Returns:
        Rows with course, fact (its number), side ("data" or "model"), year, value, low and high; of the runs the
        median and the central interval, of the data only the value. Years in which a side has no value are left out.
    """
    rows = []
    for name, course in COURSES.items():
        if course.fact not in facts:
            continue
        rows += [
            (name, course.fact, "data", year, value, value, value)
            for year, value in _known(course.of(evidence(course.evidence)))
        ]
        runs = pd.DataFrame([dict(course.of(history)) for history in histories])
        for year in sorted(runs.columns):
            rows.append((name, course.fact, "model", year, *summary(runs[year].to_numpy(float), rule()[1]).parts))
    table = pd.DataFrame(rows, columns=["course", "fact", "side", "year", "value", "low", "high"])
    return table.dropna(ignore_index=True)


def _known(values: Mapping[int, float]) -> list[tuple[int, float]]:
    return [(year, value) for year, value in values.items() if np.isfinite(value)]
