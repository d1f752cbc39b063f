"""Who proposes what: an actor weighs its rents against complements and reputation before it commits itself."""

from sim.compile import phase, rule
from sim.rules.clubs import best_two, count_members, gain_of_membership
from sim.rules.objectives import appraise, worth_of_standing
from sim.scenario.schema.kinds import PolicyKind
from sim.world import Row, World


@rule
def reputation_gained(reputation: float, gain: float, quarters: int) -> float:
    """Rise of reputation by a pledge kept for T quarters, (1-r)*(1 - (1-gain)^T), from tau' = tau + gain*(1-tau)."""
    return (1.0 - reputation) * (1.0 - (1.0 - gain) ** quarters)


@phase
def gain_of_pledge(w: World, i: int) -> float:
    """What a public commitment to share is worth to an actor, billion dollars a quarter.

    Complements less rents (:func:`sim.rules.objectives.appraise`), and users drawn by the reputation that
    keeping one's word earns over the horizon.
    """
    me, tiers, society, p = w.actors[i], w.tiers, w.society[0], w.parameters[0]
    gives = tiers[me.shares_as]
    gain = appraise(me, tiers[me.hoards_as], gives, society, p)
    if p.trust.on:
        rise = reputation_gained(me.reputation, p.trust.gain * p.trust.pledge, p.choice.horizon)
        gain += rise * worth_of_standing(me, gives.capture, society.market, p)
    return gain


@phase
def proposes(w: World, row: Row) -> bool:
    """Whether a row's proposer, when it is there, gains by it.

    An alliance: by belonging to it, all founders being members. Controls and retaliation: by keeping know-how in. All
    else: by a public commitment to share.
    """
    i = row.proposer
    if not w.actors[i].alive:
        return False
    if row.kind == PolicyKind.ALLIANCE:
        return gain_of_founding(w, row) > 0.0
    gain = gain_of_pledge(w, i)
    return gain < 0.0 if row.kind == PolicyKind.EXPORT_CONTROL or row.kind == PolicyKind.RETALIATION else gain > 0.0


@phase
def gain_of_founding(w: World, row: Row) -> float:
    """The proposer's gain from the alliance of its founders, as if they had all joined already."""
    # Formulas read membership from records. As the club has not begun nobody belongs to it: its founders are put in,
    # and taken out again.
    actors, policies, bit = w.actors, w.policies, 1 << row.club
    for k in range(policies.size):
        if policies[k].club == row.club:
            for i in range(policies[k].first, policies[k].last):
                actors[i].clubs |= bit
    count_members(w, row.club)
    best, holder = best_two(w, row.club)
    gain = gain_of_membership(w, row.proposer, row.club, best, holder)
    for i in range(actors.size):
        actors[i].clubs &= ~bit
    w.clubs[row.club].members = w.clubs[row.club].labs = 0
    return gain
