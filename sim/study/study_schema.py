"""The keys of a study file, with their ranges and meanings, declared like those of a scenario."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema, WrapValidator, model_validator

from sim.scenario.errors import Finding, Wrong, shown
from sim.scenario.reading.outline import Wanted
from sim.scenario.reading.values import whole
from sim.scenario.schema.quantity import Section, limits, quantity
from sim.scenario.schema.scenario import Scenario
from sim.study.design import Kept
from sim.study.sampling import Method

_chosen = partial(quantity, source="chosen by the user", definition=True)
_MOST_RUNS = 10**7
LENGTH = limits(Scenario.model_fields["quarters"])
"""Maximum length of runs, quarters."""


def _as_given(value: object, check: Callable[[object], object]) -> object:
    check(value)
    return value


def _kept(value: object) -> object:
    number = whole(value)
    if number == "all" or (isinstance(number, int) and not isinstance(number, bool) and number >= 0):
        return number
    raise Wrong(Finding((), f"{shown(number)} is not allowed"))


def _several(value: object) -> object:
    if not isinstance(value, list | Mapping):
        raise Wrong(Finding((), f"{shown(value)} is of the wrong type"))
    if not value:
        raise Wrong(Finding((), "is empty", "at least one scenario"))
    return value


Number = Annotated[float, WrapValidator(_as_given)]
"""A number that stays an integer if it is given as one."""
Keeping = Annotated[Kept, BeforeValidator(_kept), Wanted('"all", or the number of replicates of each point to store')]
Sources = Annotated[
    Any,
    BeforeValidator(_several),
    Wanted("a list of names or paths of scenarios"),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
                {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
            ]
        }
    ),
]


class Range(Section):
    """Between what a number is tried."""

    least: Number
    """Lower end."""
    most: Number
    """Upper end."""
    scale: Literal["linear", "log"] = "linear"
    """Whether even spacing is meant of the number or of its logarithm."""

    @model_validator(mode="after")
    def _fits(self) -> "Range":
        if self.least >= self.most:
            problem = f"{shown(self.most)} is out of range"
            raise Wrong(Finding(("most",), problem, f"more than {shown(self.least)}, the least"))
        if self.scale == "log" and self.least <= 0:
            raise Wrong(Finding(("least",), f"{shown(self.least)} has no logarithm", "a number above 0"))
        return self


class SteppedRange(Range):
    """Between what a study tries a number, and at how many values."""

    steps: int | None = _chosen(None, "values", "how many values a grid takes, evenly spaced", least=2, most=10**6)


class Study(Section):
    """Which scenarios are run, what is tried in them, how often, and what is kept."""

    title: str = ""
    """Name of the study; that of its file when absent."""
    scenarios: Sources
    """Names of shipped scenarios or paths of files; or a table of those by names of your own."""
    replicates: int = _chosen(1, "1", "runs of each point", least=1, most=_MOST_RUNS)
    seed: int = _chosen(0, "1", "base seed of all random numbers", least=0, most=2**63 - 1)
    quarters: int | None = _chosen(
        None,
        "1",
        "length of all runs, in quarters; by default each scenario's own",
        least=LENGTH.least,
        most=LENGTH.most,
    )
    set: Mapping[str, Any] = {}
    """What is changed in all scenarios, by dotted path."""
    parameters: Mapping[str, Any] = {}
    """What is tried, by dotted path: a list of values, or a range from `least` to `most`."""
    sampling: Method = "grid"
    """How points are chosen among the parameters."""
    samples: int | None = _chosen(None, "1", "number of points that the sampling draws", least=1, most=_MOST_RUNS)
    series: Keeping = 0
    """Replicates of each point that store their series."""
    releases: Keeping = 0
    """Replicates of each point that store their releases."""
    actors: Keeping = 0
    """Replicates of each point that store the final state of every actor."""
