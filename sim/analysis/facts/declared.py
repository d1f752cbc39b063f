"""What ``seeds/evidence/facts.toml`` says, declared like a scenario: facts, their figures, where the data have them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from sim.scenario.errors import Finding, Wrong, one_of
from sim.scenario.reading.catalogue import shipped
from sim.scenario.reading.explain import validated
from sim.scenario.reading.read import read
from sim.scenario.reading.tree import Node
from sim.scenario.schema.quantity import Section

_SIDES = ("measured", "published", "counts")


class Published(Section):
    """A number that was published: keys and positions that lead to it, joined by points."""

    value: str
    interval: str = ""
    """Place of its two ends; none is known when empty."""


class Counts(Section):
    """How many of how many: places of numbers, joined by " + " where they are added up."""

    of: str
    among: str


class FigureSpec(Section):
    """One number of a fact, and where the data have it: exactly one of measured, published and counts is given."""

    name: str
    """What it is, with its unit."""
    measure: str
    """Name in :data:`sim.analysis.facts.measures.MEASURES`."""
    given: Mapping[str, Any] = {}
    """What the measure is given beside a history."""
    measured: Literal["notable", "scored"] | None = None
    """Models of which the measure gives it."""
    published: Published | None = None
    counts: Counts | None = None
    interval: list[float] | None = None
    """Least and most, where the fact itself is an interval."""

    @model_validator(mode="after")
    def _of_one_source(self) -> "FigureSpec":
        if sum(getattr(self, side) is not None for side in _SIDES) != 1:
            raise Wrong(Finding((), "is not told from one source", one_of(_SIDES)))
        if self.interval is not None and (len(self.interval) != 2 or self.interval[0] > self.interval[1]):
            raise Wrong(Finding(("interval",), "is no interval", "its two ends, the lower first"))
        return self


class FactSpec(Section):
    """A stylised fact."""

    number: int
    """By which it is cited."""
    name: str
    """In a few words."""
    statement: str
    """In a sentence."""
    role: Literal["input", "fit", "held out"]
    source: str
    """Of the data."""
    caveat: str = ""
    """What keeps the two sides from being the same thing."""
    figures: list[FigureSpec] = Field(min_length=1)


class Rule(Section):
    """What counts as a hit."""

    level: float = Field(gt=0, le=1)
    """Coverage of the intervals."""
    text: str
    """In words."""


class FactsFile(Section):
    """The file of facts."""

    rule: Rule
    blocs: dict[str, str]
    """The country that a bloc stands for, as the data name it."""
    facts: list[FactSpec] = Field(min_length=1)


def folder() -> Path:
    """Folder of the data."""
    return shipped("_evidence", "seeds/evidence")


def written(path: Path) -> tuple[FactsFile, Node]:
    """A file of facts, and where in it each of them stands.

    Raises:
        ScenarioError: it cannot be read, or something is wrong in it.
    """
    tree = read(path, path.name)
    return validated(FactsFile, tree), tree


@cache
def declared() -> FactsFile:
    """The shipped file of facts."""
    return written(folder() / "facts.toml")[0]
