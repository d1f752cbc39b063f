"""The stylised facts of ``seeds/evidence``, with their values in the data and the intervals of these."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from sim.analysis.facts.declared import FactsFile, FactSpec, FigureSpec, ForecastFile, Listed, declared, folder, written
from sim.analysis.facts.history import History
from sim.analysis.facts.measures import MEASURES, figures, given_rows
from sim.scenario.errors import Finding, one_of, shown
from sim.scenario.reading.explain import raise_if_any
from sim.world import Floats

INTERVALS = "intervals.csv"
"""The frozen values and intervals of the data for the facts; ``intervals.py`` beside it writes them."""
FORECAST = "forecast.csv"
"""Those for the temporal hold-out, by the same script."""
NAIVE = "naive.csv"
"""What naive forecasts say of each figure; ``naive.py`` beside it writes it."""
_NAN = float("nan")


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
        persistence: what naive persistence forecasts, that nothing changes: the measure of the data over the window
            before; NaN if they have none.
        trend: what the trend of the years up to the window forecasts; NaN if there is none.
        first_edition: the same value with the interval of the first edition, if that had one.
    """

    name: str
    measure: str
    given: Mapping[str, Any]
    models: str
    data: Value
    persistence: float = _NAN
    trend: float = _NAN
    first_edition: Value | None = None


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


@cache
def forecasts() -> tuple[Fact, ...]:
    """Return the facts of the temporal hold-out in order: those to fit, to forecast, and of 2026, held out."""
    return read_facts(folder() / "forecast.toml", ForecastFile, FORECAST)


def read_facts(path: Path, schema: type[Listed] = FactsFile, intervals: str = INTERVALS) -> tuple[Fact, ...]:
    """Return the facts of a file, with their values in the data.

    Args:
        path: the file.
        schema: of the file.
        intervals: name of the file with the values and their intervals, in the folder of the data.

    Raises:
        ScenarioError: it cannot be read, or has an error.
    """
    file, tree = written(path, schema)
    raise_if_any(_strays(file, intervals), tree)
    return tuple(_fact(spec, intervals) for spec in file.facts)


def rule() -> tuple[str, float]:
    """Return the rule for a hit, in words, and the coverage of the intervals."""
    return declared().rule.text, declared().rule.level


class Measurable(Protocol):
    """What is measured of a history, with what, among which models; see :class:`Figure`."""

    @property
    def measure(self) -> str: ...  # noqa: D102

    @property
    def given(self) -> Mapping[str, Any]: ...  # noqa: D102

    @property
    def models(self) -> str: ...  # noqa: D102


def rows_of(wanted: Iterable[Measurable]) -> Any:
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
def _of_data(name: str) -> dict[tuple[int, str], dict[str, float]]:
    """A file that the data give: its numbers, NaN where it has none, by number of a fact and name of a figure."""
    with (folder() / name).open(encoding="utf-8", newline="") as file:
        return {
            (int(row.pop("fact")), row.pop("figure")): {
                key: float(cell or "nan") for key, cell in row.items() if key != "how"
            }
            for row in csv.DictReader(file)
        }


def _fact(spec: FactSpec, intervals: str) -> Fact:
    kept = tuple(_figure(spec.number, each, intervals) for each in spec.figures)
    return Fact(spec.number, spec.name, spec.statement, spec.role, spec.source, spec.caveat, kept)


def _figure(number: int, spec: FigureSpec, intervals: str) -> Figure:
    frozen, naive = (_of_data(name)[number, spec.name] for name in (intervals, NAIVE))
    data = Value(frozen["value"], frozen["low"], frozen["high"])
    first = Value(data.value, frozen["first_low"], frozen["first_high"]) if spec.first_edition else None
    return Figure(spec.name, spec.measure, spec.given, spec.models, data, first_edition=first, **naive)


def _strays(file: Listed, intervals: str) -> Iterator[Finding]:
    """Measures, places and intervals that do not exist."""
    for number, fact in enumerate(file.facts):
        for position, figure in enumerate(fact.figures):
            path = ("facts", number, "figures", position)
            if figure.measure not in MEASURES:
                known = sorted(MEASURES)
                problem = f"no measure {shown(figure.measure)}"
                yield Finding((*path, "measure"), problem, one_of(known), figure.measure, known)
                continue
            yield from _misfits(figure, path)
            try:
                float(at(figure.published)) if figure.published else None
            except (LookupError, TypeError, ValueError):
                problem = f"{shown(figure.published)} does not point to a published figure"
                yield Finding((*path, "published"), problem, "keys and positions joined by points")
            if (fact.number, figure.name) not in _of_data(intervals):
                yield Finding((*path, "name"), "has no frozen interval", f"a row of {intervals}; run intervals.py")
            elif (fact.number, figure.name) not in _of_data(NAIVE):
                yield Finding((*path, "name"), "has no naive forecasts", f"a row of {NAIVE}; run naive.py")


def _misfits(figure: FigureSpec, path: tuple[str | int, ...]) -> Iterator[Finding]:
    """Arguments that do not fit their measure, and a window before that is not over when the window begins."""
    windows: dict[str, Any] = {}
    for extra, place in (
        ({}, "given"),
        (figure.before or {}, "before"),
        *((each.given, "definitions") for each in figure.definitions),
    ):
        try:
            windows[place] = given_rows([(figure.measure, False, {**figure.given, **extra})])
        except ValueError as error:
            expected = f"the arguments of {figure.measure}: {', '.join(MEASURES[figure.measure])}"
            yield Finding((*path, place), f"does not fit its measure ({error})", expected)
    are_read = figure.before is not None and {"given", "before"} <= windows.keys()
    # What rises from the end of one quarter to that of another begins where the window before ended.
    if are_read and windows["before"]["last"] > windows["given"]["first"]:
        yield Finding((*path, "before"), "is not over when the window begins", "a window before that")
