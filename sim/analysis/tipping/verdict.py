"""Whether openness that is there keeps itself, has to be paid for, or cannot be had."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analysis.intervals import wilson
from sim.world import Floats

HELD = 0.5
"""Share of actors, and of runs, at and above which a world counts as open."""
KEEPS, PAID, NEVER = "keeps itself", "must be paid for", "cannot be had"
VERDICTS = (KEEPS, PAID, NEVER)
UNDECIDED = "undecided"
"""Where luck could turn the verdict, and more runs would tell."""


@dataclass(frozen=True)
class Hold:
    """How many runs end open: with at least half of the actors.

    Attributes:
        count: runs that do.
        of: runs that did not fail.
        low: lower end of the 95 % interval of their share (Wilson 1927).
        high: upper end.
    """

    count: int
    of: int
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether most runs do, beyond luck: the whole interval lies above one half."""
        return self.low > HELD

    @property
    def is_open_question(self) -> bool:
        """Whether more runs could turn the answer: the interval includes one half."""
        return self.low <= HELD <= self.high


def hold(ends: Floats) -> Hold:
    """How many of some runs end open.

    Args:
        ends: share of actors that are open at the end of each run; NaN for one that failed.
    """
    there = ends[~np.isnan(ends)]
    count = int((there >= HELD).sum())
    low, high = wilson(count, len(there)) if len(there) else (0.0, 1.0)
    return Hold(count, len(there), low, high)


def more_often_than_not(ends: Floats) -> bool:
    """Whether at least half of the runs end open; false where all failed."""
    found = hold(ends)
    return found.of > 0 and found.count >= HELD * found.of


def least_support(paid: Mapping[float, Hold]) -> float | None:
    """The least levy that was tried with which a world ends open; None if there is none."""
    return min((levy for levy, found in paid.items() if found.holds), default=None)


def verdict(alone: Hold, paid: Mapping[float, Hold]) -> str:
    """The verdict on a world that begins open.

    Args:
        alone: with what the scenario has.
        paid: with a levy on all outlay, for ever, that is paid to who is open, by the size of the levy.

    Returns:
        "keeps itself": it ends open without a levy. "must be paid for": not so, but with some levy. "cannot be had":
        not with any of them either. "undecided": one of these, but luck in too few runs hides which.
    """
    if alone.holds:
        return KEEPS
    if alone.is_open_question:
        return UNDECIDED
    if least_support(paid) is not None:
        return PAID
    return UNDECIDED if any(found.is_open_question for found in paid.values()) else NEVER
