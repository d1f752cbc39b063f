"""Facts by year, of the data and of runs, for a figure."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.analysis.facts.declared import declared
from sim.analysis.facts.fact import rule, values
from sim.analysis.facts.history import evidence
from sim.analysis.facts.measures import given_rows
from sim.analysis.facts.observation import Seen
from sim.analysis.facts.reproduce import summary

_SCORED_SINCE = "2023Q1"
_NOTABLE, _SCORED = range(2019, 2026), range(2023, 2026)


class Course(NamedTuple):
    """A measure with one value per year.

    Attributes:
        fact: number of the fact that it shows.
        measure: name in :data:`sim.analysis.facts.measures.MEASURES`.
        models: which models of the data it is about, "notable" or "scored".
        given: arguments of the measure for each year.
    """

    fact: int
    measure: str
    models: str
    given: Mapping[int, Mapping[str, Any]]

    def rows(self) -> Any:
        """What the measure is given, a row a year."""
        return given_rows((self.measure, self.models == "scored", each) for each in self.given.values())


def _notable(fact: int, measure: str, **given: Any) -> Course:
    """A measure of each year."""
    return Course(fact, measure, "notable", {year: {"first": year, "last": year, **given} for year in _NOTABLE})


def _scored(fact: int, measure: str, **given: Any) -> Course:
    """A measure of the time up to the end of each year; records start with the first scored models."""
    return Course(fact, measure, "scored", {year: {"first": _SCORED_SINCE, "last": year, **given} for year in _SCORED})


def _as_in_figures(measure: str, key: str) -> Any:
    """What the file of facts gives a measure."""
    return next(figure.given[key] for fact in declared().facts for figure in fact.figures if figure.measure == measure)


COURSES = {
    "open share": _notable(5, "open_share"),
    "open share, us": _notable(6, "open_share", bloc="us"),
    "open share, china": _notable(6, "open_share", bloc="china"),
    "gap": _scored(4, "gap"),
    "concentration": _notable(8, "output_concentration"),
    "contenders": _scored(9, "contenders", margin=_as_in_figures("contenders", "margin")),
    "joint": _notable(12, "joint_share"),
    "joint across": _notable(10, "joint_across", bloc="china", other="us"),
    "first-timers": _notable(11, "newcomers", sample=_as_in_figures("newcomers", "sample")),
}
"""Measures with one value per year, by name."""


def courses(seen: Iterable[Seen], facts: Collection[int]) -> pd.DataFrame:
    """Return the values of data and runs by year.

    Args:
        seen: one per run, see :class:`sim.analysis.facts.observation.Seen`.
        facts: numbers of the facts to show; nothing is computed for others.

    Returns:
        Rows with course, fact (its number), side ("data" or "model"), year, value, low and high; of the runs the
        median and the central interval, of the data only the value. Years in which a side has no value are left out.
    """
    rows, runs = [], list(seen)
    for name, course in COURSES.items():
        if course.fact not in facts:
            continue
        given, number = course.rows(), course.fact
        data = values(given, evidence(course.models))
        rows += [(name, number, "data", year, *[value] * 3) for year, value in zip(course.given, data, strict=True)]
        of_runs = np.array([values(given, *run) for run in runs])
        for year, column in zip(course.given, of_runs.T, strict=True):
            rows.append((name, number, "model", year, *summary(column, rule()[1]).parts))
    table = pd.DataFrame(rows, columns=["course", "fact", "side", "year", "value", "low", "high"])
    return table.dropna(ignore_index=True)
