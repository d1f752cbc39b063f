"""Eight replicates of a scenario at once, for what is clocked: a part of a quarter, or quarters of some parts."""

from typing import Any

from sim import together
from sim.compile import rule
from sim.lanes import WIDTH
from sim.laying import eight_words, laid, put_back
from sim.noise import Noise
from sim.rules.eight import (
    SEARCH,
    SEARCH_DOMAINS,
    SEARCH_DUTIES,
    SEARCH_KNOWLEDGE,
    SEARCH_SOCIETY,
    Eight,
    Together,
    advance_eight,
    exchange,
    judge,
    look,
    prepare_eight,
    sell_at_prices,
)
from sim.rules.research import research
from sim.world import copied


def warm_eight(scenario, seeds, quarters):
    """Eight replicates after so many quarters."""
    _, eight = together.eight_of(scenario, seeds, scenario.quarters)
    prepare_eight(eight)
    advance_eight(eight, 0, quarters)
    return eight


def again(eight, seeds):
    """The same eight, no array of theirs shared."""
    return together._eight(copied(eight.worlds), seeds)


def worlds_of(eight):
    """Their worlds, one by one."""
    return [together._of(eight.worlds, replicate) for replicate in range(WIDTH)]


@rule
def search_alone(e: Eight, noise: Noise, t: int) -> None:
    """Research in all eight, its direction as it is."""
    actors = laid(e.actors, e.room.actors, 0, SEARCH)
    knowledge = laid(e.knowledge, e.room.knowledge, e.domains.shape[1], SEARCH_KNOWLEDGE)
    domains = laid(e.domains, e.room.domains, 0, SEARCH_DOMAINS)
    duties = laid(e.duties, e.room.duties, 0, SEARCH_DUTIES)
    society = laid(e.society, e.room.society, 0, SEARCH_SOCIETY)
    w: Any = Together(actors, knowledge, domains, duties, 0, society, e.worlds.parameters, 0, 0, 0, 0, 0)
    research(w, noise, t)
    put_back(actors, e.actors, e.actors)
    put_back(knowledge, e.knowledge, e.actors)


@rule
def stand_still_eight(e: Eight, first: int, last: int) -> None:
    """Quarters in which there is nothing but research, ties and what is learnt along them."""
    noise = Noise(eight_words(e.keys), eight_words(e.marks))
    for t in range(first, last):
        look(e, noise, t)
        search_alone(e, noise, t)
        exchange(e)
        judge(e)


@rule
def look_often(e: Eight, t: int, times: int) -> None:
    for _ in range(times):
        look(e, Noise(eight_words(e.keys), eight_words(e.marks)), t)


@rule
def search_often(e: Eight, t: int, times: int) -> None:
    for _ in range(times):
        search_alone(e, Noise(eight_words(e.keys), eight_words(e.marks)), t)


@rule
def exchange_often(e: Eight, t: int, times: int) -> None:
    for _ in range(times):
        exchange(e)


@rule
def sell_often(e: Eight, t: int, times: int) -> None:
    for _ in range(times):
        sell_at_prices(e)


@rule
def judge_often(e: Eight, t: int, times: int) -> None:
    for _ in range(times):
        judge(e)
