"""Phase 4, the money behind research: what comes whatever one does, and what cash and credit allow to spend."""

import numpy as np

from sim.compile import phase, rule
from sim.rules.accounts import SECTOR_OF, pay, receive, transfer
from sim.rules.common import sells
from sim.scenario.schema.economy import Finance
from sim.scenario.schema.enums import Sector
from sim.world import CASH, ActorRecord, Flow, World

LENDABLE = 0.5
"""Share of their cash that investors lend in a quarter at most; the rest is for shares (assumption)."""


@phase
def spend(w: World) -> None:
    """Set every outlay: min(means, max(effort*budget, commitment*last outlay)), means = cash and what can be borrowed.

    Effort only spends money sooner. Who has less than it owes is in distress.
    """
    actors, books, p = w.actors, w.books, w.parameters[0].finance
    owed, borrowed, asked = np.zeros(actors.size), np.zeros(actors.size), 0.0
    for i in range(actors.size):
        me = actors[i]
        if me.alive:
            come_by_money(w, i)
            owed[i] = p.commitment * me.outlay if p.on else 0.0
            means = max(0.0, me.cash) + credit_of(me, p)
            me.outlay = min(means, max(owed[i], me.effort * me.budget))
            borrowed[i] = max(0.0, me.outlay - max(0.0, me.cash))
            asked += borrowed[i]
    if asked > 0.0:
        lent = min(1.0, LENDABLE * max(0.0, books[CASH, Sector.INVESTORS.value]) / asked)
        for i in range(actors.size):
            if borrowed[i] > 0.0:
                me = actors[i]
                me.outlay -= (1.0 - lent) * borrowed[i]
                me.debt += lent * borrowed[i]
                receive(books, Flow.DEBT, Sector.INVESTORS, me, lent * borrowed[i])
    for i in range(actors.size):
        actors[i].distress = int(actors[i].alive and actors[i].outlay < owed[i])


@phase
def come_by_money(w: World, i: int) -> None:
    """Endowment, subsidy, and what a nation pays schools: a firm's owners or other business, a state's taxes.

    States pay laboratories; whoever subsidises pays through the treasury, which taxes for what is missing.
    """
    me, books = w.actors[i], w.books
    sector = SECTOR_OF[me.kind]
    if sector == Sector.LABS:
        receive(books, Flow.GRANTS, Sector.STATES, me, me.endowment)
    elif sector == Sector.STATES:
        receive(books, Flow.TAXES, Sector.HOUSEHOLDS, me, me.endowment)
    else:
        receive(books, Flow.OTHER_BUSINESS, Sector.HOUSEHOLDS, me, me.endowment)
    me.transfers = max(me.subsidy, -max(0.0, me.cash))
    if me.transfers != 0.0:
        receive(books, Flow.SUBSIDIES, Sector.STATES, me, me.transfers)
    if me.schools > 0.0:
        me.schools = min(me.schools, max(0.0, me.cash))
        me.transfers -= me.schools
        pay(books, Flow.SCHOOLS, me, Sector.HOUSEHOLDS, me.schools)


@rule
def credit_of(me: ActorRecord, p: Finance) -> float:
    """What a firm can still borrow, [credit*earning - debt]+; others borrow nothing."""
    return max(0.0, p.credit * me.earning - me.debt) if p.on and sells(me) else 0.0


@phase
def balance_treasury(w: World) -> None:
    """States tax for what they paid beyond their income, or lower taxes; savers fill the fund or draw on it."""
    books, society, p = w.books, w.society[0], w.parameters[0]
    transfer(books, Flow.TAXES, Sector.HOUSEHOLDS, Sector.STATES, -books[CASH, Sector.STATES.value])
    if p.investors.on:
        missing = p.investors.fund * society.economy - books[CASH, Sector.INVESTORS.value]
        transfer(books, Flow.DEPOSITS, Sector.HOUSEHOLDS, Sector.INVESTORS, p.investors.refill * missing)
    if p.finance.on:
        society.economy *= 1.0 + p.finance.growth
