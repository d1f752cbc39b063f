"""What each kind of dated row does to the levers; phase 1 calls it with the strength of the row."""

from sim.compile import ensure_branches, phase, rule
from sim.rules.common import believable, literacy_of, own_interoperability, passing, rise_of_public, stricter
from sim.rules.duties import burden, count_states, hold
from sim.scenario.schema.enums import GOVERNING
from sim.scenario.schema.kinds import PolicyKind
from sim.scenario.schema.roles import NO_CHANGE
from sim.world import NEVER, NOBODY, ActorRecord, ClubRecord, DutyRecord, Floats, Records, Row, World


@phase
def at_rest(w: World) -> None:
    """Everything as it is without any row."""
    actors, blocs, clubs, society, p = w.actors, w.blocs, w.clubs, w.society[0], w.parameters[0]
    for i in range(actors.size):
        me, duty = actors[i], w.duties[i]
        if duty.hosted != NOBODY and not actors[duty.hosted].alive:
            duty.hosted = NOBODY
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
    count_states(w)
    for k in range(clubs.size):
        clubs[k].force = 0.0
    society.interoperability, society.literacy = own_interoperability(p.community), literacy_of(p.literacy)
    society.protection, society.tightening = p.spillover.protection, p.incidents.tightening
    society.standard = society.alignment = society.pool = society.noncompete = 0.0


@phase
def draw_borders(w: World) -> None:
    """What gets across each border, from friction, export controls and visits; whom paid access does not reach.

    Controls deny it to users, and limits on its use turn further users away.
    """
    border, control, contact, p = w.border, w.control, w.contact, w.parameters[0]
    for one in range(w.blocs.size):
        for other in range(w.blocs.size):
            border[one, other] = passing(p.friction, one == other, control[one, other], contact[one, other])
    for i in range(w.actors.size):
        me, limits = w.actors[i], w.duties[i].limits
        me.denied = denied(control, me.bloc, p.market.denial)
        if limits > 0.0 and p.spillover.on:
            me.denied = barrier(me.denied, p.spillover.turned_away * limits)


@rule
def denied(control: Floats, home: int, denial: float) -> float:
    """Share of users whom paid access from a bloc does not reach: denial * mean over blocs of the stricter control.

    Users are divided evenly among blocs, as welfare is.

    Args:
        control: export control [from, to] in [0,1], shape (blocs, blocs).
        home: the maker's bloc.
        denial: share of users behind a full control who are denied.
    """
    total = 0.0
    for bloc in range(len(control)):
        if bloc != home:
            total += stricter(control[home, bloc], control[bloc, home])
    return denial * total / len(control)


@rule
def relieve(duty: DutyRecord) -> None:
    """Nothing is asked of an actor, nothing given; its host stays."""
    duty.since = NOBODY
    duty.promised = duty.funded = 0
    duty.overhead = duty.mission = duty.breadth = duty.data = duty.exposed = duty.tools = 0.0
    duty.training = duty.restricted = duty.limits = duty.division = 0.0
    duty.told_tier = NOBODY
    duty.told_effort = duty.told_care = NO_CHANGE
    duty.joins = duty.leaves = 0


@rule
def raised(value: float, aim: float, force: float) -> float:
    """A lever on its way to an aim above it, value + force*[aim - value]+."""
    return value + force * max(0.0, aim - value)


@phase
def set_for_all(w: World, row: Row, force: float, t: int) -> None:
    """What a row does once, whoever takes part.

    Export controls add up as independent barriers, 1 - prod(1 - strength); shocks multiply.
    """
    blocs, control, contact, society = w.blocs, w.control, w.contact, w.society[0]
    one, other = row.from_bloc, row.to_bloc
    if row.kind == PolicyKind.EXPORT_CONTROL:
        control[one, other] = barrier(control[one, other], force * row.strength)
        blocs[other].restriction = barrier(blocs[other].restriction, force * row.compute)
    elif row.kind == PolicyKind.RETALIATION:
        answer = force * control[other, one]
        control[one, other] = barrier(control[one, other], answer * row.strength)
        blocs[other].restriction = barrier(blocs[other].restriction, answer * row.compute)
    elif row.kind == PolicyKind.COMPUTE_SHOCK:
        for bloc in range(blocs.size):
            if row.bloc in (NOBODY, bloc):
                blocs[bloc].shock *= 1.0 + force * (row.factor - 1.0)
    elif row.kind == PolicyKind.EXCHANGE:
        contact[one, other] = contact[other, one] = barrier(contact[one, other], force * row.contact)
    elif row.kind == PolicyKind.STANDARDS:
        joined = force * participation(w, row)
        society.interoperability = raised(society.interoperability, row.interoperability, joined)
        society.standard = max(society.standard, joined * row.interoperability)
    elif row.kind == PolicyKind.REGULATORY_ALIGNMENT:
        society.alignment = max(society.alignment, force * participation(w, row) * row.alignment)
    elif row.kind == PolicyKind.IP_REGIME:
        society.protection += force * (row.protection - society.protection)
        society.noncompete += force * (row.noncompete - society.noncompete)
    elif row.kind == PolicyKind.EDUCATION:
        society.literacy = raised(society.literacy, row.level, force if has_nation(w.actors) else 0.0)
    elif row.kind == PolicyKind.INCIDENT_REGULATION:
        society.tightening += force * row.tightening
    elif row.club != NOBODY:
        convene(w.clubs[row.club], row, force, t)


@phase
def participation(w: World, row: Row) -> float:
    """Share of all actors there who take part in a row: a common standard is worth what has adopted it."""
    living = parties = 0
    for i in range(w.actors.size):
        living += 1 if w.actors[i].alive else 0
    for k in range(w.policies.size):
        party = w.policies[k]
        if party.row == row.row and party.role == 0:
            for i in range(party.first, party.last):
                parties += 1 if w.actors[i].alive else 0
    return parties / max(1, living)


@rule
def has_nation(actors: Records[ActorRecord]) -> bool:
    """Whether a state is there to pay for schools."""
    nations = 0
    for i in range(actors.size):
        nations += 1 if actors[i].alive == 1 and actors[i].kind in GOVERNING else 0
    return nations > 0


@rule
def barrier(standing: float, further: float) -> float:
    """Two independent barriers together, 1 - (1-a)(1-b)."""
    return 1.0 - (1.0 - standing) * (1.0 - further)


@rule
def convene(club: ClubRecord, row: Row, force: float, t: int) -> None:
    """A club in force, from its first quarter on."""
    club.force, club.host = force, row.host
    club.began = t if club.began == NEVER else club.began


@phase
def set_for_actor(w: World, row: Row, i: int, force: float, t: int) -> None:
    """What a row asks of an actor that takes part, or gives it, for as long as it lasts."""
    me, duty, p = w.actors[i], w.duties[i], w.parameters[0]
    if row.kind == PolicyKind.PIVOT or row.kind == PolicyKind.OPEN_LICENCE:
        # Rows come in order of their dates, not of when they began: a condition may have kept one waiting.
        if row.began >= duty.since:
            commit(me, duty, row, force)
            me.host = offered_on(w, row, me)
    elif row.kind == PolicyKind.DECISION:
        tell(duty, row)
    elif row.kind == PolicyKind.ALLIANCE:
        # Founders join as it begins, or as they arrive.
        if (t == row.began or t == me.enters) and not is_bound(w.clubs, me.clubs, row.club):
            join(w, i, row.club)
    elif row.kind == PolicyKind.SUBSIDY and row.role == 0:
        subsidise(w, me, row, force)
    elif row.kind == PolicyKind.OUTAGE:
        me.outage = max(me.outage, force * row.severity)
    elif row.kind == PolicyKind.PARTNERSHIP:
        join(w, i, row.club)
        if row.host != i:
            me.host = offered_on(w, row, me)
    elif row.kind == PolicyKind.GRANTS:
        take_part_in_academy(duty, row, force)
    elif row.kind == PolicyKind.EXCHANGE:
        if me.bloc == row.from_bloc or me.bloc == row.to_bloc:
            duty.overhead += force * row.cost
            meet(w, i, row.row, force)
    elif row.kind == PolicyKind.DATA_SHARING:
        duty.data = duty.exposed = max(duty.data, force * row.share * (1.0 - row.privacy))
        duty.overhead += force * row.share * row.privacy * p.pooling.protection
    elif row.kind == PolicyKind.STANDARDS or row.kind == PolicyKind.REGULATORY_ALIGNMENT:
        # Talks have to be paid for before they lead to anything.
        duty.overhead += row.cost
    elif row.kind == PolicyKind.ETHICS_FRAMEWORK or row.kind == PolicyKind.TREATY or row.kind == PolicyKind.DUTY:
        held = hold(w.actors, w.blocs, row, i, False)
        if held > 0.0:
            duty.promised = 1
            duty.overhead += burden(row, held, p.pledges)
    elif row.kind == PolicyKind.RESTRAINT:
        duty.promised = 1  # should it agree to anything
    else:
        give_or_ask(me, duty, row, force)


@phase
def offered_on(w: World, row: Row, me: ActorRecord) -> int:
    """The host that a row names, as long as it is in business; else the host that the actor has."""
    return row.host if row.host != NOBODY and w.actors[row.host].alive else me.host


@rule
def commit(me: ActorRecord, duty: DutyRecord, row: Row, force: float) -> None:
    """A public commitment to a tier, or to a licence with its terms; the one that began last binds."""
    me.ordered, duty.since = row.tier, row.began
    if row.kind == PolicyKind.PIVOT:
        me.governance += force * (row.governance - me.governance) if row.governance >= 0.0 else 0.0
    else:
        me.fee = force * row.fee
        me.fee_threshold = row.threshold
        duty.restricted = force * row.restricted


@rule
def tell(duty: DutyRecord, row: Row) -> None:
    """What somebody decides for an actor; of several rows the one that started last counts, in each of its choices."""
    duty.told_tier = row.tier if row.tier != NOBODY else duty.told_tier
    duty.told_effort = row.effort if row.effort != NO_CHANGE else duty.told_effort
    duty.told_care = row.care if row.care != NO_CHANGE else duty.told_care
    duty.joins = (duty.joins & ~row.leave) | row.join
    duty.leaves = (duty.leaves & ~row.join) | row.leave


@rule
def take_part_in_academy(duty: DutyRecord, row: Row, force: float) -> None:
    """Payers give a share of outlay, and are trained for what teaching leaves of it; others may have grants."""
    if row.role == 1:
        duty.overhead += force * row.revenue
        duty.training += force * row.revenue * (1.0 - row.share)
    else:
        duty.funded = 1


@phase
def subsidise(w: World, me: ActorRecord, row: Row, force: float) -> None:
    """Money for an actor, from outside, or from a payer as long as it is there and has so much of its own."""
    if row.payer == NOBODY:
        me.subsidy += force * row.amount
    elif w.actors[row.payer].alive:
        money = force * min(row.amount, w.actors[row.payer].endowment)
        me.subsidy += money
        w.actors[row.payer].subsidy -= money


@rule
def give_or_ask(me: ActorRecord, duty: DutyRecord, row: Row, force: float) -> None:
    """Rows that move one lever of an actor, and cost it a share of outlay."""
    if row.kind == PolicyKind.TRAINING:
        duty.training += force * row.spend
        duty.overhead += force * row.spend
    elif row.kind == PolicyKind.FOUNDATION:
        duty.overhead += force * row.upkeep
    elif row.kind == PolicyKind.RELEASE_GOVERNANCE:
        me.governance = raised(me.governance, row.governance, force)
    elif row.kind == PolicyKind.DEVELOPER_TOOLS:
        duty.tools = max(duty.tools, force * row.reach)
        duty.overhead += force * row.cost
    elif row.kind == PolicyKind.USE_LIMITS:
        duty.limits = max(duty.limits, force * row.limits)
    elif row.kind == PolicyKind.INTERDISCIPLINARY:
        duty.breadth = max(duty.breadth, force * row.breadth)
        duty.overhead += force * row.cost
    elif row.kind == PolicyKind.GLOBAL_INITIATIVE:
        duty.mission += force * row.share
        duty.division = barrier(duty.division, force * row.division)
        duty.overhead += force * row.division * row.cost
    elif row.kind == PolicyKind.PUBLIC_COMPUTE and row.role == 1:
        duty.overhead += force * row.share


@phase
def act_once(w: World, row: Row, i: int) -> None:
    """What a row does in its first quarter alone: breakthrough, leak, incident."""
    actors, knowledge, domains = w.actors, w.knowledge, w.domains
    if row.kind == PolicyKind.INCIDENT:
        actors[i].forced_incident += row.severity
    for d in range(domains.size):
        mine, domain = knowledge[i, d], domains[d]
        if row.kind == PolicyKind.BREAKTHROUGH and mine.focus > 0.0:
            mine.know_how += row.size
            mine.unpublished += row.size
        elif row.kind == PolicyKind.LEAK:
            above = max(0.0, mine.know_how - domain.public)
            domain.public += rise_of_public(row.share * above, row.share * mine.unpublished, w.parameters[0])
            mine.unpublished -= row.share * mine.unpublished


ensure_branches(PolicyKind, set_for_all, set_for_actor, give_or_ask, act_once)


@phase
def join(w: World, i: int, k: int) -> None:
    """Actor i belongs to club k."""
    if not (w.actors[i].clubs >> k) & 1:
        w.actors[i].clubs |= 1 << k
        w.clubs[k].members += 1


@phase
def meet(w: World, i: int, exchange: int, force: float) -> None:
    """Open the ties that an exchange has laid for an actor and whose lot it has reached; they stay open."""
    start, stop, target, trust = w.ties.start, w.ties.stop, w.ties.target, w.ties.trust
    bridge, lot = w.ties.bridge, w.ties.lot
    if bridge.size == 0:
        return
    # Open ties lie before stop[i], closed ones behind it: one that opens changes places with the first closed one.
    for e in range(stop[i], start[i + 1]):
        if bridge[e] == exchange and lot[e] < force and not is_tied(w, i, target[e]):
            here = stop[i]
            target[e], target[here] = target[here], target[e]
            trust[e], trust[here] = trust[here], believable(trust[e], w.actors[target[here]])
            bridge[e], bridge[here] = bridge[here], bridge[e]
            lot[e], lot[here] = lot[here], lot[e]
            stop[i] += 1


@phase
def is_tied(w: World, i: int, other: int) -> bool:
    """Whether an actor has a tie to another."""
    tied = False
    for e in range(w.ties.start[i], w.ties.stop[i]):
        tied = tied or w.ties.target[e] == other
    return tied


@rule
def is_bound(clubs: Records[ClubRecord], mine: int, k: int) -> bool:
    """Whether exclusivity, of club k or of another alliance that one belongs to, keeps one out of club k."""
    for other in range(clubs.size):
        belongs = other != k and clubs[other].alliance == 1 and (mine >> other) & 1
        if belongs and (clubs[other].exclusive == 1 or clubs[k].exclusive == 1):
            return True
    return False
