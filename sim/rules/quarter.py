"""One quarter of the model, in the order in which things happen. Whoever wants to know the model reads this page."""

from typing import Any

from sim.compile import phase, rule
from sim.noise import Noise
from sim.rules.accounts import open_books
from sim.rules.adapt import adapt
from sim.rules.clubs import collect_dues
from sim.rules.compute import buy_compute
from sim.rules.decide import decide
from sim.rules.direct import direct
from sim.rules.expect import expect
from sim.rules.finance import settle_accounts
from sim.rules.flaws import age_flaws, be_misused, have_incidents
from sim.rules.govern import govern
from sim.rules.institutions import run_institutions
from sim.rules.learn import learn
from sim.rules.market import trade
from sim.rules.observe import observe, rest
from sim.rules.partnering import find_hosts
from sim.rules.perceive import perceive
from sim.rules.release import meet_challenges, release, settle
from sim.rules.research import research
from sim.rules.spending import spend
from sim.rules.tail import come_and_go
from sim.rules.trust import trust
from sim.rules.turnover import turnover
from sim.world import World


@rule
def open_quarter(w: World, noise: Noise, t: int) -> None:
    """What is new, before anybody has looked."""
    open_books(w)
    govern(w, t)  # 1. dated policies and shocks take effect


@rule
def look(w: World, noise: Noise, t: int) -> None:
    """What everybody sees of the others."""
    perceive(w, noise, t)  # 2. releases are seen, hidden progress is estimated


@rule
def guess(w: World, noise: Noise, t: int) -> None:
    """What everybody makes of it."""
    expect(w)  #    what others will do is guessed


@rule
def choose(w: World, noise: Noise, t: int) -> None:
    """All choices at once, and the money behind them."""
    decide(w, noise, t)  # 3. effort, safety, tier, membership
    spend(w)  # 4. outlay
    collect_dues(w)


@rule
def search(w: World, noise: Noise, t: int) -> None:
    """What research brings to light."""
    direct(w)  #    search turns to where it returns most
    research(w, noise, t)  #    discovery, duplication


@rule
def exchange(w: World, noise: Noise, t: int) -> None:
    """What gets from one to the other."""
    learn(w)  # 5. what is disclosed or leaks is learnt


@rule
def bring_out(w: World, noise: Noise, t: int) -> None:
    """What comes out of it."""
    release(w, noise, t)  # 6. models come out, the commons grow
    settle(w)  #    communities form and give back
    meet_challenges(w)  #    know-how is turned to shared challenges


@rule
def sell(w: World, noise: Noise, t: int) -> None:
    """The market."""
    trade(w)  # 7. users choose, firms earn


@rule
def pay(w: World, noise: Noise, t: int) -> None:
    """All other money."""
    find_hosts(w, noise, t)  #    partnerships form
    run_institutions(w)  #    what institutions pay for
    buy_compute(w)  #    compute is bought
    settle_accounts(w)  #    wages, fees, investors, dividends, payoffs, budgets


@rule
def suffer(w: World, noise: Noise, t: int) -> None:
    """Harm."""
    age_flaws(w)  # 8. flaws are born, inherited, found
    have_incidents(w, noise, t)  #    incidents
    be_misused(w, noise, t)  #    misuse of what is out


@rule
def judge(w: World, noise: Noise, t: int) -> None:
    """What everybody thinks of the others after that."""
    trust(w)  # 9. trust answers conduct


@rule
def close_quarter(w: World, noise: Noise, t: int) -> None:
    """Who learns and who goes, and what is seen of it all."""
    adapt(w, noise, t)  # 10. strategies learn
    turnover(w, noise, t)  # 11. exit, arrival, entry
    come_and_go(w, noise, t)  #     makers of a single model
    observe(w, t)  # 12. outcomes


BEFORE_CHOICE = (open_quarter, look, guess)
"""The parts of a quarter until everybody knows what they choose by."""
AFTER_CHOICE = (choose, search, exchange, bring_out, sell, pay, suffer, judge, close_quarter)
"""Those that follow. Parts are compiled one by one, for one rule of them all takes far longer; look, search, exchange,
sell and judge, which take most of the time, also for eight replicates at once (:mod:`sim.rules.eight`)."""


@rule
def rest_of_quarter(w: World, noise: Noise, t: int) -> None:
    """After a catastrophe that ends the run, nothing but observing it."""
    rest(w)
    observe(w, t)


def phases_of(part: Any) -> dict[str, Any]:
    """The phases that a part of a quarter calls, by name, in their order: its own lines are the one list of them."""
    names = part.py_func.__code__.co_names  # also those of fields, which are no phases
    return {name: globals()[name] for name in names if name in globals()}


@phase
def quarter(w: World, noise: Noise, t: int) -> None:
    """One quarter."""
    if w.society[0].ended:
        rest_of_quarter(w, noise, t)
    else:
        open_quarter(w, noise, t)
        look(w, noise, t)
        guess(w, noise, t)
        choose(w, noise, t)
        search(w, noise, t)
        exchange(w, noise, t)
        bring_out(w, noise, t)
        sell(w, noise, t)
        pay(w, noise, t)
        suffer(w, noise, t)
        judge(w, noise, t)
        close_quarter(w, noise, t)


@rule
def advance(w: World, noise: Noise, first: int, last: int) -> None:
    """Quarters first, ..., last - 1."""
    for t in range(first, last):
        quarter(w, noise, t)
