"""Fear of who is ahead, haste where a rival is close, and care in a contest that the stronger is likelier to win."""

from sim.compile import rule
from sim.elementary import exp
from sim.rules.common import LN10
from sim.scenario.schema.race import Safety

NOBODY_NEAR = 1e9
"""Distance of the closest rival, OOM, for an actor without ties."""
SUREST = 300.0
"""Largest log of the odds of one rival, so that those of any number of them have a finite sum."""


@rule
def dread_of(ahead: float, trust: float, despair: float) -> float:
    """How far a rival is ahead, as far as it is mistrusted: (1-tau)*min((K_hat - K)+, despair), OOM.

    Beyond ``despair`` running does not help, and fear rises no further. Assumption: Richardson 1960 has effort only.
    """
    return (1.0 - trust) * min(max(0.0, ahead), despair)


@rule
def haste_of(closest: float, p: Safety) -> float:
    """Care given up because a rival is close, ahead or behind: haste*exp(-(closest/width)^2), share.

    Form assumed; that states which find each other close cut safety: Emery-Xu, Park & Trager 2024.
    """
    apart = closest / p.width
    return p.haste * exp(-apart * apart)


@rule
def odds_of(ahead: float, decisiveness: float) -> float:
    """Odds that a rival wins against oneself, 10^(k*(K_hat - K)): success in contests goes with a power of strength.

    Summed over rivals they give the chance of winning, w = 1/(1 + odds). Form: Tullock 1980.
    """
    return exp(max(-SUREST, min(decisiveness * ahead * LN10, SUREST)))


@rule
def care_in_contest(odds: float, decisiveness: float) -> float:
    """Care s = 1/(1 + k*(1-w)), w = 1/(1 + odds): where k*(1-w)*s = 1-s, more care gains what it loses.

    Best for who earns s if it wins and nothing else, with strength that care lowers by 1-s; 2/(2+k) between two equals,
    1 for who has no rival. Derived in sim/theory/contest.py.
    """
    winning = 1.0 / (1.0 + odds)
    return 1.0 / (1.0 + decisiveness * (1.0 - winning))
