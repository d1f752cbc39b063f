"""A claim with all its results, and the conclusions."""

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
        tried: parameters, one row per point.
        measured: the results at each point.
        around: the central point, and without one mechanism at a time.
    """

    question: Question
    tried: pd.DataFrame
    measured: Measured
    around: Dependence

    @cached_property
    def judged(self) -> Judged:
        """The result of each point."""
        return judge(self.question.claim, self.measured.differences)

    @cached_property
    def ruling(self) -> Ruling:
        """The verdict."""
        return ruling(self.judged.verdicts)

    @cached_property
    def turns_at(self) -> int | None:
        """The point nearest the centre that contradicts the verdict (if conditional, most points)."""
        if self.ruling.verdict == UNDETERMINED:
            return None
        against = FAILS if self.ruling.holds >= self.ruling.fails else HOLDS
        return turning_point(self.question.axes, self.tried, self.judged.verdicts, against)

    @property
    def is_wired(self) -> bool:
        """Whether no point of the design contradicts the verdict: then the verdict follows from the assumptions."""
        return self.turns_at is None and self.ruling.verdict in (SUPPORTED, REFUTED)

    @cached_property
    def rule(self) -> tuple[str, Box | None]:
        """Where a conditional claim holds, in words, and as a box; unclear points count as not holding."""
        if self.ruling.verdict != CONDITIONAL:
            return "", None
        try:
            box = find_box(self.tried, self.judged.verdicts == HOLDS)
        except MissingExtra as error:
            return str(error), None
        return (str(box), box) if box else (NO_RULE, None)
