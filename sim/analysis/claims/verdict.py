"""Turn paired differences into verdicts: of a point, and of a claim over all points. Tables in, tables out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.claims.claim import BETTER_OFF, Claim, Direction, Expectation
from sim.analysis.intervals import LEVEL, wilson
from sim.analysis.paired import ALIKE
from sim.world import Floats

HOLDS, FAILS, UNCLEAR = "holds", "fails", "unclear"
TOO_SMALL, OTHER_WAY, TOO_LARGE = "too small", "other way", "too large"
EITHER = f"{TOO_SMALL} or {OTHER_WAY}"
_HALF = 0.5
SUPPORTED, REFUTED, CONDITIONAL, UNDETERMINED = "supported", "refuted", "conditional", "undetermined"
VERDICTS = (SUPPORTED, CONDITIONAL, REFUTED, UNDETERMINED)
"""In the order in which they are told."""
CENTRAL = 0.9
"""Share of the points in the range of an effect."""
MOST_UNCLEAR = 0.5
"""Share of unclear points above which a claim is undetermined."""
NEARLY_ALL = 0.9
"""Share of the clear points above which a claim is supported or refuted."""
OPPOSITE = {HOLDS: FAILS, FAILS: HOLDS}


@dataclass(frozen=True)
class Ruling:
    """The verdict on a claim.

    Attributes:
        verdict: supported, refuted, conditional or undetermined.
        holds: share of points at which it holds.
        fails: share of points at which it fails.
        unclear: share of points at which the result is within noise.
        low: lower end of the interval of `holds` (Wilson 1927).
        high: upper end.
        firm: whether no Wilson interval of the deciding shares includes a limit between verdicts.
    """

    verdict: str
    holds: float
    fails: float
    unclear: float
    low: float
    high: float
    firm: bool


def judged(differences: Floats, direction: Direction, least: float) -> pd.DataFrame:
    """Judge one outcome point by point.

    Args:
        differences: paired differences, shape (points, replicates), at least two replicates; NaN where a run failed.
        direction: where the claim expects them.
        least: smallest difference that counts, above 0.

    Returns:
        One row per point: mean difference with its t-interval (low, high); margin by which it exceeds what the claim
        asks, above 0 when it does, with its interval (margin_low, margin_high); verdict: holds when that interval lies
        above 0, fails when below, else unclear. Differences that do not vary, see :func:`interval`, are compared as
        they are.
    """
    mean, low, high = interval(differences)
    margin_low, margin_high = _margins(low, high, direction, least)
    margin = _margins(mean, mean, direction, least)[0]
    exact = low == high
    holds = (margin_low > 0.0) | (exact & (margin_low >= 0.0))
    verdict = np.where(holds, HOLDS, np.where(margin_high < 0.0, FAILS, UNCLEAR))
    columns = {"mean": mean, "low": low, "high": high, "margin": margin}
    return pd.DataFrame({**columns, "margin_low": margin_low, "margin_high": margin_high, "verdict": verdict})


def interval(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean of each row with its two-sided t-interval, shape (rows,) each.

    A row without spread is exact, low = high, where all its values are 0, or where they are so many that a sign test
    would not take their agreement for chance (2^(1 - values) < .05); with fewer its interval is boundless.

    Raises:
        ValueError: there are fewer than two values per row.
    """
    from scipy.stats import t

    count = values.shape[1]
    if count < 2:
        raise ValueError(f"an interval needs at least 2 values, got {count}")
    # Where all values are alike but for rounding, their mean would be rounded once more.
    alike = np.ptp(values, axis=1) <= ALIKE * np.abs(values).max(axis=1)
    mean = np.where(alike, values[:, 0], values.mean(axis=1))
    half = t.ppf((1.0 + LEVEL) / 2.0, count - 1) * values.std(axis=1, ddof=1) / np.sqrt(count)
    chance = 2.0 ** (1 - count) >= 1.0 - LEVEL
    half = np.where(alike, np.where((mean != 0.0) & chance, np.inf, 0.0), half)
    return mean, mean - half, mean + half


def _margins(low: Floats, high: Floats, direction: Direction, least: float) -> tuple[Floats, Floats]:
    """Ends of the interval of the margin, from those of the difference."""
    match direction:
        case "more":
            return low - least, high - least
        case "less":
            return -high - least, -low - least
        case "no more":
            return least - high, least - low
        case "no less":
            return low + least, high + least
        case "same":
            # |d| is smallest at 0 where the interval holds it, else at one of its ends.
            inside = np.where(low * high <= 0.0, 0.0, np.minimum(np.abs(low), np.abs(high)))
            return least - np.maximum(np.abs(low), np.abs(high)), least - inside


@dataclass(frozen=True)
class Judged:
    """A claim at each of its points.

    Attributes:
        outcomes: one table per outcome, see :func:`judged`.
        verdicts: holds when all outcomes hold, fails when one fails, else unclear.
        margins: the smallest of the outcomes' margins, each in units of the smallest effect that counts.
    """

    outcomes: list[pd.DataFrame]
    verdicts: pd.Series
    margins: pd.Series


def judge(claim: Claim, differences: Sequence[Floats]) -> Judged:
    """Judge a claim point by point.

    Args:
        claim: what it expects.
        differences: one table an outcome, shape (points, replicates).
    """
    pairs = list(zip(claim.outcomes, differences, strict=True))
    tables = [judged(values, outcome.direction, outcome.least) for outcome, values in pairs]
    words = pd.concat([each["verdict"] for each in tables], axis=1)
    verdicts = np.where((words == FAILS).any(axis=1), FAILS, np.where((words == HOLDS).all(axis=1), HOLDS, UNCLEAR))
    scaled = [each["margin"] / outcome.least for outcome, each in zip(claim.outcomes, tables, strict=True)]
    return Judged(tables, pd.Series(verdicts), pd.concat(scaled, axis=1).min(axis=1, skipna=False))


def ruling(points: pd.Series) -> Ruling:
    """The verdict on a claim from those of its points.

    Undetermined when more than half are unclear; of the clear ones, supported when .9 hold, refuted when .9 fail, else
    conditional.
    """
    holds, fails, unclear = (int((points == word).sum()) for word in (HOLDS, FAILS, UNCLEAR))
    shares = [count / len(points) for count in (holds, fails, unclear)]
    verdict = _verdict(*shares)
    firm = _is_clear_of((MOST_UNCLEAR,), unclear, len(points)) and (
        verdict == UNDETERMINED or _is_clear_of((1.0 - NEARLY_ALL, NEARLY_ALL), holds, holds + fails)
    )
    low, high = wilson(holds, len(points))
    return Ruling(verdict, shares[0], shares[1], shares[2], low, high, firm)


def _is_clear_of(limits: Sequence[float], count: int, of: int) -> bool:
    low, high = wilson(count, of)
    return not any(low < limit < high for limit in limits)


def _verdict(holds: float, fails: float, unclear: float) -> str:
    if unclear > MOST_UNCLEAR:
        return UNDETERMINED
    share = holds / (holds + fails)
    # Shares of whole numbers of points: what rounds to the limit is at the limit.
    if share >= NEARLY_ALL - ALIKE:
        return SUPPORTED
    return REFUTED if share <= 1.0 - NEARLY_ALL + ALIKE else CONDITIONAL


def effect(differences: Floats) -> tuple[float, float, float]:
    """Mean over all points of the mean difference at each, and between which values the central 90 % of points lie.

    The range shows how much the effect varies with uncertain parameters; it does not narrow with more points.

    Args:
        differences: shape (points, replicates); points with a failed run are left out.

    Returns:
        Mean, and the quantiles at 5 % and 95 %; NaN when no point is left.
    """
    means = differences.mean(axis=1)
    known = means[np.isfinite(means)]
    if not len(known):
        return np.nan, np.nan, np.nan
    low, high = np.quantile(known, [(1.0 - CENTRAL) / 2.0, (1.0 + CENTRAL) / 2.0])
    return float(known.mean()), float(low), float(high)


def weakest(claim: Claim, judged: Judged) -> int:
    """Number of the outcome that holds at the fewest points; of equals, that of the lowest mean margin over `least`."""
    tables = list(zip(claim.outcomes, judged.outcomes, strict=True))
    ranks = [((table["verdict"] == HOLDS).mean(), (table["margin"] / row.least).mean()) for row, table in tables]
    return ranks.index(min(ranks))


def manner(outcome: Expectation, points: pd.DataFrame) -> str:
    """How an outcome fails, by counting the points at which it does.

    Args:
        outcome: what is expected, with `least`, the smallest effect that counts.
        points: what came out, see :func:`judged`.

    Returns:
        "other way" when at more than half of these points the interval lies wholly beyond -least (of `better_off`,
        wholly below one half: most actors are worse off); "too small" when at more than half it lies wholly between
        that and least; "too small or other way" when neither is so. "Too large" a change where none was expected.
    """
    failing = points[points["verdict"] == FAILS]
    if outcome.direction == "more":
        opposite = _HALF if outcome.name == BETTER_OFF else -outcome.least
        beyond, short = failing["high"] < opposite, failing["low"] > opposite
    elif outcome.direction == "less":
        beyond, short = failing["low"] > outcome.least, failing["high"] < outcome.least
    else:
        return TOO_LARGE
    if beyond.mean() > _HALF:
        return OTHER_WAY
    return TOO_SMALL if short.mean() > _HALF else EITHER
