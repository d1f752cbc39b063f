"""What a scenario is fitted to: figures of data, with their intervals and what the model is forgiven."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import hypot, log
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field, model_validator
from scipy.stats import norm

from sim.analysis.facts.fact import Fact, Figure, facts, forecasts, rows_of, rule
from sim.analysis.facts.history import QUARTERS_A_YEAR
from sim.analysis.facts.reproduce import END, HELD_OUT
from sim.analysis.magnitudes import MAGNITUDES, WITHIN, Magnitude
from sim.outcomes import OUTCOMES
from sim.scenario.errors import Fault, Finding, ScenarioError, Wrong, clean, one_of, shown
from sim.scenario.reading.explain import raise_if_any, validated
from sim.scenario.reading.read import read
from sim.scenario.schema.quantity import Section, quantity
from sim.study.study_schema import LENGTH, Range
from sim.world import Floats

DISCREPANCY = 0.5
"""What the model is forgiven of a fact, in standard deviations of the data, for want of anything better: an assumption
that the page of results states. History is one run, so that chance differs between it and a run anyway."""
FITTED = ("input", "fit")
"""Roles of the facts that a scenario may be fitted to."""
FORECAST = "forecast"
"""Role of the facts that are forecast."""
_GROWS = ("compute_growth", "cost_growth")
"""Measures that are factors, and compared by their logarithms."""
_NORMAL = float(norm.ppf(0.5 + 0.9 / 2))
_LEAST = 1e-300
_OF_OTHERS = "price: spending of a user"
"""A magnitude that is computed from two others, and is no datum of its own."""


@dataclass(frozen=True)
class Target:
    """A figure of the data that runs are to show.

    Attributes:
        name: the figure, as it is printed.
        column: the column of a table of runs that holds it.
        value: of the data.
        low: lower end of the 90 % interval of the data.
        high: its upper end.
        discrepancy: standard deviation of what the model is forgiven, on the scale.
        scale: whether the figure is compared as it is, or by its logarithm.
        figure: of which fact's figure it is; None for an outcome.
        fact: number of the fact, 0 for any other.
        magnitude: name of the magnitude that it is, "" for any other.
    """

    name: str
    column: str
    value: float
    low: float
    high: float
    discrepancy: float
    scale: Literal["linear", "log"] = "linear"
    figure: Figure | None = None
    fact: int = 0
    magnitude: str = ""

    def scaled(self, values: Any) -> Any:
        """Values on the scale on which they are compared."""
        return np.log(np.maximum(values, _LEAST)) if self.scale == "log" else values

    @property
    def deviation(self) -> float:
        """Standard deviation of the data on the scale: a 90 % interval is 3.29 wide."""
        return float(self.scaled(self.high) - self.scaled(self.low)) / (2 * _NORMAL)

    @property
    def noise(self) -> float:
        """Standard deviation of what the data may differ by from a run that is right, beside the run's own chance.

        It is the discrepancy, and for all but figures of facts the error of the data: the sampling error of those is
        chance that a run has as well.
        """
        return self.discrepancy if self.figure is not None else hypot(self.deviation, self.discrepancy)


class TargetSpec(Section):
    """A figure of the data, as a file of targets gives it."""

    figure: str
    """Name of an outcome, or a figure of a fact by its number and name, as in "5 least year"."""
    value: float
    """Its value in the data."""
    interval: list[float] = Field(min_length=2, max_length=2)
    """The 90 % interval of the data, the lower end first."""
    discrepancy: float = quantity(
        0.0,
        "standard deviation",
        "what the model is forgiven, on the scale of the comparison",
        definition=True,
        least=0,
    )
    scale: Literal["linear", "log"] = "linear"
    """Whether the figure is compared as it is, or by its logarithm."""

    @model_validator(mode="after")
    def _ordered(self) -> "TargetSpec":
        low, high = self.interval
        if not low < high or not low <= self.value <= high:
            raise Wrong(Finding(("interval",), "does not hold the value", "[lower end, upper end], the value between"))
        if self.scale == "log" and low <= 0:
            raise Wrong(Finding(("interval", 0), f"{shown(low)} has no logarithm", "an interval above 0"))
        return self


class TargetsFile(Section):
    """A file of targets: what a scenario is fitted to, and the numbers that are fitted."""

    targets: list[TargetSpec] = Field(min_length=1)
    parameters: list[str] = Field(default_factory=list)
    """The numbers that are fitted, by dotted path, with the priors of the schema."""
    ranges: Mapping[str, Range] = {}
    """Numbers that are fitted with ranges of your own; without these and `parameters`, all that have a prior."""
    quarters: int | None = quantity(
        None, "1", "length of the runs; that of the scenario", definition=True, least=LENGTH.least, most=LENGTH.most
    )

    @model_validator(mode="after")
    def _names_numbers(self) -> "TargetsFile":
        if "parameters" in self.model_fields_set and not self.parameters:
            raise Wrong(Finding(("parameters",), "is empty", "at least one number, or none of it for all with a prior"))
        for number, path in enumerate(self.parameters):
            if path in self.parameters[:number] or path in self.ranges:
                raise Wrong(Finding(("parameters", number), f"{shown(path)} occurs twice", "each number once"))
        return self

    @property
    def asked(self) -> dict[str, Range | None]:
        """The numbers that are fitted, each with its own range or, without one, with its prior."""
        return {**dict.fromkeys(self.parameters), **self.ranges}


def of_facts(numbers: Sequence[int] = (), until: date | None = None) -> tuple[Target, ...]:
    """The figures of facts that a scenario may be fitted to: never of those that are held out.

    Args:
        numbers: only these facts; all by default.
        until: only figures that the data to this day tell, those of the temporal hold-out among them.

    Raises:
        ScenarioError: a fact does not exist or may not be fitted, or no figure is that old.
    """
    known = [fact for fact in facts() if fact.role in FITTED]
    if until is not None and not all(_is_told(figure, until) for fact in known for figure in fact.figures):
        known += [fact for fact in forecasts() if fact.role in FITTED]
    _check_numbers(numbers, known)
    if until is not None and until > _LAST_DAY:
        raise refused("until", f"{until} is after the last day of the data", f"{_LAST_DAY} or an earlier day")
    chosen = [fact for fact in known if not numbers or fact.number in numbers]
    pairs = [(fact, figure) for fact in chosen for figure in fact.figures if _is_told(figure, until)]
    if not pairs:
        first = min(_end(figure) for fact in chosen for figure in fact.figures)
        raise refused("until", f"no figure is told by data to {until}", f"a day from {first} to {_LAST_DAY}")
    return tuple(_of_figure(fact, figure) for fact, figure in _unlike(pairs))


def of_forecasts(until: date) -> tuple[Target, ...]:
    """The figures that are forecast by what is fitted to data to a day: those whose window begins after it."""
    return tuple(
        _of_figure(fact, figure)
        for fact in forecasts()
        if fact.role == FORECAST
        for figure in fact.figures
        if _begin(figure) > until
    )


def of_magnitudes(until: date | None = None) -> tuple[Target, ...]:
    """Orders of magnitude of the world's economy of AI, which are told within a factor of three.

    The facts say nothing of levels: without these, worlds in which nobody uses AI would fit them as well.
    """
    return tuple(
        Target(
            f"{each.name}, {each.unit}", f"magnitude_{_word(each.name)}", each.world, each.world / WITHIN,
            each.world * WITHIN, DISCREPANCY * log(WITHIN) / _NORMAL, "log", magnitude=each.name,
        )
        for each in MAGNITUDES
        if _is_datum(each) and (until is None or date(each.year, 12, 31) <= until)
    )  # fmt: skip


def _is_datum(each: Magnitude) -> bool:
    return each.of is not None and not each.at_end and each.name != _OF_OTHERS


def _word(name: str) -> str:
    return "".join(sign if sign.isalnum() else "_" for sign in name)


def _check_numbers(numbers: Iterable[int], known: Sequence[Fact]) -> None:
    there = [fact.number for fact in known]
    for number in numbers:
        if number not in there:
            is_held = any(fact.number == number and fact.role == HELD_OUT for fact in (*facts(), *forecasts()))
            problem = f"fact {number} is held out, and may not be fitted" if is_held else f"no fact {number} to fit"
            raise refused("facts", problem, one_of(map(str, there)))


def _is_told(figure: Figure, until: date | None) -> bool:
    return until is None or _end(figure) <= until


def _first_day(quarter: int) -> date:
    return date(quarter // QUARTERS_A_YEAR, 3 * (quarter % QUARTERS_A_YEAR) + 1, 1)


_LAST_DAY = _first_day(END) - timedelta(days=1)
"""Of the data."""


def _begin(figure: Figure) -> date:
    """The first day of a figure's window."""
    return _first_day(int(rows_of([figure])["first"][0]))


def _end(figure: Figure) -> date:
    """The last day of a figure's window."""
    return _first_day(int(rows_of([figure])["last"][0]) + 1) - timedelta(days=1)


def _unlike(pairs: Sequence[tuple[Fact, Figure]]) -> list[tuple[Fact, Figure]]:
    """Figures of which each measure of each window occurs once."""
    found = {(figure.measure, repr(dict(figure.given)), figure.models): (fact, figure) for fact, figure in pairs}
    return list(found.values())


def _of_figure(fact: Fact, figure: Figure) -> Target:
    scale: Literal["linear", "log"] = "log" if figure.measure in _GROWS else "linear"
    column = f"fact_{fact.number}_{_word(figure.name)}"
    target = Target(f"{fact.number} {figure.name}", column, *figure.data.parts, 0.0, scale, figure, fact.number)
    return replace(target, discrepancy=DISCREPANCY * target.deviation)


def read_targets(path: str | Path) -> tuple[tuple[Target, ...], TargetsFile]:
    """Read a file of targets.

    Raises:
        ScenarioError: it cannot be read, or has an error; the message says in which line.
    """
    place = Path(path)
    if not place.exists():
        raise refused("targets", f"{clean(str(place))}: no such file", "a TOML file of targets")
    tree = read(place, place.name)
    file = validated(TargetsFile, tree)
    figures = {target.name: target for target in of_facts()}
    problems = []
    for number, spec in enumerate(file.targets):
        if spec.figure not in OUTCOMES and spec.figure not in figures:
            known = [*OUTCOMES, *figures]
            expected = f"an outcome of a run, or one of {', '.join(figures)}"
            problem = f"nothing measures {shown(spec.figure)}"
            problems.append(Finding(("targets", number, "figure"), problem, expected, word=spec.figure, choices=known))
        if spec.figure in [other.figure for other in file.targets[:number]]:
            expected = "each figure once"
            problems.append(Finding(("targets", number, "figure"), f"{shown(spec.figure)} occurs twice", expected))
    raise_if_any(problems, tree)
    return tuple(_of_spec(spec, figures.get(spec.figure)) for spec in file.targets), file


def _of_spec(spec: TargetSpec, known: Target | None) -> Target:
    column, figure, fact = (spec.figure, None, 0) if known is None else (known.column, known.figure, known.fact)
    low, high = spec.interval
    return Target(spec.figure, column, spec.value, low, high, spec.discrepancy, spec.scale, figure, fact)


def scaled(targets: Sequence[Target], values: Floats) -> Floats:
    """Figures on the scales of their targets, shape (..., targets)."""
    columns = [target.scaled(values[..., place]) for place, target in enumerate(targets)]
    return np.stack(columns, axis=-1)


def level() -> float:
    """Coverage of all intervals."""
    return rule()[1]


def refused(field: str, problem: str, expected: str) -> ScenarioError:
    """An error in what is asked of a calibration."""
    return ScenarioError([Fault("calibrate", field=field, problem=problem, expected=expected)])
