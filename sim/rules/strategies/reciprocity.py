"""Strategies that answer what partners did last quarter; a first decision is always to share."""

from sim.compile import rule
from sim.rules.common import shares
from sim.world import Indices, Record, Records


@rule
def partners_were_fair(actors: Records, partners: Indices, fairness: float) -> bool:
    """Whether at least the share ``fairness`` of an actor's living partners shared last quarter; so without any."""
    living = sharing = 0
    for j in partners:
        if actors[j].alive:
            living += 1
            sharing += 1 if shares(actors[j].tier) else 0
    return sharing >= fairness * living


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
