"""A history of releases, from the data or from a run, in one form, so that one measure works for both."""

import csv
import tomllib
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.analysis.facts.compiling import measure
from sim.analysis.facts.declared import declared, folder
from sim.world import Floats, Integers

Flags = npt.NDArray[np.bool_]

FILES = {"notable": "epoch_notable_models.csv", "scored": "epoch_eci_models.csv"}
"""Histories in the data: notable models, and models with a capability score."""
QUARTERS_A_YEAR = 4
UNSEEN = 1 << 30
"""Year in which a maker without any release is known first."""


class History(NamedTuple):
    """Releases in order of quarters, their makers, and the incidents of a run.

    A run knows quarters only, so that the data are binned in quarters too. A quarter is a whole number, 4 times the
    year and 0 to 3. Makers are numbers from 0; those of release r are ``maker[row[r] : row[r + 1]]``, the first one
    first. Arrays of flags are 1 or 0; what is not known of a number is NaN.

    Attributes:
        quarter: when, shape (releases,).
        is_open: 1 if weights are out, 0 if not, NaN where not known, shape (releases,).
        capability: in points of the Epoch Capabilities Index, shape (releases,).
        compute: of its training run, in FLOP of the data or units of C of a run, shape (releases,).
        cost: of its training run, in dollars of 2023 of the data or bn USD of a run, shape (releases,).
        joint: whether it has several makers, shape (releases,).
        foreign: whether it builds on a model wholly of others, shape (releases,); in the data, one of known access that
            is in the same file.
        foreign_open: whether it builds on another maker's open model, shape (releases,).
        bloc: whether a maker belongs to a bloc, in the order of :func:`blocs`, shape (releases, blocs).
        row: where the makers of each release begin, and where the last one's end, shape (releases + 1,).
        maker: who made it, shape (sum of makers over releases,).
        since: first year in which each maker is known, shape (makers,); before the first release of those who were
            there at the start of a run.
        incidents: in each quarter of a run from `begin` on, shape (quarters,); empty for the data.
        begin: first quarter of incidents.
    """

    quarter: Integers
    is_open: Floats
    capability: Floats
    compute: Floats
    cost: Floats
    joint: Flags
    foreign: Flags
    foreign_open: Flags
    bloc: Flags
    row: Integers
    maker: Integers
    since: Integers
    incidents: Floats
    begin: int


def blocs() -> tuple[str, ...]:
    """Names of the blocs, in the order of :attr:`History.bloc`."""
    return tuple(declared().blocs)


@cache
def evidence(name: str, *, merged: bool = True) -> History:
    """Return a history from the data: "notable" models, or those with a score ("scored").

    The blocs of a model follow from its countries. Models without a named maker are left out.

    Args:
        name: which models.
        merged: whether the houses of one organisation are one maker (``houses.toml``).
    """
    houses = tomllib.loads((folder() / "houses.toml").read_text(encoding="utf-8")) if merged else {}
    member_of = {member: house for house, members in houses.items() for member in members}
    with (folder() / FILES[name]).open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["date"], float(row.get("eci") or 0)))
    named = [row for row in rows if split(row["organization"])]
    return _gathered(named, [_makers(row, member_of) for row in named])


def split(text: str) -> list[str]:
    """The parts of a list with commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _makers(row: dict[str, str], member_of: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(member_of.get(maker, maker) for maker in split(row["organization"])))


def _gathered(rows: Sequence[dict[str, str]], makers: Sequence[list[str]]) -> History:
    """Models and their makers as arrays."""
    number = {name: place for place, name in enumerate(dict.fromkeys(name for names in makers for name in names))}
    quarter = np.array([_quarter(row["date"]) for row in rows])
    sizes = np.array([len(names) for names in makers])
    maker = np.array([number[name] for names in makers for name in names])
    since = np.full(len(number), UNSEEN)
    np.minimum.at(since, maker, np.repeat(quarter // QUARTERS_A_YEAR, sizes))
    base = _bases(rows, makers)
    foreign = np.array([other is not None for other in base])
    is_open = _numbers(rows, "open_weights")
    return History(
        quarter=quarter,
        is_open=is_open,
        capability=_numbers(rows, "eci"),
        compute=_numbers(rows, "training_compute_flop"),
        cost=_numbers(rows, "training_cost_usd2023"),
        joint=sizes > 1,
        foreign=foreign,
        foreign_open=np.array([other is not None and is_open[other] == 1.0 for other in base]),
        bloc=np.array([[country in split(row["country"]) for country in declared().blocs.values()] for row in rows]),
        row=np.concatenate([[0], np.cumsum(sizes)]),
        maker=maker,
        since=since,
        incidents=np.zeros(0),
        begin=0,
    )


def _bases(rows: Sequence[dict[str, str]], makers: Sequence[list[str]]) -> list[int | None]:
    """For each model, the one that it is built on, if that is named, has known access, and is wholly of others."""
    place = {row.get("model"): number for number, row in enumerate(rows) if row["open_weights"]}
    found = [place.get(row.get("base_model") or "no model") for row in rows]
    return [
        base if base is not None and not set(makers[base]) & set(own) else None
        for base, own in zip(found, makers, strict=True)
    ]


def _quarter(day: str) -> int:
    return QUARTERS_A_YEAR * int(day[:4]) + (int(day[5:7]) - 1) // 3


def _numbers(rows: Sequence[dict[str, str]], column: str) -> Floats:
    return np.array([float(row.get(column) or "nan") for row in rows])


@measure
def seen(history: History, mask: Flags) -> History:
    """The same history as one sees it who is shown some of its releases only.

    Makers keep their numbers. A maker that nobody had heard of before its first release is known since the first one
    that is shown; incidents are all there.

    Args:
        history: what happened.
        mask: which releases are shown, shape (releases,).
    """
    chosen = np.flatnonzero(mask)
    row = np.zeros(chosen.size + 1, np.int64)
    for k in range(chosen.size):
        row[k + 1] = row[k] + history.row[chosen[k] + 1] - history.row[chosen[k]]
    maker = np.empty(row[chosen.size], np.int64)
    for k in range(chosen.size):
        maker[row[k] : row[k + 1]] = history.maker[history.row[chosen[k]] : history.row[chosen[k] + 1]]
    quarter = history.quarter[chosen]
    before = first_years(history.quarter, history.row, history.maker, history.since.size)
    since = first_years(quarter, row, maker, history.since.size)
    for k in range(since.size):
        if history.since[k] < before[k]:
            since[k] = history.since[k]
    return History(
        quarter,
        history.is_open[chosen],
        history.capability[chosen],
        history.compute[chosen],
        history.cost[chosen],
        history.joint[chosen],
        history.foreign[chosen],
        history.foreign_open[chosen],
        history.bloc[chosen],
        row,
        maker,
        since,
        history.incidents,
        history.begin,
    )


@measure
def first_years(quarter: Integers, row: Integers, maker: Integers, makers: int) -> Integers:
    """Year of each maker's first release, shape (makers,)."""
    since = np.full(makers, UNSEEN)
    for r in range(quarter.size):
        for k in range(row[r], row[r + 1]):
            since[maker[k]] = min(since[maker[k]], quarter[r] // QUARTERS_A_YEAR)
    return since
