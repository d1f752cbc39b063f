"""The stylised facts of ``seeds/evidence/facts.toml``, with their values in the data and the intervals of these."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sim.analysis.facts.declared import FactsFile, FactSpec, FigureSpec, declared, folder, written
from sim.analysis.facts.history import History
from sim.analysis.facts.measures import MEASURES, figures, given_rows
from sim.scenario.errors import Finding, one_of, shown
from sim.scenario.reading.explain import raise_if_any
from sim.world import Floats

INTERVALS = "intervals.csv"
"""The frozen values and intervals of the data; ``intervals.py`` beside it writes them."""


@dataclass(frozen=True)
class Value:
    """A number with its interval; both bounds equal the number if the interval is unknown."""

    value: float
    low: float
    high: float

    @property
    def parts(self) -> tuple[float, float, float]:
        """Value, lower and upper end."""
        return self.value, self.low, self.high


@dataclass(frozen=True)
class Figure:
    """One number of a fact.

    Attributes:
        name: what it is, with its unit.
        measure: name in :data:`sim.analysis.facts.measures.MEASURES`.
        given: arguments of the measure beside a history.
        models: which models of the data it is about, "notable" or "scored".
        data: its value in the data, with the frozen interval.
    """

    name: str
    measure: str
    given: Mapping[str, Any]
    models: str
    data: Value


@dataclass(frozen=True)
class Fact:
    """A stylised fact: see :class:`sim.analysis.facts.declared.FactSpec`; its figures have values."""

    number: int
    name: str
    statement: str
    role: str
    source: str
    caveat: str = ""
    figures: tuple[Figure, ...] = field(default=())


@cache
def facts() -> tuple[Fact, ...]:
    """Return all facts in order, with their values in the data."""
    return read_facts(folder() / "facts.toml")


def read_facts(path: Path) -> tuple[Fact, ...]:
    """Return the facts of a file, with their values in the data.

    Raises:
        ScenarioError: it cannot be read, or has an error.
    """
    file, tree = written(path)
    raise_if_any(_strays(file), tree)
    return tuple(_fact(spec) for spec in file.facts)


def rule() -> tuple[str, float]:
    """Return the rule for a hit, in words, and the coverage of the intervals."""
    return declared().rule.text, declared().rule.level


def rows_of(wanted: Iterable[Figure | FigureSpec]) -> Any:
    """Return what the measures of some figures are given, for :func:`sim.analysis.facts.measures.figures`."""
    return given_rows((figure.measure, figure.models == "scored", figure.given) for figure in wanted)


def values(given: Any, history: History, scored: History | None = None) -> Floats:
    """Return the figures of a history, NaN where undefined, shape (rows given,).

    Args:
        given: see :func:`rows_of`.
        history: the releases among which figures of notable models are measured.
        scored: those among which figures of scored models are; the same by default.
    """
    found: Floats = figures(history, history if scored is None else scored, given)[:, 0]
    return found


@cache
def published() -> Mapping[str, Any]:
    """The published figures."""
    numbers: dict[str, Any] = json.loads((folder() / "derived_stylised_facts.json").read_text(encoding="utf-8"))
    return numbers


def at(place: str) -> Any:
    """The value at a place of the published figures; keys and positions are joined by points."""
    part: Any = published()
    for key in place.split("."):
        part = part[int(key)] if isinstance(part, list) else part[key]
    return part


@cache
def _frozen() -> dict[tuple[int, str], Value]:
    """Values with their intervals, by number of a fact and name of a figure."""
    with (folder() / INTERVALS).open(encoding="utf-8", newline="") as file:
        return {
            (int(row["fact"]), row["figure"]): Value(*(float(row[name]) for name in ("value", "low", "high")))
            for row in csv.DictReader(file)
        }


def _fact(spec: FactSpec) -> Fact:
    kept = tuple(
        Figure(each.name, each.measure, each.given, each.models, _frozen()[spec.number, each.name])
        for each in spec.figures
    )
    return Fact(spec.number, spec.name, spec.statement, spec.role, spec.source, spec.caveat, kept)


def _strays(file: FactsFile) -> Iterator[Finding]:
    """Measures, places and intervals that do not exist."""
    for number, fact in enumerate(file.facts):
        for position, figure in enumerate(fact.figures):
            path = ("facts", number, "figures", position)
            if figure.measure not in MEASURES:
                known = sorted(MEASURES)
                problem = f"no measure {shown(figure.measure)}"
                yield Finding((*path, "measure"), problem, one_of(known), figure.measure, known)
                continue
            for extra, place in (
                (figure.given, "given"),
                *((each.given, "definitions") for each in figure.definitions),
            ):
                try:
                    given_rows([(figure.measure, False, {**figure.given, **extra})])
                except ValueError as error:
                    expected = f"the arguments of {figure.measure}: {', '.join(MEASURES[figure.measure])}"
                    yield Finding((*path, place), f"does not fit its measure ({error})", expected)
            try:
                float(at(figure.published)) if figure.published else None
            except (LookupError, TypeError, ValueError):
                problem = f"{shown(figure.published)} does not point to a published figure"
                yield Finding((*path, "published"), problem, "keys and positions joined by points")
            if (fact.number, figure.name) not in _frozen():
                yield Finding((*path, "name"), "has no frozen interval", f"a row of {INTERVALS}; run intervals.py")
