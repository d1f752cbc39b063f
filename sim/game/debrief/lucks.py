"""What another choice would have changed, on the luck of the game and on twenty others, pair by pair."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.paired import ROUNDING
from sim.analysis.sizes import SEEDS
from sim.divergence import Diverged
from sim.extension import ExtensionError
from sim.game.debrief.measures import all_compared, measured
from sim.study.execute import run
from sim.world import Floats

if TYPE_CHECKING:
    from sim.game.game import Game
    from sim.scenario import Scenario

BAND = (0.05, 0.95)
"""Quantiles between which the differences of 9 of 10 other lucks lie."""


class Difference(NamedTuple):
    """What one number would have been.

    Attributes:
        other: on the luck of the game.
        difference: from the game as it was played, on its luck.
        low: of the differences on other lucks, the lower end of the 9 in 10 in the middle.
        high: their upper end.
        agree: on how many other lucks the difference has the same sign.
        of: how many other lucks there are.
    """

    other: float
    difference: float
    low: float
    high: float
    agree: int
    of: int


def seeds_of(game: "Game") -> list[int]:
    """The seed of the game, and those of other lucks."""
    return [game.seed, *[seed for seed in range(SEEDS + 1) if seed != game.seed][:SEEDS]]


def numbers(game: "Game", scenario: "Scenario") -> Floats:
    """What a scenario gives by luck, up to where the game stands: shape (lucks, numbers); NaN where a run failed.

    Run by run: eight at once would be quicker, and would have to be compiled first, while a room waits.
    """
    nothing = np.full(len(all_compared(game)), np.nan)
    return np.array([_numbers(game, scenario, seed, nothing) for seed in seeds_of(game)])


def _numbers(game: "Game", scenario: "Scenario", seed: int, nothing: Floats) -> Floats:
    try:
        return measured(game, run(scenario, seed, game.quarter))
    except (Diverged, ExtensionError):
        return nothing


def differences(played: Floats, other: Floats) -> list[Difference | None]:
    """How two scenarios differ, number by number; None where one of them failed on the luck of the game.

    Args:
        played: numbers of the game, as of :func:`numbers`.
        other: the same of another scenario.
    """
    difference = other - played
    difference[np.abs(difference) <= ROUNDING * np.maximum(np.abs(other), np.abs(played))] = 0.0
    own, others = difference[0], difference[1:][np.isfinite(difference[1:]).all(axis=1)]
    if not np.isfinite(own).all() or not len(others):
        return [None] * difference.shape[1]
    low, high = np.quantile(others, BAND, axis=0)
    agree = (np.sign(others) == np.sign(own)).sum(axis=0)
    columns = zip(*(each.tolist() for each in (other[0], own, low, high)), agree.tolist(), strict=True)
    return [Difference(value, here, least, most, same, len(others)) for value, here, least, most, same in columns]
