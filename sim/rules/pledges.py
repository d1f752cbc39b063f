"""Promises and duties of care, openness or restraint: kept when breaking them gains less than being found out costs.

Who has promised several things chooses what costs least in all: the research or rents that a level costs, and the
sanctions to be expected for every promise that it breaks. What the law asks is weighed in the same way, by who never
promised it. Sources: Han et al. 2021; Bova et al. 2024 (frameworks); Axelrod & Keohane 1985 (treaties); Becker 1968
(fines).
"""

from sim.compile import phase, rule
from sim.noise import Noise, Purpose, uniform
from sim.rules.common import quarters_worth, stream_worth
from sim.rules.duties import breaks, care_asked, checked, effort_allowed, hold, looked_at
from sim.rules.objectives import appraise, worth_of_lead, worth_of_standing
from sim.scenario.schema.enums import Strategy, Tier
from sim.scenario.schema.kinds import PolicyKind
from sim.scenario.schema.roles import UNCAPPED
from sim.world import BOUND, NOBODY, ActorRecord, DutyRecord, Parameters, Row, World


@rule
def expected_sanction(
    me: ActorRecord, chance: float, penalty: float, promise: bool, capture: float, market: float, p: Parameters
) -> float:
    """What a breach is expected to cost: chance*(penalty*outlay + users lost with the reputation), billion dollars.

    The reputation lost is trust.loss*broken*reputation, and takes the choice horizon to come back; it is more where the
    scar of a broken promise leaves less than that, reputation - (1-scar)*(1-depth).
    """
    disgrace = 0.0
    if p.trust.on:
        left = (1.0 - me.scar) * (1.0 - (p.trust.depth if promise else 0.0))
        disgrace = max(p.trust.loss * p.pledges.broken * me.reputation, me.reputation - left)
    lost = disgrace * worth_of_standing(me, capture, market, p) * quarters_worth(p.world.discount, p.choice.horizon)
    return chance * (penalty * me.outlay + lost)


@rule
def temptation(me: ActorRecord, slowed: float, capture: float, market: float, p: Parameters) -> float:
    """What breaking a promise gains: the research of a quarter that keeping it would cost, OOM, over the horizon."""
    worth = worth_of_lead(me, capture, market, p) * quarters_worth(p.world.discount, p.choice.horizon)
    return worth * slowed * me.researched


@rule
def slowed_by_care(care: float, level: float, drag: float, catalogue: float) -> float:
    """Share of research lost by a level of care above one's own: 1 - ((1-level)/(1-care))^(drag*(1-S))."""
    return 1.0 - ((1.0 - level) / (1.0 - care)) ** (drag * (1.0 - catalogue)) if care < level else 0.0


@rule
def slowed_by_restraint(effort: float, level: float, returns: float) -> float:
    """Share of research lost by holding effort at a level: 1 - (level/effort)^returns."""
    return 1.0 - (level / effort) ** returns if effort > level else 0.0


@phase
def held(w: World, i: int, k: int) -> float:
    """How far record k of the rows binds actor i."""
    return hold(w.actors, w.blocs, w.policies[k], i, w.duties[i].deal == k)


@phase
def sanctions(w: World, i: int, care: float, effort: float, tier: int) -> float:
    """Sanctions to be expected for all that a choice of care, effort or tier breaks.

    Who breaks its restraint also stands to lose what the leader shows it, over the choice horizon.
    """
    me, duty, society, p = w.actors[i], w.duties[i], w.society[0], w.parameters[0]
    capture, total = w.tiers[me.released_tier].capture, 0.0
    for k in range(society.promises):  # records of promises stand before all others
        row, bound = w.policies[k], held(w, i, k)
        if bound > 0.0 and breaks(row, care, effort, tier):
            chance = looked_at(checked(row), bound * row.penalty, p.pledges)
            penalty = bound * row.penalty
            total += expected_sanction(me, chance, penalty, is_word(row), capture, society.market, p)
            if row.kind == PolicyKind.RESTRAINT:
                total += chance * bargain_worth(me, duty.bargain, capture, society.market, p)
    return total


@rule
def bargain_worth(me: ActorRecord, bargain: float, capture: float, market: float, p: Parameters) -> float:
    """Worth of what a leader shows a laggard in each quarter of the choice horizon, to its end, billion dollars."""
    return worth_of_lead(me, capture, market, p) * stream_worth(p.world.discount, p.choice.horizon) * bargain


@phase
def keep_care(w: World, i: int) -> None:
    """Care of who is bound: its own, or what is asked, whichever costs least.

    Tier and effort are chosen by now: a row that they break is broken, whatever the care.
    """
    me, duty, society, p = w.actors[i], w.duties[i], w.society[0], w.parameters[0]
    own, capture = me.safety, w.tiers[me.released_tier].capture
    best, least = own, sanctions(w, i, own, me.effort, me.choice)
    for k in range(society.promises):
        asked = care_asked(w.policies[k])
        if asked > own and held(w, i, k) > 0.0:
            slowed = slowed_by_care(own, asked, p.research.drag, society.catalogue)
            cost = temptation(me, slowed, capture, society.market, p)
            cost += sanctions(w, i, asked, me.effort, me.choice)
            if cost < least or (cost == least and asked > best):
                best, least = asked, cost
    me.safety = best
    duty.care = slowed_by_care(own, best, p.research.drag, society.catalogue)


@phase
def keep_effort(w: World, i: int) -> None:
    """Effort of who is bound to a pause: its own, or what is allowed, whichever costs least; the tier is chosen."""
    me, duty, society, p = w.actors[i], w.duties[i], w.society[0], w.parameters[0]
    own, capture = me.effort, w.tiers[me.released_tier].capture
    best, least = own, sanctions(w, i, 1.0, own, me.choice)
    for k in range(society.promises):
        allowed = effort_allowed(w.policies[k])
        if allowed < own and held(w, i, k) > 0.0:
            cost = temptation(me, slowed_by_restraint(own, allowed, p.research.returns), capture, society.market, p)
            cost += sanctions(w, i, 1.0, allowed, me.choice)
            if cost < least or (cost == least and allowed < best):
                best, least = allowed, cost
    me.effort = best
    duty.effort = slowed_by_restraint(own, best, p.research.returns)


@phase
def keep_tier(w: World, i: int) -> None:
    """Tier of who is bound to openness: its own, or one asked, whichever costs least.

    An actor that decides in Python answers for its own choice, and so does who decides for one; of the latter it is
    counted what the tier discloses beyond that at which the actor hoards.
    """
    me, duty, tiers, society, p = w.actors[i], w.duties[i], w.tiers, w.society[0], w.parameters[0]
    own, is_told = me.choice, duty.told_tier != NOBODY
    is_led = me.strategy != Strategy.PYTHON and not is_told
    best, least = own, sanctions(w, i, 1.0, 0.0, own)
    for k in range(society.promises):
        row = w.policies[k]
        if row.tier > own and is_led and held(w, i, k) > 0.0:
            cost = max(0.0, -appraise(me, tiers[own], tiers[row.tier], society, p))
            cost += sanctions(w, i, 1.0, 0.0, row.tier)
            if cost < least or (cost == least and row.tier > best):
                best, least = row.tier, cost
    me.choice = best
    without = me.hoards_as if is_told else own
    duty.openness = tiers[best].disclosure - tiers[without].disclosure if best > without else 0.0


@rule
def is_word(row: Row) -> bool:
    """Whether a row binds by a promise; duties, and treaties that a state enforces on its firms, bind by law."""
    return row.kind != PolicyKind.DUTY and row.role != BOUND


@rule
def given_up(row: Row, duty: DutyRecord) -> float:
    """What keeping a promise cost, as a share; obeying the law tells nothing of one's word."""
    if not is_word(row):
        return 0.0
    if row.kind == PolicyKind.ETHICS_FRAMEWORK:
        return duty.care
    cost = duty.openness if row.tier > Tier.CLOSED else 0.0
    cost = max(cost, duty.effort if effort_allowed(row) < UNCAPPED else 0.0)
    return max(cost, duty.care if care_asked(row) > 0.0 else 0.0)


@rule
def draw_of_check(row: Row, noise: Noise, key: int, t: int) -> float:
    """The draw below whose chance somebody looks whether a row is kept, in [0,1)."""
    if row.kind == PolicyKind.ETHICS_FRAMEWORK:
        return uniform(noise, Purpose.AUDIT, key, t)
    if row.kind == PolicyKind.DUTY:
        return uniform(noise, Purpose.LAW, key, t)
    return uniform(noise, Purpose.INSPECTION, key, t)


@phase
def check_promises(w: World, noise: Noise, t: int) -> None:
    """Audits and inspections: who is found in breach pays, and all hear of it; a leader shows it nothing any more.

    A promise that is checked and kept earns trust by what it cost to keep: an empty one earns none (Spence 1973). Of a
    fine for what only a reward has brought to light, ``bounty`` goes to who looked.
    """
    actors, society, p = w.actors, w.society[0], w.parameters[0].pledges
    society.breaches = 0
    for i in range(actors.size):
        me, duty = actors[i], w.duties[i]
        duty.fine = duty.reward = duty.word = 0.0
        duty.broken = duty.convicted = 0
        if not me.alive or duty.promised == 0:
            continue
        lied, ended, kept = False, False, 0.0
        for k in range(society.promises):
            row, bound = w.policies[k], held(w, i, k)
            if bound == 0.0:
                continue
            broken = breaks(row, me.safety, me.effort, me.choice)
            draw, chance = draw_of_check(row, noise, me.key, t), checked(row)
            looked = draw < looked_at(chance, bound * row.penalty, p)
            duty.broken += 1 if broken else 0
            if looked and broken:
                fine = bound * row.penalty * me.outlay
                duty.fine += fine
                duty.reward += p.bounty * fine if draw >= chance else 0.0
                ended = ended or row.kind == PolicyKind.RESTRAINT
                lied = lied or is_word(row)
                duty.convicted = 1
            elif looked:
                kept = max(kept, given_up(row, duty))
        if ended:
            duty.barred = 1
            duty.deal = duty.leader = NOBODY
            duty.shown = 0.0
        duty.word = -1.0 if lied else kept
        society.breaches += duty.broken
