"""Whoever receives a dollar has it from somebody, in every scenario and in worlds drawn at random."""

import numpy as np
import pytest

from sim import names
from sim.analysis.books import cash_of, keep_books
from sim.scenario import ScenarioError, load
from sim.world import CASH
from tests.ranges import draws
from tests.worlds import changed, small

SHIPPED = sorted(names())
CLOSE = 1e-9
"""Of a quarter's turnover."""


def assert_closed(ledger, world):
    """Rows and columns of every quarter are zero, no money came or went, and nobody has less than none."""
    for quarter, each in enumerate(ledger.statements):
        allowed = CLOSE * each.turnover + 1e-12  # the fund's cash, of 1800, is rounded by some 2e-13
        assert np.abs(each.rows).max() <= allowed, quarter
        assert np.abs(each.columns).max() <= allowed, quarter
        assert abs(each.change.sum()) <= allowed, quarter
    assert world.actors["cash"].min() >= -1e-9
    assert (world.actors["cash"][world.actors["alive"] == 0] <= world.actors["cash"].max()).all()


@pytest.mark.parametrize("name", SHIPPED)
def test_books_of_every_shipped_scenario_close(name):
    ledger, world = keep_books(load(name), 1)
    assert_closed(ledger, world)
    assert ledger.whole.turnover > 1.0


def test_books_of_worlds_drawn_at_random_close():
    scenarios = {name: load(name) for name in ("base", "race-2019", "global-commons")}
    tried = 0
    for number, name, settings in draws(scenarios, 60, first=20_000):
        try:
            scenario = load(scenarios[name], settings | {"quarters": min(40, settings["quarters"])})
        except ScenarioError:
            continue
        try:
            ledger, world = keep_books(scenario, number)
        except Exception as error:  # a world that runs away is refused as such: there is nothing to add up
            assert type(error).__name__ == "Diverged", (number, error)
            continue
        assert_closed(ledger, world)
        tried += 1
    assert tried >= 15


@pytest.mark.parametrize("form", ["prices", "logit", "cournot"])
def test_books_close_in_every_form_of_the_market(form):
    assert_closed(*keep_books(changed(load("base"), market={"form": form}), 2))


def test_hosts_and_states_keep_nothing_from_quarter_to_quarter():
    _, world = keep_books(load("race-2019"), 3)
    assert np.abs(world.books[CASH, [1, 2, 3, 5]]).max() < 1e-9


def test_a_world_in_which_nothing_is_paid_has_empty_books():
    ledger, world = keep_books(small({"a": {"endowment": 0.0, "cash": 0.0}}), 0)
    assert ledger.whole.turnover == 0.0
    assert not cash_of(world).any()
