"""Promises of care, openness or restraint: kept when breaking them gains less than being found out costs."""

from sim.compile import phase, rule
from sim.noise import Noise
from sim.rules.common import quarters_worth
from sim.rules.levers import NO_CAP
from sim.rules.strategies.appraisal import appraise, worth_of_lead, worth_of_standing
from sim.scenario.enums import Tier
from sim.world import NOBODY, Record, World


@rule
def expected_sanction(me: Record, chance: float, penalty: float, capture: float, market: float, p: Record) -> float:
    """What a breach is expected to cost: chance*(penalty*outlay + users lost with the reputation), billion dollars.

    The reputation lost is trust.loss*broken*reputation, and takes the choice horizon to come back.
    """
    disgrace = p.trust.loss * p.pledges.broken * me.reputation if p.trust.on else 0.0
    lost = disgrace * worth_of_standing(me, capture, market, p) * quarters_worth(p.world.discount, p.choice.horizon)
    return chance * (penalty * me.outlay + lost)


@rule
def temptation(me: Record, slowed: float, capture: float, market: float, p: Record) -> float:
    """What breaking a promise gains: the research of a quarter that keeping it would cost, OOM, over the horizon."""
    worth = worth_of_lead(me, capture, market, p) * quarters_worth(p.world.discount, p.choice.horizon)
    return worth * slowed * me.researched


@rule
def slowed_by_care(care: float, floor: float, drag: float, catalogue: float) -> float:
    """Share of research lost by care at the floor instead of less: 1 - ((1-floor)/(1-care))^(drag*(1-S))."""
    if care >= floor:
        return 0.0
    return 1.0 - ((1.0 - floor) / (1.0 - care)) ** (drag * (1.0 - catalogue))


@rule
def slowed_by_restraint(effort: float, cap: float, returns: float) -> float:
    """Share of research lost by holding effort at the cap: 1 - (cap/effort)^returns."""
    return 1.0 - (cap / effort) ** returns if effort > cap else 0.0


@rule
def promised_care(care: float, me: Record, duty: Record, capture: float, c: Record, p: Record) -> float:
    """Care of a signatory: at least the floor, unless a breach pays (Han et al. 2021; Bova et al. 2024)."""
    if care >= duty.floor:
        return care
    gain = temptation(me, slowed_by_care(care, duty.floor, p.research.drag, c.catalogue), capture, c.market, p)
    if gain <= expected_sanction(me, duty.audit, duty.penalty, capture, c.market, p):
        return duty.floor
    duty.broke_floor = 1
    return care


@rule
def promised_effort(effort: float, me: Record, duty: Record, capture: float, c: Record, p: Record) -> float:
    """Effort of a party to a pause: at most the cap, unless reneging pays (Axelrod & Keohane 1985)."""
    if effort <= duty.cap:
        return effort
    gain = temptation(me, slowed_by_restraint(effort, duty.cap, p.research.returns), capture, c.market, p)
    if gain <= expected_sanction(me, duty.inspection, duty.sanction, capture, c.market, p):
        return duty.cap
    duty.broke_treaty = 1
    return effort


@phase
def promised_tier(w: World, i: int) -> None:
    """A party to a pledge of openness shares at least so much, unless hoarding gains more than the sanction."""
    me, duty, tiers, c, p = w.actors[i], w.duties[i], w.tiers, w.commons[0], w.parameters[0]
    if duty.tier == NOBODY or me.choice >= duty.tier:
        return
    hoards, gives = tiers[me.choice], tiers[duty.tier]
    gain = -appraise(me, hoards, gives, c, p)
    if gain <= expected_sanction(me, duty.inspection, duty.sanction, hoards.capture, c.market, p):
        me.choice = duty.tier
    else:
        duty.broke_treaty = 1


@phase
def check_promises(w: World, noise: Noise, t: int) -> None:
    """Audits and inspections: who is found in breach pays, and all hear of it, as of a promise found kept."""
    actors, c, now = w.actors, w.commons[0], t - noise.first
    c.breaches = 0
    for i in range(actors.size):
        me, duty = actors[i], w.duties[i]
        duty.fine, duty.word = 0.0, 0
        asks = duty.tier > Tier.CLOSED or duty.cap < NO_CAP
        if not me.alive or not (asks or duty.floor > 0.0):
            continue
        c.breaches += duty.broke_floor + duty.broke_treaty
        if duty.floor > 0.0 and noise.audit[i, now] < duty.audit:
            duty.word = -1 if duty.broke_floor == 1 else 1
            duty.fine += duty.penalty * me.outlay * duty.broke_floor
        if asks and noise.inspection[i, now] < duty.inspection:
            duty.word = -1 if duty.broke_treaty == 1 or duty.word < 0 else 1
            duty.fine += duty.sanction * me.outlay * duty.broke_treaty
        duty.broke_floor = duty.broke_treaty = 0
