"""Turn differences over draws and forms into verdicts: of an outcome, and of a claim. Arrays in, verdicts out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, product

import numpy as np
import pandas as pd

from sim.analysis.claims.claim import BETTER_OFF, Direction, Expectation
from sim.analysis.intervals import wilson
from sim.analysis.paired import ALIKE
from sim.analysis.robust import ENOUGH, is_sure
from sim.world import Floats

HOLDS, FAILS, UNCLEAR = "holds", "fails", "unclear"
TOO_SMALL, OTHER_WAY, TOO_LARGE = "too small", "other way", "too large"
EITHER = f"{TOO_SMALL} or {OTHER_WAY}"
_HALF = 0.5
SUPPORTED, CONDITIONAL, REFUTED, UNDETERMINED = "supported", "conditional", "refuted", "undetermined"
UNTESTABLE, TOO_FEW = "not testable here", "too few draws"
VERDICTS = (SUPPORTED, CONDITIONAL, REFUTED, UNDETERMINED, UNTESTABLE, TOO_FEW)
"""In the order in which they are told."""
CENTRAL = 0.9
"""Share of the draws in the range of an effect."""
Choices = Mapping[str, str]
"""The option that a form takes of each structural choice, by the name of the choice."""
Rule = Callable[["Floats"], "str | None"]
"""Finds where a claim holds, in words, given margins of shape (forms, draws); None without such a rule."""


@dataclass(frozen=True)
class Ruling:
    """The verdict on an outcome, or on a claim.

    Attributes:
        verdict: one of :data:`VERDICTS`.
        how: of what is refuted, how it fails, see :func:`manner`.
        where: of what is conditional, in which forms or under which rule it holds.
        forms: one row per form, see :func:`shares`.
    """

    verdict: str
    how: str = ""
    where: str = ""
    forms: pd.DataFrame = field(default_factory=pd.DataFrame)


def margins(differences: Floats, direction: Direction, least: float) -> Floats:
    """By how much differences exceed what a claim asks: 0 or more where it holds, NaN where a run failed."""
    match direction:
        case "more":
            margin = differences - least
        case "less":
            margin = -differences - least
        case "no more":
            margin = least - differences
        case "no less":
            margin = differences + least
        case "same":
            margin = least - np.abs(differences)
    # A difference of shares such as .6 - .55 is .05 but for rounding.
    return np.where(np.abs(margin) <= ALIKE * least, 0.0, margin)


def shares(margin: Floats) -> pd.DataFrame:
    """In how many of the draws a claim holds, form by form.

    Args:
        margin: see :func:`margins`, shape (forms, draws).

    Returns:
        One row per form: shares of the draws at which it `holds`, `fails`, and is `unclear` since a run failed; the
        95 % interval of the first (Wilson 1927), `low` and `high`; and in `robust`, holds or fails where nearly all
        draws of enough do, see :func:`sim.analysis.robust.is_sure`, else "". What is unclear counts as neither.
    """
    draws, rows = margin.shape[1], []
    for row in margin:
        holds, fails = int((row >= 0.0).sum()), int((row < 0.0).sum())
        robust = HOLDS if is_sure(holds, draws) else FAILS if is_sure(fails, draws) else ""
        unclear = (draws - holds - fails) / draws
        rows.append((holds / draws, fails / draws, unclear, *wilson(holds, draws), robust))
    return pd.DataFrame(rows, columns=[HOLDS, FAILS, UNCLEAR, "low", "high", "robust"])


def ruling(margin: Floats, forms: Sequence[Choices], rule: Rule = lambda _: None, how: str = "") -> Ruling:
    """The verdict, given margins over forms and draws.

    Supported where the claim holds robustly in every form, refuted where it fails robustly in every form. Conditional
    where it holds robustly in some forms only; or else where a rule says in which draws and forms it holds.
    Undetermined otherwise.

    Args:
        margin: see :func:`margins`, shape (forms, draws).
        forms: the choices of each form.
        rule: looks for such a rule; asked only if nothing else decides.
        how: how it fails, if it does.
    """
    table = shares(margin)
    robust = table["robust"]
    if margin.shape[1] < ENOUGH:
        return Ruling(TOO_FEW, forms=table)
    if (robust == HOLDS).all():
        return Ruling(SUPPORTED, forms=table)
    if (robust == FAILS).all():
        return Ruling(REFUTED, how, forms=table)
    if (robust == HOLDS).any():
        return Ruling(CONDITIONAL, where=named(forms, list(robust == HOLDS)), forms=table)
    found = rule(margin)
    return Ruling(CONDITIONAL, where=found, forms=table) if found else Ruling(UNDETERMINED, forms=table)


def named(forms: Sequence[Choices], chosen: Sequence[bool]) -> str:
    """Some forms in words, by their options, such as "strategies adaptive and network blocs".

    Returns:
        The widest group of the chosen forms that options describe, and how many chosen ones are not in it.
    """
    options = {axis: list(dict.fromkeys(form[axis] for form in forms)) for axis in (forms[0] if forms else {})}
    best, count = "", 0
    for picks in product(*(_subsets(each) for each in options.values())):
        group = dict(zip(options, picks, strict=True))
        inside = [all(form[axis] in pick for axis, pick in group.items()) for form in forms]
        if sum(inside) > count and all(ok for ok, within in zip(chosen, inside, strict=True) if within):
            best, count = _described(group, options), sum(inside)
    others = sum(chosen) - count
    return f"{best}, and in {others} more of {len(forms)} forms" if others else best


def _subsets(options: Sequence[str]) -> list[tuple[str, ...]]:
    return list(chain.from_iterable(combinations(options, size) for size in range(1, len(options) + 1)))


def _described(group: Mapping[str, Sequence[str]], options: Mapping[str, Sequence[str]]) -> str:
    limited = {axis: pick for axis, pick in group.items() if len(pick) < len(options[axis])}
    return " and ".join(f"{axis} {' or '.join(pick)}" for axis, pick in limited.items())


def jointly(outcomes: Sequence[Expectation], each: Sequence[Floats]) -> Floats:
    """The margins of a claim that holds where all its outcomes do: the smallest, in units of what counts."""
    scaled = [margin / outcome.least for outcome, margin in zip(outcomes, each, strict=True)]
    return np.asarray(np.min(scaled, axis=0))


def weakest(outcomes: Sequence[Expectation], each: Sequence[Floats]) -> int:
    """Number of the outcome that holds at the fewest draws; of equals, that of the lowest median margin/least."""
    pairs = zip(outcomes, each, strict=True)
    ranks = [(float((margin >= 0.0).mean()), effect(margin)[0] / outcome.least) for outcome, margin in pairs]
    return ranks.index(min(ranks))


def manner(outcome: Expectation, differences: Floats) -> str:
    """How an outcome fails, by counting the draws at which it does.

    Args:
        outcome: what is expected, with `least`, the smallest effect that counts.
        differences: of any shape; NaN where a run failed.

    Returns:
        "other way" when more than half of the failing differences lie beyond -least (of `better_off`, below one half:
        most actors are worse off); "too small" when more than half lie between that and least; "too small or other way"
        when neither is so. "Too large" a change where none was expected.
    """
    if outcome.direction not in ("more", "less"):
        return TOO_LARGE
    failing = differences[margins(differences, outcome.direction, outcome.least) < 0.0]
    upward = failing if outcome.direction == "more" else -failing
    opposite = _HALF if outcome.name == BETTER_OFF else -outcome.least
    beyond = float((upward < opposite).mean()) if len(failing) else 0.0
    if beyond > _HALF:
        return OTHER_WAY
    return TOO_SMALL if len(failing) and 1.0 - beyond > _HALF else EITHER


def effect(differences: Floats) -> tuple[float, float, float]:
    """Median over forms and draws, and between which values the central 90 % of these lie.

    The range shows how much the effect varies with what nobody knows; it does not narrow with more draws.

    Args:
        differences: of any shape; NaN where a run failed.

    Returns:
        Median, and the quantiles at 5 % and 95 %; NaN when no run is left.
    """
    known = differences[np.isfinite(differences)]
    if not len(known):
        return np.nan, np.nan, np.nan
    low, middle, high = np.quantile(known, [(1.0 - CENTRAL) / 2.0, 0.5, (1.0 + CENTRAL) / 2.0])
    return float(middle), float(low), float(high)
