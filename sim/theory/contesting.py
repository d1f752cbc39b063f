"""Contests as the rules of the model play them: care by the compiled rule, form ``contest``, until it settles.

The game and its closed forms are in :mod:`sim.theory.contest`. Contests of the same kind run side by side in one world,
with ties only inside each; a nation's know-how there is the logarithm of its strength, which care has lowered already.
"""

from collections.abc import Callable
from itertools import combinations
from math import log

import numpy as np
import numpy.typing as npt

from sim.noise import noise_of
from sim.rules.common import LN10
from sim.rules.eve import prepare
from sim.rules.quarter import advance
from sim.scenario import Scenario
from sim.start import begin
from sim.theory.bare import bare
from sim.theory.racing import Information
from sim.world import copied

PAIRS = 1_000
"""Contests played for a risk with public information, one a quantile of log(c_1/c_2)."""
TYPES = 200
"""Capabilities told apart with private information."""
HALVINGS = 60
ROUNDS = 1_000
STEP = 0.3
"""Share of the way to the best reply that is gone in a round: the whole way would overshoot."""
_SETTLED = 1e-11
_LEAST = 1e-300
_TRIED = np.linspace(0.001, 0.999, 400)

Floats = npt.NDArray[np.float64]
Taking = Callable[[Floats], Floats]


def chance(apart: Floats, k: float) -> Floats:
    """Chance of winning at a difference in log strength, 1/(1 + e^(-k apart))."""
    w: Floats = 1.0 / (1.0 + np.exp(np.clip(-k * apart, -700.0, 700.0)))
    return w


def left(care: Floats) -> Floats:
    """Log of what care leaves of strength, log(1 - s), kept finite."""
    logs: Floats = np.log(np.maximum(1.0 - care, _LEAST))
    return logs


def scenario(k: float, pairs: int, n: int = 2) -> Scenario:
    """Build contests side by side: only care is on, and nations see only the others of their contest.

    Args:
        k: decisiveness.
        pairs: number of contests.
        n: nations in each.
    """
    edges = [
        [f"nation-{first + i + 1}", f"nation-{first + j + 1}"]
        for first in range(0, pairs * n, n)
        for i, j in combinations(range(n), 2)
    ]
    return bare(
        "A contest",
        {"nation": {"count": pairs * n}},
        ties={"topology": "edges", "edges": edges},
        safety={"form": "contest", "decisiveness": k, "floor": 0.0},
    )


def taking(k: float, contests: int, n: int = 2) -> Taking:
    """Care by the compiled rules, as a function of the logarithms of strengths, both of shape (contests, n)."""
    start, noise = begin(scenario(k, contests, n), 0, 1), noise_of(0)

    def take(strength: Floats) -> Floats:
        w = copied(start)
        w.knowledge["know_how"][:, 0] = strength.reshape(-1) / LN10
        prepare(w, noise)
        advance(w, noise, 0, 1)
        taken: Floats = w.actors["safety"].reshape(strength.shape).copy()
        return taken

    return take


def met(k: float, r: Floats) -> tuple[Floats, Floats]:
    """Public information by the rules: where pairs with log(c_1/c_2) = r settle, by bisection in relative strength.

    Returns:
        The chance of the first to win, shape (pairs,); the care of both, shape (pairs, 2).
    """
    take = taking(k, len(r))
    low, high = np.zeros_like(r), r.copy()  # whoever is stronger takes more care, so its lead in strength is less
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        care = take(np.column_stack((middle, np.zeros_like(r))))
        short = r + left(care[:, 0]) - left(care[:, 1]) > middle
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return chance(low, k), take(np.column_stack((low, np.zeros_like(r))))


def capabilities() -> tuple[Floats, Floats]:
    """Capabilities told apart, c = x^6 at midpoints x, and their weights: close to 0, where care changes fastest."""
    x = (np.arange(TYPES) + 0.5) / TYPES
    weights = 6.0 * x**5
    return x**6, weights / weights.sum()


def alone(k: float, impact: float) -> tuple[Floats, Floats, Floats]:
    """Private information by the rules: care by capability, repeated until it no longer changes.

    Returns:
        Capabilities, their weights, and the care taken with each.

    Raises:
        ValueError: it does not settle.
    """
    c, weights = capabilities()
    care, take = np.full(TYPES, 2.0 / (2.0 + k)), taking(k, TYPES)
    for _ in range(ROUNDS):
        tied = _tied(np.log(c) + left(care), weights * (1.0 - impact * (1.0 - care)), k)
        known = np.column_stack((np.zeros(TYPES), np.log(tied / (1.0 - tied)) / k))
        change = take(known)[:, 0] - care
        care = care + STEP * change
        if float(np.abs(change).max()) < _SETTLED:
            return c, weights, care
    raise ValueError(f"k = {k:g}: care does not settle")


def _tied(strength: Floats, v: Floats, k: float) -> Floats:
    """T = E[w (1-w) v]/E[w v] for each capability, over all that the other may have."""
    w = chance(strength[:, None] - strength, k)
    tied: Floats = (w * (1.0 - w)) @ v / (w @ v)
    return tied


def played_risk(k: float, impact: float = 0.0, information: Information = Information.PUBLIC) -> float:
    """Risk of a disaster with the care of the compiled rules: one minus what both earn together.

    Args:
        k: decisiveness, above 0.
        impact: how far the loser's care counts, from 0 to 1.
        information: what nations know of capabilities.

    Raises:
        ValueError: care does not settle.
    """
    r = -np.log(1.0 - (np.arange(PAIRS) + 0.5) / PAIRS)
    if information == Information.PUBLIC:
        won, both = met(k, r)
        one, other = both[:, 0], both[:, 1]
        earned = won * one * (1.0 - impact * (1.0 - other)) + (1.0 - won) * other * (1.0 - impact * (1.0 - one))
        return float(1.0 - earned.mean())
    if information == Information.PRIVATE:
        c, weights, care = alone(k, impact)
        strength = np.log(c) + left(care)
        w = chance(strength[:, None] - strength, k)
        return float(1.0 - 2.0 * (weights * care) @ w @ (weights * (1.0 - impact * (1.0 - care))))
    w = chance(r, k)
    tied = float(2.0 * (w * (1.0 - w)).mean())
    common = float(taking(k, 1)(np.array([[0.0, log(tied / (1.0 - tied)) / k]]))[0, 0])
    return 1.0 - common * (1.0 - impact * (1.0 - common))


def largest_gain(k: float, impact: float, information: Information) -> float:
    """Largest gain of a nation from another level of care than the rules', in probability; 0 in equilibrium."""
    return _gain_met(k) if information == Information.PUBLIC else _gain_alone(k, impact)


def _gain_met(k: float) -> float:
    r = np.linspace(0.0, 5.0, 26)
    w, care = met(k, r)
    now, most = np.column_stack((w, 1.0 - w)) * care, 0.0
    for me, other, sign in ((0, 1, 1.0), (1, 0, -1.0)):
        apart = sign * r[:, None] + left(_TRIED) - left(care[:, [other]])
        most = max(most, float((chance(apart, k) * _TRIED - now[:, [me]]).max()))
    return most


def _gain_alone(k: float, impact: float) -> float:
    c, weights, care = alone(k, impact)
    strength, v, most = np.log(c) + left(care), weights * (1.0 - impact * (1.0 - care)), 0.0
    for i in range(0, TYPES, 10):
        apart = (np.log(c[i]) + left(_TRIED))[:, None] - strength
        tried = _TRIED * (chance(apart, k) @ v)
        most = max(most, float(tried.max() - care[i] * (chance(strength[i] - strength, k) @ v)))
    return most
