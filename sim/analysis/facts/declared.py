"""Schema of ``facts.toml`` and ``forecast.toml`` in ``seeds/evidence``: facts, their figures, their places in the data.

They are declared like a scenario.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, model_validator

from sim.scenario.errors import Finding, Wrong
from sim.scenario.reading.catalogue import shipped
from sim.scenario.reading.explain import validated
from sim.scenario.reading.read import read
from sim.scenario.reading.tree import Node
from sim.scenario.schema.quantity import Section

HOW = Literal[
    "stated", "wilson", "wilson count", "garwood", "trend", "jackknife", "largest four", "regression", "increments",
    "passages", "spells", "hierarchy",
]  # fmt: skip
"""How an interval of the data is computed; what each is stands in ``seeds/evidence/intervals.py``."""


class Definition(Section):
    """Another defensible definition of a figure, whose value widens the interval of the data."""

    source: str
    """Who defines it so, or in what it differs."""
    value: float | None = None
    """Its value; if not given, it is measured."""
    given: Mapping[str, Any] = {}
    """What the measure is given instead."""
    merged: bool = True
    """Whether houses of one organisation are one maker."""


class FigureSpec(Section):
    """One number of a fact."""

    name: str
    """What it is, with its unit."""
    measure: str
    """Name in :data:`sim.analysis.facts.measures.MEASURES`."""
    given: Mapping[str, Any] = {}
    """Arguments of the measure beside a history, the same for data and runs."""
    before: Mapping[str, Any] | None = None
    """What the measure is given instead in the window before, which naive forecasts take up; none if the data have
    none."""
    models: Literal["notable", "scored"] = "notable"
    """Models of the data to which the measure is applied, and releases of a run if only such are looked at."""
    published: str = ""
    """Place of the value in the published figures, keys and positions joined by points, if it is not measured."""
    how: HOW
    """How the interval of the data is computed."""
    stated: list[float] | None = None
    """Lowest and highest value, if the fact itself is an interval."""
    first_edition: list[float] | None = None
    """The interval that was used before; kept to be printed, never used."""
    definitions: list[Definition] = Field(default_factory=list)
    """Others that are as defensible."""

    @model_validator(mode="after")
    def _of_one_interval(self) -> "FigureSpec":
        if (self.stated is None) != (self.how != "stated"):
            raise Wrong(Finding(("stated",), "does not go with `how`", 'an interval if, and only if, how = "stated"'))
        if self.stated is not None and (len(self.stated) != 2 or self.stated[0] > self.stated[1]):
            raise Wrong(Finding(("stated",), "is not an interval", "its two bounds, the lower one first"))
        return self


class FactSpec(Section):
    """A stylised fact."""

    number: int
    """Number used in citations."""
    name: str
    """In a few words."""
    statement: str
    """In a sentence."""
    role: Literal["input", "fit", "forecast", "seen", "held out"]
    """Fixed from data; may be used to calibrate; forecast by what is fitted to earlier data; none of these, but looked
    at; looked at once, after all is fitted."""
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


class Listed(Section):
    """A file with facts."""

    facts: list[FactSpec] = Field(min_length=1)


class FactsFile(Listed):
    """The file of facts."""

    rule: Rule
    blocs: dict[str, str]
    """The country that a bloc represents, as named in the data."""


class ForecastFile(Listed):
    """The file of the temporal hold-out: facts of the years that are fitted, and of those that are forecast."""

    begin: int
    """First year that is forecast."""
    fitted_until: date
    """Last day of the data to which what forecasts it may be fitted."""


File = TypeVar("File", bound=Listed)


def folder() -> Path:
    """Folder of the data."""
    return shipped("_evidence", "seeds/evidence")


def written(path: Path, schema: type[File]) -> tuple[File, Node]:
    """Read a file with facts, with the position of each fact in it.

    Raises:
        ScenarioError: it cannot be read, or has an error.
    """
    tree = read(path, path.name)
    return validated(schema, tree), tree


@cache
def declared() -> FactsFile:
    """The shipped file of facts."""
    return written(folder() / "facts.toml", FactsFile)[0]


@cache
def forecast() -> ForecastFile:
    """The shipped file of the temporal hold-out."""
    return written(folder() / "forecast.toml", ForecastFile)[0]
