"""What each kind of dated row does to the levers; phase 1 calls it with the strength of the row."""

from sim.compile import phase, rule
from sim.rules.common import kappa_of, literacy_of, passing
from sim.scenario.enums import Tier
from sim.world import NEVER, NOBODY, POLICY_KINDS, Record, World

(
    PIVOT,
    LICENCE,
    CONTROL,
    SUBSIDY,
    SHOCK,
    BREAKTHROUGH,
    LEAK,
    INCIDENT,
    OUTAGE,
    ALLIANCE,
    PARTNERSHIP,
    GRANTS,
    TRAINING,
    EXCHANGE,
    FOUNDATION,
    STANDARDS,
    DATA,
    ALIGNMENT,
    PROPERTY,
    FRAMEWORK,
    GOVERNANCE,
    TOOLS,
    DISCIPLINES,
    INITIATIVE,
    EDUCATION,
    TREATY,
    RETALIATION,
    PUBLIC_COMPUTE,
    REGULATION,
) = range(len(POLICY_KINDS))
NO_CAP = 1e300


@phase
def at_rest(w: World) -> None:
    """Everything as it is without any row."""
    actors, blocs, clubs, domains, c, p = w.actors, w.blocs, w.clubs, w.domains, w.commons[0], w.parameters[0]
    for i in range(actors.size):
        me, duty = actors[i], w.duties[i]
        me.ordered, me.host = NOBODY, duty.hosted
        me.governance = me.own_governance
        me.fee_threshold = 1.0
        me.subsidy = me.fee = me.outage = me.forced_incident = 0.0
        relieve(duty)
    w.control[:] = 0.0
    w.contact[:] = 0.0
    for k in range(blocs.size):
        blocs[k].restriction = 0.0
        blocs[k].shock = 1.0
    for k in range(clubs.size):
        clubs[k].force = 0.0
    for d in range(domains.size):
        domains[d].covered = 0.0
    c.interoperability, c.literacy = kappa_of(p.community), literacy_of(p.literacy)
    c.protection, c.tightening = p.spillover.protection, p.incidents.tightening
    c.standard = c.alignment = c.pool = 0.0


@phase
def draw_borders(w: World) -> None:
    """What gets across each border, from friction, export controls and visits."""
    border, control, contact, p = w.border, w.control, w.contact, w.parameters[0].friction
    for one in range(w.blocs.size):
        for other in range(w.blocs.size):
            border[one, other] = passing(p, one == other, control[one, other], contact[one, other])


@rule
def relieve(duty: Record) -> None:
    """Nothing is asked of an actor, nothing given; its host stays."""
    duty.tier = NOBODY
    duty.cap = NO_CAP
    duty.overhead = duty.floor = duty.audit = duty.penalty = duty.inspection = duty.sanction = 0.0
    duty.mission = duty.breadth = duty.data = duty.exposed = duty.tools = duty.training = duty.restricted = 0.0
    duty.fees = duty.granted = duty.pays_compute = duty.gets_compute = duty.contribution = 0.0


@rule
def raised(value: float, aim: float, force: float) -> float:
    """A lever on its way to an aim above it, value + force*[aim - value]+."""
    return value + force * max(0.0, aim - value)


@phase
def set_for_all(w: World, row: Record, force: float, t: int) -> None:
    """What a row does once, whoever takes part.

    Export controls add up as independent barriers, 1 - prod(1 - strength); shocks multiply.
    """
    blocs, control, contact, domains, c = w.blocs, w.control, w.contact, w.domains, w.commons[0]
    one, other = row.from_bloc, row.to_bloc
    if row.kind == CONTROL:
        control[one, other] = barrier(control[one, other], force * row.amount)
        blocs[other].restriction = barrier(blocs[other].restriction, force * row.second_amount)
    elif row.kind == RETALIATION:
        answer = force * control[other, one]
        control[one, other] = barrier(control[one, other], answer * row.amount)
        blocs[other].restriction = barrier(blocs[other].restriction, answer * row.second_amount)
    elif row.kind == SHOCK:
        for bloc in range(blocs.size):
            if other in (NOBODY, bloc):
                blocs[bloc].shock *= 1.0 + force * (row.amount - 1.0)
    elif row.kind == EXCHANGE:
        contact[one, other] = contact[other, one] = barrier(contact[one, other], force * row.amount)
    elif row.kind == FOUNDATION:
        for d in range(domains.size):
            if (row.domains >> d) & 1:
                domains[d].covered = max(domains[d].covered, force)
    elif row.kind == STANDARDS:
        c.interoperability = raised(c.interoperability, row.amount, force)
        c.standard = max(c.standard, force * row.amount)
    elif row.kind == ALIGNMENT:
        c.alignment = max(c.alignment, force * row.amount)
    elif row.kind == PROPERTY:
        c.protection += force * (row.amount - c.protection)
    elif row.kind == EDUCATION:
        c.literacy = raised(c.literacy, row.amount, force)
    elif row.kind == REGULATION:
        c.tightening += force * row.amount
    elif row.club != NOBODY:
        convene(w.clubs[row.club], row, force, t)


@rule
def barrier(standing: float, further: float) -> float:
    """Two independent barriers together, 1 - (1-a)(1-b)."""
    return 1.0 - (1.0 - standing) * (1.0 - further)


@rule
def convene(club: Record, row: Record, force: float, t: int) -> None:
    """A club in force, from its first quarter on."""
    club.force, club.host = force, row.host
    club.began = t if club.began == NEVER else club.began


@phase
def set_for_actor(w: World, row: Record, i: int, force: float, t: int) -> None:
    """What a row asks of an actor that takes part, or gives it, for as long as it lasts."""
    me, duty, p = w.actors[i], w.duties[i], w.parameters[0]
    if row.kind == PIVOT or row.kind == LICENCE:
        commit(me, duty, row, force)
        me.host = offered_on(w, row, me)
    elif row.kind == SUBSIDY:
        me.subsidy += force * row.amount * (1.0 if row.role == 0 else -1.0)
    elif row.kind == OUTAGE:
        me.outage = max(me.outage, force * row.amount)
    elif row.kind == PARTNERSHIP:
        join(w, i, row.club)
        if row.host != i:
            me.host = offered_on(w, row, me)
    elif row.kind == GRANTS:
        take_part_in_academy(me, duty, row, force)
    elif row.kind == EXCHANGE:
        if me.bloc == row.from_bloc or me.bloc == row.to_bloc:
            duty.overhead += force * row.second_amount
            meet(w, i, row.to_bloc if me.bloc == row.from_bloc else row.from_bloc, risen(row, force))
    elif row.kind == DATA:
        duty.data += force * row.amount * (1.0 - row.second_amount)
        duty.exposed = duty.data
        duty.overhead += force * row.amount * row.second_amount * p.pooling.protection
    elif row.kind == STANDARDS or row.kind == ALIGNMENT:
        # Talks are paid for while they last; what they lead to is free.
        duty.overhead += row.second_amount if t - row.began < row.lag else 0.0
    elif row.kind == FRAMEWORK or row.kind == TREATY:
        promise(duty, row, force)
    else:
        give_or_ask(me, duty, row, force)


@phase
def offered_on(w: World, row: Record, me: Record) -> int:
    """The host that a row names, as long as it is in business; else the host that the actor has."""
    return row.host if row.host != NOBODY and w.actors[row.host].alive else me.host


@rule
def commit(me: Record, duty: Record, row: Record, force: float) -> None:
    """A public commitment to a tier, or to a licence with its terms."""
    me.ordered = row.tier
    if row.kind == PIVOT:
        me.governance += force * (row.amount - me.governance)
    else:
        me.fee = force * row.amount
        me.fee_threshold = row.second_amount
        duty.restricted = force * row.third_amount


@rule
def take_part_in_academy(me: Record, duty: Record, row: Record, force: float) -> None:
    """Payers give a share of outlay, and are trained for what teaching leaves of it; recipients must publish."""
    if row.role == 1:
        duty.overhead += force * row.amount
        duty.fees += force * row.amount * row.second_amount
        duty.training += force * row.amount * (1.0 - row.second_amount)
    elif row.amount > 0.0 and row.second_amount > 0.0:
        duty.granted = force
        me.ordered = Tier.OPEN if me.ordered == NOBODY else me.ordered


@rule
def promise(duty: Record, row: Record, force: float) -> None:
    """Of several promises the one whose breach costs most binds; where that is equal, the one that asks most."""
    if row.kind == FRAMEWORK:
        duty.overhead += force * row.fourth_amount
        floor, bite, standing = force * row.amount, row.second_amount * row.third_amount, duty.audit * duty.penalty
        if bite > standing or (bite == standing and floor > duty.floor):
            duty.floor, duty.audit, duty.penalty = floor, row.second_amount, row.third_amount
    else:
        chance = force * row.second_amount
        bite, standing = chance * row.third_amount, duty.inspection * duty.sanction
        more = row.tier > duty.tier or row.amount < duty.cap
        if bite > standing or (bite == standing and more):
            duty.tier, duty.cap = row.tier, row.amount
            duty.inspection, duty.sanction = chance, row.third_amount


@rule
def give_or_ask(me: Record, duty: Record, row: Record, force: float) -> None:
    """Rows that move one lever of an actor, and cost it a share of outlay."""
    if row.kind == TRAINING:
        duty.training += force * row.amount
        duty.overhead += force * row.amount
    elif row.kind == FOUNDATION:
        duty.contribution += force * row.amount
        duty.overhead += force * row.amount
    elif row.kind == GOVERNANCE:
        me.governance = raised(me.governance, row.amount, force)
    elif row.kind == TOOLS:
        duty.tools = max(duty.tools, force * row.amount)
        duty.overhead += force * row.second_amount
    elif row.kind == DISCIPLINES:
        duty.breadth = max(duty.breadth, force * row.amount)
        duty.overhead += force * row.second_amount
    elif row.kind == INITIATIVE:
        duty.mission += force * row.amount
    elif row.kind == PUBLIC_COMPUTE:
        if row.role == 1:
            duty.pays_compute += force * row.amount
            duty.overhead += force * row.amount
        else:
            duty.gets_compute = max(duty.gets_compute, force)


@phase
def act_once(w: World, row: Record, i: int) -> None:
    """What a row does in its first quarter alone: breakthrough, leak, incident; an alliance takes in its founders."""
    actors, fields, domains = w.actors, w.fields, w.domains
    if row.kind == INCIDENT:
        actors[i].forced_incident += row.amount
    elif row.kind == ALLIANCE:
        join(w, i, row.club)
    for d in range(domains.size):
        mine, domain = fields[i, d], domains[d]
        if row.kind == BREAKTHROUGH and mine.focus > 0.0:
            mine.know_how += row.amount
        elif row.kind == LEAK:
            domain.public += row.amount * max(0.0, mine.know_how - domain.public)


@phase
def join(w: World, i: int, k: int) -> None:
    """Actor i belongs to club k."""
    if not (w.actors[i].clubs >> k) & 1:
        w.actors[i].clubs |= 1 << k
        w.clubs[k].members += 1


@rule
def risen(row: Record, force: float) -> float:
    """Part of what has not happened yet that a rising row brings about now, (f - f_before)/(1 - f_before)."""
    before = max(0.0, force - 1.0 / row.ramp) if row.ramp > 0 else 0.0
    return (force - before) / (1.0 - before)


@phase
def meet(w: World, i: int, bloc: int, part: float) -> None:
    """Open a part of the ties to a bloc that exchanges have laid for an actor and that are still closed; they stay."""
    actors, start, stop, target, trust = w.actors, w.start, w.stop, w.target, w.trust
    laid = 0
    for e in range(stop[i], start[i + 1]):
        if actors[target[e]].bloc == bloc:
            laid += 1
    opened = int(part * laid + 0.5)
    for e in range(stop[i], start[i + 1]):
        if opened > 0 and actors[target[e]].bloc == bloc:
            here = stop[i]
            target[e], target[here] = target[here], target[e]
            trust[e], trust[here] = trust[here], trust[e]
            stop[i] += 1
            opened -= 1
