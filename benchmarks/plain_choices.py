"""How actors of the plain model choose their tier: reciprocity, profit, and what they expect of each other."""

from math import exp

from sim.noise import Purpose, uniform
from sim.scenario.schema.actors import ActorSpec
from sim.scenario.schema.enums import Kind, MarketForm, Strategy, Tier
from sim.scenario.schema.scenario import Scenario

RECIPROCAL = (Strategy.TIT_FOR_TAT, Strategy.GENEROUS_TIT_FOR_TAT, Strategy.WIN_STAY_LOSE_SHIFT, Strategy.GRIM)
PROFITABLE = (Strategy.COMPLEMENT, Strategy.BEST_REPLY)
CALM = (Strategy.HOARD, Strategy.SHARE)


def is_open(actor):
    return actor.tier in (Tier.LICENSED, Tier.OPEN)


class Chooser:
    """The part of an actor that decides between its two tiers; it remembers what it believes and whom it resents."""

    belief = None
    has_decided = has_grudge = False

    def look_around(self):
        """Partners who share, each counted by trust^heed; b += memory*(their share - b), at first their share."""
        p = self.model.config.expectations
        weights = {other: trust**p.heed for other, trust in self.trust.items()}
        total = sum(weights.values())
        open_ones = sum(weight for other, weight in weights.items() if is_open(other))
        self.are_fair = open_ones >= self.model.config.choice.fairness * total
        if self.belief is None:
            self.belief = open_ones / total if total > 0.0 else 0.5
        elif total > 0.0:
            self.belief += p.memory * (open_ones / total - self.belief)

    def chance(self, belief):
        """Of sharing: 1/(1+exp(-intensity*(gain/means + J*(2*belief-1)))) for a best reply, else it goes on."""
        if self.strategy != Strategy.BEST_REPLY:
            return float(is_open(self))
        choice, J = self.model.config.choice, self.model.config.expectations.conformity
        worth = self.appraise() / max(1e-9, self.revenue + self.endowment) + J * (2.0 * belief - 1.0)
        return 1.0 / (1.0 + exp(min(700.0, max(-700.0, -choice.intensity * worth))))

    def choose_tier(self):
        """When it reconsiders: what its strategy says, or, trembling, the other tier."""
        revision, tremble = self.model.config.choice.revision, self.model.config.expectations.tremble
        if revision < 1.0 and self.drawn(uniform, Purpose.REVISION) >= revision:
            return
        share = self.wants_to_share(self.drawn(uniform, Purpose.MOOD))
        if self.strategy not in CALM and self.drawn(uniform, Purpose.TREMBLE) < tremble:
            share = not share
        self.tier = self.spec.shares_as if share else self.spec.hoards_as
        self.has_decided = True

    def wants_to_share(self, mood):
        """By strategy; of those that weigh what sharing brings, only firms are here."""
        if self.strategy in RECIPROCAL:
            return self.reciprocates(mood) if self.has_decided else self.begins(mood)
        if self.strategy == Strategy.BEST_REPLY:
            depth = self.model.config.expectations.depth
            return mood < self.chance(self.model.foreseen if depth > 0 else self.belief)
        return self.strategy == Strategy.SHARE or (self.strategy == Strategy.COMPLEMENT and self.appraise() > 0.0)

    def begins(self, mood):
        """A first decision answers nobody."""
        return is_open(self) or mood < self.model.config.expectations.opening

    def reciprocates(self, mood):
        """By strategy, to what partners did last quarter."""
        self.has_grudge = self.has_grudge or (self.strategy == Strategy.GRIM and not self.are_fair)
        if self.strategy == Strategy.GRIM:
            return not self.has_grudge
        if self.strategy == Strategy.WIN_STAY_LOSE_SHIFT:
            return is_open(self) == self.are_fair
        forgives = self.strategy == Strategy.GENEROUS_TIT_FOR_TAT and mood < self.model.config.choice.forgiveness
        return self.are_fair or forgives


def think_ahead(model):
    """What share of all is expected to share after ``depth`` replies to replies, from what they did last quarter."""
    x = sum(map(is_open, model.agents)) / max(1, len(model.agents))
    for _ in range(model.config.expectations.depth):
        x = sum(actor.chance(x) for actor in model.agents) / max(1, len(model.agents))
    return x


def can_choose(spec: ActorSpec, config: Scenario) -> bool:
    """Whether an actor's strategy is one of those here."""
    weighs = spec.strategy in PROFITABLE and spec.kind == Kind.FIRM and config.market.form == MarketForm.PRICES
    return spec.strategy in (*CALM, *RECIPROCAL) or weighs
