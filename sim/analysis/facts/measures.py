"""Measures of a history: one number each, NaN if undefined; many at once in one compiled call.

A measure takes a history and a row of what it is given (:data:`GIVEN`), and returns its value and, where it is a share
of counts, how many of how many. To add one, write it in one of the modules imported here, with its line in
:data:`MEASURES` and its branch in :func:`measured`.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

import numpy as np

from sim.analysis.facts.compiling import measure
from sim.analysis.facts.frontier import (
    contenders,
    frontier_rise,
    gap,
    gap_turns,
    lead_concentration,
    leader_changes,
    open_lag,
    openness_by_capability,
)
from sim.analysis.facts.growth import compute_growth, cost_growth, incident_growth
from sim.analysis.facts.history import QUARTERS_A_YEAR, History, blocs
from sim.analysis.facts.output import largest_four, newcomers, output_concentration
from sim.analysis.facts.shares import (
    NAN,
    Found,
    greatest_open_share,
    joint_across,
    joint_share,
    least_open_share,
    open_bases,
    open_share,
    switches,
    switches_to_open,
    undivided,
)
from sim.compile import ensure_branches
from sim.world import Floats

GIVEN = np.dtype(
    [
        ("measure", "i8"),
        ("scored", "i8"),
        ("first", "i8"),
        ("last", "i8"),
        ("bloc", "i8"),
        ("other", "i8"),
        ("least", "i8"),
        ("half", "f8"),
        ("margin", "f8"),
        ("sample", "i8"),
        ("top", "i8"),
        ("whole", "i8"),
    ]
)
"""What a measure is given: its place in :data:`MEASURES`; whether it is of scored releases; first and last quarter of
its window; blocs by place, -1 for none; releases that an active year has at least; share from which a year is open;
points behind the frontier; releases that are drawn from a year; how many are the largest; whether joint releases count
in full for each maker."""


class Measure(IntEnum):
    """Measures by number."""

    COMPUTE_GROWTH = 0
    CONTENDERS = 1
    COST_GROWTH = 2
    FRONTIER_RISE = 3
    GAP = 4
    GAP_TURNS = 5
    GREATEST_OPEN_SHARE = 6
    INCIDENT_GROWTH = 7
    JOINT_ACROSS = 8
    JOINT_SHARE = 9
    LARGEST_FOUR = 10
    LEAD_CONCENTRATION = 11
    LEADER_CHANGES = 12
    LEAST_OPEN_SHARE = 13
    NEWCOMERS = 14
    OPEN_BASES = 15
    OPEN_LAG = 16
    OPEN_SHARE = 17
    OPENNESS_BY_CAPABILITY = 18
    OUTPUT_CONCENTRATION = 19
    SWITCHES = 20
    SWITCHES_TO_OPEN = 21


_WINDOW = ("first", "last")
_LEFT_OUT: dict[str, Any] = {"bloc": None, "half": 0.5, "whole": False}
_COUNTS = ("least", "sample", "top")
_MOST = 1_000_000
MEASURES: dict[str, tuple[str, ...]] = {
    "compute_growth": (*_WINDOW, "top"),
    "contenders": (*_WINDOW, "margin"),
    "cost_growth": (*_WINDOW, "top"),
    "frontier_rise": _WINDOW,
    "gap": _WINDOW,
    "gap_turns": _WINDOW,
    "greatest_open_share": _WINDOW,
    "incident_growth": _WINDOW,
    "joint_across": (*_WINDOW, "bloc", "other"),
    "joint_share": _WINDOW,
    "largest_four": (*_WINDOW, "sample", "whole?"),
    "lead_concentration": _WINDOW,
    "leader_changes": _WINDOW,
    "least_open_share": _WINDOW,
    "newcomers": (*_WINDOW, "sample"),
    "open_bases": _WINDOW,
    "open_lag": _WINDOW,
    "open_share": (*_WINDOW, "bloc?"),
    "openness_by_capability": _WINDOW,
    "output_concentration": (*_WINDOW, "whole?"),
    "switches": (*_WINDOW, "least", "half?"),
    "switches_to_open": (*_WINDOW, "least", "half?"),
}
"""Measures by their names in the file of facts, and what each is given; what ends with ? can be left out."""


@measure
def measured(h: History, g: Any) -> Found:
    """A measure of a history, by its number."""
    if g.measure == Measure.COMPUTE_GROWTH:
        return compute_growth(h, g)
    if g.measure == Measure.CONTENDERS:
        return contenders(h, g)
    if g.measure == Measure.COST_GROWTH:
        return cost_growth(h, g)
    if g.measure == Measure.FRONTIER_RISE:
        return frontier_rise(h, g)
    if g.measure == Measure.GAP:
        return gap(h, g)
    if g.measure == Measure.GAP_TURNS:
        return gap_turns(h, g)
    if g.measure == Measure.GREATEST_OPEN_SHARE:
        return greatest_open_share(h, g)
    if g.measure == Measure.INCIDENT_GROWTH:
        return incident_growth(h, g)
    if g.measure == Measure.JOINT_ACROSS:
        return joint_across(h, g)
    if g.measure == Measure.JOINT_SHARE:
        return joint_share(h, g)
    if g.measure == Measure.LARGEST_FOUR:
        return largest_four(h, g)
    if g.measure == Measure.LEAD_CONCENTRATION:
        return lead_concentration(h, g)
    if g.measure == Measure.LEADER_CHANGES:
        return leader_changes(h, g)
    if g.measure == Measure.LEAST_OPEN_SHARE:
        return least_open_share(h, g)
    if g.measure == Measure.NEWCOMERS:
        return newcomers(h, g)
    if g.measure == Measure.OPEN_BASES:
        return open_bases(h, g)
    if g.measure == Measure.OPEN_LAG:
        return open_lag(h, g)
    if g.measure == Measure.OPEN_SHARE:
        return open_share(h, g)
    if g.measure == Measure.OPENNESS_BY_CAPABILITY:
        return openness_by_capability(h, g)
    if g.measure == Measure.OUTPUT_CONCENTRATION:
        return output_concentration(h, g)
    if g.measure == Measure.SWITCHES:
        return switches(h, g)
    if g.measure == Measure.SWITCHES_TO_OPEN:
        return switches_to_open(h, g)
    return undivided(NAN)


ensure_branches(Measure, measured)


@measure
def figures(notable: History, scored: History, given: Any) -> Floats:
    """Measure a history, shape (rows given, 3): value, how many, of how many; see :data:`GIVEN`.

    Args:
        notable: the releases among which figures of notable models are measured.
        scored: those among which figures of scored models are; the same history if nothing is selected.
        given: rows from :func:`given_rows`.
    """
    found = np.empty((given.size, 3))
    for k in range(given.size):
        g = given[k]
        found[k, 0], found[k, 1], found[k, 2] = measured(scored, g) if g.scored == 1 else measured(notable, g)
    return found


def given_rows(wanted: Iterable[tuple[str, bool, Mapping[str, Any]]]) -> Any:
    """Return what measures are given, as records; from (measure, whether of scored releases, arguments).

    Raises:
        ValueError: an argument is missing, unknown or cannot be read; the message says which.
    """
    rows = list(wanted)
    records = np.zeros(len(rows), GIVEN)
    records["bloc"] = records["other"] = -1
    for record, (name, scored, given) in zip(records, rows, strict=True):
        record["measure"], record["scored"] = Measure[name.upper()], scored
        for key, value in _complete(name, given).items():
            record[key] = _number(key, value)
        if record["last"] < record["first"]:
            raise ValueError("last is before first")
    return records


def _complete(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a measure, those that are left out included."""
    known = {key.removesuffix("?"): key.endswith("?") for key in MEASURES[name]}
    if unknown := sorted(given.keys() - known.keys()):
        raise ValueError(f"{unknown[0]} is unknown")
    if missing := [key for key, may_be_left_out in known.items() if key not in given and not may_be_left_out]:
        raise ValueError(f"{missing[0]} is missing")
    return {key: given[key] if key in given else _LEFT_OUT[key] for key in known}


def _number(key: str, value: Any) -> float:
    """What a word of a file stands for: a quarter, a bloc's place, or the number itself."""
    if key in _WINDOW:
        return quarter_of(value, is_last=key == "last")
    if key in ("bloc", "other"):
        if value is not None and value not in blocs():
            raise ValueError(f"{key}: expected one of {', '.join(blocs())}")
        return -1 if value is None else blocs().index(value)
    if key in _COUNTS and (not isinstance(value, int) or not 1 <= value <= _MOST):
        raise ValueError(f"{key}: expected a whole number from 1 to {_MOST}")
    if not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise ValueError(f"{key}: expected a number from 0")
    return float(value)


def quarter_of(value: Any, *, is_last: bool = False) -> int:
    """Return the number of a quarter, "2023Q1", or of the first or last one of a year, 2023.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST:
        return QUARTERS_A_YEAR * value + (QUARTERS_A_YEAR - 1 if is_last else 0)
    year, _, quarter = str(value).partition("Q")
    if not (year.isdecimal() and len(year) <= len(str(_MOST)) and quarter in ("1", "2", "3", "4")):
        raise ValueError(f'expected a year, 2023, or a quarter, "2023Q1", not {value!r}')
    return QUARTERS_A_YEAR * int(year) + int(quarter) - 1


def one(history: History, name: str, **given: Any) -> float:
    """Return one measure of a history, NaN if undefined."""
    return float(figures(history, history, given_rows([(name, False, given)]))[0, 0])
