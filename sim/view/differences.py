"""What differs between two worlds, outcome by outcome."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario.schema.outcome import Display, Outcome
from sim.scenario.schema.series import OUTCOMES, displayed_on
from sim.view.glossary import label

_GRAVEST = OUTCOMES["catastrophe"]


@dataclass(frozen=True)
class Difference:
    """One outcome in two worlds.

    Attributes:
        outcome: its name.
        first: its value in the first world.
        second: its value in the second.
    """

    outcome: str
    first: float
    second: float

    @property
    def value(self) -> float:
        """Second minus first."""
        return self.second - self.first

    @property
    def label(self) -> str:
        """Its name in words, as in charts."""
        return label(self.outcome)

    @property
    def relative(self) -> float:
        """Size of the difference, relative to the larger of the two values."""
        return abs(self.value) / max(abs(self.first), abs(self.second), 1e-300)


def compared_outcomes() -> list[Outcome]:
    """The outcomes whose differences pages tell: those declared so, and whether there was a catastrophe."""
    declared = displayed_on(Display.DIFFERENCE)
    return declared if _GRAVEST in declared else [*declared, _GRAVEST]


def differences(first: Mapping[str, float], second: Mapping[str, float]) -> list[Difference]:
    """The differences that pages tell, in the order in which they are declared."""
    return [Difference(each.name, first[each.name], second[each.name]) for each in compared_outcomes()]
