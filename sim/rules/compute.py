"""Phase 7, after institutions: compute is bought; what it costs, and what those who make and host it do with the money.

There is one pool in the world, and one of its own makers in each bloc, to which controls on chips drive the bloc. Both
supply more only at a higher price, and grow where their price is above cost.
"""

from sim.compile import phase, rule
from sim.elementary import log
from sim.rules.accounts import pay, transfer
from sim.rules.common import LEAST_COMPUTE, afforded, clip, institutional
from sim.rules.institutions import takers
from sim.scenario.schema.compute import Compute, Supply
from sim.scenario.schema.enums import Sector
from sim.scenario.schema.kinds import PolicyKind
from sim.world import CASH, ActorRecord, BlocRecord, DutyRecord, Flow, Row, World


@rule
def price_of(compute: float, a_billion: float) -> float:
    """What so much compute costs when a billion buys ``a_billion``, bn USD; 0 where no money buys any."""
    return compute / a_billion if a_billion > 0.0 else 0.0


@phase
def buy_compute(w: World) -> None:
    """C' = (C + buys*given)*(1-decay) + buys*share*outlay, ``buys`` the compute that a billion buys in a bloc.

    ``given`` is public compute. Afterwards makers of chips get a little better, at ``compute.progress``.
    """
    society, p, actors, blocs = w.society[0], w.parameters[0].compute, w.actors, w.blocs
    order_compute(w)
    delivered = price_compute(w)
    for i in range(actors.size):
        me, duty = actors[i], w.duties[i]
        if me.alive and p.on:
            buys = blocs[me.bloc].buys
            bought = buys * own_order(me, duty, p)
            me.compute = max(LEAST_COMPUTE, (me.compute + buys * duty.given) * (1.0 - p.decay) + bought)
    pay_for_compute(w, delivered)
    if p.on:
        society.compute_at_cost *= 10.0**p.progress
    society.compute_price = society.compute_at_cost / society.scarcity


@rule
def own_order(me: ActorRecord, duty: DutyRecord, p: Compute) -> float:
    """What an actor spends on compute of its own, share*outlay less what institutions take, bn USD."""
    return p.share * me.outlay * (1.0 - institutional(duty)) if p.on else 0.0


@phase
def order_compute(w: World) -> None:
    """What each actor spends on compute, for itself and for others as public compute, and what each bloc spends."""
    actors, duties, blocs, p = w.actors, w.duties, w.blocs, w.parameters[0].compute
    for k in range(blocs.size):
        blocs[k].demand = 0.0
    for i in range(actors.size):
        me = actors[i]
        duties[i].given = me.compute_money = 0.0
        if me.alive:
            me.compute_money = own_order(me, duties[i], p)
            blocs[me.bloc].demand += me.compute_money
    for k in range(w.policies.size):
        row = w.policies[k]
        if row.kind == PolicyKind.PUBLIC_COMPUTE and row.lead == 1 and row.force > 0.0:
            order_for_others(w, row)


@phase
def order_for_others(w: World, row: Row) -> None:
    """What a payer sets aside buys compute, in equal parts for those who may use it; nothing where nobody is there."""
    users, money = takers(w, row, False), 0.0
    for k in range(w.policies.size):
        party = w.policies[k]
        if party.row == row.row and party.role == 1 and users > 0:
            for i in range(party.first, party.last):
                me = w.actors[i]
                if me.alive:
                    paid = row.force * row.share * me.outlay * afforded(w.duties[i])
                    me.compute_money += paid
                    money += paid
    for k in range(w.policies.size):
        party = w.policies[k]
        if party.row == row.row and party.role == 0:
            for i in range(party.first, party.last):
                if w.actors[i].alive:
                    w.duties[i].given += money / users
                    w.blocs[w.actors[i].bloc].demand += money / users


@rule
def scarcity_of(money: float, capacity: float, p: Supply) -> float:
    """rho = (money/capacity)^(slope/(1+slope)), price against the price at which capacity is just in use.

    Supply is q = capacity*rho^(1/slope), and money = rho*q, q in what costs a billion at rho = 1. Below what making
    chips costs nobody sells.
    """
    if not p.on or capacity <= 0.0:
        return 1.0
    return max(p.making, (money / capacity) ** (p.slope / (1.0 + p.slope)))


@rule
def prepare_makers(bloc: BlocRecord, p: Supply) -> None:
    """Until controls begin a bloc's own makers could supply a share of what it buys, its first money at the latest."""
    if p.on and (bloc.restriction == 0.0 or bloc.capacity == 0.0):
        bloc.capacity = max(bloc.capacity, p.domestic * bloc.demand)


@phase
def price_compute(w: World) -> float:
    """Set what a billion buys in each bloc: (1-r) of it in the world's pool, r at its own makers, r the restriction.

    Capacity at the start is what the first money buys at cost. A bloc's own makers ask ``premium`` times as much for
    the same compute as the world's, or more where they are the scarcer.

    Returns:
        What all that is bought costs at rho = 1, bn USD: what is made, in the price of its making.
    """
    society, blocs, p = w.society[0], w.blocs, w.parameters[0].supply
    money = society.serving
    for k in range(blocs.size):
        money += (1.0 - blocs[k].restriction) * blocs[k].demand
    if society.capacity <= 0.0:
        society.capacity = p.capacity * money
    society.scarcity = scarcity_of(money, society.capacity, p)
    society.compute_price = society.compute_at_cost / society.scarcity
    delivered = society.serving / society.scarcity
    for k in range(blocs.size):
        bloc = blocs[k]
        prepare_makers(bloc, p)
        bloc.scarcity = 1.0
        bloc.buys = society.compute_price * bloc.shock * (1.0 - bloc.restriction)
        delivered += bloc.shock * (1.0 - bloc.restriction) * bloc.demand / society.scarcity
        if bloc.restriction > 0.0 and bloc.capacity > 0.0:
            at_home = bloc.restriction * bloc.demand
            bloc.scarcity = scarcity_of(at_home, bloc.capacity, p)
            dear = max(society.scarcity, bloc.scarcity)
            bloc.buys += society.compute_at_cost * bloc.shock * bloc.restriction / (p.premium * dear)
            delivered += bloc.shock * at_home / dear
    return delivered


@rule
def growth_of(scarcity: float, p: Supply) -> float:
    """Growth of capacity in a quarter, reaction*ln rho, within [-shrinkage, growth]."""
    return clip(p.reaction * log(scarcity), -p.shrinkage, p.growth)


@phase
def pay_for_compute(w: World, delivered: float) -> None:
    """Everybody pays for compute; hosts spend all that they took on chips, tax, capacity and their owners.

    Capacity is built from what is left after making, as far as that goes. Whatever they have before stays as it is.
    """
    actors, books, society, p = w.actors, w.books, w.society[0], w.parameters[0].supply
    for i in range(actors.size):
        if actors[i].compute_money > 0.0:
            pay(books, Flow.COMPUTE, actors[i], Sector.HOSTS, actors[i].compute_money)
    taken = 0.0
    for flow in range(CASH):
        taken += books[flow, Sector.HOSTS.value]
    cost, finance = max(0.0, min(taken, p.making * delivered)), w.parameters[0].finance
    tax = finance.tax * max(0.0, taken - cost) if finance.on else 0.0
    built = build_capacity(w, max(0.0, taken - cost - tax))
    society.capacity_built, society.chip_dividends = built, max(0.0, taken - cost - tax - built)
    transfer(books, Flow.TAXES, Sector.HOSTS, Sector.STATES, tax)
    transfer(books, Flow.CHIP_COSTS, Sector.HOSTS, Sector.HOUSEHOLDS, cost)
    transfer(books, Flow.CHIP_CAPACITY, Sector.HOSTS, Sector.HOUSEHOLDS, built)
    transfer(books, Flow.CHIP_DIVIDENDS, Sector.HOSTS, Sector.HOUSEHOLDS, society.chip_dividends)


@phase
def build_capacity(w: World, margin: float) -> float:
    """Capacity grows where compute is dear, as far as the margin pays for it, and shrinks where it is cheap.

    Makers of a bloc that nothing restricts wait. Returns what is spent, bn USD.
    """
    society, blocs, p = w.society[0], w.blocs, w.parameters[0].supply
    wish = society.capacity * max(0.0, growth_of(society.scarcity, p))
    for k in range(blocs.size):
        wish += blocs[k].capacity * max(0.0, growth_of(blocs[k].scarcity, p))
    wish *= p.building
    part = margin / wish if wish > margin else 1.0
    society.capacity = grown(society.capacity, society.scarcity, part, p)
    for k in range(blocs.size):
        blocs[k].capacity = grown(blocs[k].capacity, blocs[k].scarcity, part, p)
    return part * wish


@rule
def grown(capacity: float, scarcity: float, part: float, p: Supply) -> float:
    """Capacity a quarter on, of whose growth a part is paid for, bn USD a quarter at cost."""
    growth = growth_of(scarcity, p)
    return capacity * (1.0 + (part * growth if growth > 0.0 else growth))
