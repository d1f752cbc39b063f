"""Money of the plain model: one way to pay, what actors spend and owe, and a fund of investors.

Whatever somebody receives somebody has paid, so that all cash together stays what it was (`Money.total`).
"""

from math import exp

HOUSEHOLDS, STATES, INVESTORS, HOSTS = "households", "states", "investors", "hosts"
SLIP, LEAP = -0.1, 0.5
WRITTEN_OFF = 0.1


class Money:
    """Cash of all who are no actors, bn USD; that of households is counted from the start."""

    def __init__(self, fund):
        self.cash = {HOUSEHOLDS: 0.0, STATES: 0.0, INVESTORS: fund, HOSTS: 0.0}

    def pay(self, payer, payee, money):
        """From an actor or a sector to another."""
        self.add(payer, -money)
        self.add(payee, money)

    def add(self, who, money):
        if isinstance(who, str):
            self.cash[who] += money
        else:
            who.cash += money

    def total(self, actors):
        """All cash that there is."""
        return sum(self.cash.values()) + sum(actor.cash for actor in actors)


class Purse:
    """What an actor has, spends and owes; mixed into the agents."""

    funder = HOUSEHOLDS
    """Who pays its endowment."""

    def open_purse(self):
        """Nothing has been earned, owed or placed; the first budget is the endowment, of which a state pays schools."""
        self.outlay = self.compute_money = self.revenue = self.fees = self.earning = self.profit = self.tax = 0.0
        self.debt = self.held = self.raised = self.valuation = 0.0
        self.distress = False
        self.book = self.cash + self.model.config.investors.rounds * self.endowment
        self.set_budget(self.endowment)

    def set_budget(self, money):
        self.schools = self.share_for_schools() * money
        self.budget = max(0.0, money - self.schools)

    def share_for_schools(self):
        return 0.0

    def credit(self):
        """What can still be borrowed."""
        return 0.0

    def come_by_money(self):
        """Endowment comes, schools are paid; outlay is effort*budget, at least what is owed, as far as it is there."""
        pay, p = self.model.money.pay, self.model.config.finance
        pay(self.funder, self, self.endowment)
        self.schools = min(self.schools, max(0.0, self.cash))
        pay(self, HOUSEHOLDS, self.schools)
        self.owed, means = p.commitment * self.outlay, self.cash + self.credit()
        self.outlay = min(means, max(self.owed, self.effort * self.budget))

    def borrow(self, part):
        """Lenders give that part of what is missing, and the rest is not spent."""
        missing = max(0.0, self.outlay - self.cash)
        if missing > 0.0:
            self.outlay -= (1.0 - part) * missing
            self.debt += part * missing
            self.model.money.pay(INVESTORS, self, part * missing)
        self.distress = self.outlay < self.owed

    def pay_wages(self):
        self.model.money.pay(self, HOUSEHOLDS, self.outlay - self.compute_money)

    def pay_as_far_as_there_is(self, payee, owed):
        """What was paid; less than what is owed tells of distress."""
        paid = max(0.0, min(owed, self.cash))
        self.distress = self.distress or paid < owed
        self.model.money.pay(self, payee, paid)
        return paid

    def settle(self):
        """Rules, harm, interest, tax, and debt paid back."""
        self.fees = -self.pay_as_far_as_there_is(HOUSEHOLDS, self.model.compliance * self.revenue)
        harm = self.model.config.incidents.harm * self.incident * self.revenue
        self.harm_paid = self.pay_as_far_as_there_is(HOUSEHOLDS, harm)
        self.costs = self.outlay + self.harm_paid
        self.pay_debt_and_tax()
        self.profit = self.revenue + self.fees - self.costs - self.tax

    def net_gain(self):
        """What the world has of it in money, before anything passes between owners, lenders and states."""
        return self.revenue + self.fees - self.outlay - self.harm_paid - self.schools

    def pay_debt_and_tax(self):
        """Firms alone have any."""

    def plan(self):
        """The rest of the economy grows; earnings are smoothed; a part of them and of cash is the next budget."""
        p = self.model.config.finance
        self.endowment *= 1.0 + p.growth
        self.earning = p.memory * self.earning + (1.0 - p.memory) * max(0.0, self.revenue + self.fees)
        self.set_budget(self.planned())

    def planned(self):
        p = self.model.config.finance
        return self.endowment + p.reinvest * self.earning + p.spending * max(0.0, self.cash)


class Shares:
    """What firms have besides: credit, taxes, owners; mixed into the agents that are firms."""

    def credit(self):
        return max(0.0, self.model.config.finance.credit * self.earning - self.debt)

    def pay_debt_and_tax(self):
        p = self.model.config.finance
        interest = self.pay_as_far_as_there_is(INVESTORS, p.interest * self.debt)
        self.costs += interest
        self.tax = 0.0
        before_tax = self.revenue + self.fees - self.costs
        if before_tax > 0.0:
            self.tax = self.pay_as_far_as_there_is(STATES, p.tax * before_tax)
        back = min(self.debt, p.repayment * max(0.0, self.cash - self.outlay))
        self.model.money.pay(self, INVESTORS, back)
        self.debt -= back

    def pay_dividend(self):
        """A part of what is neither reinvested, nor taxed, nor interest, less what was raised."""
        p = self.model.config.finance
        due = p.payout * ((1.0 - p.reinvest) * (1.0 - p.tax) * (self.revenue + self.fees) - p.interest * self.debt)
        due = max(0.0, min(due - self.raised, self.cash))
        self.model.money.pay(self, INVESTORS, self.held * due)
        self.model.money.pay(self, HOUSEHOLDS, (1.0 - self.held) * due)
        return due

    def wind_up(self):
        """Lenders come first, then owners."""
        repaid = min(self.debt, self.cash)
        self.model.money.pay(self, INVESTORS, repaid + self.held * (self.cash - repaid))
        self.model.money.pay(self, HOUSEHOLDS, self.cash)

    def be_backed(self, capital):
        """Investors found a firm, and own it; or households, where those have less."""
        money = self.model.money
        self.held = 1.0 if money.cash[INVESTORS] >= capital else 0.0
        money.pay(INVESTORS if self.held else HOUSEHOLDS, self, capital)
        self.book = capital
        self.set_budget(self.planned())


class Fund:
    """Investors: what they hope, and what they place."""

    def __init__(self, config, frontier):
        self.p, self.config, self.seen = config.investors, config, frontier
        self.pace, self.capture, self.margin = self.p.pace, self.p.capture, self.p.margin
        self.economy = 1.0

    def think_again(self, model):
        """Pace follows the last rise of the frontier; capture and margin what is earned, as far as AI is in use."""
        rise = min(max(model.released_frontier - self.seen, SLIP), LEAP)
        self.pace += self.p.learning * (rise - self.pace)
        self.seen = model.released_frontier
        earned, spent = (sum(model.firms.get(name)) for name in ("revenue", "outlay"))
        whole = model.prospect(model.released_frontier - model.reference)
        if whole > 0.0:
            speed = self.p.patience * min(1.0, whole / model.most())
            profit = min(max((earned - spent) / earned, 0.0), self.p.margin) if earned > 0.0 else 0.0
            self.margin += speed * (profit - self.margin)
            self.capture += speed * (min(1.0, earned / whole) - self.capture)

    def hope(self, model):
        """Discounted profits of all firms for ever, from the market that is hoped for at the horizon."""
        p = self.p
        whole = model.prospect(model.released_frontier - model.reference + p.horizon * self.pace)
        kept = 1.0 - self.config.finance.tax
        return kept * self.margin * self.capture * whole / (p.discount * (1.0 + p.discount) ** p.horizon)

    def invest(self, model):
        """Firms ask for a part of the distance from book to worth; the fund gives as far as its cash goes."""
        p, firms, earned = self.p, list(model.firms), sum(model.firms.get("revenue"))
        weights = {}
        for firm in firms:
            share = firm.revenue / earned if earned > 0.0 else 0.0
            weights[firm] = (share + p.option) * exp(max(-700.0, p.chase * (firm.released - model.released_frontier)))
        hope, total = self.hope(model), sum(weights.values())
        for firm in firms:
            firm.valuation = weights[firm] * (hope / total) if total > 0.0 else 0.0
            room = p.rounds * max(firm.outlay, firm.endowment) - firm.cash
            firm.raised = max(0.0, min(p.speed * (firm.valuation - firm.book), room))
        pool, asked = p.turnover * max(0.0, model.money.cash[INVESTORS]), sum(firm.raised for firm in firms)
        for firm in firms:
            if firm.raised > 0.0:
                firm.raised *= pool / (pool + asked)
                model.money.pay(INVESTORS, firm, firm.raised)
                firm.held = (firm.held * firm.valuation + firm.raised) / (firm.valuation + firm.raised)
            lost = WRITTEN_OFF * max(0.0, firm.book - firm.valuation) if earned > 0.0 else 0.0
            firm.book = firm.book * (1.0 - p.fading) + firm.raised - lost

    def balance(self, money):
        """States tax for what they paid beyond their income; savers fill the fund, which grows with the economy."""
        money.pay(HOUSEHOLDS, STATES, -money.cash[STATES])
        missing = self.p.fund * self.economy - money.cash[INVESTORS]
        money.pay(HOUSEHOLDS, INVESTORS, self.p.refill * missing)
        self.economy *= 1.0 + self.config.finance.growth
