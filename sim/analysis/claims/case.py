"""A claim with all its results, and the conclusions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.analysis.claims.basis import Basis, basis_of
from sim.analysis.claims.boxes import find_box, laid_out
from sim.analysis.claims.channels import Channel
from sim.analysis.claims.measure import Levels, room
from sim.analysis.claims.question import SIDES, Question
from sim.analysis.claims.verdict import (
    REFUTED,
    UNTESTABLE,
    Choices,
    Ruling,
    jointly,
    manner,
    margins,
    ruling,
    shares,
    weakest,
)
from sim.analysis.ensemble import Ensemble, Sampled
from sim.world import Floats


@dataclass(frozen=True)
class Case:
    """A claim and its evidence.

    Attributes:
        question: the claim.
        ensemble: the draws and forms in which it was tried.
        differences: of each outcome, mean over replicates, shape (forms, draws); NaN where a run failed.
        rooms: of each outcome, in what share of the control's runs it could move as claimed.
        channels: whether a dose moves each outcome; empty where the claim gives no dose.
        replicates: paired runs at each draw in each form.
        errors: errors of the runs that failed.
    """

    question: Question
    ensemble: Ensemble
    differences: Sequence[Floats]
    rooms: Sequence[float]
    channels: Sequence[Channel]
    replicates: int
    errors: Sequence[str] = field(default=())

    @property
    def forms(self) -> list[Choices]:
        """The choices of each form."""
        return [form.choices for form in self.ensemble.forms]

    @cached_property
    def margins(self) -> list[Floats]:
        """By how much each outcome exceeds what is claimed."""
        pairs = zip(self.question.claim.outcomes, self.differences, strict=True)
        return [margins(difference, outcome.direction, outcome.least) for outcome, difference in pairs]

    @cached_property
    def rulings(self) -> list[Ruling]:
        """The verdict on each outcome."""
        outcomes = self.question.claim.outcomes
        return [self._ruled(margin, number, [number]) for number, margin in enumerate(self.margins[: len(outcomes)])]

    @cached_property
    def ruling(self) -> Ruling:
        """The verdict on the claim: of its first outcome, or of all together where it asks for all."""
        outcomes = self.question.claim.outcomes
        if not self.question.claim.all or len(outcomes) == 1:
            return self.rulings[0]
        joint = jointly(outcomes, self.margins)
        return self._ruled(joint, weakest(outcomes, self.margins), range(len(outcomes)))

    def _ruled(self, margin: Floats, weak: int, needed: Sequence[int]) -> Ruling:
        if any(not self.channels[number].moved for number in needed if self.channels):
            return Ruling(UNTESTABLE, forms=shares(margin))
        found = ruling(margin, self.forms, self._rule)
        if found.verdict != REFUTED:
            return found
        how = manner(self.question.claim.outcomes[weak], self.differences[weak])
        return Ruling(REFUTED, how, forms=found.forms)

    def _rule(self, margin: Floats) -> str | None:
        points, draws = laid_out(self.ensemble.values, self.forms)
        box = find_box(points, np.asarray(margin >= 0.0).ravel(), draws)
        return None if box is None else f"{box} (rules found so are right in {box.tested_density:.0%} of unseen draws)"

    @cached_property
    def basis(self) -> Basis:
        """What the first outcome's difference rests on."""
        return basis_of(self.ensemble.values, self.differences[0], self.forms, self.ensemble.told)


def case_of(question: Question, ensemble: Ensemble, found: Sampled, channels: Sequence[Channel]) -> Case:
    """Put the runs of a claim together."""
    levels, outcomes = Levels(found), question.claim.outcomes
    control, treatment = SIDES
    differences = [levels.difference(outcome, control, treatment) for outcome in outcomes]
    rooms = [room(outcome, levels, control, question.control.quarters) for outcome in outcomes]
    means = [difference.mean(axis=-1) for difference in differences]
    return Case(question, ensemble, means, rooms, channels, differences[0].shape[-1], found.errors)
