"""Strategies that learn: what pays is done more often, what a partner does better is copied (phase 10 updates them)."""

from math import exp

from sim.compile import rule
from sim.rules.common import clip
from sim.world import Record


@rule
def imitate(me: Record) -> bool:
    """Does what it copied last (Traulsen, Nowak & Pacheco 2006)."""
    return me.leaning == 1


@rule
def roth_erev(me: Record, mood: float) -> bool:
    """Shares with probability q_share/(q_share + q_hoard) (Roth & Erev 1995)."""
    return mood * (me.share_attraction + me.hoard_attraction) < me.share_attraction


@rule
def experience_weighted(me: Record, mood: float, sensitivity: float) -> bool:
    """Logit on attractions, 1/(1+exp(-sensitivity*(A_share - A_hoard))) (Camerer & Ho 1999)."""
    odds = sensitivity * (me.share_attraction - me.hoard_attraction)
    return mood < 1.0 / (1.0 + exp(clip(-odds, -700.0, 700.0)))
