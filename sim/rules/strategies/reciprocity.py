"""Strategies that answer what partners did last quarter; a first decision is always to share."""

from sim.compile import rule
from sim.rules.common import shares
from sim.world import Record, World


@rule
def partners_were_fair(w: World, i: int) -> bool:
    """Whether at least the share ``fairness`` of i's living partners shared last quarter; so without partners."""
    actors, start, target, p = w.actors, w.start, w.target, w.parameters[0]
    partners = sharing = 0
    for e in range(start[i], start[i + 1]):
        other = actors[target[e]]
        if other.alive:
            partners += 1
            sharing += 1 if shares(other.tier) else 0
    return sharing >= p.choice.fairness * partners


@rule
def tit_for_tat(me: Record, fair: bool) -> bool:
    """Shares if partners did (Axelrod & Hamilton 1981)."""
    return me.decided == 0 or fair


@rule
def generous_tit_for_tat(me: Record, fair: bool, mood: float, forgiveness: float) -> bool:
    """Tit for tat that forgives with probability ``forgiveness`` (Nowak & Sigmund 1992)."""
    return me.decided == 0 or fair or mood < forgiveness


@rule
def win_stay_lose_shift(me: Record, fair: bool) -> bool:
    """Stays when partners shared (it won), shifts when they did not (Nowak & Sigmund 1993)."""
    return me.decided == 0 or shares(me.tier) == fair


@rule
def grim(me: Record, fair: bool) -> bool:
    """Shares until partners once did not, then never again (Friedman 1971)."""
    if me.decided == 1 and not fair:
        me.grudge = 1
    return me.grudge == 0
