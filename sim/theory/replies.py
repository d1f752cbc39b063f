"""Whether teams in a race to the precipice could do better: best replies and deviations.

A team earns s when it wins with care s, and (1-e)*s when another wins with care s: the chance of no disaster, times
the value of that outcome. What the others do comes from races played by the rules of the model. This module tries what
one team could do instead, with the research rule c + 1 - s.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from sim.theory.racing import DRAWS, SAME, SEED, Grid, Information, Played, Race, equilibrium, first, play

SURE = 3.0
"""Number of standard errors beyond which a gain is not due to chance."""
_TRIED = np.linspace(0.0, 1.0, 41)
_TYPES = np.linspace(0.05, 0.95, 10)
_FINE = 1e-6


class Rivals(NamedTuple):
    """The strongest rival of a team in each race; arrays of shape (races,)."""

    reached: Grid
    care: Grid
    capability: Grid


def rivals_of(team: int, played: Played) -> Rivals:
    """The strongest rival by capability at the end; between equals, the one that began ahead."""
    reached, care, capability = (
        np.delete(table, team, axis=1) for table in (played.reached, played.care, played.capability)
    )
    best = first(reached, capability)[:, None]
    return Rivals(*(np.take_along_axis(table, best, axis=1)[:, 0] for table in (reached, care, capability)))


def payoff(race: Race, capability: Grid | float, care: Grid | float, rivals: Rivals) -> Grid:
    """What a team with this capability and care earns in each race against its strongest rival."""
    ahead = capability + 1.0 - care - rivals.reached
    wins = (ahead > SAME) | ((ahead >= -SAME) & (capability > rivals.capability))
    return np.where(wins, care, (1.0 - race.e) * rivals.care)


def found_level(race: Race, draws: int = DRAWS, seed: int = SEED) -> float:
    """Find the level of care that is a best reply to itself when teams know nothing, by search over common draws.

    Rivals' capabilities come from races that the rules played without care; a common level of care lowers all of them
    equally. The team's own capability, U[0, mu], is integrated exactly, so payoffs are smooth.
    """
    best = rivals_of(0, play(race, 0.0, draws, seed)).reached - 1.0

    def reply(common: float) -> float:
        def loss(own: float) -> float:
            wins = float(np.clip(1.0 - (best + own - common) / race.mu, 0.0, 1.0).mean())
            return -(own * wins + (1.0 - race.e) * common * (1.0 - wins))

        return float(minimize_scalar(loss, bounds=(0.0, 1.0), method="bounded", options={"xatol": _FINE}).x)

    def short(common: float) -> float:
        return reply(common) - common

    # A search inside [0, 1] stops short of the bounds by as much as it is fine.
    return 1.0 if short(1.0) > -10.0 * _FINE else float(brentq(short, 0.0, 1.0, xtol=_FINE))


def largest_gain(race: Race, played: Played) -> float:
    """Largest gain of a team from another level of care, in probability; 0 in equilibrium.

    A team that knows nothing tries each level of care over all races. A team that knows its own capability tries each
    level for every capability of a grid. For both, only a gain above three standard errors counts. A team that knows
    all capabilities tries each level in every race, where chance plays no part.
    """
    if race.information == Information.PUBLIC:
        return max(_gain_knowing_all(race, team, played) for team in range(race.n))
    rivals = rivals_of(0, played)
    if race.information == Information.NONE:
        return _sure_gain(race, played.capability[:, 0], float(played.care[0, 0]), rivals)
    types = race.mu * _TYPES
    own = equilibrium(race, types[:, None])[:, 0]
    return max(_sure_gain(race, c, s, rivals) for c, s in zip(types.tolist(), own.tolist(), strict=True))


def _sure_gain(race: Race, capability: Grid | float, care: float, rivals: Rivals) -> float:
    now, most = payoff(race, capability, care, rivals), 0.0
    for tried in _TRIED:
        gain = payoff(race, capability, tried, rivals) - now
        most = max(most, float(gain.mean() - SURE * gain.std() / np.sqrt(len(gain))))
    return most


def _gain_knowing_all(race: Race, team: int, played: Played) -> float:
    rivals, capability = rivals_of(team, played), played.capability[:, team]
    now = payoff(race, capability, played.care[:, team], rivals)
    return max(0.0, *(float((payoff(race, capability, tried, rivals) - now).max()) for tried in _TRIED))
