"""Risk of a disaster in a race (Armstrong, Bostrom & Shulman 2016).

The set-up and the closed forms are in :mod:`sim.theory.racing`, best replies in :mod:`sim.theory.replies`. When teams
know nothing, the level of care is not taken from theory but found by search. When they know something, they take care
by the rules of the model, and the checks show that no team has a better reply.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.theory.racing import DRAWS, SEED, Grid, Information, Played, Race, equilibrium, level, play, risk
from sim.theory.replies import found_level, largest_gain
from sim.theory.table import Check

SOURCE = "Armstrong, Bostrom & Shulman 2016, AI & Society 31: 201-206"
CLOSE = 0.004
"""Tolerance for a risk from 200 000 draws: more than three standard errors of a counted share (.0034)."""
EXACT = 1e-9
"""Tolerance where both sides compute the same numbers, rounded differently."""
ROWS = ((2, 0.5, 1.0), (2, 1.0, 0.5), (5, 1.0, 0.5), (5, 2.0, 1.0), (10, 5.0, 1.0))
"""Races compared: teams, largest capability (OOM), enmity."""


class Risk(NamedTuple):
    """Risk of a disaster: the mean of one minus the winner's care, and the share of races counted as disasters."""

    mean: float
    counted: float


def measured(played: Played) -> Risk:
    """Risk of a disaster in races that were played."""
    return Risk(float(np.mean(1.0 - played.winners_care)), played.disasters / len(played.winner))


def settled(race: Race, draws: int = DRAWS, seed: int = SEED) -> Played:
    """Play races with the care on which teams settle; when they know nothing, a search for best replies finds it."""
    care = found_level(race, draws, seed) if race.information == Information.NONE else 0.0
    return play(race, care, draws, seed)


def point(
    n: int,
    mu: float,
    enmity: float,
    information: Information = Information.NONE,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> dict[str, float]:
    """Theory and simulation at one point.

    Args:
        n: teams, from 2 to 50.
        mu: largest capability, OOM, above 0, at most 100.
        enmity: loss when another wins safely, above 0, at most 1.
        information: what teams know of capabilities: none, private or public.
        draws: races to play, at least 1.
        seed: seed of their draws, at least 0.

    Returns:
        The risk of a disaster in theory, as the mean of one minus the winner's care, and counted.

    Raises:
        ValueError: a number is out of its range, or the information is not one of the three.
    """
    if draws < 1 or seed < 0:
        raise ValueError(f"draws must be at least 1 and the seed at least 0, got {draws} and {seed}")
    if information not in list(Information):
        raise ValueError(f"information is none, private or public, got {information}")
    race = Race(n, mu, enmity, Information(information))
    got = measured(settled(race, draws, seed))
    sides = {"risk, theory": risk(race), "risk, model": got.mean}
    return sides | {"disasters counted, theory": risk(race), "disasters counted, model": got.counted}


def curve(draws: int = 20_000) -> pd.DataFrame:
    """Risk against the number of teams (mu = 2, e = 1) and against enmity (n = 5, mu = 2), by level of information.

    Args:
        draws: number of races played for each simulated point.

    Returns:
        Columns axis ("n" or "enmity"), information, n, mu, enmity, source ("theory" or "model"), risk.
    """
    rows = []
    for information in Information:
        for n in range(2, 13):
            rows += _rows("n", Race(n, 2.0, 1.0, information), draws if n in (2, 3, 5, 8, 12) else 0)
        for step in range(2, 41):
            rows += _rows("enmity", Race(5, 2.0, step / 40.0, information), draws if step % 8 == 0 else 0)
    return pd.DataFrame(rows, columns=["axis", "information", "n", "mu", "enmity", "source", "risk"])


def _rows(axis: str, race: Race, draws: int) -> list[tuple[str, str, int, float, float, str, float]]:
    named = (axis, race.information.value, race.n, race.mu, race.e)
    theory = [(*named, "theory", risk(race))]
    return [*theory, (*named, "model", measured(settled(race, draws)).mean)] if draws else theory


def checks() -> list[Check]:
    """Check five races at three levels of information: risk, care, the research rule, and that no deviation pays."""
    races = [Race(*row, information) for row in ROWS for information in Information]
    return [comparison for race in races for comparison in _checks_of(race)]


def _checks_of(race: Race) -> list[Check]:
    played = settled(race)
    got, expected = measured(played), risk(race)
    named = f"{race.information.value} n={race.n} mu={race.mu:g} e={race.e:g}"
    rows = [
        ("risk, mean of 1 - care of the winner", expected, got.mean, CLOSE),
        ("risk, disasters counted", expected, got.counted, CLOSE),
        ("largest sure gain of a deviation", 0.0, largest_gain(race, played), EXACT),
        ("research ends at c + 1 - s, largest difference", 0.0, _far(played.reached, _ends(played)), EXACT),
    ]
    if race.information == Information.NONE:
        rows.append(("level that is a best reply to itself", level(race), float(played.care[0, 0]), CLOSE))
    else:
        care = _far(played.care, equilibrium(race, played.capability))
        rows.append(("care in equilibrium, largest difference", 0.0, care, EXACT))
    return [Check("precipice", f"{what}: {named}", SOURCE, *numbers) for what, *numbers in rows]


def _ends(played: Played) -> Grid:
    return played.capability + 1.0 - played.care


def _far(one: Grid, other: Grid) -> float:
    return float(np.abs(one - other).max())
