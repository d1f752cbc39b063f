"""A choice as data: its options, what they are judged by, and in which worlds."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from sim.analysis.robust import ENOUGH
from sim.outcomes import OUTCOMES
from sim.scenario.errors import Finding, Wrong, one_of, shown
from sim.scenario.schema.quantity import Section, quantity
from sim.study.study_schema import LENGTH

DRAWS = ENOUGH
"""Draws by default: the fewest for which a result is called robust."""
_MOST_DRAWS = 2**16
_MOST_RUNS = 1000


class OptionSpec(Section):
    """One of the things that can be done."""

    name: str = Field(min_length=1)
    """By which tables and other keys call it."""
    about: str = ""
    """What it is, in a sentence."""
    source: str = Field(min_length=1)
    """Where it comes from: an article, a law, a proposal, or "assumption"."""
    policies: list[Mapping[str, Any]] = Field(default_factory=list)
    """Rows that it adds, as in a scenario; one without a `start` begins at the study's."""
    ends: list[str] = Field(default_factory=list)
    """Kinds of rows of the scenario that it ends at the study's `start`, such as "export_control"."""
    set: Mapping[str, Any] = {}
    """Values that it changes from the first quarter on, by dotted path; not beside a `start`."""


class ObjectiveSpec(Section):
    """What options are judged by."""

    outcome: str
    """One of :data:`sim.outcomes.OUTCOMES`."""
    direction: Literal["more", "less"]
    """Which is better."""
    satisfice: float
    """What is good enough: at least so much if more is better, else at most; in the outcome's unit."""
    than: str = ""
    """Name of an option: what is good enough is said against that one, in the same world."""
    by: Literal["difference", "factor"] = "difference"
    """How it is said against that option: -2 is two less; as a factor, .9 is a tenth less than its amount."""
    weight: float = quantity(1.0, "1", "how much its regret counts beside that of others", definition=True, above=0)
    why: str = ""
    """Why this outcome, and why this is good enough."""

    @model_validator(mode="after")
    def _fits(self) -> "ObjectiveSpec":
        if self.outcome not in OUTCOMES:
            raise Wrong(Finding(("outcome",), f"no outcome {shown(self.outcome)}", one_of(OUTCOMES),
                                word=self.outcome, choices=list(OUTCOMES)))  # fmt: skip
        if self.by == "factor" and not self.than:
            raise Wrong(Finding(("than",), "is missing", "the name of the option of which `satisfice` is a factor"))
        if self.by == "factor" and self.satisfice < 0:
            raise Wrong(Finding(("satisfice",), f"{shown(self.satisfice)} is no factor", "a number of at least 0"))
        return self

    @property
    def sign(self) -> float:
        """1 where more is better, -1 where less is."""
        return 1.0 if self.direction == "more" else -1.0


class StudySpec(Section):
    """A choice."""

    title: str = ""
    """What is to be decided; the name of the file when absent."""
    about: str = ""
    """What one should know before reading the results."""
    scenario: str
    """Name of a shipped scenario, or path of a file: the world as it is without any option."""
    start: date | None = None
    """First day on which options act; from the first quarter on when absent."""
    draws: int = quantity(
        DRAWS, "1", "draws of what nobody knows, the same for all options", definition=True, least=2, most=_MOST_DRAWS
    )
    replicates: int = quantity(
        1, "1", "runs of each option in each world, whose mean counts: more leave less of luck", definition=True,
        least=1, most=_MOST_RUNS,
    )  # fmt: skip
    quarters: int | None = quantity(
        None, "1", "length of all runs; that of the scenario when absent", definition=True, least=LENGTH.least,
        most=LENGTH.most,
    )  # fmt: skip
    forms: bool = True
    """Whether worlds differ in form as well: how knowledge adds up, whether strategies adapt, who knows whom."""
    set: Mapping[str, Any] = {}
    """Values changed in all options, by dotted path."""
    options: list[OptionSpec]
    """What can be done."""
    objectives: list[ObjectiveSpec]
    """What options are judged by."""

    @model_validator(mode="after")
    def _goes_together(self) -> "StudySpec":
        if len(self.options) < 2:
            raise Wrong(Finding(("options",), f"only {len(self.options)} is given", "at least two to choose from"))
        if not self.objectives:
            raise Wrong(Finding(("objectives",), "is empty", "at least one objective"))
        names = [option.name for option in self.options]
        for number, name in enumerate(names):
            if name in names[:number]:
                raise Wrong(Finding(("options", number, "name"), f"{shown(name)} occurs twice", "names of their own"))
        seen: list[str] = []
        for number, objective in enumerate(self.objectives):
            place = ("objectives", number)
            if objective.outcome in seen:
                raise Wrong(Finding((*place, "outcome"), f"{shown(objective.outcome)} occurs twice", "each once"))
            if objective.than and objective.than not in names:
                raise Wrong(Finding((*place, "than"), f"no option {shown(objective.than)}", one_of(names),
                                    word=objective.than, choices=names))  # fmt: skip
            seen.append(objective.outcome)
        return self
