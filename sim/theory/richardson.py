"""Two nations' arms spending: where it settles, and how fast (Richardson 1960).

Arms and Insecurity, ch. 2:

    x' = x + k*(1-tau)*y - m*x + g,    y' = y + k*(1-tau)*x - m*y + g

x and y are spending (in the model, effort times budget); k is the reaction to the other's spending, m fatigue and g
grievance, all per quarter; tau is trust, which stays constant. Below, k stands for k*(1-tau). The sum x+y changes by
the factor 1-m+k a quarter, the difference x-y by 1-m-k. Both settle iff k < m and k + m < 2, at x = y = g/(m-k).
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.scenario import Scenario
from sim.start import begin
from sim.study.execute import play
from sim.theory.bare import bare
from sim.theory.table import Check

SOURCE = "Richardson 1960, Arms and Insecurity, ch. 2"
EXACT = 1e-9
"""Tolerance of every comparison: both sides compute the same numbers, rounded differently."""
_SETTLED = 400
"""Number of quarters after which a stable pair has settled."""
_MOST = 2.0

Efforts = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """Two nations.

    Attributes:
        k: reaction to the other's effort without trust, 1/quarter, in [0, 2].
        m: fatigue, 1/quarter, in [0, 2].
        g: grievance, effort/quarter, in [-2, 2].
        tau: trust of each in the other, in [0, 1].
        x: effort of the first at the start, at least 0.
        y: effort of the second at the start, at least 0.
    """

    k: float
    m: float
    g: float
    tau: float = 0.0
    x: float = 0.0
    y: float = 0.0

    def __post_init__(self) -> None:
        """Refuse values that the rules do not allow.

        Raises:
            ValueError: a number is outside its range.
        """
        for name, least, most in (("k", 0, _MOST), ("m", 0, _MOST), ("g", -_MOST, _MOST), ("tau", 0, 1)):
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} must lie in [{least:g}, {most:g}], got {getattr(self, name):g}")
        if not (0.0 <= self.x <= 1e6 and 0.0 <= self.y <= 1e6):
            raise ValueError(f"efforts at the start must lie in [0, 1e6], got {self.x:g} and {self.y:g}")

    @property
    def answer(self) -> float:
        """Reaction to the other's effort, less trust, k*(1-tau), 1/quarter."""
        return self.k * (1.0 - self.tau)


class Factors(NamedTuple):
    """Factors by which x+y and x-y move towards, or away from, the fixed point in a quarter."""

    total: float
    difference: float


def factors(pair: Pair) -> Factors:
    """Eigenvalues of the linear map: 1-m+k for the sum, 1-m-k for the difference."""
    return Factors(1.0 - pair.m + pair.answer, 1.0 - pair.m - pair.answer)


def is_stable(pair: Pair) -> bool:
    """Whether both nations settle: k < m and k + m < 2."""
    return pair.answer < pair.m and pair.answer + pair.m < 2.0


def fixed_point(pair: Pair) -> float:
    """Effort at which both settle, g/(m-k).

    Raises:
        ValueError: they never settle.
    """
    if not is_stable(pair):
        rates = f"k = {pair.answer:g}, m = {pair.m:g}"
        raise ValueError(f"an unstable pair settles nowhere: {rates}; expected k < m and k + m < 2")
    return pair.g / (pair.m - pair.answer)


def trajectory(pair: Pair, quarters: int) -> Efforts:
    """Efforts of both after 0, 1, ..., ``quarters`` quarters, by powers of the linear map; shape (quarters + 1, 2)."""
    total, difference = factors(pair)
    t = np.arange(quarters + 1)
    drift = np.array([sum(total**s for s in range(step)) for step in t])
    sums = total**t * (pair.x + pair.y) + 2.0 * pair.g * drift
    gaps = difference**t * (pair.x - pair.y)
    return np.column_stack((sums + gaps, sums - gaps)) / 2.0


def scenario(pair: Pair) -> Scenario:
    """Two nations in which only effort changes, without a clamp; trust stays at its prior."""
    nations = {"north": {"effort": pair.x}, "south": {"effort": pair.y}}
    return bare(
        "Two nations, effort alone",
        {name: spec | {"kind": "nation", "bloc": name} for name, spec in nations.items()},
        effort={"reaction": pair.k, "fatigue": pair.m, "grievance": pair.g, "fear": 0.0, "clamp": False},
        trust={"on": False, "prior_across": pair.tau},
    )


def simulated(pair: Pair, quarters: int) -> tuple[float, float]:
    """Efforts of both after running the model for some quarters (at least 1)."""
    # Played, not run: an unclamped pair that is unstable leaves every range, which is what the theory says of it.
    nations = scenario(pair)
    world = begin(nations, 0, quarters)
    for _ in play(world, nations, 0, quarters):
        pass
    north, south = world.actors["effort"].tolist()
    return north, south


def simulated_factors(pair: Pair) -> Factors:
    """Both factors, measured over one quarter from two runs of the model that start one unit apart."""
    near, far = (simulated(replace(pair, x=x, y=0.0), 1) for x in (0.0, 1.0))
    north, south = far[0] - near[0], far[1] - near[1]
    return Factors(north + south, north - south)


def settles(pair: Pair) -> bool:
    """Whether two runs of the model that start one unit apart end closer together, which is what stability means."""
    near, far = (np.array(simulated(replace(pair, x=x, y=0.0), _SETTLED)) for x in (0.0, 1.0))
    return bool(np.abs(far - near).max() < 0.5)


def point(k: float, m: float, g: float, tau: float = 0.0) -> dict[str, float]:
    """Theory and simulation at one point.

    Args:
        k: answer to the other's effort, 1/quarter.
        m: fatigue, 1/quarter.
        g: grievance, effort a quarter.
        tau: trust of each in the other.

    Returns:
        Fixed point and both factors in theory, and as the model runs.

    Raises:
        ValueError: a number is out of its range, or the pair is unstable.
    """
    pair = Pair(k, m, g, tau)
    expected, theory = fixed_point(pair), factors(pair)
    got = simulated_factors(pair)
    return {
        "effort, theory": expected,
        "effort, model": simulated(pair, _quarters_to_settle(pair))[0],
        "factor of the sum, theory": theory.total,
        "factor of the sum, model": got.total,
        "factor of the difference, theory": theory.difference,
        "factor of the difference, model": got.difference,
    }


def _quarters_to_settle(pair: Pair) -> int:
    """Number of quarters until traces of the start are below rounding; at most 20000, for runs near the boundary."""
    slowest = max(0.4, *(abs(factor) for factor in factors(pair)))
    return min(20_000, int(np.ceil(np.log(1e-14) / np.log(slowest))))


_STEADY = Pair(k=0.3, m=0.5, g=1.0, x=0.2, y=1.4)
_PAIRS = (_STEADY, replace(_STEADY, tau=0.4), Pair(k=0.9, m=0.95, g=-0.5, x=1.0, y=0.0))
_BOUNDARY = ((0.49, 0.5, True), (0.51, 0.5, False), (0.90, 1.08, True), (0.90, 1.12, False))


def checks() -> list[Check]:
    """Check trajectory, fixed point, factors and the boundary of stability on both sides against runs of the model."""
    return [comparison for pair in _PAIRS for comparison in _path_checks(pair)] + [
        comparison for k, m, stable in _BOUNDARY for comparison in _boundary_checks(Pair(k, m, 0.1), stable)
    ]


def _path_checks(pair: Pair) -> list[Check]:
    named = f"k={pair.k:g} m={pair.m:g} g={pair.g:g} trust={pair.tau:g}"
    path = trajectory(pair, 12)
    efforts = [
        Check("richardson", f"effort of {who} after {t} quarters, {named}", SOURCE, path[t, side], got, EXACT)
        for t in (1, 2, 12)
        for side, (who, got) in enumerate(zip(("north", "south"), simulated(pair, t), strict=True))
    ]
    got = simulated(pair, _quarters_to_settle(pair))[0]
    return [*efforts, Check("richardson", f"fixed point g/(m-k), {named}", SOURCE, fixed_point(pair), got, EXACT)]


def _boundary_checks(pair: Pair, stable: bool) -> list[Check]:
    named = f"k={pair.k:g} m={pair.m:g}"
    expected, got = factors(pair), simulated_factors(pair)
    return [
        Check("richardson", f"factor of the sum 1-m+k, {named}", SOURCE, expected.total, got.total, EXACT),
        Check(
            "richardson", f"factor of the difference 1-m-k, {named}", SOURCE, expected.difference, got.difference, EXACT
        ),
        Check("richardson", f"settles (1) or not (0), {named}", SOURCE, float(stable), float(settles(pair)), 0.0),
    ]
