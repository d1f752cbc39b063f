"""The stylised facts of ``seeds/evidence/facts.toml``, with their values in the data."""

import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.facts.declared import FactsFile, FactSpec, FigureSpec, declared, folder, written
from sim.analysis.facts.history import History, evidence
from sim.analysis.facts.measures import MEASURES
from sim.analysis.intervals import wilson
from sim.scenario.errors import Finding, one_of, shown
from sim.scenario.reading.explain import raise_if_any
from sim.scenario.reading.locate import KeyPath

DRAWS = 200
"""Resamples of the data behind an interval."""


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
        data: its value in the data.
    """

    name: str
    measure: str
    given: Mapping[str, Any]
    data: Value

    def of(self, history: History) -> float:
        """Its value in a history; NaN if undefined."""
        return MEASURES[self.measure](history, **self.given)


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


def _strays(file: FactsFile) -> Iterator[Finding]:
    """Measures and places that do not exist."""
    for number, fact in enumerate(file.facts):
        for position, figure in enumerate(fact.figures):
            path = ("facts", number, "figures", position)
            yield from _stray_measure(path, figure)
            yield from _stray_places(path, figure)


def _stray_measure(path: KeyPath, figure: FigureSpec) -> Iterator[Finding]:
    measure = MEASURES.get(figure.measure)
    if measure is None:
        known = sorted(MEASURES)
        problem = f"no measure {shown(figure.measure)}"
        yield Finding((*path, "measure"), problem, one_of(known), figure.measure, known)
        return
    _, *wanted = inspect.signature(measure).parameters
    try:
        inspect.signature(measure).bind(None, **figure.given)
    except TypeError as error:
        expected = f"the arguments of {figure.measure}: {', '.join(wanted) or 'nothing'}"
        yield Finding((*path, "given"), f"does not fit its measure ({error})", expected)


def _stray_places(path: KeyPath, figure: FigureSpec) -> Iterator[Finding]:
    for side in filter(None, (figure.published, figure.counts)):
        for name, places in side:
            for place in filter(None, places.split(" + ")):
                try:
                    _at(place)
                except (LookupError, TypeError, ValueError):
                    where = (*path, "published" if side is figure.published else "counts", name)
                    expected = "keys and positions joined by points"
                    yield Finding(where, f"{shown(place)} does not point to a published figure", expected)


def _fact(spec: FactSpec) -> Fact:
    figures = tuple(map(_figure, spec.figures))
    return Fact(spec.number, spec.name, spec.statement, spec.role, spec.source, spec.caveat, figures)


def _figure(spec: FigureSpec) -> Figure:
    data = _data(spec)
    low, high = spec.interval or (data.low, data.high)
    return Figure(spec.name, spec.measure, spec.given, Value(data.value, low, high))


def _data(spec: FigureSpec) -> Value:
    """The value of a figure in the data."""
    if spec.measured:
        return _resampled(Figure(spec.name, spec.measure, spec.given, Value(0.0, 0.0, 0.0)), spec.measured)
    if spec.counts:
        return _counted(round(_sum(spec.counts.of)), round(_sum(spec.counts.among)))
    assert spec.published is not None
    value = float(_at(spec.published.value))
    return Value(value, *(_at(spec.published.interval) if spec.published.interval else (value, value)))


@cache
def _published() -> dict[str, Any]:
    figures: dict[str, Any] = json.loads((folder() / "derived_stylised_facts.json").read_text(encoding="utf-8"))
    return figures


def _at(place: str) -> Any:
    """The value at a place of the published figures; keys and positions are joined by points."""
    part: Any = _published()
    for key in place.split("."):
        part = part[int(key)] if isinstance(part, list) else part[key]
    return part


def _sum(places: str) -> float:
    return float(sum(_at(place) for place in places.split(" + ")))


def _counted(of: int, among: int) -> Value:
    return Value(of / among, *wilson(of, among, rule()[1]))


def _resampled(figure: Figure, name: str) -> Value:
    """The figure of the data, with the percentile interval of resampled releases, widened to include the figure."""
    value, level = figure.of(evidence(name)), rule()[1]
    low, high = np.nanquantile([figure.of(drawn) for drawn in _draws(name)], [(1 - level) / 2, (1 + level) / 2])
    return Value(value, min(value, float(low)), max(value, float(high)))


@cache
def _draws(name: str) -> tuple[History, ...]:
    random = np.random.default_rng(0)
    return tuple(evidence(name).drawn(random) for _ in range(DRAWS))
