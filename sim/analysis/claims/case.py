"""A claim with all that came out of it, and what follows."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sim.analysis.claims.boxes import Box, MissingExtra, find_box, turning_point
from sim.analysis.claims.depends import Dependence
from sim.analysis.claims.question import Question
from sim.analysis.claims.run import Measured
from sim.analysis.claims.verdict import (
    CONDITIONAL,
    FAILS,
    HOLDS,
    REFUTED,
    SUPPORTED,
    UNDETERMINED,
    Judged,
    Ruling,
    judge,
    ruling,
)

NO_RULE = "no simple rule"


@dataclass(frozen=True)
class Case:
    """A claim and its evidence.

    Attributes:
        question: the claim.
        tried: parameters, one row a point.
        measured: what came out at each.
        around: the central point, and without one mechanism at a time.
    """

    question: Question
    tried: pd.DataFrame
    measured: Measured
    around: Dependence

    @cached_property
    def judged(self) -> Judged:
        """How each point came out."""
        return judge(self.question.claim, self.measured.differences)

    @cached_property
    def ruling(self) -> Ruling:
        """The verdict."""
        return ruling(self.judged.verdicts)

    @cached_property
    def turns_at(self) -> int | None:
        """The point nearest the centre that goes against the verdict (if conditional, against most points)."""
        if self.ruling.verdict == UNDETERMINED:
            return None
        against = FAILS if self.ruling.holds >= self.ruling.fails else HOLDS
        return turning_point(self.question.axes, self.tried, self.judged.verdicts, against)

    @property
    def is_wired(self) -> bool:
        """Whether no point of the design goes against the verdict: then it follows from what is assumed."""
        return self.turns_at is None and self.ruling.verdict in (SUPPORTED, REFUTED)

    @cached_property
    def rule(self) -> tuple[str, Box | None]:
        """Where a conditional claim holds, in words, and as a box; where noise leaves it open, it does not."""
        if self.ruling.verdict != CONDITIONAL:
            return "", None
        try:
            box = find_box(self.tried, self.judged.verdicts == HOLDS)
        except MissingExtra as error:
            return str(error), None
        return (str(box), box) if box else (NO_RULE, None)
