"""Schema of ``seeds/evidence/facts.toml``, declared like a scenario: facts, their figures, their places in the data."""

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
    """A published number: keys and positions of its place, joined by points."""

    value: str
    interval: str = ""
    """Place of its two bounds; empty if they are unknown."""


class Counts(Section):
    """How many of how many: places of numbers, joined by " + " where they are added up."""

    of: str
    among: str


class FigureSpec(Section):
    """One number of a fact, and its place in the data: exactly one of measured, published and counts is given."""

    name: str
    """What it is, with its unit."""
    measure: str
    """Name in :data:`sim.analysis.facts.measures.MEASURES`."""
    given: Mapping[str, Any] = {}
    """Arguments of the measure beside a history."""
    measured: Literal["notable", "scored"] | None = None
    """Models to which the measure is applied."""
    published: Published | None = None
    counts: Counts | None = None
    interval: list[float] | None = None
    """Lowest and highest value, if the fact itself is an interval."""

    @model_validator(mode="after")
    def _of_one_source(self) -> "FigureSpec":
        if sum(getattr(self, side) is not None for side in _SIDES) != 1:
            raise Wrong(Finding((), "does not come from a single source", one_of(_SIDES)))
        if self.interval is not None and (len(self.interval) != 2 or self.interval[0] > self.interval[1]):
            raise Wrong(Finding(("interval",), "is not an interval", "its two bounds, the lower one first"))
        return self


class FactSpec(Section):
    """A stylised fact."""

    number: int
    """Number used in citations."""
    name: str
    """In a few words."""
    statement: str
    """In a sentence."""
    role: Literal["input", "fit", "seen", "held out"]
    """Fixed from data; may be used to calibrate; neither, but looked at; looked at once, after all is fitted."""
    source: str
    """Of the data."""
    caveat: str = ""
    """Why data and model are not exactly comparable."""
    figures: list[FigureSpec] = Field(min_length=1)


class Rule(Section):
    """The rule for a hit."""

    level: float = Field(gt=0, le=1)
    """Coverage of the intervals."""
    text: str
    """In words."""


class FactsFile(Section):
    """The file of facts."""

    rule: Rule
    blocs: dict[str, str]
    """The country that a bloc represents, as named in the data."""
    facts: list[FactSpec] = Field(min_length=1)


def folder() -> Path:
    """Folder of the data."""
    return shipped("_evidence", "seeds/evidence")


def written(path: Path) -> tuple[FactsFile, Node]:
    """Read a file of facts, with the position of each fact in it.

    Raises:
        ScenarioError: it cannot be read, or has an error.
    """
    tree = read(path, path.name)
    return validated(FactsFile, tree), tree


@cache
def declared() -> FactsFile:
    """The shipped file of facts."""
    return written(folder() / "facts.toml")[0]
