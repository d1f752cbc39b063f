"""Phase 1: dated policies and shocks set the levers that the other rules read."""

from sim.compile import phase, rule
from sim.world import NOBODY, POLICY_KINDS, Record, World

PIVOT, LICENCE, CONTROL, SUBSIDY, SHOCK, BREAKTHROUGH, LEAK, INCIDENT, OUTAGE = range(len(POLICY_KINDS))


@rule
def strength(row: Record, t: int) -> float:
    """How far a dated row is in force: 0 before its start and from its end, (t-start+1)/ramp while it rises, else 1."""
    if t < row.start or t >= row.end:
        return 0.0
    if row.ramp == 0:
        return 1.0
    return min(1.0, (t - row.start + 1) / row.ramp)


@phase
def release_levers(w: World) -> None:
    """Everything as it is without any policy."""
    actors, blocs, control = w.actors, w.blocs, w.control
    for i in range(actors.size):
        me = actors[i]
        me.ordered = me.host = NOBODY
        me.governance = me.own_governance
        me.fee_threshold = 1.0
        me.subsidy = me.fee = me.outage = me.forced_incident = 0.0
    control[:] = 0.0
    for k in range(blocs.size):
        blocs[k].restriction = 0.0
        blocs[k].shock = 1.0


@phase
def govern(w: World, t: int) -> None:
    """Apply every row that is in force in quarter t, in order of start."""
    actors, policies = w.actors, w.policies
    release_levers(w)
    for k in range(policies.size):
        row = policies[k]
        force = strength(row, t)
        if force > 0.0:
            apply_between_blocs(w, row, force)
            for i in range(row.first, row.last):
                if actors[i].alive:
                    apply_to_actor(actors[i], row, force)
                    if t == row.start:
                        apply_once(w, row, i)


@phase
def apply_between_blocs(w: World, row: Record, force: float) -> None:
    """Export controls add up as independent barriers, 1 - prod(1 - strength); shocks multiply."""
    blocs, control = w.blocs, w.control
    if row.kind == CONTROL:
        kept = (1.0 - control[row.from_bloc, row.to_bloc]) * (1.0 - force * row.amount)
        control[row.from_bloc, row.to_bloc] = 1.0 - kept
        target = blocs[row.to_bloc]
        target.restriction = 1.0 - (1.0 - target.restriction) * (1.0 - force * row.second_amount)
    elif row.kind == SHOCK:
        for bloc in range(blocs.size):
            if row.to_bloc == NOBODY or row.to_bloc == bloc:
                blocs[bloc].shock *= 1.0 + force * (row.amount - 1.0)


@rule
def apply_to_actor(me: Record, row: Record, force: float) -> None:
    """Rows that last: commitment to a tier, licence, subsidy, outage."""
    if row.kind == PIVOT:
        me.ordered = row.tier
        me.governance += force * (row.amount - me.governance)
    elif row.kind == LICENCE:
        me.ordered = row.tier
        me.fee = force * row.amount
        me.fee_threshold = row.second_amount
        me.host = row.host
    elif row.kind == SUBSIDY:
        me.subsidy += force * row.amount
    elif row.kind == OUTAGE:
        me.outage = max(me.outage, force * row.amount)


@phase
def apply_once(w: World, row: Record, i: int) -> None:
    """Rows that act in their first quarter alone: breakthrough, leak, incident."""
    actors, fields, domains = w.actors, w.fields, w.domains
    if row.kind == INCIDENT:
        actors[i].forced_incident += row.amount
    for d in range(domains.size):
        mine, domain = fields[i, d], domains[d]
        if row.kind == BREAKTHROUGH and mine.focus > 0.0:
            mine.know_how += row.amount
        elif row.kind == LEAK:
            domain.public += row.amount * max(0.0, mine.know_how - domain.public)
