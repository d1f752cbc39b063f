"""The race in closed form: payoffs of one round and of the whole, and where safety wins.

Source: T. A. Han, L. M. Pereira, F. C. Santos & T. Lenaerts (2020), To Regulate or Not: A Social Dynamics Analysis of
an Idealised AI Race, Journal of Artificial Intelligence Research 69, 881-921. The letters are the paper's; ``f`` is its
p_fo and ``pr`` its p_r.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.world import Floats


class Conduct(IntEnum):
    """How a team races; the rows and columns of every payoff matrix here."""

    AS = 0
    """Always safe."""
    AU = 1
    """Always unsafe."""
    CS = 2
    """Conditionally safe: safe in the first round, and as long as the other one was safe."""


@dataclass(frozen=True)
class Race:
    """One race; the defaults are the paper's.

    Attributes:
        W: development steps that a safe team needs, in rounds; an unsafe one needs W/s.
        pr: p_r, probability that an unsafe team meets with disaster and loses all it gained.
        f: p_fo, probability that an unsafe move is found out, which costs its benefit of the round.
        c: cost of a safe move.
        b: benefit of a round, shared in proportion to speed.
        s: speed of an unsafe team, that of a safe one being 1.
        B: prize of whoever comes first, shared among equals.

    Raises:
        ValueError: if a number is outside its range; the message names it.
    """

    W: float = 100.0
    pr: float = 0.5
    f: float = 0.5
    c: float = 1.0
    b: float = 4.0
    s: float = 1.5
    B: float = 1e4

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not np.isfinite(value):
                raise ValueError(f"{name} must be a finite number, not {value}")
        for name in ("pr", "f"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is a probability, from 0 to 1, not {getattr(self, name)}")
        for name in ("c", "b"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be at least 0, not {getattr(self, name)}")
        if self.s <= 1:
            raise ValueError(f"s must be above 1, or neglecting safety saves no time; it is {self.s}")
        if self.B <= 0:
            raise ValueError(f"B must be above 0, or there is nothing to race for; it is {self.B}")
        if self.W < 1:
            raise ValueError(f"W must be at least 1 round, not {self.W}")
        if self.s > self.W:
            raise ValueError(f"W must be at least s = {self.s}: an unsafe team takes a round or more; W is {self.W}")


class Round(NamedTuple):
    """Payoffs of one round, safe first: p12 is that of a safe team against an unsafe one."""

    p11: float
    p12: float
    p21: float
    p22: float


def round_payoffs(race: Race) -> Round:
    """Payoffs of one round (the paper's matrix of a round with a chance of being found out).

    p11 = -c+b/2; p12 = -c+(1-f)b/(s+1)+f b; p21 = (1-f)s b/(s+1); p22 = (1-f^2)b/2.
    """
    b, c, f, s = race.b, race.c, race.f, race.s
    return Round(-c + b / 2, -c + (1 - f) * b / (s + 1) + f * b, (1 - f) * s * b / (s + 1), (1 - f**2) * b / 2)


def race_payoffs(race: Race) -> Floats:
    """Payoffs a round over the whole race, of the row against the column (the paper's matrix of AS, AU and CS).

    With q = 1-pr and A = B/2W+p11::

        AS: A, p12, A
        AU: q(sB/W+p21), q(sB/2W+p22), q(sB/W+(s/W)(p21+(W/s-1)p22))
        CS: A, (s/W)(p12+(W/s-1)p22), A

    Returns:
        The matrix, shape (3, 3), in the order of :class:`Conduct`.
    """
    p11, p12, p21, p22 = round_payoffs(race)
    q, rounds, prize = 1 - race.pr, race.W / race.s, race.s * race.B / race.W
    both = race.B / (2 * race.W) + p11
    betrayed = (p12 + (rounds - 1) * p22) / rounds
    betraying = (p21 + (rounds - 1) * p22) / rounds
    unsafe = [q * (prize + p21), q * (prize / 2 + p22), q * (prize + betraying)]
    return np.array([[both, p12, both], unsafe, [both, betrayed, both]])


def society_prefers_safe_above(race: Race) -> float:
    """The risk pr above which a population of safe teams earns more than one of unsafe ones.

    pr > 1-(B+2W p11)/(sB+2W p22); 1-1/s when the prize is all that counts.
    """
    p11, _, _, p22 = round_payoffs(race)
    return 1 - (race.B + 2 * race.W * p11) / (race.s * race.B + 2 * race.W * p22)


def safe_is_selected_above(race: Race, safe: Conduct = Conduct.AS) -> float:
    """The risk pr above which safe conduct is risk-dominant against unsafe conduct, and so selected in a large Z.

    Risk dominance (the safe S against U = AU): P(S,S)+P(S,U) > P(U,S)+P(U,U), and the right side is proportional to
    1-pr. It is 1-1/(3s) when the prize is all that counts.

    Raises:
        ValueError: if the conduct is not a safe one.
    """
    if safe == Conduct.AU:
        raise ValueError("AU is not a safe conduct; compare AS or CS with it")
    ours = race_payoffs(race)
    certain = race_payoffs(Race(race.W, 0.0, race.f, race.c, race.b, race.s, race.B))
    unsafe = Conduct.AU
    return float(1 - (ours[safe, safe] + ours[safe, unsafe]) / (certain[unsafe, safe] + certain[unsafe, unsafe]))


def early_thresholds(s: float) -> tuple[float, float]:
    """Limits of the two thresholds for a near prize, B/W to infinity: 1-1/s for society, 1-1/(3s) for selection.

    Between them lies the dilemma: safety would be better for all, and unsafe conduct is selected.

    Raises:
        ValueError: if s is not above 1.
    """
    if not s > 1:
        raise ValueError(f"s must be above 1, not {s}")
    return 1 - 1 / s, 1 - 1 / (3 * s)


class Region(IntEnum):
    """The parts of the plane of speed and risk."""

    SAFE = 1
    """Society prefers safe conduct, and it is selected."""
    DILEMMA = 2
    """Society prefers safe conduct, and unsafe conduct is selected."""
    UNSAFE = 3
    """Society prefers unsafe conduct, and it is selected."""
    OVERCAUTIOUS = 4
    """Society prefers unsafe conduct, and safe conduct is selected (late races only)."""


def region(race: Race, safe: tuple[Conduct, ...] = (Conduct.AS, Conduct.CS)) -> Region:
    """Where a race lies, judged by the two thresholds at its own W; one of the safe conducts must be selected."""
    preferred = race.pr > society_prefers_safe_above(race)
    selected = any(race.pr > safe_is_selected_above(race, conduct) for conduct in safe)
    if preferred:
        return Region.SAFE if selected else Region.DILEMMA
    return Region.OVERCAUTIOUS if selected else Region.UNSAFE
