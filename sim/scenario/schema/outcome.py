"""What the declaration of a series or an outcome says. All of them stand in :mod:`sim.scenario.schema.series`."""

from dataclasses import dataclass
from enum import Flag, auto
from typing import Literal, NamedTuple

from sim.scenario.schema.ranges import Range

Better = Literal["more", "less", "neither"]
Over = Literal["last", "mean", "sum", "rise", "log", "own"]
_UNSAID = ("incidents", "events", "firms", "flaws", "1")
"""Units that say no more than the outcome's name."""


class Display(Flag):
    """What shows an outcome beside the tables that show all; each shows its outcomes in the order of the table."""

    MAIN = auto()
    """Where there is room for a few: the effect of a lever, a moving picture, the one line that tells of a run."""
    CARD = auto()
    """A card of the live page."""
    LIVE = auto()
    """A chart of the live page."""
    CHART = auto()
    """A chart of the page that compares, and of the picture that visitors take away."""
    DIFFERENCE = auto()
    """The table of what differs on the page that compares."""
    HEADLINE = auto()
    """What conclusions are drawn about: the first table of a comparison and of a report, a dozen in all."""
    COURSE = auto()
    """A report's figure of courses over time."""
    SPREAD = auto()
    """A report's figure of how runs are spread."""
    ABLATION = auto()
    """What is looked at when parts are switched off, unless others are named."""


NOWHERE, EVERYWHERE = Display(0), ~Display(0)
CHARTED = Display.CHART | Display.DIFFERENCE | Display.COURSE
"""Where most outcomes stand that are drawn at all."""
_OVER_TIME = Display.MAIN | Display.CARD | Display.LIVE | Display.CHART | Display.COURSE


class Series(NamedTuple):
    """A number that is observed each quarter: its name, and where it means something."""

    name: str
    within: Range


@dataclass(frozen=True)
class Outcome:
    """One figure of a run.

    Attributes:
        name: its key in tables.
        unit: unit of measure.
        better: which way is better, for a reader who wants progress, safety and a fair spread.
        definition: what it is, in a sentence.
        group: heading under which tables show it.
        series: series that it summarises, or "" for a figure of the release log.
        over: how: value of the last quarter, mean or sum over quarters, rise over the run, from the log, or by a
            function of the user's own.
        within: where it means something; of a sum, where what is summed does.
        label: its name on charts and cards.
        displays: what shows it beside the tables of all.
    """

    name: str
    unit: str
    better: Better
    definition: str
    group: str
    series: str
    over: Over
    within: Range
    label: str = ""
    displays: Display = NOWHERE

    def __post_init__(self) -> None:
        """Refuse displays that cannot show it."""
        if self.displays and not self.label:
            raise ValueError(f"the outcome {self.name} has no label to be shown by ({_named(self.displays)}): add one")
        if self.displays & _OVER_TIME and self.over not in ("last", "mean", "sum"):
            problem = f"the outcome {self.name} is one figure a run, which cannot be drawn over time"
            raise ValueError(f"{problem}: leave out {_named(self.displays & _OVER_TIME)}")

    def range_over(self, quarters: int) -> Range:
        """Where it means something in a run of so many quarters."""
        return self.within.times(quarters) if self.over == "sum" else self.within

    @property
    def brief_unit(self) -> str:
        """Its unit where there is little room, "" where it says no more than the name."""
        return "" if self.unit in _UNSAID else self.unit.replace("quarter", "q")

    @property
    def chart_unit(self) -> str:
        """The unit of its chart, on which events are counted up; shares and indices need none."""
        if self.over == "sum":
            return "in all"
        return "" if self.unit in ("share", "index") else self.brief_unit


def _named(displays: Display) -> str:
    return ", ".join(str(display.name) for display in displays)
