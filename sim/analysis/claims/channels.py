"""The channel test: does an extreme dose of what a claim is about move the outcomes that it names?

It is run at the default numbers and in the form as written; an outcome that stays where it is, is tried in every other
form that the arms leave open before it is said not to move. What no dose moves, no verdict can be about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.claims.claim import Expectation
from sim.analysis.claims.measure import Levels
from sim.analysis.claims.question import Question
from sim.analysis.ensemble import Form, Sampled
from sim.analysis.ensemble.forms import AS_WRITTEN
from sim.analysis.paired import p_values
from sim.scenario import Scenario

CHANCE = 0.01
"""Largest p-value of the paired difference of what moves, divided by the number of forms that are tried."""
CONTROL, DOSE = "control", "dose"

Runs = Callable[[Question, Mapping[str, Scenario], Sequence[Form], int], Sampled]
"""Runs arms in some forms, so many pairs each."""


@dataclass(frozen=True)
class Channel:
    """Whether a dose moves an outcome.

    Attributes:
        outcome: the outcome.
        form: the form in which it moves, or moves most.
        difference: mean paired difference of the dose from the control.
        p: its p-value; of a share of actors better off, the share whose payoff differs is tested.
        pairs: paired runs.
        moved: whether it differs beyond noise, and by at least what the claim calls an effect.
    """

    outcome: Expectation
    form: str
    difference: float
    p: float
    pairs: int
    moved: bool


def channels(question: Question, pairs: int, run: Runs, forms: Sequence[Form]) -> tuple[Channel, ...]:
    """Test the channels of a claim.

    Args:
        question: the claim.
        pairs: paired runs in the form as written; half as many, but at least five, in every other form.
        run: runs arms in forms.
        forms: those in which the claim is tried.

    Returns:
        One an outcome; none where the claim gives no dose.
    """
    if question.dose is None:
        return ()
    arms = {CONTROL: question.control, DOSE: question.dose}
    first = _tested(question, run(question, arms, [AS_WRITTEN], pairs), [AS_WRITTEN], CHANCE)
    if all(channel.moved for channel in first):
        return first
    others = [form for form in forms if form.choices]
    if not others:
        return first
    fewer = max(5, pairs // 2)
    second = _tested(question, run(question, arms, others, fewer), others, CHANCE / len(others))
    return tuple(one if one.moved or not other.moved else other for one, other in zip(first, second, strict=True))


def _tested(question: Question, found: Sampled, forms: Sequence[Form], chance: float) -> tuple[Channel, ...]:
    """Each outcome in the form in which it moves most surely."""
    levels = Levels(found)
    return tuple(
        max((_channel(outcome, levels, number, form, chance) for number, form in enumerate(forms)), key=_surely)
        for outcome in question.claim.outcomes
    )


def _surely(channel: Channel) -> tuple[bool, float]:
    return channel.moved, -channel.p


def _channel(outcome: Expectation, levels: Levels, number: int, form: Form, chance: float) -> Channel:
    pairs = levels.moved(outcome, CONTROL, DOSE)[number].ravel()
    known = pairs[np.isfinite(pairs)]
    mean, p = (float(known.mean()), float(p_values(known[:, None])[0])) if len(known) > 1 else (np.nan, 1.0)
    # What is a level in the treatment has no smallest change.
    least = 0.0 if outcome.of == "treatment" else outcome.least
    moved = p < chance and abs(mean) >= least
    return Channel(outcome, form.name, mean, p, len(known), moved)
