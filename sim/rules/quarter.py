"""One quarter of the model, in the order in which things happen. Whoever wants to know the model reads this page."""

from typing import Any

from sim.compile import phase, rule, uncounted
from sim.noise import Noise
from sim.rules.accounts import open_books
from sim.rules.adapt import adapt
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
from sim.rules.tail import come_and_go
from sim.rules.trust import trust
from sim.rules.turnover import turnover
from sim.world import World


@rule
def until_choice(w: World, noise: Noise, t: int) -> None:
    """What everybody knows before they choose."""
    open_books(w)
    govern(w, t)  # 1. dated policies and shocks take effect
    perceive(w, noise, t)  # 2. releases are seen, hidden progress is estimated
    expect(w)  #    what others will do is guessed


@rule
def choose_and_find(w: World, noise: Noise, t: int) -> None:
    """All choices at once, and what they bring to light."""
    decide(w, noise, t)  # 3. effort, safety, tier, membership
    direct(w)  # 4. search turns to where it returns most
    research(w, noise, t)  #    outlay, discovery, duplication
    learn(w)  # 5. what is disclosed or leaks is learnt
    release(w, noise, t)  # 6. models come out, the commons grow
    settle(w)  #    communities form and give back
    meet_challenges(w)  #    know-how is turned to shared challenges


@rule
def earn_and_pay(w: World, noise: Noise, t: int) -> None:
    """The market, and all money."""
    trade(w)  # 7. users choose, firms earn
    find_hosts(w, noise, t)  #    partnerships form
    run_institutions(w)  #    what institutions pay for
    buy_compute(w)  #    compute is bought
    settle_accounts(w)  #    wages, fees, investors, dividends, payoffs, budgets


@rule
def face_consequences(w: World, noise: Noise, t: int) -> None:
    """Harm, trust, who learns and who goes, and what is seen of it all."""
    age_flaws(w)  # 8. flaws are born, inherited, found
    have_incidents(w, noise, t)  #    incidents
    be_misused(w, noise, t)  #    misuse of what is out
    trust(w)  # 9. trust answers conduct
    adapt(w, noise, t)  # 10. strategies learn
    turnover(w, noise, t)  # 11. exit, arrival, entry
    come_and_go(w, noise, t)  #     makers of a single model
    observe(w, t)  # 12. outcomes


AFTER_CHOICE = (choose_and_find, earn_and_pay, face_consequences)
"""The parts of a quarter that follow once everybody knows what it does; one rule of them all compiles longer."""


def phases_of(part: Any) -> dict[str, Any]:
    """The phases that a part of a quarter calls, by name, in their order: its own lines are the one list of them."""
    names = part.py_func.__code__.co_names  # also those of fields, which are no phases
    return {name: globals()[name] for name in names if name in globals()}


@phase
def quarter(w: World, noise: Noise, t: int) -> None:
    """One quarter; after a catastrophe that ends the run, nothing but observing it."""
    if w.society[0].ended:
        rest(w)
        observe(w, t)
    else:
        until_choice(w, noise, t)
        choose_and_find(w, noise, t)
        earn_and_pay(w, noise, t)
        face_consequences(w, noise, t)


@rule
def advance(w: World, noise: Noise, first: int, last: int) -> None:
    """Quarters first, ..., last - 1."""
    same = uncounted(w)
    for t in range(first, last):
        quarter(same, noise, t)
