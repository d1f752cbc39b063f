"""Which outcome decides a claim, and in what manner it fails."""

import pandas as pd

from sim.analysis.claims.claim import BETTER_OFF, Claim, Expectation
from sim.analysis.claims.verdict import FAILS, HOLDS, Judged

TOO_SMALL, OTHER_WAY, TOO_LARGE = "too small", "other way", "too large"
EITHER = f"{TOO_SMALL} or {OTHER_WAY}"
_HALF = 0.5


def weakest(claim: Claim, judged: Judged) -> int:
    """Number of the outcome that holds at the fewest points; of equals, that of the lowest mean margin over `least`."""
    tables = list(zip(claim.outcomes, judged.outcomes, strict=True))
    ranks = [((table["verdict"] == HOLDS).mean(), (table["margin"] / row.least).mean()) for row, table in tables]
    return ranks.index(min(ranks))


def manner(outcome: Expectation, points: pd.DataFrame) -> str:
    """How an outcome fails, by counting the points at which it does.

    Args:
        outcome: what is expected, with `least`, the smallest effect that counts.
        points: what came out, see :func:`sim.analysis.claims.verdict.judged`.

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
