"""Whoever receives a dollar has it from somebody, in every scenario and in worlds drawn at random."""

import numpy as np
import pytest

from sim import names
from sim.analysis.books import keep_books, ledger_of
from sim.divergence import Diverged
from sim.noise import noise_of
from sim.rules.quarter import advance
from sim.scenario import ScenarioError, load
from sim.scenario.schema.enums import Sector
from sim.world import CASH
from tests.ranges import draws
from tests.worlds import changed, small, world_of

SHIPPED = sorted(names())
CLOSE = 1e-9
"""Of a quarter's turnover."""


def assert_closed(ledger):
    """Rows and columns of every quarter are zero, and no money came or went."""
    for quarter, each in enumerate(ledger.statements):
        allowed = CLOSE * each.turnover + 1e-11  # the fund's cash, of thousands, is rounded by some 1e-12
        assert np.abs(each.rows).max() <= allowed, quarter
        assert np.abs(each.columns).max() <= allowed, quarter
        assert abs(each.change.sum()) <= allowed, quarter


@pytest.mark.parametrize("name", SHIPPED)
def test_books_of_every_shipped_scenario_close(name):
    ledger = keep_books(load(name), 1)
    assert_closed(ledger)
    assert ledger.closes
    assert ledger.whole.turnover > 1.0


def test_books_of_worlds_drawn_at_random_close():
    scenarios = {name: load(name) for name in ("base", "race-2019", "global-commons")}
    tried = 0
    for number, name, settings in draws(scenarios, 80, first=20_000):
        try:
            ledger = keep_books(load(scenarios[name], settings | {"quarters": min(40, settings["quarters"])}), number)
        except (ScenarioError, Diverged):  # contradictory, or running away: refused as such
            continue
        assert_closed(ledger)
        tried += 1
    assert tried >= 15


@pytest.mark.parametrize("form", ["prices", "logit", "cournot"])
def test_books_close_in_every_form_of_the_market(form):
    assert_closed(keep_books(changed(load("base"), market={"form": form}), 2))


@pytest.mark.parametrize("name", ["arms-race", "commons", "race-2019", "global-commons", "open-licence"])
def test_nobody_has_less_than_no_cash_and_whoever_is_gone_has_none(name):
    world, noise = world_of(load(name), 3), noise_of(3)
    for t in range(len(world.series)):
        advance(world, noise, t, t + 1)
        actors = world.actors
        assert actors["cash"].min() >= -1e-9
        gone = (actors["alive"] == 0) & (actors["enters"] >= 0) & (actors["enters"] <= t)
        assert not actors["cash"][gone].any()
        assert np.abs(world.books[CASH, [Sector.FIRMS, Sector.LABS, Sector.STATES, Sector.HOSTS]]).max() < 1e-9
        assert world.books[CASH, Sector.INVESTORS] > 0.0


def test_a_payment_past_the_books_is_found():
    world, noise = world_of(load("base"), 1), noise_of(1)

    def quarters():
        for t in range(6):
            advance(world, noise, t, t + 1)
            world.actors["cash"][0] += 0.01 if t == 3 else 0.0
            yield t

    worst = ledger_of(world, quarters()).worst_column
    assert (worst.quarter, worst.place) == (3, "firms")
    assert worst.money == pytest.approx(-0.01)


def test_a_world_in_which_nothing_is_paid_has_empty_books():
    assert keep_books(small({"a": {"endowment": 0.0, "cash": 0.0}}), 0).whole.turnover == 0.0
