"""The stylised facts, as ``seeds/evidence/facts.toml`` states them, and the side of the data."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from sim.analysis.facts.history import History, evidence, folder
from sim.analysis.facts.measures import MEASURES

DRAWS = 200
"""Resamples of the data behind an interval."""


@dataclass(frozen=True)
class Value:
    """A number with its interval; equal ends where no interval is known."""

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
        given: what the measure is given beside a history.
        data: the data's side.
    """

    name: str
    measure: str
    given: Mapping[str, Any]
    data: Value

    def of(self, history: History) -> float:
        """Its value in a history; NaN where that says nothing."""
        return MEASURES[self.measure](history, **self.given)


@dataclass(frozen=True)
class Fact:
    """A stylised fact.

    Attributes:
        number: by which it is cited.
        name: in a few words.
        statement: in a sentence.
        role: "input", "fit" or "held out".
        source: of the data.
        caveat: what keeps the two sides from being the same thing.
        figures: its numbers.
    """

    number: int
    name: str
    statement: str
    role: str
    source: str
    caveat: str = ""
    figures: tuple[Figure, ...] = field(default=())


@cache
def facts() -> tuple[Fact, ...]:
    """All facts in order, with what the data say of each."""
    return tuple(
        Fact(**{**told, "figures": tuple(_figure(figure) for figure in told["figures"])}) for told in _file()["facts"]
    )


def rule() -> tuple[str, float]:
    """What counts as a hit, in words, and the coverage of the intervals."""
    told = _file()["rule"]
    return str(told["text"]), float(told["level"])


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((folder() / "facts.toml").read_text(encoding="utf-8"))


@cache
def _published() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder() / "derived_stylised_facts.json").read_text(encoding="utf-8"))
    return found


def _figure(told: Mapping[str, Any]) -> Figure:
    figure = Figure(told["name"], told["measure"], told.get("given", {}), Value(0.0, 0.0, 0.0))
    if "measured" in told:
        data = _resampled(figure, told["measured"])
    elif "counts" in told:
        data = _counted(round(_sum(told["counts"]["of"])), round(_sum(told["counts"]["among"])))
    else:
        value = float(_at(told["published"]["value"]))
        low, high = _at(told["published"]["interval"]) if "interval" in told["published"] else (value, value)
        data = Value(value, low, high)
    low, high = told.get("interval", (data.low, data.high))
    return Figure(figure.name, figure.measure, figure.given, Value(data.value, low, high))


def _at(place: str) -> Any:
    """What stands at a place of the published figures, keys and positions joined by points."""
    found: Any = _published()
    for key in place.split("."):
        found = found[int(key)] if isinstance(found, list) else found[key]
    return found


def _sum(places: str) -> float:
    return float(sum(_at(place) for place in places.split(" + ")))


def _counted(of: int, among: int) -> Value:
    from scipy.stats import binomtest

    interval = binomtest(of, among).proportion_ci(rule()[1], method="wilson")
    return Value(of / among, float(interval.low), float(interval.high))


def _resampled(figure: Figure, name: str) -> Value:
    """The figure of the data, with the percentile interval of resampled releases, widened to hold the figure."""
    value, level = figure.of(evidence(name)), rule()[1]
    low, high = np.nanquantile([figure.of(drawn) for drawn in _draws(name)], [(1 - level) / 2, (1 + level) / 2])
    return Value(value, min(value, float(low)), max(value, float(high)))


@cache
def _draws(name: str) -> tuple[History, ...]:
    random = np.random.default_rng(0)
    return tuple(evidence(name).drawn(random) for _ in range(DRAWS))
