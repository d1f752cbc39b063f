"""When openness keeps itself: a crowd in which each wants to do as the others do (Brock & Durlauf 2001).

Discrete Choice with Social Interactions, sec. 3: n actors choose 1 or -1, to share or to hoard, and doing as the others
do is worth J. With nothing else at stake each shares with chance 1/(1+exp(-beta*J*m)), m the mean choice that it
expects, and where expectations come true

    m = tanh(beta*J*m/2)

beta is the intensity of choice (that of the paper is half of it, for choices are two apart). Up to beta*J = 2, the
turning point, m = 0 alone; beyond it a crowd that begins open stays open, and one that begins closed stays closed. A
crowd that thinks ahead by d replies goes d + 1 steps of m' = tanh(beta*J*m/2) in a quarter.

A finite crowd wanders about m. Its mean over T quarters has standard error sqrt((1-m^2)/(n*T))/(1-s), s the slope of
the map, and lies k*m*s*v/(1-s) nearer to 0, k = beta*J/2, v = (1-m^2)/(n*(1-s^2)) the variance in a quarter. At the
turning point s = 1: a crowd that has strayed is hardly drawn back, and wanders as x' = -x^3/3 + e does, by
sqrt(.83/sqrt(n)) and for some 1.3*sqrt(n) quarters at a time, so that its mean has standard error sqrt(2.2/T) whatever
n. Tolerances are four standard errors, and the bias.
"""

from dataclasses import dataclass
from math import sqrt, tanh

import numpy as np
from scipy.optimize import brentq

from sim.scenario import Scenario
from sim.study.execute import run
from sim.theory.bare import bare
from sim.theory.table import Check

SOURCE = "Brock & Durlauf 2001, Discrete Choice with Social Interactions, sec. 3"
SURE = 4.0
"""Standard errors that a mean may be off."""
WANDERING = 2.2
"""Variance of the mean over T quarters at the turning point, times T."""
_SETTLING = 200
_NOTHING = 1e-9
_SEEDS = 25
"""Runs of a single quarter that are averaged."""


@dataclass(frozen=True)
class Crowd:
    """Actors with nothing at stake but to do as the others do.

    Attributes:
        beta: intensity of choice, in [0, 1000].
        J: conformity, in [0, 5].
        n: number of actors, 2 to 2000.
        memory: weight of the last quarter in what is expected, in (0, 1].
        depth: replies that are thought through, 0 to 5.
    """

    beta: float = 5.0
    J: float = 0.6
    n: int = 400
    memory: float = 1.0
    depth: int = 0

    def __post_init__(self) -> None:
        """Refuse values that the rules do not allow.

        Raises:
            ValueError: a number is outside its range.
        """
        for name, least, most in (("beta", 0, 1000), ("J", 0, 5), ("n", 2, 2000), ("depth", 0, 5)):
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} must lie in [{least}, {most}], got {getattr(self, name):g}")
        if not 0.0 < self.memory <= 1.0:
            raise ValueError(f"memory must lie in (0, 1], got {self.memory:g}")

    @property
    def steepness(self) -> float:
        """k = beta*J/2, slope of the map at m = 0; 1 at the turning point."""
        return self.beta * self.J / 2.0


def replied(crowd: Crowd, m: float) -> float:
    """Mean choice of a large crowd that expects m, tanh(beta*J*m/2)."""
    return tanh(crowd.steepness * m)


def settled(crowd: Crowd, start: int) -> float:
    """Mean choice in which a large crowd settles that begins open (start 1) or closed (-1), in [-1, 1].

    Raises:
        ValueError: the start is neither.
    """
    if start not in (-1, 1):
        raise ValueError(f"start must be 1, open, or -1, closed, got {start}")
    if crowd.steepness <= 1.0:
        return 0.0
    # Just above the turning point m is about sqrt(3*(k-1)), and nothing below that is looked at.
    least = min(_NOTHING, sqrt(3.0 * (crowd.steepness - 1.0)) / 4.0)
    return start * float(brentq(lambda m: replied(crowd, m) - m, least, 1.0, xtol=1e-14))


def tolerance(crowd: Crowd, m: float, quarters: int) -> float:
    """Four standard errors of the mean choice over so many quarters of a crowd that settles in m, and its bias."""
    slope = crowd.steepness * (1.0 - m * m)
    wandering = SURE * sqrt(WANDERING / quarters)
    if slope >= 1.0:
        return wandering
    drawn_back = SURE * sqrt((1.0 - m * m) / (crowd.n * quarters)) / (1.0 - slope)
    variance = (1.0 - m * m) / (crowd.n * (1.0 - slope * slope))
    return min(wandering, drawn_back + crowd.steepness * abs(m) * slope * variance / (1.0 - slope))


def scenario(crowd: Crowd, start: int) -> Scenario:
    """So many labs that all see each other, with expectations alone, all open or all closed at the start."""
    member = {"kind": "lab", "strategy": "best-reply", "tier": "open" if start > 0 else "closed", "count": crowd.n}
    return bare(
        "A crowd that conforms",
        {"member": member},
        choice={"revision": 1.0, "intensity": crowd.beta},
        expectations={"conformity": crowd.J, "memory": crowd.memory, "depth": crowd.depth},
    )


def simulated(crowd: Crowd, start: int, quarters: int) -> float:
    """Mean choice over so many quarters of the model, once it has settled."""
    shared = run(scenario(crowd, start), quarters=_SETTLING + quarters).series["open_actors"][_SETTLING:]
    return 2.0 * float(shared.mean()) - 1.0


def first_quarter(crowd: Crowd) -> float:
    """Mean choice in the first quarter of a crowd that begins open, over some seeds."""
    game = scenario(crowd, 1)
    shared = [run(game, seed, quarters=1).series["open_actors"][0] for seed in range(_SEEDS)]
    return 2.0 * float(np.mean(shared)) - 1.0


def point(
    beta: float = 5.0, J: float = 0.6, n: int = 400, memory: float = 1.0, depth: int = 0, quarters: int = 400
) -> dict[str, float]:
    """Theory and simulation at one point.

    Args:
        beta: intensity of choice.
        J: what doing as the others do is worth.
        n: number of actors.
        memory: weight of the last quarter in what is expected.
        depth: replies that are thought through.
        quarters: how long is averaged, at least 1, after 200 in which the crowd settles.

    Returns:
        Mean choice, 1 open, -1 closed, of crowds that begin open and closed, and how far a finite crowd may be off.

    Raises:
        ValueError: a number is out of its range.
    """
    if quarters < 1:
        raise ValueError(f"quarters must be at least 1, got {quarters}")
    crowd, told = Crowd(beta, J, n, memory, depth), {}
    for start, named in ((1, "begins open"), (-1, "begins closed")):
        told[f"{named}, theory"] = settled(crowd, start)
        told[f"{named}, model"] = simulated(crowd, start, quarters)
    return told | {"may be off by": tolerance(crowd, settled(crowd, 1), quarters)}


_QUARTERS = 400
_CROWDS = (
    Crowd(J=0.3), Crowd(J=0.4), Crowd(J=0.5), Crowd(J=0.6), Crowd(J=0.8), Crowd(J=0.6, memory=0.25),
    Crowd(J=0.5, depth=1),
)  # fmt: skip
_DEPTHS = (0, 1, 3)


def checks() -> list[Check]:
    """Check where crowds settle on both sides of the turning point, and how far a quarter of thinking ahead goes."""
    return [_where_it_settles(crowd, start) for crowd in _CROWDS for start in (1, -1)] + [
        _how_far_it_thinks(Crowd(J=0.3, depth=depth)) for depth in _DEPTHS
    ]


def _where_it_settles(crowd: Crowd, start: int) -> Check:
    named = f"beta={crowd.beta:g} J={crowd.J:g} memory={crowd.memory:g} depth={crowd.depth}"
    begins, expected = ("open" if start > 0 else "closed"), settled(crowd, start)
    what = f"mean choice, begins {begins}, {named}"
    allowed = round(tolerance(crowd, expected, _QUARTERS), 4)
    return Check("conformity", what, SOURCE, expected, simulated(crowd, start, _QUARTERS), allowed)


def _how_far_it_thinks(crowd: Crowd) -> Check:
    m = 1.0
    for _ in range(crowd.depth + 1):
        m = replied(crowd, m)
    what = f"mean choice in the first quarter, begins open, J={crowd.J:g} depth={crowd.depth}"
    allowed = round(SURE * sqrt((1.0 - m * m) / (crowd.n * _SEEDS)), 4)
    return Check("conformity", what, SOURCE, m, first_quarter(crowd), allowed)
