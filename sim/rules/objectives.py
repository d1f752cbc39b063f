"""What each kind of actor wants: what it is paid in a quarter, and what it expects of sharing against hoarding."""

from math import nan

import numpy as np

from sim.compile import ensure_branches, rule
from sim.rules.common import leak_rate
from sim.rules.demand import lure
from sim.rules.perceive import NOTHING_SEEN
from sim.scenario.schema.economy import Payoff
from sim.scenario.schema.enums import KINDS, SELLING, Aim, Kind, MarketForm
from sim.world import ActorRecord, Parameters, SocietyRecord, TierRecord

LEAST_OPENNESS = 1e-300
"""Who shares in a world where nobody discloses anything has no part in what that brings."""

AIMS = np.array([KINDS[kind].aim for kind in Kind])
"""By kind of actor."""


@rule
def aim_of(me: ActorRecord) -> int:
    """What an actor wants."""
    return AIMS[me.kind]


@rule
def payoff(me: ActorRecord, earned: float, surplus: float, p: Payoff) -> float:
    """What an actor wants, billion dollars a quarter.

    Firm: revenue + fees + transfers - outlay - harm - interest - tax. Lab: prestige of what it publishes. Nation: lead
    over the best foreign rival, what firms of its bloc earn before tax, and its part of consumer surplus. Both less
    outlay, plus transfers: subsidy and grant that it has, less subsidy and schools that it pays for.
    """
    if aim_of(me) == Aim.PROFIT:
        return me.profit
    if aim_of(me) == Aim.PRESTIGE:
        return p.prestige * me.openness * me.researched + me.transfers - me.outlay
    if aim_of(me) == Aim.SECURITY:
        lead = me.capability - me.foreign if me.foreign > NOTHING_SEEN else 0.0
        return p.security * lead + p.economy * earned + p.welfare * surplus + me.transfers - me.outlay
    return nan  # never: every aim has its branch, see below


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
def swing(me: ActorRecord, capture: float, market: float, p: Parameters) -> float:
    """What one unit of utility is worth to a firm: the slope of its logit share, market*users*(1-users)*capture.

    Where firms set prices it is the slope of what paid access would earn (:func:`sim.rules.prices.weigh`).
    """
    if p.market.form == MarketForm.PRICES:
        return me.swing
    return market * me.users * (1.0 - me.users) * capture


@rule
def worth_of_lead(me: ActorRecord, capture: float, market: float, p: Parameters) -> float:
    """Worth of one OOM of know-how, billion dollars a quarter: users for a firm, prestige for a lab, security."""
    if aim_of(me) == Aim.PROFIT:
        edge = me.edge if p.market.form == MarketForm.PRICES else p.market.quality
        return swing(me, capture, market, p) * edge
    if aim_of(me) == Aim.PRESTIGE:
        return p.payoff.prestige
    if aim_of(me) == Aim.SECURITY:
        return p.payoff.security
    return nan


@rule
def worth_of_standing(me: ActorRecord, capture: float, market: float, p: Parameters) -> float:
    """Worth to a firm of full reputation against none, billion dollars a quarter; nations and labs sell nothing."""
    return swing(me, capture, market, p) * p.market.standing if me.kind in SELLING else 0.0


@rule
def kept_secret(leak: float, quarters: int) -> float:
    """Part of a hidden lead that is still hidden after so many quarters, (1-leak)^T: what leaks anyway is not lost."""
    return (1.0 - leak) ** quarters


@rule
def rent_lost(me: ActorRecord, hoards: TierRecord, gives: TierRecord, society: SocietyRecord, p: Parameters) -> float:
    """Rents that sharing costs a firm: margin given up on its users, and the lead that rivals close over the horizon.

    The second is the worth of a lead times the part of it that is disclosed and would not have leaked anyway: strong
    intellectual property makes hoarding pay. Where firms set prices, nobody pays for weights that all may serve. What
    leaks is what leaks of everybody, and what staff and distillation took of this firm last quarter (``leaking``).
    """
    if p.market.form == MarketForm.PRICES:
        margin = me.rent * (gives.weights - hoards.weights)
    else:
        margin = society.market * me.users * (hoards.capture - gives.capture)
    ahead = max(0.0, me.capability - me.rival) if me.rival > NOTHING_SEEN else 0.0
    lead = ahead * (gives.disclosure - hoards.disclosure)
    leak = min(1.0, leak_rate(society.protection, society.standard, p) + me.leaking)
    lead *= kept_secret(leak, p.choice.horizon)
    rents = worth_of_lead(me, hoards.capture, society.market, p)
    return margin + rents * lead * buildup(p.world.discount, p.choice.horizon)


@rule
def complement_gained(
    me: ActorRecord, hoards: TierRecord, gives: TierRecord, society: SocietyRecord, p: Parameters
) -> float:
    """What sharing brings a firm: wider appeal, and its part of what the community, as it is or may grow, is worth.

    Where firms set prices: its part of what would be spent beside its model, less upkeep of the community.
    """
    if p.market.form == MarketForm.PRICES:
        upkeep = p.community.upkeep * society.community * me.outlay if p.community.on else 0.0
        return me.beside * (gives.weights - hoards.weights) - upkeep
    gain = swing(me, gives.capture, society.market, p) * (lure(gives, me.denied) - lure(hoards, me.denied))
    if p.community.on:
        hoped = min(1.0, society.community + p.community.settlers * p.choice.horizon)
        part = gives.disclosure / max(society.openness, gives.disclosure, LEAST_OPENNESS)
        gain += me.complement * society.market * hoped * part - p.community.upkeep * society.community * me.outlay
    return gain


@rule
def appraise(me: ActorRecord, hoards: TierRecord, gives: TierRecord, society: SocietyRecord, p: Parameters) -> float:
    """Gain from sharing over hoarding, billion dollars a quarter: complements and reach less rents (Teece 1986).

    A lab counts the prestige of what it publishes; a nation how far it trails, or leads, its best foreign rival.
    """
    opened = gives.disclosure - hoards.disclosure
    if aim_of(me) == Aim.PROFIT:
        return complement_gained(me, hoards, gives, society, p) - rent_lost(me, hoards, gives, society, p)
    if aim_of(me) == Aim.PRESTIGE:
        return p.payoff.prestige * opened * me.researched
    if aim_of(me) == Aim.SECURITY:
        return p.payoff.security * opened * (me.foreign - me.capability) if me.foreign > NOTHING_SEEN else 0.0
    return nan


ensure_branches(Aim, payoff)
ensure_branches(Aim, worth_of_lead)
ensure_branches(Aim, appraise)
