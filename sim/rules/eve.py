"""The eve of the first quarter: what is not known of it is drawn, work is under way, and some of it is public."""

from sim.compile import phase, rule
from sim.elementary import exp, log10
from sim.noise import Noise, Purpose, normal, uniform
from sim.rules.common import LN10, measure, reach_of, shares
from sim.rules.leaks import expect_leaks
from sim.rules.levers import at_rest, draw_borders
from sim.rules.release import released_frontier, step
from sim.rules.trust import take_stock
from sim.rules.turnover import open_shop
from sim.scenario.schema.compute import Compute
from sim.scenario.schema.enums import MarketForm
from sim.scenario.schema.knowledge import Initial
from sim.world import ActorRecord, World


@rule
def prepare(w: World, noise: Noise) -> None:
    """The state before quarter 0."""
    actors, society, initial = w.actors, w.society[0], w.parameters[0].initial
    at_rest(w)
    draw_borders(w)
    set_up_compute(w, noise)
    for i in range(actors.size):
        if actors[i].alive:
            if initial.on:
                vary_know_how(w, noise, i)
            open_shop(w, i)
            if initial.on:
                put_under_way(w, i, uniform(noise, Purpose.UNDERWAY, actors[i].key, 0))
    measure(w)
    society.reference = society.released_frontier = society.seen_frontier = released_frontier(w)
    society.know_how = best_know_how(w)
    reach_users(w)
    open_models(w)
    open_know_how(w)
    expect_leaks(w)
    take_stock(w, False)


@phase
def reach_users(w: World) -> None:
    """Where users pay, AI has reached few, who choose from then on; elsewhere all, with the scenario's shares.

    Shares that nobody would choose at these prices would make the first quarters a loss to users.
    """
    society, p = w.society[0], w.parameters[0]
    society.reached = 1.0
    if p.market.form == MarketForm.PRICES:
        society.reached = p.prices.reached
        for i in range(w.actors.size):
            w.actors[i].users = 0.0


@phase
def best_know_how(w: World) -> float:
    """Best usable know-how of those who are there, K - log10 C; 0 where nobody is."""
    best = -1e300
    for i in range(w.actors.size):
        if w.actors[i].alive:
            best = max(best, w.actors[i].capability - log10(w.actors[i].compute))
    return best if best > -1e300 else 0.0


@phase
def set_up_compute(w: World, noise: Noise) -> None:
    """Compute of those whose largest training run is known, or imputed, whether they are there yet or not.

    It is measured against the largest of those who are there.
    """
    actors, p = w.actors, w.parameters[0]
    largest = -1.0
    for i in range(actors.size):
        if actors[i].alive:
            largest = max(largest, actors[i].run)
    for i in range(actors.size):
        me = actors[i]
        if me.run >= 0.0:
            drawn = p.initial.on and p.initial.imputed > 0.0 and me.run_spread > 0.0
            draw = normal(noise, Purpose.RUN, me.key, 0) if drawn else 0.0
            me.compute = max(compute_behind(me, largest, draw, p.initial), bought_in_a_quarter(me, p.compute))


@rule
def compute_behind(me: ActorRecord, largest: float, draw: float, p: Initial) -> float:
    """Compute behind a run, C*10^(exponent*(run + imputed*run_spread*z - largest run)), C that of the largest.

    A run that nobody saw is at most as large as the largest that was seen. Where nobody is there at the start, each run
    is the largest.
    """
    run = min(me.run + p.imputed * me.run_spread * draw, max(me.run, largest))
    return me.compute * exp(LN10 * p.exponent * (run - largest)) if largest >= 0.0 else me.compute


@rule
def bought_in_a_quarter(me: ActorRecord, p: Compute) -> float:
    """Compute that a quarter's endowment buys at the start, price*share*effort*endowment, C.

    An owner of less than that would have it a quarter later, and its first release would be an artefact of the start.
    """
    return p.price * p.share * me.effort * me.endowment if p.on else 0.0


@phase
def vary_know_how(w: World, noise: Noise, i: int) -> None:
    """What data tell of know-how only roughly: a normal draw about what is given, in each domain."""
    p = w.parameters[0].initial
    if p.know_how_spread > 0.0:
        for d in range(w.domains.size):
            draw = normal(noise, Purpose.KNOW_HOW, w.actors[i].key, d)
            w.knowledge[i, d].know_how += p.know_how_spread * draw


@phase
def put_under_way(w: World, i: int, draw: float) -> None:
    """Its latest release lies underway*u of a release's step behind what it has, u uniform: makers are not in step."""
    me, knowledge, p = w.actors[i], w.knowledge, w.parameters[0]
    hidden = p.initial.underway * draw * step(me.governance, p.release)
    me.released -= hidden
    me.released_before = me.released
    me.own_work = hidden
    for d in range(w.domains.size):
        knowledge[i, d].disclosed -= hidden


@phase
def open_models(w: World) -> None:
    """The best open model is the best release of an open actor; where nobody is open, as good as the worst of all."""
    actors, society, reach = w.actors, w.society[0], reach_of(w.parameters[0].commons)
    society.best_open = society.frontier
    for i in range(actors.size):
        if actors[i].alive:
            society.best_open = min(society.best_open, actors[i].released)
    for i in range(actors.size):
        if actors[i].alive and reach > 0.0 and shares(actors[i].tier):
            society.best_open = max(society.best_open, actors[i].released)


@phase
def open_know_how(w: World) -> None:
    """Public is the least that anybody knows, and what open actors disclose of what they released above it."""
    actors, knowledge, domains, reach = w.actors, w.knowledge, w.domains, reach_of(w.parameters[0].commons)
    for d in range(domains.size):
        least = 1e300
        for i in range(actors.size):
            if actors[i].alive:
                least = min(least, knowledge[i, d].know_how)
        public = least
        for i in range(actors.size):
            if actors[i].alive and shares(actors[i].tier):
                mine = knowledge[i, d]
                public = max(public, least + reach * actors[i].openness * mine.offered * (mine.disclosed - least))
        domains[d].public = public
