"""Restraint for knowledge: a leader shows a laggard what it has in exchange for its care (Stafford & Trager 2022).

They hold that such a bargain needs a gap neither too large nor too small. The equations are ours, for of the paper only
the statement is taken. At a gap of g OOM a leader that shows a share kappa lets the laggard learn c*g in a quarter,
c = kappa*speed*gamma. The laggard takes care s' in place of s, which costs it the share 1 - ((1-s')/(1-s))^drag of its
research r, and signs when it learns at least as much:

    g >= a = r*(1 - ((1-s')/(1-s))^drag)/c

The leader wins with w = 1/(1 + 10^-g), and offers when the harm averted is worth what the gap closes by:

    H*(1 - w)*(s' - s) >= c*g,   that is g*(1 + 10^g) <= H*(s' - s)/c

The left side rises without end from 0, so that there is one largest gap b; a bargain holds for g in [a, b], for none
where b < a. What H must reach for that is c*a*(1 + 10^a)/(s' - s).

Units: g and r in OOM, H in OOM a quarter.
"""

from math import log10
from typing import NamedTuple

from scipy.optimize import bisect, brentq

from sim.noise import noise_of
from sim.rules.quarter import advance
from sim.scenario.schema.scenario import Scenario
from sim.start import begin
from sim.theory.bare import START, bare
from sim.theory.research_game import require
from sim.theory.table import Check
from sim.world import NOBODY, World, copied

CASE = "restraint"
SOURCE = "statement: Stafford & Trager 2022; equations: ours"
SPEED, DRAG = 0.5, 0.7
CLOSE = 1e-6
"""Tolerance for an end of the range, OOM: the search stops within a tenth of it."""
NONE = -1.0
"""Told for an end where no gap will do."""
LARGEST = 20.0
"""Gap beyond which nothing is looked for, OOM."""


class Range(NamedTuple):
    """The gaps at which a bargain holds, OOM; both ends are :data:`NONE` where there are none."""

    least: float
    most: float


def rates(kappa: float, s: float, promised: float, gamma: float, r: float) -> tuple[float, float]:
    """What the gap closes by in a quarter for each OOM, c, and the smallest gap at which a laggard signs, a.

    Raises:
        ValueError: a parameter is out of its range.
    """
    require(kappa=kappa, gamma=gamma, r=r)
    for name, value, least in (("kappa", kappa, 0.0), ("gamma", gamma, 0.0), ("s", s, 0.0), ("promised", promised, s)):
        if not least <= value <= 1.0:
            raise ValueError(f"{name} = {value:g}: expected {least:g} to 1")
    if not s < promised < 1.0:
        raise ValueError(f"promised = {promised:g}: expected more than s = {s:g} and less than 1")
    c = kappa * SPEED * gamma
    return c, r * (1.0 - ((1.0 - promised) / (1.0 - s)) ** DRAG) / c


def theory(H: float, kappa: float, s: float, promised: float, gamma: float, r: float) -> Range:
    """The range in closed form, [a, b].

    Raises:
        ValueError: a parameter is out of its range.
    """
    require(H=H)
    c, least = rates(kappa, s, promised, gamma, r)
    worth = H * (promised - s) / c

    def too_far(g: float) -> float:
        return float(g * (1.0 + 10.0**g) - worth)

    most = float(brentq(too_far, 0.0, 1.0 + log10(1.0 + worth), xtol=1e-14))
    return Range(least, most) if least <= most else Range(NONE, NONE)


def least_concern(kappa: float, s: float, promised: float, gamma: float, r: float) -> float:
    """The H below which no gap will do."""
    c, a = rates(kappa, s, promised, gamma, r)
    return float(c * a * (1.0 + 10.0**a) / (promised - s))


def scenario(H: float, kappa: float, s: float, promised: float) -> Scenario:
    """The reduction: two closed actors, one of which may promise the other care; nobody inspects."""
    row = {"kind": "restraint", "start": START, "disclosure": kappa, "floor": promised, "inspection": 0.0}
    alone = bare(
        "Restraint",
        {"leader": {}, "laggard": {}},
        pledges={"concern": H, "checking": 0.0},
        sharing={"speed": SPEED, "variety": 0.0},
        research={"drag": DRAG, "luck": 0.0},
        safety={"form": "constant", "level": s, "floor": 0.0, "haste": 0.0},
        commons={"speed": 0.0, "reach": 0.0, "catalogue": 0.0},
    )
    return alone.model_copy(update={"policies": [row]})


def holds(eve: World, g: float, gamma: float, r: float) -> bool:
    """Whether the two agree in the model's first quarter, g apart."""
    world = copied(eve)
    world.knowledge["know_how"][0, 0] = world.knowledge["disclosed"][0, 0] = g
    world.actors["capability"][0] = world.actors["capability"][1] + g
    world.actors["absorption"][1], world.actors["researched"][1] = gamma, r
    advance(world, noise_of(0), 0, 1)
    return bool(world.duties["leader"][1] != NOBODY)


def model(H: float, kappa: float, s: float, promised: float, gamma: float, r: float) -> Range:
    """The range that the rules give, by bisection from a gap at which they give a bargain.

    Raises:
        ValueError: a parameter is out of its range.
    """
    require(H=H)
    rates(kappa, s, promised, gamma, r)
    eve = begin(scenario(H, kappa, s, promised), 0, 1)

    def no(g: float) -> float:
        return -0.5 if holds(eve, g, gamma, r) else 0.5

    steps = [10.0 ** (k / 25.0 - 3.0) for k in range(110)]  # .001 to 23 OOM, each 10 % above the one before
    inside = next((g for g in steps if no(g) < 0.0), None)
    if inside is None:
        return Range(NONE, NONE)
    beyond = next((g for g in steps if g > inside and no(g) > 0.0), LARGEST)
    first, last = (float(bisect(no, *ends, xtol=CLOSE / 10.0)) for ends in ((0.0, inside), (inside, beyond)))
    return Range(first, last)


def point(
    H: float, kappa: float = 0.3, s: float = 0.4, promised: float = 0.8, gamma: float = 0.86, r: float = 0.12
) -> dict[str, float]:
    """Theory and simulation side by side: the least and the largest gap, -1 where none will do.

    A range narrower than a tenth of its gap can escape the search in the model.

    Args:
        H: know-how that the leader gives up for full care of a laggard that would win for certain, OOM a quarter.
        kappa: share of what it has that the leader shows.
        s: care of the laggard without a bargain.
        promised: care that it promises.
        gamma: share that it understands of what it is shown.
        r: its research, OOM a quarter.

    Raises:
        ValueError: a parameter is out of its range.
    """
    told = {}
    expected, got = theory(H, kappa, s, promised, gamma, r), model(H, kappa, s, promised, gamma, r)
    for name, one, other in zip(("least gap", "largest gap"), expected, got, strict=True):
        told[f"{name}, theory"], told[f"{name}, model"] = one, other
    return told


CASES = (
    (0.5, 0.3, 0.4, 0.8, 0.86, 0.12),
    (1.0, 0.3, 0.4, 0.8, 0.86, 0.12),
    (4.0, 0.3, 0.4, 0.8, 0.86, 0.12),
    (10.0, 0.3, 0.4, 0.8, 0.86, 0.12),
    (4.0, 0.6, 0.4, 0.8, 0.86, 0.12),
    (2.0, 0.3, 0.1, 0.5, 0.5, 0.05),
)
"""H, kappa, s, promised, gamma, r."""


def checks() -> list[Check]:
    """Check both ends of the range, that there is none where concern is small, and where it begins."""
    found = []

    def check(what: str, expected: float, got: float, tolerance: float = CLOSE) -> None:
        found.append(Check(CASE, what, SOURCE, expected, got, tolerance))

    for case in CASES:
        H, kappa, s, promised, gamma, r = case
        told = f"H={H:g} kappa={kappa:g} care {s:g} -> {promised:g} gamma={gamma:g} r={r:g}"
        expected, got = theory(*case), model(*case)
        check(f"least gap, {told}", expected.least, got.least)
        check(f"largest gap, {told}", expected.most, got.most)
    usual = CASES[0][1:]
    for factor, agreed in ((0.999, 0.0), (1.001, 1.0)):
        eve = begin(scenario(factor * least_concern(*usual), *usual[:3]), 0, 1)
        told = f"a bargain at the least gap, H = {factor:g} of what it takes"
        check(told, agreed, float(holds(eve, rates(*usual)[1] * (1.0 + 1e-9), *usual[3:])), 0.0)
    return found
