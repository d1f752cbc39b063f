"""The world's pool of compute in the plain model: what it costs, and what its makers do with what they take."""

from math import log

from benchmarks.plain_money import HOSTS, HOUSEHOLDS, STATES


class Pool:
    """Makers and hosts of compute: a billion buys ``at_cost``, and ``scarcity`` times less where compute is dear."""

    def __init__(self, config):
        self.p, self.progress = config.supply, config.compute.progress
        self.at_cost, self.scarcity, self.capacity = config.compute.price, 1.0, 0.0
        self.built, self.tax = 0.0, config.finance.tax

    @property
    def price(self):
        """Compute that a billion buys."""
        return self.at_cost / self.scarcity

    def clear(self, money):
        """Supply capacity*rho^(1/slope) meets what so much money buys at rho; the first money is within capacity."""
        if self.capacity == 0.0:
            self.capacity = self.p.capacity * money
        if self.capacity > 0.0:
            used = money / self.capacity
            self.scarcity = max(self.p.making, used ** (self.p.slope / (1.0 + self.p.slope)))
        self.sold = money / self.scarcity

    def spend(self, money):
        """What was taken pays for chips, then for capacity where compute is dear, and the rest goes to owners."""
        taken = money.cash[HOSTS]
        chips = max(0.0, min(taken, self.p.making * self.sold))
        self.earned = taken - chips
        growth = min(max(self.p.reaction * log(self.scarcity), -self.p.shrinkage), self.p.growth)
        wished = self.p.building * self.capacity * max(0.0, growth)
        tax = self.tax * self.earned
        self.built = min(wished, taken - chips - tax)
        if growth > 0.0:
            growth *= self.built / wished if wished > 0.0 else 1.0
        self.capacity *= 1.0 + growth
        self.at_cost *= 10.0**self.progress
        money.pay(HOSTS, STATES, tax)
        money.pay(HOSTS, HOUSEHOLDS, taken - tax)
