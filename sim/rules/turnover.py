"""Phase 11: exit of firms that cannot pay, dated arrivals, entry of new firms where it pays."""

from sim.compile import phase, rule
from sim.elementary import exp, log10
from sim.noise import Noise, Purpose, exponential, uniform
from sim.rules.accounts import pay, receive
from sim.rules.common import (
    FARTHEST,
    LEAST_COMPUTE,
    believable,
    clip,
    public_level,
    quarters_worth,
    read_by_newcomers,
    sells,
    usable,
)
from sim.rules.expect import UNSEEN
from sim.rules.finance import compliance, planned, schooling
from sim.rules.market import unit_cost
from sim.rules.prices import compute_cost_of, profit_of_entrant
from sim.scenario.schema.economy import Market
from sim.scenario.schema.enums import MarketForm, Sector, Strategy, Tier
from sim.world import CASH, NEVER, NOBODY, ActorRecord, Floats, Flow, Records, World

FOUNDING = 8.0
"""Quarters in which owners give as much as a firm's first capital where cash is not spent (assumption)."""


@phase
def turnover(w: World, noise: Noise, t: int) -> None:
    """Who leaves, who arrives at a date, who enters; newcomers act from the next quarter."""
    w.society[0].exits = w.society[0].entrants = 0
    leave(w, noise, t)
    arrive(w, t + 1)
    enter(w, noise, t)


@phase
def leave(w: World, noise: Noise, t: int) -> None:
    """A firm that could not pay what it owed leaves when its draw is below the hazard ``rate``."""
    p, actors, society = w.parameters[0].exit, w.actors, w.society[0]
    if not p.on:
        return
    for i in range(actors.size):
        me = actors[i]
        if sells(me) and me.distress and exponential(noise, Purpose.EXIT, me.key, t) < p.rate:
            close_shop(w, i)
            society.exits += 1


@phase
def close_shop(w: World, i: int) -> None:
    """Who leaves has no users and no revenue, discloses nothing and belongs to no club; its money is paid out."""
    me = w.actors[i]
    wind_up(w.books, me)
    me.alive = 0
    w.society[0].stale = 1
    me.users = me.revenue = me.openness = 0.0
    me.clubs = 0
    w.duties[i].hosted = NOBODY
    w.duties[i].barred = 0


@rule
def wind_up(books: Floats, me: ActorRecord) -> None:
    """Cash goes to lenders first, what is left to owners: investors as far as they hold shares, and households."""
    repaid = min(me.debt, me.cash)
    owned = me.cash - repaid
    pay(books, Flow.LIQUIDATION, me, Sector.INVESTORS, repaid + me.held * owned)
    pay(books, Flow.LIQUIDATION, me, Sector.HOUSEHOLDS, me.cash)
    me.debt = me.held = me.book = me.valuation = me.profit = me.tax = me.earning = 0.0


@rule
def dismiss(w: World, i: int) -> None:
    """Take an actor out for good, whoever it is, as a firm that cannot pay leaves; one that was to come does not."""
    if w.actors[i].alive:
        close_shop(w, i)
    else:
        w.actors[i].enters = NEVER


@phase
def arrive(w: World, t: int) -> None:
    """Named actors that enter at a date start with the better of their own know-how and what is public."""
    actors, knowledge, domains = w.actors, w.knowledge, w.domains
    for i in range(actors.size):
        if actors[i].enters == t and not actors[i].alive:
            for d in range(domains.size):
                knowledge[i, d].know_how = max(knowledge[i, d].know_how, read_by_newcomers(w, d))
            open_shop(w, i)
            hear_of_lies(w, i)


@phase
def hear_of_lies(w: World, i: int) -> None:
    """A newcomer trusts nobody further than those do who were there."""
    for e in range(w.ties.start[i], w.ties.stop[i]):
        w.ties.trust[e] = believable(w.ties.trust[e], w.actors[w.ties.target[e]])


@phase
def open_shop(w: World, i: int) -> None:
    """What a new actor has on its first day: what it knows is what it has released; its money is its endowment."""
    me, p, knowledge, domains, tiers = w.actors[i], w.parameters[0], w.knowledge, w.domains, w.tiers
    me.alive = 1
    w.society[0].stale = 1
    me.capability = usable(knowledge[i], domains, p.world.substitution) + log10(me.compute)
    me.released = me.released_before = me.capability
    me.released_tier = me.choice = me.tier
    me.openness = me.openness_before = tiers[me.tier].disclosure
    me.experience = p.absorption.half
    me.schools = schooling(me, me.endowment, w.society[0].literacy, p.literacy)
    me.budget = me.endowment - me.schools
    me.book = me.cash + p.investors.rounds * me.endowment
    me.hoard_attraction = me.share_attraction = 1.0
    me.leaning = 1 if me.tier >= Tier.LICENSED else 0
    me.belief = UNSEEN
    for d in range(domains.size):
        knowledge[i, d].disclosed = knowledge[i, d].know_how


@phase
def enter(w: World, noise: Noise, t: int) -> None:
    """Empty slots are filled at hazard rate*[entry value]+; an entrant has the ways of a random firm of its bloc."""
    p, actors, society = w.parameters[0], w.actors, w.society[0]
    if not p.entry.on or p.entry.rate == 0.0 or society.market <= 0.0:
        return
    risk = p.entry.rate * clip(entry_value(w), 0.0, 1.0)
    for i in range(actors.size):
        me = actors[i]
        # A slot that was filled once keeps its date, so that nobody follows a firm that left.
        if me.enters == NOBODY and exponential(noise, Purpose.ENTRY, me.key, t) < risk:
            found_firm(w, i, uniform(noise, Purpose.FORTUNE, me.key, t))
            me.enters = t + 1
            society.entrants += 1


@phase
def entry_value(w: World) -> float:
    """(V-cost)/(V+cost): V what a newcomer hopes to earn, cost that of reaching a useful capability.

    An entrant starts from public know-how and the compute that its capital buys. A larger commons lowers the cost,
    and, through open rivals, the revenue that entrants seek.
    """
    society, p, know_how = w.society[0], w.parameters[0], public_level(w)
    capability = know_how + log10(max(LEAST_COMPUTE, p.entry.capital * society.compute_price))
    value = hoped_for(w, know_how, capability)
    cost = p.entry.capital + p.entry.cost * max(0.0, society.released_frontier - p.entry.useful - capability)
    return (value - cost) / (value + cost)


@phase
def hoped_for(w: World, know_how: float, capability: float) -> float:
    """What one more product would earn over the horizon, discounted and after what complying takes, bn USD."""
    society, p = w.society[0], w.parameters[0]
    if p.market.form == MarketForm.COURNOT:
        revenue = profit_of_one_more(society.price, society.producers, unit_cost(know_how, p.market), p.market)
    elif p.market.form == MarketForm.PRICES:
        compute_cost = compute_cost_of(p.compute.price, society.compute_price)
        revenue = profit_of_entrant(
            capability - society.reference, know_how - society.know_how, compute_cost, society, p.prices
        )
    else:
        wish = p.market.quality * (capability - society.reference)
        revenue = society.market / (1.0 + exp(clip(society.appeal - wish, -FARTHEST, FARTHEST)))
    value = revenue * (1.0 - compliance(society.alignment, w.blocs.size, p.compliance))
    return value * quarters_worth(p.world.discount, p.choice.horizon)


@rule
def profit_of_one_more(price: float, producers: int, cost: float, p: Market) -> float:
    """Cournot profit of a firm that joins n others: b*q^2, q = [P' - c]+/(b*(2-r)), P' = (P*(2+(n-1)*r) + r*c)/(2+n*r).

    Among equal goods (r = 1): [P' - c]+^2/b, P' = (P*(n+1) + c)/(n+2).
    """
    apart = 2.0 - p.rivalry
    joined = (price * (2.0 + (producers - 1) * p.rivalry) + p.rivalry * cost) / (2.0 + producers * p.rivalry)
    margin = max(0.0, joined - cost)
    return margin * margin / (p.slope * apart * apart)


@rule
def model_firm(actors: Records[ActorRecord], bloc: int, draw: float) -> int:
    """A living firm of a bloc, or of any (bloc NOBODY), each as likely; NOBODY when there is none."""
    count = 0
    for i in range(actors.size):
        count += 1 if sells(actors[i]) and bloc in (actors[i].bloc, NOBODY) else 0
    left = min(count - 1, int(draw * count))
    for i in range(actors.size):
        if sells(actors[i]) and bloc in (actors[i].bloc, NOBODY):
            if left == 0:
                return i
            left -= 1
    return NOBODY


@phase
def found_firm(w: World, i: int, draw: float) -> None:
    """A new firm of the slot's bloc: public know-how, compute for its capital, ways of a living firm."""
    me, actors, domains, p = w.actors[i], w.actors, w.domains, w.parameters[0].entry
    model = model_firm(actors, me.bloc, draw)
    if model == NOBODY:
        model = model_firm(actors, NOBODY, draw)
    if model != NOBODY:
        like = actors[model]
        me.tier, me.hoards_as, me.shares_as = like.tier, like.hoards_as, like.shares_as
        me.strategy = like.strategy if like.strategy != Strategy.PYTHON else Strategy.COMPLEMENT
        me.complement, me.own_governance, me.effort = like.complement, like.own_governance, like.effort
        me.home = like.home if like.bloc == me.bloc else me.home
    for d in range(domains.size):
        w.knowledge[i, d].know_how = read_by_newcomers(w, d)
    me.compute = max(LEAST_COMPUTE, p.capital * w.society[0].compute_price)
    open_shop(w, i)
    hear_of_lies(w, i)
    be_backed(w, i, p.capital)


@phase
def be_backed(w: World, i: int, capital: float) -> None:
    """Who founds a firm pays its capital and owns it: investors, or households where those have less; no more comes."""
    me, p = w.actors[i], w.parameters[0]
    if w.books[CASH, Sector.INVESTORS.value] >= capital:
        receive(w.books, Flow.EQUITY, Sector.INVESTORS, me, capital)
        me.held = 1.0
    else:
        receive(w.books, Flow.EQUITY, Sector.HOUSEHOLDS, me, capital)
    me.book = capital
    if not p.finance.on or p.finance.spending == 0.0:  # nobody spends cash then: owners give it quarter by quarter
        me.endowment = capital / FOUNDING
    me.budget = planned(me, w.duties[i], p.finance)
