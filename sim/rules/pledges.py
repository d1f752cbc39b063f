"""Promises of care, openness or restraint: kept when breaking them gains less than being found out costs.

Who has promised several things chooses what costs least in all: the research or rents that a level costs, and the
sanctions to be expected for every promise that it breaks. Sources: Han et al. 2021; Bova et al. 2024 (frameworks);
Axelrod & Keohane 1985 (treaties).
"""

from sim.compile import phase, rule
from sim.noise import Noise, Purpose, uniform
from sim.rules.common import quarters_worth
from sim.rules.objectives import appraise, worth_of_lead, worth_of_standing
from sim.scenario.schema.enums import Strategy, Tier
from sim.scenario.schema.kinds import PolicyKind
from sim.scenario.schema.roles import UNCAPPED
from sim.world import ActorRecord, Parameters, Row, World


@rule
def expected_sanction(
    me: ActorRecord, chance: float, penalty: float, capture: float, market: float, p: Parameters
) -> float:
    """What a breach is expected to cost: chance*(penalty*outlay + users lost with the reputation), billion dollars.

    The reputation lost is trust.loss*broken*reputation, and takes the choice horizon to come back; it is more where the
    scar leaves less than that, reputation - (1-scar)*(1-depth).
    """
    disgrace = 0.0
    if p.trust.on:
        left = (1.0 - me.scar) * (1.0 - p.trust.depth)
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


@rule
def is_party(row: Row, kind: int, i: int) -> bool:
    """Whether actor i has promised something by a row that is in force."""
    return row.kind == kind and row.force > 0.0 and row.first <= i < row.last


@rule
def floor_of(row: Row) -> float:
    """Care that a framework asks for now."""
    return row.force * row.floor


@phase
def sanctions(w: World, i: int, kind: int, care: float, effort: float, tier: int) -> float:
    """Sanctions to be expected for all promises of a kind that a choice of care, effort or tier breaks."""
    me, society, p = w.actors[i], w.society[0], w.parameters[0]
    capture, total = w.tiers[me.released_tier].capture, 0.0
    for k in range(society.promises):  # records of promises stand before all others
        row = w.policies[k]
        if is_party(row, kind, i):
            if kind == PolicyKind.ETHICS_FRAMEWORK:
                broken, chance = floor_of(row) > care, row.audit
            else:
                broken, chance = row.effort < effort or row.tier > tier, row.force * row.inspection
            if broken:
                total += expected_sanction(me, chance, row.penalty, capture, society.market, p)
    return total


@phase
def keep_care(w: World, i: int) -> None:
    """Care of a signatory: its own, or that of a framework, whichever costs least."""
    me, duty, society, p = w.actors[i], w.duties[i], w.society[0], w.parameters[0]
    own, capture = me.safety, w.tiers[me.released_tier].capture
    best, least = own, sanctions(w, i, PolicyKind.ETHICS_FRAMEWORK, own, 0.0, Tier.OPEN)
    for k in range(society.promises):
        row = w.policies[k]
        if is_party(row, PolicyKind.ETHICS_FRAMEWORK, i) and floor_of(row) > own:
            slowed = slowed_by_care(own, floor_of(row), p.research.drag, society.catalogue)
            cost = temptation(me, slowed, capture, society.market, p)
            cost += sanctions(w, i, PolicyKind.ETHICS_FRAMEWORK, floor_of(row), 0.0, Tier.OPEN)
            if cost < least or (cost == least and floor_of(row) > best):
                best, least = floor_of(row), cost
    me.safety = best
    duty.care = slowed_by_care(own, best, p.research.drag, society.catalogue)


@phase
def keep_effort(w: World, i: int) -> None:
    """Effort of a party to a pause: its own, or what a treaty allows, whichever costs least."""
    me, duty, society, p = w.actors[i], w.duties[i], w.society[0], w.parameters[0]
    own, capture = me.effort, w.tiers[me.released_tier].capture
    best, least = own, sanctions(w, i, PolicyKind.TREATY, 1.0, own, Tier.OPEN)
    for k in range(society.promises):
        row = w.policies[k]
        if is_party(row, PolicyKind.TREATY, i) and row.effort < own:
            cost = temptation(me, slowed_by_restraint(own, row.effort, p.research.returns), capture, society.market, p)
            cost += sanctions(w, i, PolicyKind.TREATY, 1.0, row.effort, Tier.OPEN)
            if cost < least or (cost == least and row.effort < best):
                best, least = row.effort, cost
    me.effort = best
    duty.effort = slowed_by_restraint(own, best, p.research.returns)


@phase
def keep_tier(w: World, i: int) -> None:
    """Tier of a party to a pledge of openness: its own, or one pledged, whichever costs least.

    An actor that decides in Python answers for its own choice.
    """
    me, duty, tiers, society, p = w.actors[i], w.duties[i], w.tiers, w.society[0], w.parameters[0]
    own = me.choice
    best, least = own, sanctions(w, i, PolicyKind.TREATY, 1.0, 0.0, own)
    for k in range(society.promises):
        row = w.policies[k]
        if is_party(row, PolicyKind.TREATY, i) and row.tier > own and me.strategy != Strategy.PYTHON:
            cost = max(0.0, -appraise(me, tiers[own], tiers[row.tier], society, p))
            cost += sanctions(w, i, PolicyKind.TREATY, 1.0, 0.0, row.tier)
            if cost < least or (cost == least and row.tier > best):
                best, least = row.tier, cost
    me.choice = best
    duty.openness = tiers[best].disclosure - tiers[own].disclosure if best > own else 0.0


@phase
def check_promises(w: World, noise: Noise, t: int) -> None:
    """Audits and inspections: who is found in breach pays, and all hear of it.

    A promise that is checked and kept earns trust by what it cost to keep: an empty one earns none (Spence 1973).
    """
    actors, society = w.actors, w.society[0]
    society.breaches = 0
    for i in range(actors.size):
        me, duty = actors[i], w.duties[i]
        duty.fine = duty.word = 0.0
        duty.broken = 0
        if not me.alive or duty.promised == 0:
            continue
        caught, kept = False, 0.0
        for k in range(society.promises):
            row = w.policies[k]
            if is_party(row, PolicyKind.ETHICS_FRAMEWORK, i):
                broken = floor_of(row) > me.safety
                checked = uniform(noise, Purpose.AUDIT, me.key, t) < row.audit
                cost = duty.care
            elif is_party(row, PolicyKind.TREATY, i):
                broken = row.effort < me.effort or row.tier > me.choice
                checked = uniform(noise, Purpose.INSPECTION, me.key, t) < row.force * row.inspection
                cost = max(
                    duty.openness if row.tier > Tier.CLOSED else 0.0, duty.effort if row.effort < UNCAPPED else 0.0
                )
            else:
                continue
            duty.broken += 1 if broken else 0
            if checked and broken:
                duty.fine += row.penalty * me.outlay
                caught = True
            elif checked:
                kept = max(kept, cost)
        duty.word = -1.0 if caught else kept
        society.breaches += duty.broken
