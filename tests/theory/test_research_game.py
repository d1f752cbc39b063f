"""Games played by the model: from the same eve each time, and what happens when they have no end."""

import numpy as np
import pytest

from sim.theory.research_game import FIRM, Game, market_of_firms, named, own_profit, settle, vertex
from sim.world import parameters


@pytest.fixture
def game():
    return Game(market_of_firms(named(2, FIRM), research={"productivity": 0.7}))


def test_a_play_leaves_nothing_behind(game):
    first = game.play(np.array([0.1, 0.2]))
    game.play(np.array([2.0, 1.0]))
    again = game.play(np.array([0.1, 0.2]))
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert first.spent == pytest.approx([0.01, 0.04]) and first.found == pytest.approx([0.07, 0.14])
    assert first.known == pytest.approx(first.found)


def test_only_what_a_game_names_is_switched_on():
    told = parameters(market_of_firms(named(2, FIRM), sharing={"variety": 1.0}))[0]
    on = {name for name in told.dtype.names if "on" in told[name].dtype.names and told[name]["on"]}
    assert on == {"research", "market", "sharing"}


def test_a_parabola_is_highest_at_its_vertex_and_spending_not_below_zero():
    assert vertex(lambda x: -((x - 0.7) ** 2), 5.0, 0.1) == pytest.approx(0.7)
    assert vertex(lambda x: -((x + 0.7) ** 2), 0.0, 0.1) == 0.0
    with pytest.raises(ArithmeticError, match="not concave"):
        vertex(lambda x: x**2, 1.0, 0.1)


def test_firms_that_never_settle_are_reported(game):
    with pytest.raises(ArithmeticError, match="have not settled"):
        settle(game, lambda _, root: root + 1.0)


@pytest.mark.parametrize("damping", [0.0, 1.5, float("nan")])
def test_damping_has_a_range(game, damping):
    with pytest.raises(ValueError, match="damping"):
        settle(game, own_profit, damping=damping)
