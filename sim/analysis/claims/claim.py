"""A claim as data: its contrast, the outcomes that it expects to change, and its parameters."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from sim.outcomes import OUTCOMES
from sim.scenario.errors import Finding, Wrong
from sim.scenario.schema.quantity import Prior, Section
from sim.study.study_schema import LENGTH, Range

Direction = Literal["more", "less", "no more", "no less", "same"]
BETTER_OFF = "better_off"
"""Share of actors with a higher mean payoff in the treatment than in the control with the same random numbers."""
OF_ACTORS = {"payoff": "bn USD/quarter", "capability": "OOM", "reputation": "share"}
"""Outcomes of named actors, with their units: mean payoff over the run, the others at its end."""


class SideSpec(Section):
    """One side of a contrast."""

    scenario: str
    """Name of a shipped scenario, or path of a file."""
    set: Mapping[str, Any] = {}
    """Values changed in it, by dotted path."""


class DoseSpec(Section):
    """A treatment so strong that whatever it can move must move: what the channel test compares with the control."""

    scenario: str | None = None
    """Another scenario than the treatment's; `set` is then all that changes in it."""
    set: Mapping[str, Any] = {}
    """Values changed on top of the treatment."""

    def on(self, treatment: SideSpec) -> SideSpec:
        """The dose as a side of its own."""
        if self.scenario in (None, treatment.scenario):
            return SideSpec(scenario=treatment.scenario, set={**treatment.set, **self.set})
        return SideSpec(scenario=self.scenario, set=self.set)


class Expectation(Section):
    """What a claim expects of one outcome."""

    name: str
    """One of :data:`sim.outcomes.OUTCOMES`, ``better_off``, or with `actors` one of :data:`OF_ACTORS`."""
    direction: Direction
    """More: d >= least; less: d <= -least; no more: d <= least; no less: d >= -least; same: \\|d\\| <= least."""
    least: float = Field(gt=0)
    """Smallest effect that would count, in the outcome's unit."""
    why: str
    """Why this outcome represents the claim."""
    scale: str = ""
    """The meaningful scale of which `least` is a share, such as the spread between regimes or a year's progress."""
    actors: list[str] = Field(default_factory=list)
    """Actors to average over; the whole run if empty."""
    of: Literal["difference", "treatment"] = "difference"
    """Whether d is treatment minus control, or only the level in the treatment."""

    @property
    def known_names(self) -> list[str]:
        """All valid names of the outcome."""
        return list(OF_ACTORS) if self.actors else [*OUTCOMES, BETTER_OFF]

    @property
    def unit(self) -> str:
        """Unit of the outcome."""
        if self.actors:
            return OF_ACTORS[self.name]
        return "share" if self.name == BETTER_OFF else OUTCOMES[self.name].unit

    @property
    def needs_actors(self) -> bool:
        """Whether it is measured on actors one by one."""
        return bool(self.actors) or self.name == BETTER_OFF

    @property
    def label(self) -> str:
        """Its name, and its actors."""
        return f"{self.name} of {', '.join(self.actors)}" if self.actors else self.name

    @model_validator(mode="after")
    def _named(self) -> "Expectation":
        if self.name == BETTER_OFF and self.of == "treatment":
            problem = '"treatment" has no meaning with better_off, which compares'
            raise Wrong(Finding(("of",), problem, '"difference"'))
        return self


class Claim(Section):
    """A claim as in its file. Each outcome has a verdict of its own."""

    id: str = Field(min_length=1)
    statement: str
    """The claim in a sentence."""
    systems: list[str]
    """What it names."""
    reading: str
    """Why this contrast and these outcomes represent it, and what they leave out."""
    control: SideSpec
    treatment: SideSpec
    dose: DoseSpec | None = None
    """What the channel test compares with the control; without it the channel is not tested."""
    parameters: list[str] = Field(default_factory=list)
    """Numbers that are drawn besides those of the ensemble: dotted paths of what the arms' own policy rows say."""
    forms: Mapping[str, list[str]] = {}
    """Options of an axis of structure, such as ``strategies = ["adaptive"]``, to which the claim is limited."""
    all: bool = False
    """Whether all outcomes must come out as expected; by default the first one's verdict is the claim's."""
    outcomes: list[Expectation] = Field(min_length=1)
    quarters: int | None = Field(default=None, ge=LENGTH.least, le=LENGTH.most)
    """Length of runs; each scenario's own by default."""


class Article(Section):
    """One file of claims."""

    article: str
    title: str
    claims: list[Claim]


class Parameter(Range):
    """A plausible range of a number, and where it comes from."""

    source: str

    @property
    def prior(self) -> Prior:
        """The range as the schema declares such a thing."""
        return Prior(self.least, self.most, self.scale, self.source)


class Ranges(Section):
    """The file of ranges of a register of one's own."""

    parameters: dict[str, Parameter] = Field(default_factory=dict)


class Priors(Section):
    """A file of ranges that somebody holds against those of the posterior and the schema."""

    ranges: dict[str, Parameter] = Field(min_length=1)
