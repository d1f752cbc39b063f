"""Eight replicates of a scenario at once, for what is clocked: a part of a quarter, or quarters of some parts."""

from sim import together
from sim.compile import rule
from sim.lanes import WIDTH
from sim.laying import eight_words
from sim.noise import Noise
from sim.rules.eight import Eight, advance_eight, exchange, judge, look, prepare_eight, search, sell_at_prices
from sim.world import copied


def warm_eight(scenario, seeds, quarters):
    """Eight replicates after so many quarters."""
    _, eight = together.eight_of(scenario, seeds, scenario.quarters)
    prepare_eight(eight)
    advance_eight(eight, 0, quarters)
    eight.worlds.parameters["direction"]["on"] = 0  # what is clocked is research, whose direction stays as it is
    return eight


def again(eight, seeds):
    """The same eight, no array of theirs shared."""
    return together._eight(copied(eight.worlds), seeds)


def worlds_of(eight):
    """Their worlds, one by one."""
    return [together._of(eight.worlds, replicate) for replicate in range(WIDTH)]


@rule
def stand_still_eight(e: Eight, first: int, last: int) -> None:
    """Quarters in which there is nothing but research, ties and what is learnt along them."""
    noise = Noise(eight_words(e.keys), eight_words(e.marks))
    for t in range(first, last):
        look(e, noise, t)
        search(e, noise, t)
        exchange(e)
        judge(e)


@rule
def look_often(e: Eight, t: int, times: int) -> None:
    for _ in range(times):
        look(e, Noise(eight_words(e.keys), eight_words(e.marks)), t)


@rule
def search_often(e: Eight, t: int, times: int) -> None:
    for _ in range(times):
        search(e, Noise(eight_words(e.keys), eight_words(e.marks)), t)


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
