"""Questions as data: two worlds that differ in what is asked, and the outcomes that answer it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from sim.analysis.ensemble.draws import ROOTS
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario, load
from sim.scenario.errors import Finding, Wrong, one_of, shown
from sim.scenario.load import extended, written
from sim.scenario.reading.catalogue import shipped
from sim.scenario.reading.explain import validated
from sim.scenario.reading.read import read
from sim.scenario.reading.tree import Source, grow
from sim.scenario.reading.values import simple
from sim.scenario.schema.quantity import Section

FILE = "questions.toml"
_MOST_OUTCOMES = 4


class WorldSpec(Section):
    """One of the two worlds of a question."""

    scenario: str
    """Name of a shipped scenario."""
    policies: list[Mapping[str, Any]] = Field(default_factory=list)
    """Rows that it has beside those of the scenario, as in a scenario file."""

    def made(self) -> Scenario:
        """The world, ready to run.

        Raises:
            ScenarioError: there is no such scenario, or a row does not fit in it.
        """
        scenario = load(self.scenario)
        return (
            extended(scenario, grow(simple({"policies": self.policies}), Source("questions")))
            if self.policies
            else scenario
        )


class QuestionSpec(Section):
    """A question."""

    id: str = Field(pattern="^[a-z0-9-]+$")
    """By which links and answers call it."""
    question: str = Field(min_length=1)
    """The question in plain words."""
    context: str = Field(min_length=1)
    """What differs between its worlds, in a sentence."""
    article: str = ""
    """Number of the article that it comes from; none when empty."""
    a: WorldSpec
    """The world as it is."""
    b: WorldSpec
    """The world as it would be."""
    outcomes: list[str] = Field(min_length=1, max_length=_MOST_OUTCOMES)
    """What answers it; the first is what it is about."""

    @model_validator(mode="after")
    def _fits(self) -> "QuestionSpec":
        for number, name in enumerate(self.outcomes):
            if name not in OUTCOMES or not OUTCOMES[name].series:
                raise Wrong(Finding(("outcomes", number), f"no outcome with a course {shown(name)}", one_of(OUTCOMES)))
        return self

    @property
    def arms(self) -> dict[str, Scenario]:
        """Its worlds by letter."""
        return {"a": self.a.made(), "b": self.b.made()}

    @property
    def written(self) -> frozenset[str]:
        """Paths that the files of its worlds set, which no draw sets."""
        return written(self.a.scenario, ROOTS) | written(self.b.scenario, ROOTS)


class _File(Section):
    questions: list[QuestionSpec]


@cache
def questions() -> tuple[QuestionSpec, ...]:
    """The questions that come with the package, in their order.

    Raises:
        ScenarioError: the file has an error.
    """
    return questions_in(shipped("_questions", "seeds/questions") / FILE)


def questions_in(file: Path) -> tuple[QuestionSpec, ...]:
    """The questions of a file.

    Raises:
        ScenarioError: the file has an error.
    """
    return tuple(validated(_File, read(file, file.name)).questions)
