"""A quarter of eight replicates of one scenario at once.

The parts that take most of the time go through all eight together: what they read is laid side by side, the very rules
of a single world run over it, and what they wrote goes back. All else is done one world after the other. Each world is
what it would be alone, bit for bit.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compile import phase, rule
from sim.lanes import WIDTH
from sim.laying import across, back, eight_words, laid, put_back
from sim.lent import lend, lent
from sim.noise import Noise
from sim.packed import lanes
from sim.rules.direct import direct
from sim.rules.eve import prepare
from sim.rules.laid_out import (
    CLUBS,
    EXCHANGE,
    EXCHANGE_DOMAINS,
    EXCHANGE_DUTIES,
    EXCHANGE_KNOWLEDGE,
    EXCHANGE_SOCIETY,
    JUDGE,
    JUDGE_DUTIES,
    JUDGE_SOCIETY,
    LOOK,
    SEARCH,
    SEARCH_DOMAINS,
    SEARCH_DUTIES,
    SEARCH_KNOWLEDGE,
    SEARCH_SOCIETY,
    SELL,
    SELL_DUTIES,
    SELL_KNOWLEDGE,
    SELL_SOCIETY,
    SELL_TIERS,
    Together,
)
from sim.rules.learn import learn
from sim.rules.market import clear_market, trade_at_prices
from sim.rules.perceive import perceive
from sim.rules.quarter import bring_out, choose, close_quarter, guess, open_quarter, pay, quarter, sell, suffer
from sim.rules.research import research
from sim.rules.trust import trust
from sim.scenario.schema.enums import MarketForm
from sim.world import Floats, World
from sim.world.records import Ties

Words = npt.NDArray[np.int64]


class Room(NamedTuple):
    """Memory in which numbers are laid side by side, enough for any part of a quarter; 64-bit words."""

    actors: Words
    knowledge: Words
    domains: Words
    duties: Words
    clubs: Words
    society: Words
    tiers: Words
    trust: Floats
    control: Floats
    border: Floats
    books: Floats


@lent
class Eight(NamedTuple):
    """Eight worlds of one scenario.

    Attributes:
        worlds: the state of all, each array with the replicate as its first axis; who is tied to whom and the
            parameters are the same for all.
        actors: the same memory as words, shape (replicates, records, words); so the next six.
        keys: keys and marks of the luck of each replicate (:class:`sim.noise.Noise`).
        room: where numbers are laid side by side.
    """

    worlds: World
    actors: Words
    knowledge: Words
    domains: Words
    duties: Words
    clubs: Words
    society: Words
    tiers: Words
    keys: npt.NDArray[np.uint64]
    marks: npt.NDArray[np.uint64]
    room: Room


@rule
def look(e: Eight, noise: Noise, t: int) -> None:
    """What everybody sees of the others, in all eight."""
    actors = laid(e.actors, e.room.actors, 0, LOOK)
    w: Any = Together(actors, 0, 0, 0, 0, 0, e.worlds.parameters, ties_of(e), 0, 0, 0, 0)
    perceive(w, noise, t)
    put_back(actors, e.actors, e.actors)


@rule
def search(e: Eight, noise: Noise, t: int) -> None:
    """What research brings to light, in all eight."""
    actors = laid(e.actors, e.room.actors, 0, SEARCH)
    knowledge = laid(e.knowledge, e.room.knowledge, e.domains.shape[1], SEARCH_KNOWLEDGE)
    domains = laid(e.domains, e.room.domains, 0, SEARCH_DOMAINS)
    duties = laid(e.duties, e.room.duties, 0, SEARCH_DUTIES)
    society = laid(e.society, e.room.society, 0, SEARCH_SOCIETY)
    w: Any = Together(actors, knowledge, domains, duties, 0, society, e.worlds.parameters, 0, 0, 0, 0, 0)
    direct(w)
    research(w, noise, t)
    put_back(actors, e.actors, e.actors)
    put_back(knowledge, e.knowledge, e.actors)


@rule
def exchange(e: Eight) -> None:
    """What gets from one to the other, in all eight."""
    actors = laid(e.actors, e.room.actors, 0, EXCHANGE)
    knowledge = laid(e.knowledge, e.room.knowledge, e.domains.shape[1], EXCHANGE_KNOWLEDGE)
    domains = laid(e.domains, e.room.domains, 0, EXCHANGE_DOMAINS)
    duties = laid(e.duties, e.room.duties, 0, EXCHANGE_DUTIES)
    clubs = laid(e.clubs, e.room.clubs, 0, CLUBS)
    society = laid(e.society, e.room.society, 0, EXCHANGE_SOCIETY)
    control, border = table_of(e.worlds.control, e.room.control), table_of(e.worlds.border, e.room.border)
    parameters, ties = e.worlds.parameters, ties_of(e)
    w: Any = Together(actors, knowledge, domains, duties, clubs, society, parameters, ties, control, border, 0, 0)
    learn(w)
    put_back(actors, e.actors, e.actors)
    put_back(knowledge, e.knowledge, e.actors)


@rule
def sell_at_prices(e: Eight) -> None:
    """The market in which firms set prices, in all eight."""
    actors = laid(e.actors, e.room.actors, 0, SELL)
    knowledge = laid(e.knowledge, e.room.knowledge, e.domains.shape[1], SELL_KNOWLEDGE)
    domains = laid(e.domains, e.room.domains, 0, EXCHANGE_DOMAINS)
    duties = laid(e.duties, e.room.duties, 0, SELL_DUTIES)
    society = laid(e.society, e.room.society, 0, SELL_SOCIETY)
    tiers, books = laid(e.tiers, e.room.tiers, 0, SELL_TIERS), table_of(e.worlds.books, e.room.books)
    w: Any = Together(actors, knowledge, domains, duties, 0, society, e.worlds.parameters, 0, 0, 0, tiers, books)
    clear_market(w)
    trade_at_prices(w)
    put_back(actors, e.actors, e.actors)
    put_back(society, e.society, e.society)
    back(e.room.books, e.worlds.books.reshape(WIDTH, books.size))


@rule
def judge(e: Eight) -> None:
    """What everybody thinks of the others, in all eight."""
    actors = laid(e.actors, e.room.actors, 0, JUDGE)
    duties = laid(e.duties, e.room.duties, 0, JUDGE_DUTIES)
    clubs = laid(e.clubs, e.room.clubs, 0, CLUBS)
    society = laid(e.society, e.room.society, 0, JUDGE_SOCIETY)
    control = table_of(e.worlds.control, e.room.control)
    w: Any = Together(actors, 0, 0, duties, clubs, society, e.worlds.parameters, ties_of(e), control, 0, 0, 0)
    trust(w)
    put_back(actors, e.actors, e.actors)
    put_back(society, e.society, e.society)
    back(e.room.trust, e.worlds.ties.trust)


@phase
def ties_of(e: Eight) -> Ties:
    """Ties of all eight, trust laid side by side."""
    ties, room = e.worlds.ties, e.room.trust
    across(ties.trust, room)
    return Ties(ties.start, ties.stop, ties.target, lanes(room, ties.target.size, 0), ties.bridge, ties.lot)


@phase
def table_of(numbers: Any, room: Floats) -> Any:
    """Numbers (replicates, rows, columns), laid side by side."""
    _, rows, columns = numbers.shape
    across(numbers.reshape(WIDTH, rows * columns), room)
    return lanes(room, rows * columns, columns)


@phase
def world_of(w: Any, r: int) -> World:
    """The world of one replicate."""
    ties = Ties(w.ties.start, w.ties.stop, w.ties.target, w.ties.trust[r], w.ties.bridge, w.ties.lot)
    world = World(
        w.actors[r],
        w.knowledge[r],
        w.domains[r],
        w.duties[r],
        w.clubs[r],
        ties,
        w.tiers[r],
        w.blocs[r],
        w.control[r],
        w.contact[r],
        w.border[r],
        w.society[r],
        w.policies[r],
        w.parameters,
        w.books[r],
        w.releases[r],
        w.series[r],
    )
    return lend(world)


@rule
def any_ended(society: Any) -> bool:
    """Whether a catastrophe has ended any run."""
    ended = False
    for r in range(WIDTH):
        ended = ended or society[r, 0].ended == 1
    return ended


@rule
def prepare_eight(e: Eight) -> None:
    """The state of all eight before quarter 0."""
    for r in range(WIDTH):
        prepare(world_of(e.worlds, r), Noise(e.keys[r], e.marks[r]))


@rule
def advance_eight(e: Eight, first: int, last: int) -> None:
    """Quarters first, ..., last - 1, of all eight; once a run has ended each goes on alone."""
    w, noise = e.worlds, Noise(eight_words(e.keys), eight_words(e.marks))
    for t in range(first, last):
        if any_ended(w.society):
            for r in range(WIDTH):
                quarter(world_of(w, r), Noise(e.keys[r], e.marks[r]), t)
            continue
        for r in range(WIDTH):
            open_quarter(world_of(w, r), Noise(e.keys[r], e.marks[r]), t)
        look(e, noise, t)
        for r in range(WIDTH):
            before_search(world_of(w, r), Noise(e.keys[r], e.marks[r]), t)
        search(e, noise, t)
        exchange(e)
        if w.parameters[0].market.form == MarketForm.PRICES:
            for r in range(WIDTH):
                bring_out(world_of(w, r), Noise(e.keys[r], e.marks[r]), t)
            sell_at_prices(e)
        else:
            for r in range(WIDTH):
                bring_out(world_of(w, r), Noise(e.keys[r], e.marks[r]), t)
                sell(world_of(w, r), Noise(e.keys[r], e.marks[r]), t)
        for r in range(WIDTH):
            before_judging(world_of(w, r), Noise(e.keys[r], e.marks[r]), t)
        judge(e)
        for r in range(WIDTH):
            close_quarter(world_of(w, r), Noise(e.keys[r], e.marks[r]), t)


@rule
def before_search(w: World, noise: Noise, t: int) -> None:
    """Parts of a quarter that each world goes through alone."""
    guess(w, noise, t)
    choose(w, noise, t)


@rule
def before_judging(w: World, noise: Noise, t: int) -> None:
    """Parts of a quarter that each world goes through alone."""
    pay(w, noise, t)
    suffer(w, noise, t)
