"""Worldviews: named sets of assumptions, each with its reason. They say what is assumed, not what comes of it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.scenario import Scenario
from sim.scenario.reading import catalogue
from sim.scenario.reading.assignments import path_of
from sim.view.controls import is_change

FIRST = ("history", "open-advocate", "sceptic-of-openness", "progress-first", "safety-first")
"""Worldviews in the order in which they are offered; any others follow."""


@dataclass(frozen=True)
class Number:
    """A number that a worldview sets.

    Attributes:
        path: its dotted path in a scenario.
        value: its value.
        reason: why somebody may hold it, in a line.
        source: who does, or where it comes from; empty where it is only assumed.
    """

    path: str
    value: float
    reason: str
    source: str


@dataclass(frozen=True)
class Worldview:
    """A named set of assumptions.

    Attributes:
        name: the name of its file.
        title: its name on pages.
        about: the view in a sentence.
        numbers: what it sets.
    """

    name: str
    title: str
    about: str
    numbers: tuple[Number, ...]

    def changes(self, own: Scenario) -> dict[str, float]:
        """Its numbers by path, without those that a scenario has already."""
        return {each.path: each.value for each in self.numbers if is_change(own, each.path, each.value)}


@dataclass(frozen=True)
class Held:
    """The worldview that assumptions come from.

    Attributes:
        view: the worldview.
        is_modified: whether more, or something else, was changed.
    """

    view: Worldview
    is_modified: bool


@cache
def worldviews() -> dict[str, Worldview]:
    """The worldviews that come with the package, by name."""
    files = {file.stem: file for file in sorted(catalogue.shipped("_worldviews", "seeds/worldviews").glob("*.toml"))}
    names = [name for name in FIRST if name in files]
    return {name: read(files[name]) for name in [*names, *(name for name in files if name not in FIRST)]}


def read(file: Path) -> Worldview:
    """Read a worldview."""
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return Worldview(file.stem, told["title"], told["about"], tuple(_numbers(told)))


def _numbers(told: Mapping[str, Any]) -> Iterator[Number]:
    for row in told.get("numbers", ()):
        yield Number(row["path"], row["value"], row["reason"], row.get("source", ""))
    if scenario := told.get("numbers_of"):
        written = tomllib.loads(catalogue.path_of(scenario).read_text(encoding="utf-8"))
        for table, fields in written.items():
            for name, value in fields.items() if isinstance(fields, dict) else ():
                yield Number(path_of((table, name)), value, told["reason"], told["source"])


def held(changes: Mapping[str, Any], own: Scenario) -> Held | None:
    """The worldview of which changes hold more than half; None if there is none."""
    shares = {view.name: _share(view.changes(own), changes) for view in worldviews().values()}
    name = max(shares, key=lambda each: shares[each], default="")
    if not name or shares[name] <= 0.5:
        return None
    view = worldviews()[name]
    return Held(view, dict(changes) != view.changes(own))


def _share(wanted: Mapping[str, float], changes: Mapping[str, Any]) -> float:
    return sum(changes.get(path) == value for path, value in wanted.items()) / len(wanted) if wanted else 0.0


def with_view(name: str, changes: Mapping[str, Any], own: Scenario) -> dict[str, Any]:
    """Changes with the numbers of a worldview, instead of those of the one that was held before.

    Args:
        name: a worldview; with "" only those of the one that was held before are taken back.
        changes: changed values, by path.
        own: the scenario before any change.
    """
    before = held(changes, own)
    left = {path: value for path, value in changes.items() if not before or not _is_of(before.view, path, value)}
    return left | (worldviews()[name].changes(own) if name in worldviews() else {})


def _is_of(view: Worldview, path: str, value: object) -> bool:
    return any(each.path == path and each.value == value for each in view.numbers)
