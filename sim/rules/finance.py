"""Phase 7, last part: who pays whom for the quarter, what firms owe and pay out, what everybody wanted, new budgets."""

import numpy as np

from sim.compile import phase, rule
from sim.rules.accounts import hand_over, pay, receive
from sim.rules.common import sells
from sim.rules.investors import invest, think_again
from sim.rules.learn import owes_fee
from sim.rules.objectives import payoff
from sim.rules.partnering import settle_with_hosts
from sim.rules.spending import balance_treasury
from sim.scenario.schema.economy import Finance, Literacy
from sim.scenario.schema.enums import GOVERNING, Sector
from sim.scenario.schema.society import Compliance
from sim.world import ActorRecord, DutyRecord, Floats, Flow, World


@phase
def settle_accounts(w: World) -> None:
    """Wages, fees, rules, harm, grants; interest, tax and debt; new shares and dividends; payoffs and budgets.

    ``fees`` are net: of licences, of a host's cut, of complying with rules, of fines. Whatever is owed is paid as far
    as there is cash; a firm that has too little for it is in distress.
    """
    actors, duties, books, society, p = w.actors, w.duties, w.books, w.society[0], w.parameters[0]
    for i in range(actors.size):
        me = actors[i]
        me.fees = 0.0
        if me.alive:
            pay(books, Flow.WAGES, me, Sector.HOUSEHOLDS, me.outlay - me.compute_money)
    pay_fees(w)
    settle_with_hosts(w)
    asked = compliance(society.alignment, w.blocs.size, p.compliance)
    for i in range(actors.size):
        me = actors[i]
        if me.alive:
            rules = pay_what_is_owed(books, Flow.RULES, me, Sector.HOUSEHOLDS, asked * me.revenue)
            fine = pay_what_is_owed(books, Flow.FINES, me, Sector.STATES, duties[i].fine - duties[i].reward)
            fine += pay_what_is_owed(books, Flow.FINES, me, Sector.HOUSEHOLDS, duties[i].reward)
            harm = p.incidents.harm * me.incident * me.revenue
            harm = pay_what_is_owed(books, Flow.HARM, me, Sector.HOUSEHOLDS, harm)
            me.fees -= rules + fine
            if duties[i].grant > 0.0:
                receive(books, Flow.GRANTS, Sector.HOUSEHOLDS, me, duties[i].grant)  # academies are households'
                me.transfers += duties[i].grant
            close_quarter(books, me, harm, p.finance)
    if p.investors.on and p.investors.speed > 0.0:
        think_again(w)
        invest(w)
    distribute(w)
    reward_and_plan(w)
    balance_treasury(w)


@rule
def pay_what_is_owed(books: Floats, flow: int, me: ActorRecord, payee: int, owed: float) -> float:
    """Pay as much of it as there is cash; the rest is a loss of who was to have it, and tells of distress."""
    paid = max(0.0, min(owed, me.cash))
    if paid < owed:
        me.distress = 1
    if paid > 0.0:
        pay(books, flow, me, payee, paid)
    return paid


@rule
def close_quarter(books: Floats, me: ActorRecord, harm: float, p: Finance) -> None:
    """Interest on debt, profit, the tax on it, and what is paid back of debt; firms alone have any of these."""
    interest = me.tax = 0.0
    if sells(me):
        if me.debt > 0.0:
            interest = pay_what_is_owed(books, Flow.INTEREST, me, Sector.INVESTORS, p.interest * me.debt)
        before_tax = me.revenue + me.fees + me.transfers - me.outlay - harm - interest
        if p.tax > 0.0 and before_tax > 0.0 and p.on:
            me.tax = pay_what_is_owed(books, Flow.TAXES, me, Sector.STATES, p.tax * before_tax)
        if me.debt > 0.0:
            back = min(me.debt, p.repayment * max(0.0, me.cash - me.outlay))
            pay(books, Flow.DEBT, me, Sector.INVESTORS, back)
            me.debt -= back
    me.profit = me.revenue + me.fees + me.transfers - me.outlay - harm - interest - me.tax


@phase
def distribute(w: World) -> None:
    """Dividends, payout*((1-reinvest)*(1-tax)*revenue - interest*debt) less what was raised: who raises, retains."""
    actors, books, society, p = w.actors, w.books, w.society[0], w.parameters[0].finance
    society.dividends = 0.0
    if not p.on:
        return
    for i in range(actors.size):
        me = actors[i]
        if sells(me):
            due = p.payout * ((1.0 - p.reinvest) * (1.0 - p.tax) * (me.revenue + me.fees) - p.interest * me.debt)
            due = min(due - me.raised, me.cash)
            if due > 0.0:
                society.dividends += due
                pay(books, Flow.DIVIDENDS, me, Sector.INVESTORS, me.held * due)
                pay(books, Flow.DIVIDENDS, me, Sector.HOUSEHOLDS, (1.0 - me.held) * due)


@phase
def reward_and_plan(w: World) -> None:
    """Payoffs of the quarter, and what everybody can spend in the next: its budget."""
    actors, duties, society, p = w.actors, w.duties, w.society[0], w.parameters[0]
    earned = earned_by_bloc(w)
    society.profit = society.tax = society.debt = 0.0
    for i in range(actors.size):
        me = actors[i]
        if me.alive:
            society.tax += me.tax
            society.debt += me.debt
            society.profit += me.profit if sells(me) else 0.0
            me.payoff = payoff(me, earned[me.bloc], society.surplus / w.blocs.size, p.payoff)
            me.payoff_sum += me.payoff
            if p.finance.on:
                me.endowment *= 1.0 + p.finance.growth
            me.earning = p.finance.memory * me.earning + (1.0 - p.finance.memory) * max(0.0, me.revenue + me.fees)
            money = planned(me, duties[i], p.finance)
            me.schools = schooling(me, money, society.literacy, p.literacy)
            me.budget = max(0.0, money - me.schools + me.subsidy + duties[i].grant)


@rule
def planned(me: ActorRecord, duty: DutyRecord, p: Finance) -> float:
    """Endowment + reinvest*earning + spending*free cash: of what a budget is made, before schools, subsidy and grant.

    A grant that has come, and the subsidy that comes again, are spent whole.
    """
    if not p.on:
        return me.endowment
    return me.endowment + p.reinvest * me.earning + p.spending * max(0.0, me.cash - duty.grant)


@phase
def pay_fees(w: World) -> None:
    """Who learns most from a licensor, and has more users than its threshold, pays its fee as far as it has cash."""
    actors, p = w.actors, w.parameters[0].licence
    for i in range(actors.size):
        me = actors[i]
        owes = me.alive and me.source >= 0 and actors[me.source].alive
        if owes and owes_fee(me, actors[me.source], p):
            fee = max(0.0, min(p.fees * actors[me.source].fee, me.cash))
            hand_over(w.books, Flow.FEES, me, actors[me.source], fee)
            me.fees -= fee
            actors[me.source].fees += fee


@rule
def compliance(alignment: float, blocs: int, p: Compliance) -> float:
    """Share of revenue that complying with rules takes, cost*(1 + divergence*(1-alignment)*(blocs-1)).

    Form: fixed cost of serving a further market, as far as its rules differ (Nordas 2016).
    """
    return p.cost * (1.0 + p.divergence * (1.0 - alignment) * (blocs - 1)) if p.on else 0.0


@rule
def schooling(me: ActorRecord, money: float, literacy: float, p: Literacy) -> float:
    """What a nation spends on educating users and policymakers: cost*literacy of its money."""
    return money * p.cost * literacy if me.kind in GOVERNING else 0.0


@phase
def earned_by_bloc(w: World) -> Floats:
    """What firms of each bloc earn, taxes included, billion dollars a quarter: below 0 where they lose."""
    actors, earned = w.actors, np.zeros(w.blocs.size)
    for i in range(actors.size):
        if sells(actors[i]):
            earned[actors[i].bloc] += actors[i].profit + actors[i].tax
    return earned
