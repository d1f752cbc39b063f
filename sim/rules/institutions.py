"""Phase 7, between market and books: what the money of institutions does."""

from sim.compile import phase, rule
from sim.rules.clubs import keep_catalogue
from sim.rules.common import afforded
from sim.rules.flaws import readers
from sim.scenario.schema.enums import Tier
from sim.scenario.schema.kinds import PolicyKind
from sim.world import Row, World


@phase
def run_institutions(w: World) -> None:
    """Pay for the safety catalogue, shared stacks and grants out of this quarter's outlays."""
    actors, society = w.actors, w.society[0]
    society.projects = 0
    if w.policies.size == 0:
        return
    total, living = 0.0, 0
    for i in range(actors.size):
        duty = w.duties[i]
        duty.granted, duty.grant, duty.offer = duty.grant, 0.0, 0.0  # this quarter's outlay holds the last grant
        if actors[i].alive:
            total += actors[i].outlay
            living += 1
    keep_catalogue(w, total)
    decay_stacks(w)
    for k in range(w.policies.size):
        row = w.policies[k]
        if row.lead == 1 and row.force > 0.0:
            if row.kind == PolicyKind.FOUNDATION:
                keep_stack(w, row, total)
            elif row.kind == PolicyKind.GRANTS:
                give_grants(w, row, total / max(1, living))


@phase
def collected(w: World, row: Row, role: int, share: float) -> float:
    """What those with a role in a row pay, billion dollars: force*share of their outlay, as far as it covers that."""
    total = 0.0
    for k in range(w.policies.size):
        party = w.policies[k]
        if party.row == row.row and party.role == role:
            for i in range(party.first, party.last):
                if w.actors[i].alive:
                    total += row.force * share * w.actors[i].outlay * afforded(w.duties[i])
    return total


@phase
def takers(w: World, row: Row, publishing: bool) -> int:
    """How many of those whom a row serves are there; for grants, how many of them publish weights and methods."""
    count = 0
    for k in range(w.policies.size):
        party = w.policies[k]
        if party.row == row.row and party.role == 0:
            for i in range(party.first, party.last):
                if w.actors[i].alive and (not publishing or w.actors[i].tier == Tier.OPEN):
                    count += 1
    return count


@rule
def kept_up(stack: float, money: float, building: float) -> float:
    """Stack after contributions: Q' = Q + building*m*(1-Q), m = share of all outlay that goes there."""
    return stack + min(1.0, building * money) * (1.0 - stack)


@phase
def decay_stacks(w: World) -> None:
    """Stacks rot, Q' = Q*(1 - rot), and readers find flaws in them, F_s' = F_s*(1 - rate*v)."""
    society, p = w.society[0], w.parameters[0]
    for d in range(w.domains.size):
        w.domains[d].stack *= 1.0 - p.stack.rot
    if p.eyes.on:
        society.stack_flaws *= 1.0 - min(1.0, p.eyes.rate * readers(society.community / p.eyes.crowd))


@phase
def keep_stack(w: World, row: Row, total: float) -> None:
    """Contributions are divided among the domains served, and bring flaws of their givers, mixing*(F - F_s)."""
    actors, domains, society, p = w.actors, w.domains, w.society[0], w.parameters[0].stack
    money, served, flaws, givers = collected(w, row, 0, row.upkeep), 0, 0.0, 0
    if money <= 0.0 or total <= 0.0:
        return
    for d in range(domains.size):
        served += (row.domains >> d) & 1
    for d in range(domains.size):
        if (row.domains >> d) & 1:
            domains[d].stack = kept_up(domains[d].stack, money / (total * served), p.building)
    for k in range(w.policies.size):
        party = w.policies[k]
        if party.row == row.row:
            for i in range(party.first, party.last):
                if actors[i].alive:
                    flaws += actors[i].flaws
                    givers += 1
    society.stack_flaws += p.mixing * (flaws / givers - society.stack_flaws)


@rule
def started(own: float, grant: float, least: float) -> int:
    """1 when a grant starts a project: own money does not reach the least that one takes, with the grant it does."""
    return 1 if own < least <= own + grant else 0


@phase
def give_grants(w: World, row: Row, mean: float) -> None:
    """A share of course fees is divided among who publishes; where own money would have done, part of it is replaced.

    All who might have a grant learn what it would be.
    """
    actors, society, p = w.actors, w.society[0], w.parameters[0].academy
    pot = collected(w, row, 1, row.revenue * row.share)
    publishing, least = takers(w, row, True), p.project * mean
    for k in range(w.policies.size):
        party = w.policies[k]
        if party.row == row.row and party.role == 0:
            for i in range(party.first, party.last):
                me, duty = actors[i], w.duties[i]
                publishes = me.tier == Tier.OPEN
                grant = pot / max(1, publishing + (0 if publishes else 1))
                duty.offer += grant
                if me.alive and publishes:
                    own = me.outlay - duty.granted
                    society.projects += started(own, grant, least)
                    duty.grant += grant if own < least else (1.0 - p.crowding) * grant
