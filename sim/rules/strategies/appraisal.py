"""Strategies that weigh rents against complements: deterministic (complement) and noisy (best reply)."""

from math import exp

from sim.compile import rule
from sim.rules.common import clip
from sim.rules.perceive import NOTHING_SEEN
from sim.scenario.enums import Kind
from sim.world import Record


@rule
def buildup(discount: float, quarters: int) -> float:
    """Mean weight of a loss that grows evenly to its full size over the horizon: sum delta^k (k/T) / sum delta^k."""
    weighted = total = 0.0
    factor = 1.0
    for k in range(1, quarters + 1):
        factor *= discount
        weighted += factor * k / quarters
        total += factor
    return weighted / total


@rule
def rent_lost(me: Record, hoards: Record, gives: Record, market: float, p: Record) -> float:
    """Rents that sharing costs a firm: margin given up on its users, and the lead that rivals close over the horizon.

    The second is the slope of the logit share, users*(1-users)*quality, times the part of the lead disclosed.
    """
    margin = market * me.users * (hoards.capture - gives.capture)
    ahead = max(0.0, me.capability - me.rival) if me.rival > NOTHING_SEEN else 0.0
    lead = ahead * (gives.disclosure - hoards.disclosure)
    swing = market * me.users * (1.0 - me.users) * p.market.quality * hoards.capture
    return margin + swing * lead * buildup(p.world.discount, p.choice.horizon)


@rule
def complement_gained(me: Record, hoards: Record, gives: Record, c: Record, p: Record) -> float:
    """What sharing brings a firm: wider appeal, and its part of what the community, as it is or may grow, is worth."""
    gain = c.market * me.users * (1.0 - me.users) * gives.capture * (gives.appeal - hoards.appeal)
    if p.community.on:
        hoped = min(1.0, c.community + p.community.settlers * p.choice.horizon)
        part = gives.disclosure / max(c.openness, gives.disclosure)
        gain += me.complement * c.market * hoped * part - p.community.upkeep * c.community * me.outlay
    return gain


@rule
def appraise(me: Record, hoards: Record, gives: Record, c: Record, p: Record) -> float:
    """Gain from sharing over hoarding, billion dollars a quarter: complements and reach less rents (Teece 1986).

    A lab counts the prestige of what it publishes; a nation how far it trails, or leads, its best foreign rival.
    """
    opened = gives.disclosure - hoards.disclosure
    if me.kind == Kind.LAB:
        return p.payoff.prestige * opened * me.researched
    if me.kind == Kind.NATION:
        return p.payoff.security * opened * (me.foreign - me.capability) if me.foreign > NOTHING_SEEN else 0.0
    return complement_gained(me, hoards, gives, c, p) - rent_lost(me, hoards, gives, c.market, p)


@rule
def complement(gain: float) -> bool:
    """Profit with complement: shares exactly when the appraised gain is positive (Teece 1986; Henkel 2006)."""
    return gain > 0.0


@rule
def best_reply(gain: float, scale: float, mood: float, intensity: float) -> bool:
    """Myopic logit reply to the appraised gain relative to own means (McKelvey & Palfrey 1995)."""
    return mood < 1.0 / (1.0 + exp(clip(-intensity * gain / max(1e-9, scale), -700.0, 700.0)))
