"""The model that scenario `arms-race` switches on, written once more in plain Python on Mesa.

It is the oracle of the compiled rules (tests/test_oracle.py) and the yardstick of their speed (benchmarks/bench.py).
It reads a scenario's numbers and the same noise by the same functions, and shares no rule with sim/rules: agents with
attributes, loops, one method a rule. Sums run over actors in the order of their rows, so that both agree to the last
digits.
"""

from collections import defaultdict
from dataclasses import replace
from math import exp, log, log10, prod
from typing import NamedTuple

import mesa

from benchmarks import plain_knowledge as knowledge
from benchmarks import plain_leaks as leaks
from benchmarks import plain_prices as prices
from benchmarks.plain_choices import Chooser, can_choose, think_ahead
from benchmarks.plain_compute import Pool
from benchmarks.plain_harm import own_part, slices_of
from benchmarks.plain_makers import family, singles
from benchmarks.plain_money import HOSTS, HOUSEHOLDS, INVESTORS, STATES, Fund, Money, Purse, Shares
from benchmarks.plain_outcomes import SERIES
from sim.noise import Purpose, exponential, noise_of, normal, pair_noise, uniform
from sim.scenario.schema.actors import ActorSpec
from sim.scenario.schema.enums import Kind, MarketForm, SafetyForm, Strategy, Tier, Topology
from sim.scenario.schema.scenario import MECHANISMS, Scenario

LN10 = log(10.0)
NOTHING_SEEN = -1e9
LEAST_BASE = 1e-6
LEAST_COMPUTE = 1e-12
NEARLY_ZERO = 1e-6
COMMONS = "commons"
SLOT_KEY = 1 << 31
STRANGER = ActorSpec(
    strategy=Strategy.HOARD, hoards_as=Tier.CLOSED, shares_as=Tier.CLOSED, effort=0.0, complement=0.0, governance=0.0
)
"""What an entrant is like when there is no firm that it could resemble."""


class Release(NamedTuple):
    """One release: who, how capable, how open, built on which earlier release."""

    quarter: int
    actor: int
    bloc: str
    co_releaser: int
    base: int
    tier: Tier
    capability: float
    compute: float = 1.0
    models: int = 1


def clip(value, least, most):
    return min(max(value, least), most)


def shares(tier):
    """Whether weights are out."""
    return tier >= Tier.LICENSED


class PlainActor(Chooser, Purse, mesa.Agent):
    """An organisation that researches, learns, releases, and races."""

    def __init__(self, model, row, spec, know_how):
        super().__init__(model)
        self.row = row
        self.key = model.key_of(row)
        self.spec = spec
        self.bloc, self.strategy, self.tier, self.governance = spec.bloc, spec.strategy, spec.tier, spec.governance
        self.compute, self.endowment, self.cash, self.users = spec.compute, spec.endowment, spec.cash, spec.users
        self.effort = spec.effort
        self.know_how = know_how
        weight = {name: spec.focus.get(name, 0.0) for name in know_how} if spec.focus else model.weight
        total = sum(weight.values())
        self.focus = {name: weight[name] / total for name in know_how}
        self.discovered = dict.fromkeys(know_how, 0.0)
        self.found, self.unpublished = dict(self.discovered), dict(self.discovered)
        self.gained = dict.fromkeys(know_how, 0.0)
        self.trust = {}
        self.safety = self.payoff = self.price = self.unit_cost = 0.0
        self.flaws = self.find_rate = self.incident = self.misuse = self.conduct_bad = 0.0
        self.researched = self.learned = self.own_work = self.foreign_work = self.duplicated = self.absorption = 0.0
        self.rent = self.swing = self.edge = self.beside = 0.0
        self.staff = self.distillable = self.leaving = self.leaking = 0.0
        self.source, self.release = None, -1
        self.open_shop()

    def open_shop(self):
        """On the first day all that is known is released, and no money has been earned."""
        self.measure()
        self.disclosed = dict(self.know_how)
        self.released = self.released_before = self.capability
        self.released_tier = self.tier
        self.openness = self.openness_before = self.model.tiers[self.tier].disclosure
        self.experience = self.model.config.absorption.half
        self.open_purse()

    def begin(self):
        """On the eve of the run: what is not known of it is drawn, and it works on its next release."""
        p, c, draw = self.model.config.initial, self.model.config.compute, self.model.noise
        if self.spec.run is not None:
            spread = p.imputed * self.spec.run_spread if p.on else 0.0
            largest = max(each.run for each in self.model.config.actors.values() if each.run is not None)
            run = min(largest, self.spec.run + spread * normal(draw, Purpose.RUN, self.key, 0))
            self.compute *= 10.0 ** (p.exponent * (run - largest))
            self.compute = max(self.compute, c.price * c.share * self.effort * self.endowment)
        if p.on:
            for number, d in enumerate(self.know_how):
                self.know_how[d] += p.know_how_spread * normal(draw, Purpose.KNOW_HOW, self.key, number)
        self.open_shop()
        if p.on:
            step = self.model.config.release.threshold * (1.0 + self.model.config.release.delay * self.governance)
            self.own_work = p.underway * step * uniform(draw, Purpose.UNDERWAY, self.key, 0)
            self.released -= self.own_work
            self.released_before = self.released
            self.disclosed = {d: level - self.own_work for d, level in self.disclosed.items()}

    def drawn(self, law, purpose):
        """This quarter's draw."""
        return self.model.drawn(law, purpose, self.key)

    def prior(self, other):
        p = self.model.config.trust
        return p.prior_within if other.bloc == self.bloc else p.prior_across

    def measure(self):
        """K = log10 C + (1/rho) log10 sum_d w_d 10^(rho A_d)."""
        self.capability = self.usable_know_how() + log10(self.compute)

    def usable_know_how(self):
        weight, rho = self.model.weight, self.model.config.world.substitution
        if abs(rho) < NEARLY_ZERO:
            return sum(weight[d] * level for d, level in self.know_how.items())
        largest = max(rho * level for level in self.know_how.values())
        total = sum(weight[d] * exp((rho * level - largest) * LN10) for d, level in self.know_how.items())
        return (largest + log10(total)) / rho

    # 2. Perception

    def perceive(self):
        """K_hat = K - (1-visibility)*hidden + (1-tau)*premium + error*z; threat is mean mistrusted effort, and fear."""
        p, noise, quarter = self.model.config.perception, self.model.noise, self.model.quarter
        rival = foreign = NOTHING_SEEN
        threat = 0.0
        gaps = []
        for other, trust in self.trust.items():
            hidden = max(0.0, other.capability - other.released)
            z = pair_noise(noise, self.key, other.key, quarter) if p.error > 0.0 else 0.0
            estimate = other.capability - (1.0 - p.visibility) * hidden + (1.0 - trust) * p.premium + p.error * z
            threat += (1.0 - trust) * (other.effort * max(0.0, 1.0 + p.alarm * (estimate - other.capability)))
            gaps.append((estimate - self.capability, trust))
            rival = max(rival, estimate)
            if other.bloc != self.bloc:
                foreign = max(foreign, estimate)
        self.rival, self.foreign = rival, foreign
        self.threat = threat / len(self.trust) if self.trust else 0.0
        p = self.model.config.effort
        self.threat += p.fear * max(((1.0 - trust) * clip(gap, 0.0, p.despair) for gap, trust in gaps), default=0.0)
        self.closest = min((abs(gap) for gap, _ in gaps), default=None)

    # 3. Decision: it reads own attributes alone, so that all decisions are simultaneous

    def decide(self):
        """Tier by strategy, effort by Richardson (1960), care by level + lead/enmity less haste where one is close."""
        config = self.model.config
        self.openness_before = self.openness
        self.choose_tier()
        self.openness = self.model.tiers[self.tier].disclosure
        p = config.effort
        effort = self.effort + p.reaction * self.threat - p.fatigue * self.effort + p.grievance
        self.effort = clip(effort, 0.0, p.most) if p.clamp else effort
        p, floor = config.safety, max(config.safety.floor, self.model.regulation)
        haste = 0.0 if self.closest is None else p.haste * exp(-((self.closest / p.width) ** 2))
        care = p.level + (self.capability - self.rival) / p.enmity - haste
        self.safety = clip(care, min(1.0, floor), 1.0)

    # 4. Research

    def turn(self, crowd, best):
        """focus += turning*(score/sum - focus), score = (w*10^((rho-hardening)*A)*(1-lost)*(1-crowded))^pull."""
        config, others = self.model.config, max(1, len(self.model.agents) - 1)
        p, power = config.direction, {}
        for d, level in self.know_how.items():
            height = knowledge.level_of_search(level, self.model.public[d], config)
            power[d] = config.world.substitution * level - config.research.hardening * height
        top = max(power.values())
        score = {}
        for d, level in self.know_how.items():
            worth = self.model.weight[d] * 10.0 ** (power[d] - top)
            ahead = max(0.0, best[d] - max(level, self.model.public[d]))
            again = (1.0 - config.sharing.variety) * min(1.0, ahead / config.release.threshold)
            lost = config.duplication.waste * again
            crowded = p.aversion * (crowd[d] - self.focus[d]) / others
            score[d] = (worth * (1.0 - lost) * (1.0 - crowded)) ** p.pull
        total = sum(score.values())
        self.focus = {d: focus + p.turning * (score[d] / total - focus) for d, focus in self.focus.items()}

    def research_money(self):
        config = self.model.config
        money = self.outlay * (1.0 - config.compute.share)
        money *= 1.0 - config.safety.cost * self.safety
        money *= 1.0 - config.challenge.share
        return money * (1.0 - config.community.upkeep * self.model.community) if shares(self.tier) else money

    def research(self):
        """dA = productivity*(focus*money)^returns*(1-s)^(drag*(1-S))*exp(luck*z)*10^(-hardening*(A-A0))*bricks."""
        p, r, public = self.model.config.research, self.model.config.recombination, self.model.public
        z = self.drawn(normal, Purpose.LUCK) if p.luck > 0.0 else 0.0
        slowness = (1.0 - self.safety) ** (p.drag * (1.0 - self.model.config.commons.catalogue))
        pace = p.productivity * self.research_money() ** p.returns * slowness * exp(p.luck * z)
        accessible = {d: max(0.0, level, public[d]) for d, level in self.know_how.items()}
        known = sum(accessible.values())
        for d, level in self.know_how.items():
            self.discovered[d] = 0.0
            if self.focus[d] > 0.0:
                height = knowledge.level_of_search(level, public[d], self.model.config)
                found = pace * self.focus[d] ** p.returns * exp(-p.hardening * LN10 * (height - p.reference))
                if len(accessible) > 1:
                    elsewhere = max(0.0, known - accessible[d]) / (len(accessible) - 1)
                    found *= 1.0 + r.strength * (elsewhere / (elsewhere + r.half))
                self.discovered[d] = found

    def find_again(self, best):
        """What lies between what one could know and the best that anybody holds is found twice, and partly lost.

        What nobody else would have found cannot be found twice.
        """
        waste, common = self.model.config.duplication.waste, 1.0 - self.model.config.sharing.variety
        self.duplicated, self.found = 0.0, dict(self.discovered)
        for d, found in self.discovered.items():
            if found > 0.0:
                again = common * min(found, max(0.0, best[d] - max(self.know_how[d], self.model.public[d])))
                self.duplicated += self.outlay * self.focus[d] * (again / found)
                self.discovered[d] -= waste * again

    def remember_findings(self):
        """Findings add to know-how, and to the research experience that fades."""
        for d, found in self.discovered.items():
            self.know_how[d] += found
            self.unpublished[d] += self.found[d]
        self.researched = sum(self.model.weight[d] * found for d, found in self.discovered.items())
        self.own_work += self.researched
        self.experience = (1.0 - self.model.config.absorption.forgetting) * self.experience + self.researched

    # 5. Learning: all listen before anybody has learnt

    def listen(self):
        """Gaps to partners and their new results, or the commons; the source is who offers most."""
        config, mine, half = self.model.config, self.know_how, self.model.config.absorption.half
        self.absorption = self.experience / (self.experience + half) if half > 0.0 else 1.0
        heard, self.source, most = [], None, 0.0
        for other in self.trust:
            border = 1.0 if other.bloc == self.bloc else config.friction.across
            heard.append(knowledge.flows(self, other, border, other.openness))
            total = sum(knowledge.mixed(gap, result, config) for gap, result, _ in heard[-1].values())
            if total > most:
                self.source, most = other, total
        offer, commons = knowledge.offered(heard, self.model.public, mine, config)
        if sum(commons.values()) > most:
            self.source = COMMONS
        self.gained = {
            d: knowledge.taken_in(each, self.absorption, self.experience, config) for d, each in offer.items()
        }
        self.learned = sum(self.model.weight[d] * gain for d, gain in self.gained.items())
        self.foreign_work += self.learned

    def learn(self):
        for d, gain in self.gained.items():
            self.know_how[d] += gain

    # 6. Release

    def is_ready(self):
        p = self.model.config.release
        return self.capability - self.released >= p.threshold * (1.0 + p.delay * self.governance)

    def base(self):
        """The release built on: the source's when more was learnt than found since the last own one, else that.

        Of another it can only be one whose weights are out, or, with a small chance, not.
        """
        if self.foreign_work > self.own_work and self.source is not None:
            if self.source == COMMONS:
                return self.model.best_open_release
            stolen = self.drawn(uniform, Purpose.BASE) < self.model.config.release.theft
            if stolen or shares(self.source.released_tier):
                return self.source.release
        return self.release

    def publish(self, base):
        model = self.model
        models = family(model, self)
        row = Release(model.quarter, self.row, self.bloc, -1, base, self.tier, self.capability, self.compute, models)
        model.log.append(row)
        self.release, self.released, self.released_tier = len(model.log) - 1, self.capability, self.tier
        self.own_work = self.foreign_work = 0.0
        if shares(self.tier) and self.capability > model.best_open:
            model.best_open, model.best_open_release = self.capability, self.release

    # 7. Money

    def wants(self, earned):
        """Payoff, billion dollars a quarter, by the kind of actor."""
        raise NotImplementedError

    def order_compute(self):
        self.compute_money = self.model.config.compute.share * self.outlay

    def buy_compute(self):
        p = self.model.config.compute
        bought = self.model.pool.price * self.compute_money
        self.model.money.pay(self, HOSTS, self.compute_money)
        self.compute = max(LEAST_COMPUTE, self.compute * (1.0 - p.decay) + bought)

    # 8. Flaws

    def age_flaws(self, before):
        """F' = F + birth*(1-s)*progress + inheritance*learnt*F_source - found*F; safety tools sharpen tests."""
        p, eyes, catalogue = self.model.config.flaws, self.model.config.eyes, self.model.config.commons.catalogue
        crowd = self.model.community / eyes.crowd
        readers = 2.0 * crowd / (1.0 + crowd * crowd)
        tested = p.testing * self.safety * (1.0 + p.tools * catalogue)
        self.find_rate = min(1.0, tested + eyes.rate * self.openness * readers)
        inherited = self.model.open_flaws if self.source == COMMONS else before.get(self.source, 0.0)
        born = p.birth * (1.0 - self.safety) * self.researched
        self.flaws += born + p.inheritance * self.learned * inherited - self.find_rate * before[self]

    def have_incident(self):
        """An incident happens when its exponential draw is below the hazard rate*F*(1 + steepness*[K-K0]+).

        Beyond ``danger`` it is a catastrophe with probability 1 - s, and weighs as ``severity``.
        """
        p, model = self.model.config.incidents, self.model
        rise = self.capability - model.reference
        hazard = p.rate * self.flaws * (1.0 + p.steepness * max(0.0, rise))
        self.incident = 1.0 if self.drawn(exponential, Purpose.INCIDENT) < hazard else 0.0
        if self.incident and rise > p.danger and self.drawn(uniform, Purpose.CATASTROPHE) >= self.safety:
            model.catastrophes += 1
            self.incident = p.severity
        if self.incident:
            model.tighten_law(p.tightening * self.incident)

    def temptation(self):
        """How far what it has out goes beyond the start, OOM, and how easily it is misused."""
        exposure = self.model.tiers[self.released_tier].exposure
        guarded = 1.0 - self.model.config.misuse.mitigation * self.governance
        return max(0.0, self.released - self.model.reference), exposure * guarded

    def be_misused(self, slices):
        """rate*(1-prevention*literacy)*e*(its rise, of which marginal times what others offer as well is divided)."""
        p, literacy, model = self.model.config.misuse, self.model.config.literacy, self.model
        rise, exposed = self.temptation()
        counted = (1.0 - p.marginal) * rise + p.marginal * own_part(rise, slices)
        hazard = p.rate * exposed * counted * (1.0 - literacy.prevention * literacy.level)
        self.misuse = 1.0 if self.drawn(exponential, Purpose.MISUSE) < hazard else 0.0
        if self.misuse:
            model.misuses += 1
            model.tighten_law(p.tightening)

    # 9. Trust

    def show_conduct(self):
        """What everybody holds against an actor: closing what was open, incidents, misuse."""
        p = self.model.config.trust
        closed = max(0.0, self.openness_before - self.openness)
        self.conduct_bad = p.pledge * closed + p.incident * (min(1.0, self.incident) + self.misuse)

    def update_trust(self):
        """tau' = tau + gain*up*(1-tau) - loss*down*tau + drift*(prior-tau) + gossip*(reputation-tau)."""
        p, gave = self.model.config.trust, self.openness_before
        for other, trust in self.trust.items():
            got = other.openness
            overtaken = other.released > self.released and other.released_before <= self.released_before
            up = min(1.0, p.favour * gave * got)
            down = min(1.0, other.conduct_bad + p.slight * gave * (1.0 - got) + (p.attack if overtaken else 0.0))
            changed = trust + p.gain * up * (1.0 - trust) - p.loss * down * trust
            changed += p.drift * (self.prior(other) - trust) + p.gossip * (other.reputation - trust)
            self.trust[other] = clip(changed, 0.0, 1.0)

    def gain_reputation(self):
        """Mean trust of all who know the actor."""
        heard = [other.trust[self] for other in self.trust]
        self.reputation = sum(heard) / len(heard) if heard else self.model.config.trust.prior_within

    # 11. Turnover

    def meet(self, others):
        """Ties both ways, trust at its prior, in the order of rows."""
        for other in others:
            self.trust[other] = self.prior(other)
            other.trust[self] = other.prior(self)
            other.trust = dict(sorted(other.trust.items(), key=lambda tie: tie[0].row))

    def leave(self):
        for other in self.trust:
            del other.trust[self]
        self.remove()


class PlainFirm(Shares, PlainActor):
    """Earns, invests, competes, and can fail."""

    def wish(self):
        """Utility: quality*(K_released-K0), and what attracts besides."""
        return self.model.config.market.quality * (self.released - self.model.reference) + self.pull(self.users)

    def pull(self, users):
        """Utility besides capability and price: network*log(base) + tier + standing*(reputation-1/2)."""
        p, model = self.model.config.market, self.model
        base = users + model.config.community.interoperability * (1.0 - users)
        tier = model.tiers[self.released_tier].appeal
        return p.network * log(max(LEAST_BASE, base)) + tier + p.standing * (self.reputation - 0.5)

    def product(self):
        """Its latest release, served with what it knows today."""
        known = self.capability - log10(self.compute)
        pull = self.pull(self.users / self.model.reached)
        return self.model.product(self, shares(self.released_tier), self.released, known, pull)

    def weigh(self, mine, products, nothing):
        """What it would earn with paid access (rent) and with open weights (beside).

        Also what more utility (swing) would earn, and the utility of an OOM (edge). All others keep their prices.
        ``mine`` is its product now, which is taken out first.
        """
        p, model = self.model.config.prices, self.model
        customers, stakes = p.potential * model.reached, model.stakes
        others = [product for product in products if product is not mine]
        paid = [product.utility for product in others if not product.is_open]
        opened, elsewhere = prices.spent_beside(others, p)
        bare = mine.at(mine.cost, stakes, p) - model.tiers[self.released_tier].appeal
        without = prices.log_sum([nothing, opened, *paid])
        odds = prices.odds_of_reply(bare + model.tiers[self.spec.hoards_as].appeal - without)
        self.rent = customers * stakes * odds
        self.swing = customers * stakes * odds / (1.0 + odds)
        slope_of_worth = mine.worth * (1.0 - mine.worth / p.greatest_value) / p.width
        if mine.cost < mine.worth / 2.0:
            self.edge = (slope_of_worth - LN10 * (p.size - p.technique) * mine.cost) / stakes
        else:
            self.edge = slope_of_worth / 2.0 / stakes
        if_paid = exp(opened - without) / (1.0 + odds) * elsewhere
        margin = prices.price_of_open(mine.worth, mine.cost, p) - mine.cost
        new = replace(mine, is_open=True, utility=bare + model.tiers[self.spec.shares_as].appeal - margin / stakes)
        joined, average = prices.spent_beside([*others, new], p)
        if_open = exp(joined - prices.log_sum([nothing, joined, *paid])) * average
        total = sum(firm.spec.complement for firm in model.firms)
        self.beside = customers * (if_open - if_paid) * (self.spec.complement / total) if total > 0.0 else 0.0

    def appraise(self):
        """Gain from sharing: what is spent beside, less upkeep, rent, and the lead that rivals close in time."""
        config, tiers = self.model.config, self.model.tiers
        opened = shares(self.spec.shares_as) - shares(self.spec.hoards_as)
        shown = tiers[self.spec.shares_as].disclosure - tiers[self.spec.hoards_as].disclosure
        quarters, factor = range(1, config.choice.horizon + 1), config.world.discount
        mean_loss = sum(factor**k * (k / len(quarters)) for k in quarters) / sum(factor**k for k in quarters)
        kept = (1.0 - min(1.0, leaks.talk(config) + self.leaking)) ** len(quarters)
        lead = max(0.0, self.capability - self.rival) if self.rival > NOTHING_SEEN else 0.0
        upkeep = config.community.upkeep * self.model.community * self.outlay
        lost = self.swing * self.edge * lead * shown * kept * mean_loss
        return self.beside * opened - upkeep - self.rent * opened - lost

    def wants(self, earned):
        return self.profit

    def leave_in_distress(self):
        """Who could not pay what it owed leaves at a hazard."""
        if self.distress and self.drawn(exponential, Purpose.EXIT) < self.model.config.exit.rate:
            self.model.exits += 1
            self.wind_up()
            self.leave()


class PlainNation(PlainActor):
    """Funds, schools, and seeks security, income and welfare."""

    def wants(self, earned):
        """Lead over the best foreign rival, what firms of the bloc earn, its part of consumer surplus, less outlay."""
        p = self.model.config.payoff
        lead = self.capability - self.foreign if self.foreign > NOTHING_SEEN else 0.0
        surplus = self.model.surplus / len(self.model.blocs)
        return p.security * lead + p.economy * earned + p.welfare * surplus - self.schools - self.outlay

    def share_for_schools(self):
        """A part of its money goes to the education of users and policymakers."""
        return self.model.config.literacy.cost * self.model.config.literacy.level


class PlainLab(PlainActor):
    """Publishes, and needs no profit; states pay it."""

    funder = STATES

    def wants(self, earned):
        return self.model.config.payoff.prestige * self.openness * self.researched - self.outlay


CLASSES = {Kind.FIRM: PlainFirm, Kind.NATION: PlainNation, Kind.LAB: PlainLab}


class PlainRace(mesa.Model):
    """The race of scenario `arms-race`, one quarter a step.

    Raises:
        ValueError: the scenario asks for something that this model does not have.
    """

    def __init__(self, config, seed=0):
        super().__init__(rng=seed)
        refuse_what_is_missing(config)
        self.config, self.noise, self.quarter = config, noise_of(seed), 0
        tiers, total = config.tiers, sum(domain.weight for domain in config.domains.values())
        self.tiers = [tiers.closed, tiers.access, tiers.licensed, tiers.open]
        self.weight = {name: domain.weight / total for name, domain in config.domains.items()}
        self.members = dict.fromkeys(self.weight, 0.0)
        self.log = []
        self.pool = Pool(config)
        self.open_flaws = self.regulation = self.challenge = self.community = 0.0
        self.market = self.surplus = self.appeal = self.open_use = 0.0
        self.fixed_price = self.open_price = self.serving = 0.0
        self.equity = self.dividends = self.debt = self.valuation = 0.0
        self.catastrophes = self.misuses = self.entrants = self.exits = 0
        self.money = Money(config.investors.fund)
        self.create_actors()
        self.compliance = self.cost_of_compliance()
        self.open_doors()
        leaks.expect(self)
        self.fund = Fund(config, self.released_frontier)
        self.datacollector = mesa.DataCollector(model_reporters=SERIES)

    def create_actors(self):
        self.blocs = list(dict.fromkeys(spec.bloc for spec in self.config.actors.values()))
        specs = [spec for spec in self.config.actors.values() for _ in range(spec.count)]
        self.named = len(specs)
        self.slots = list(range(self.named, self.named + self.config.entry.slots))
        for row, spec in enumerate(specs):
            know_how = {d: spec.know_how_in.get(d, spec.know_how) for d in self.config.domains}
            CLASSES[spec.kind](self, row, spec, know_how).begin()
        for actor in self.agents:
            actor.trust = {other: actor.prior(other) for other in self.agents if other is not actor}
        self.agents.do("gain_reputation")

    def cost_of_compliance(self):
        """Share of revenue that complying with the rules of all blocs takes, cost*(1 + divergence*(blocs-1))."""
        p = self.config.compliance
        return p.cost * (1.0 + p.divergence * (len(self.blocs) - 1))

    def open_doors(self):
        """Public on the eve of the run: the least that anybody knows, and what open actors disclose of the rest."""
        self.frontier = max(actor.capability for actor in self.agents)
        self.known_at_start = max(actor.usable_know_how() for actor in self.agents)
        self.reach_users()
        self.reference = self.released_frontier = max(actor.released for actor in self.agents)
        self.best_open, self.best_open_release = min(actor.released for actor in self.agents), -1
        self.public = {d: min(actor.know_how[d] for actor in self.agents) for d in self.weight}
        sharing = self.agents.select(lambda actor: shares(actor.tier))
        for d, least in self.public.items():
            opened = [least + actor.openness * (actor.disclosed[d] - least) for actor in sharing]
            self.public[d] = max([least, *opened])
        self.best_open = max([self.best_open, *(actor.released for actor in sharing)])

    @property
    def has_prices(self):
        return self.config.market.form == MarketForm.PRICES

    def reach_users(self):
        """Where users pay, AI has reached few, and nobody uses it yet."""
        self.reached = 1.0
        if self.has_prices:
            self.reached = self.config.prices.reached
            self.agents.set("users", 0.0)

    @property
    def firms(self):
        return self.agents.select(agent_type=PlainFirm)

    def step(self):
        """One quarter, in the order of the model."""
        self.misuses = self.entrants = self.exits = 0
        self.agents.do("perceive")
        self.agents.do("look_around")
        self.foreseen = think_ahead(self)
        self.agents.do("decide")
        self.direct()
        self.research()
        leaks.expect(self)
        leaks.lose_staff(self)
        self.agents.do("listen").do("learn")
        self.release()
        self.settle_communities()
        self.meet_challenges()
        self.trade()
        self.buy_compute()
        self.settle_accounts()
        self.agents.do("age_flaws", {actor: actor.flaws for actor in self.agents})
        self.regulation *= 1.0 - self.config.incidents.relaxation
        self.agents.do("have_incident")
        self.agents.do("be_misused", slices_of([actor.temptation() for actor in self.agents]))
        self.agents.do("show_conduct").do("update_trust").do("gain_reputation")
        self.measure_trust()
        self.firms.do("leave_in_distress")
        self.enter()
        self.log += singles(self, Release)
        self.datacollector.collect(self)
        self.quarter += 1

    def key_of(self, row):
        """Key of the noise of a row; those of slots start far behind those of named actors."""
        return row if row < self.named else SLOT_KEY + row - self.named

    def drawn(self, law, purpose, key):
        """This quarter's draw of whoever has this key; a plain number, for an enumeration takes 30 times as long."""
        return law(self.noise, int(purpose), key, self.quarter)

    def direct(self):
        """All turn at once, by where all were."""
        crowd = {d: sum(actor.focus[d] for actor in self.agents) for d in self.weight}
        self.agents.do("turn", crowd, self.best_known())

    def research(self):
        self.spend()
        self.agents.do("research")
        self.agents.do("find_again", self.best_known())
        self.agents.do("remember_findings")

    def spend(self):
        """Everybody sets its outlay; who borrows divides half of the fund's cash."""
        self.agents.do("come_by_money")
        asked = sum(max(0.0, actor.outlay - actor.cash) for actor in self.agents)
        half = 0.5 * max(0.0, self.money.cash[INVESTORS])
        self.agents.do("borrow", min(1.0, half / asked) if asked > 0.0 else 1.0)

    def best_known(self):
        """Most know-how that anybody holds, by domain."""
        return {d: max(actor.know_how[d] for actor in self.agents) for d in self.weight}

    def release(self):
        """Models come out, on the state before anybody released; open ones raise what is public."""
        for actor in self.agents:
            actor.measure()
            actor.released_before = actor.released
        self.frontier = max(actor.capability for actor in self.agents)
        ready = {actor: actor.base() for actor in self.agents if actor.is_ready()}
        opening = [actor for actor in ready if shares(actor.tier)]
        for d, public in self.public.items():
            opened = [(actor.openness, actor.know_how[d], actor.unpublished[d]) for actor in opening]
            self.public[d] = knowledge.risen(public, opened, self.config)
        for actor in opening:
            actor.unpublished = {d: finds * (1.0 - actor.openness) for d, finds in actor.unpublished.items()}
        for actor in ready:
            actor.disclosed = dict(actor.know_how)
        for actor, base in ready.items():
            actor.publish(base)
        if opening:
            carried = sum(actor.openness * actor.flaws for actor in opening) / sum(actor.openness for actor in opening)
            left = prod(1.0 - actor.openness for actor in opening)
            self.open_flaws += (1.0 - left) * (carried - self.open_flaws)
        self.released_frontier = max(actor.released for actor in self.agents)

    def settle_communities(self):
        """V' = V + q*(growth*V + settlers)*(1-V) - fading*V, around all that one can build on.

        It gives giving*V, less what governance turns away, to public know-how by open ground, to providers by theirs.
        """
        p, research, flaws = self.config.community, self.config.research, self.config.flaws
        grounds = {actor: self.tiers[actor.released_tier].building for actor in self.agents}
        grounds = {actor: ground for actor, ground in grounds.items() if ground > 0.0}
        paid = {actor: ground for actor, ground in grounds.items() if not shares(actor.released_tier)}
        projects, total, closed = max(1, len(grounds)), sum(grounds.values()), sum(paid.values())
        together = (1.0 + p.interoperability * (projects - 1)) / projects
        governed = sum(ground * actor.governance for actor, ground in grounds.items()) / total if grounds else 0.0
        for d, best in self.best_known().items():
            members, public = self.members[d], self.public[d]
            near = max(0.0, 1.0 - max(0.0, best - public) / p.relevance)
            attraction = together * (near * (total - closed) + closed) / projects
            change = attraction * (p.growth * members + p.settlers) * (1.0 - members) - p.fading * members
            ease = 10.0 ** (-research.hardening * (public - research.reference))
            given = p.giving * members * ease * (1.0 - p.gatekeeping * governed) / total if grounds else 0.0
            to_public = given * (total - closed)
            self.public[d] += to_public
            self.open_flaws += flaws.birth * p.carelessness * self.weight[d] * to_public * (1.0 - governed)
            for actor, ground in paid.items():
                actor.know_how[d] += given * ground
            self.members[d] = clip(members + change, 0.0, 1.0)
        self.community = sum(self.weight[d] * members for d, members in self.members.items())

    def meet_challenges(self):
        """X' = X + rate*share*(1-X)*(public + private*hidden)."""
        p = self.config.challenge
        public = {d: max(0.0, level) for d, level in self.public.items()}
        hidden = sum(
            self.weight[d] * max(0.0, level - public[d]) for actor in self.agents for d, level in actor.know_how.items()
        )
        total = sum(self.weight[d] * level for d, level in public.items())
        power = p.rate * p.share * (total + p.private * (hidden / max(1, len(self.agents))))
        self.challenge += min(1.0, power) * (1.0 - self.challenge)

    def trade(self):
        if self.has_prices:
            self.trade_at_prices()
        else:
            self.trade_by_logit()

    def spread_use(self):
        """A' = A + (innovation + imitation*A*use)*use*(1-A); who is new does as all others did."""
        p, before = self.config.prices, self.reached
        using = min(1.0, (self.open_use + sum(self.firms.get("users"))) / before)
        spread = min(1.0, (p.innovation + p.imitation * before * using) * using)
        self.reached = before + spread * (1.0 - before)
        self.open_use *= self.reached / before
        for firm in self.firms:
            firm.users *= self.reached / before

    def compute_cost(self):
        """Price of compute against the start's."""
        return self.config.compute.price / self.compute_price if self.config.compute.price > 0.0 else 1.0

    def product(self, maker, is_open, released, known, pull):
        """What users can have, by its capability and the know-how of who serves it."""
        p, rise = self.config.prices, released - self.reference
        worth = prices.worth_of(rise, p)
        self.most_known = max(self.most_known, known - self.known_at_start)
        cost = prices.cost_of(worth, rise, known - self.known_at_start, self.compute_cost(), p)
        return prices.Product(maker, is_open, worth, cost, pull)

    def public_know_how(self):
        return sum(self.weight[d] * level for d, level in self.read_by_newcomers().items())

    def read_by_newcomers(self):
        """What is public, as far as anybody knows it."""
        return {d: min(self.public[d], best) for d, best in self.best_known().items()}

    def best_open_product(self):
        """The best open model, run by anybody with what it took to make it, or what is public.

        Where it is a firm's product it is there already, and who ran it goes on with that.
        """
        known = self.public_know_how()
        if self.best_open_release >= 0:
            best = self.log[self.best_open_release]
            known = max(known, best.capability - log10(best.compute))
        alone = self.product(None, True, self.best_open, known, self.config.market.self_service)
        for firm in self.firms:
            if firm.release == self.best_open_release >= 0:
                firm.users, self.open_use = firm.users + self.open_use, 0.0
                return prices.Product(None, True, 0.0, 0.0, float("-inf"))
        return alone

    def trade_at_prices(self):
        """Use spreads, prices are set, users choose and follow at rate churn; who is paid, and what users gain."""
        p, churn = self.config.prices, self.config.market.churn
        self.spread_use()
        self.most_known = float("-inf")
        products = [*(firm.product() for firm in self.firms), self.best_open_product()]
        nothing = -self.config.literacy.adoption * self.config.literacy.level
        self.fixed_price = prices.fixed_cost(self.most_known, self.compute_cost(), p)
        self.stakes = p.dispersion * (p.hassle + max(product.worth for product in products))
        prices.set_prices(products, nothing, self.stakes, p)
        self.appeal, _ = prices.choose(products, nothing, self.stakes, p)
        for product in products[:-1]:
            product.maker.users += churn * (self.reached * product.share - product.maker.users)
            product.maker.price, product.maker.unit_cost = product.price, product.cost
        self.open_price = products[-1].price
        self.open_use += churn * (self.reached * products[-1].share - self.open_use)
        for product in products[:-1]:
            product.maker.weigh(product, products, nothing)
        held = [product.maker.users / self.reached for product in products[:-1]] + [self.open_use / self.reached]
        customers = p.potential * self.reached
        self.surplus = customers * self.stakes * prices.gain(products, held, nothing, p.nest)
        self.collect(products, [customers * share for share in held])

    def collect(self, products, users):
        """Paid use pays its maker; what is spent beside open use is divided among firms by their complements."""
        self.market = self.serving = beside = 0.0
        for product, count in zip(products, users, strict=True):
            paid, serving = count * product.price, count * product.cost
            self.market += paid
            self.serving += serving
            if product.maker is not None:
                product.maker.revenue = 0.0
            if product.is_open:
                beside += paid - serving
                self.money.pay(HOUSEHOLDS, HOSTS, serving)
            else:
                product.maker.revenue = paid - serving
                self.money.pay(HOUSEHOLDS, product.maker, paid)
                self.money.pay(product.maker, HOSTS, serving)
        total = sum(firm.spec.complement for firm in self.firms)
        for firm in self.firms:
            earned = beside * (firm.spec.complement / total) if total > 0.0 else 0.0
            firm.revenue += earned
            self.money.pay(HOUSEHOLDS, firm, earned)
        if total == 0.0:
            self.money.pay(HOUSEHOLDS, HOSTS, beside)

    def market_size(self, rise):
        """What all users are worth to firms together where a share of it is earned."""
        p = self.config.market
        return 1.0 / (1.0 / (p.size * 10.0 ** (p.demand * rise)) + 1.0 / p.ceiling)

    def prospect(self, rise):
        """What all users would get out of AI that has risen so much."""
        p = self.config.prices
        return p.potential * prices.worth_of(rise, p) if self.has_prices else self.market_size(rise)

    def most(self):
        """What users would get out of AI that can do all."""
        p = self.config.prices
        return p.potential * p.greatest_value if self.has_prices else self.config.market.ceiling

    def trade_by_logit(self):
        """Logit demand, with the outside options of no AI and of the best open model; users follow at rate churn."""
        p, literacy, firms = self.config.market, self.config.literacy, self.firms
        self.market = self.market_size(self.released_frontier - self.reference)
        alone = p.quality * (self.best_open - self.reference) + p.self_service
        wishes = {firm: firm.wish() for firm in firms}
        options = [-literacy.adoption * literacy.level, alone, *wishes.values()]
        most = max(options)
        self.appeal = most + log(sum(exp(wish - most) for wish in options))
        self.surplus, self.open_use = self.market * self.appeal, exp(alone - self.appeal)
        for firm, wish in wishes.items():
            firm.users += p.churn * (exp(wish - self.appeal) - firm.users)
            firm.revenue = self.market * firm.users * self.tiers[firm.released_tier].capture
            self.money.pay(HOUSEHOLDS, firm, firm.revenue)
        self.earn_on_complements(firms)

    def earn_on_complements(self, firms):
        """Open firms divide complement*market*community by what each discloses."""
        disclosed = {firm: self.tiers[firm.released_tier].disclosure for firm in firms if shares(firm.released_tier)}
        total = sum(disclosed.values())
        for firm in firms:
            if firm in disclosed and total > 0.0:
                earned = firm.spec.complement * self.market * self.community * (disclosed[firm] / total)
                firm.revenue += earned
                self.money.pay(HOUSEHOLDS, firm, earned)

    @property
    def compute_price(self):
        return self.pool.price

    @property
    def capacity_built(self):
        return self.pool.built

    def buy_compute(self):
        """Who trains and who serves users buy from one pool."""
        self.agents.do("order_compute")
        self.pool.clear(self.serving + sum(self.agents.get("compute_money")))
        self.agents.do("buy_compute")
        self.pool.spend(self.money)

    def settle_accounts(self):
        """Wages and what else is owed; investors; dividends; then payoffs, new budgets, and the treasury."""
        self.agents.do("pay_wages").do("settle")
        self.profit = sum(self.firms.get("profit"))
        self.net_product = sum(actor.net_gain() for actor in self.agents) + self.pool.earned
        self.earned = sum(firm.net_gain() for firm in self.firms)
        if self.config.investors.speed > 0.0:
            self.fund.think_again(self)
            self.fund.invest(self)
        self.equity, self.valuation = sum(self.firms.get("raised")), sum(self.firms.get("valuation"))
        self.dividends = sum(firm.pay_dividend() for firm in self.firms)
        self.debt = sum(self.agents.get("debt"))
        earned = defaultdict(float)
        for firm in self.firms:
            earned[firm.bloc] += firm.profit + firm.tax
        for actor in self.agents:
            actor.payoff = actor.wants(earned[actor.bloc])
        self.agents.do("plan")
        self.fund.balance(self.money)

    def tighten_law(self, tightening):
        """After an incident or misuse; literate policymakers keep more of their calm."""
        literacy = self.config.literacy
        self.regulation = min(1.0, self.regulation + tightening * (1.0 - literacy.sense * literacy.level))

    def measure_trust(self):
        """Mean trust over all ties, over those inside blocs, and over those across; 0 without such ties."""
        within, across = [], []
        for actor in self.agents:
            for other, trust in actor.trust.items():
                (within if other.bloc == actor.bloc else across).append(trust)
        self.trust_within = sum(within) / max(1, len(within))
        self.trust_across = sum(across) / max(1, len(across))
        self.trust = (sum(within) + sum(across)) / max(1, len(within) + len(across))

    def enter(self):
        """Empty slots are filled at hazard rate*[(V-cost)/(V+cost)]+."""
        p = self.config.entry
        if p.rate == 0.0 or self.market <= 0.0:
            return
        risk = p.rate * clip(self.entry_value(), 0.0, 1.0)
        for row in list(self.slots):
            if self.drawn(exponential, Purpose.ENTRY, self.key_of(row)) < risk:
                self.slots.remove(row)
                self.found_firm(row, self.drawn(uniform, Purpose.FORTUNE, self.key_of(row)))
                self.entrants += 1

    def entry_value(self):
        """(V-cost)/(V+cost): V discounted revenue over the horizon, cost that of a useful capability."""
        p = self.config.entry
        capability = self.public_know_how() + log10(max(LEAST_COMPUTE, p.capital * self.compute_price))
        value = self.hoped_for(capability)
        cost = p.capital + p.cost * max(0.0, self.released_frontier - p.useful - capability)
        return (value - cost) / (value + cost)

    def hoped_for(self, capability):
        """What one more product would earn over the horizon, discounted, after what complying takes."""
        worth = sum(self.config.world.discount**k for k in range(self.config.choice.horizon))
        return self.revenue_of_entrant(capability) * (1.0 - self.compliance) * worth

    def revenue_of_entrant(self, capability):
        """What one more paid product would earn while all others stay as they are."""
        if not self.has_prices:
            wish = self.config.market.quality * (capability - self.reference)
            return self.market / (1.0 + exp(clip(self.appeal - wish, -700.0, 700.0)))
        p = self.config.prices
        product = self.product(None, False, capability, self.public_know_how(), 0.0)
        odds = prices.odds_of_reply(product.at(product.cost, self.stakes, p) - self.appeal)
        return p.potential * self.reached * self.stakes * odds

    def found_firm(self, row, fortune):
        """An entrant knows what is public, buys compute with its capital, and resembles a random firm of its bloc."""
        p, others = self.config.entry, list(self.agents)
        bloc = self.blocs[(row - self.named) % len(self.blocs)]
        firms = [firm for firm in self.firms if firm.bloc == bloc] or list(self.firms)
        like = firms[min(len(firms) - 1, int(fortune * len(firms)))] if firms else None
        traits = {
            "compute": max(LEAST_COMPUTE, p.capital * self.compute_price),
            "cash": 0.0,
            "endowment": 0.0,
            "users": 0.0,
            "focus": {},
        }
        traits |= {"bloc": bloc} | ({"tier": like.tier, "effort": like.effort} if like else {})
        spec = (like.spec if like else STRANGER).model_copy(update=traits)
        entrant = PlainFirm(self, row, spec, self.read_by_newcomers())
        entrant.be_backed(p.capital)
        entrant.meet(others)
        entrant.reputation = self.config.trust.prior_within
        self.agents.sort("row", ascending=True, inplace=True)


def refuse_what_is_missing(config: Scenario) -> None:
    """Stop where a scenario asks for more than this model has: it is `arms-race` with any numbers."""
    off = [name for name in MECHANISMS if not getattr(getattr(config, name), "on", True)]
    off = [name for name in off if name not in ("codevelopment", "regulators")]
    specs = config.actors.values()
    missing = {
        "policies": any(row.on for row in config.policies),
        "mechanisms switched off: " + ", ".join(off): bool(off),
        "codevelopment": config.codevelopment.on,
        "regulators": config.regulators.on,
        "firms that look for hosts": config.partnering.rate > 0.0,
        "a market by Cournot, or of size 0": config.market.form == MarketForm.COURNOT or config.market.size == 0.0,
        "care other than linear in the lead": config.safety.form != SafetyForm.LINEAR,
        "catastrophes that end the run": config.incidents.ends_run,
        "ties other than complete": config.ties.topology != Topology.COMPLETE,
        "a reach of the commons other than 1": config.commons.reach != 1.0,
        "home nations other than blocs": any(spec.home not in ("", spec.bloc) for spec in specs),
        "strategies other than hoard, share, reciprocity, and those of firms that weigh profit at prices": any(
            not can_choose(spec, config) for spec in specs
        ),
        "dated entry": any(spec.enters for spec in specs),
        "withheld domains": any(spec.withheld for spec in specs),
        "a world without actors": not config.actors,
    }
    found = [what for what, is_missing in missing.items() if is_missing]
    if found:
        raise ValueError(f"the plain model covers scenario arms-race; it does not have {'; '.join(found)}")
