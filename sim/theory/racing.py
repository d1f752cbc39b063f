"""Racing to the precipice: equilibria in closed form, and races as the rules of the model play them.

After Armstrong, Bostrom & Shulman 2016, AI & Society 31: 201-206. n teams race once. Team i has the capability
c_i ~ U[0, mu] and takes care s_i in [0, 1]; the team with the largest c - s wins, and its system is a disaster with
probability 1 - s. A team earns 1 when it wins safely, 1 - e when another wins safely (e enmity, in (0, 1]), 0 after a
disaster. Teams know no capability, their own, or all of them. With D = e(n-1) + 1, care in
equilibrium and the risk R of a disaster are

    none     s = min(1, mu/(n e))           R = max(0, 1 - mu/(n e))
    private  s(c) = min(1, c/D)             R = 1 - n mu/((n+1) D) if mu <= D, else (D/mu)^n/(n+1)
    public   s_top = min(1, gap/e), others  R = 1 - mu/(e(n+1)) * (1 - max(0, 1 - e/mu)^(n+1))
             max(0, s_top - (c_top - c))

Care and enmity are in OOM where they are in the model. A race is one quarter of the model. Each team starts with the
know-how c and spends 1 bn USD. Full care takes all of it, and 1 bn USD finds one OOM, so the quarter ends at c + 1 - s.
The most capable team wins; between equals, the one that began ahead. Care follows the model's rule, in the form that
fits what teams know: constant, own or gap. Many races of the same kind run side by side in one world, with ties only
inside each race.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.noise import noise_of
from sim.rules.eve import prepare
from sim.rules.flaws import have_incidents
from sim.rules.quarter import advance
from sim.scenario import Scenario
from sim.start import begin
from sim.theory.bare import bare
from sim.world import World, copied

DRAWS = 200_000
SEED = 20
SAME = 1e-9
"""Capabilities closer than this count as equal, OOM: more than rounding, less than any draw."""
_SIDE_BY_SIDE = 2_000
_MOST_TEAMS = 50

Grid = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


class Information(StrEnum):
    """What teams know of capabilities when they choose their care."""

    NONE = "none"
    PRIVATE = "private"
    PUBLIC = "public"


FORMS = {Information.NONE: "constant", Information.PRIVATE: "own", Information.PUBLIC: "gap"}
"""Form of the model's care that fits what is known."""


@dataclass(frozen=True)
class Race:
    """A race.

    Attributes:
        n: teams, from 2 to 50.
        mu: largest capability, OOM, above 0 and at most 100: how much capability counts against care.
        e: enmity, in (0, 1].
        information: what teams know.
    """

    n: int
    mu: float
    e: float
    information: Information = Information.NONE

    def __post_init__(self) -> None:
        """Refuse races that the paper or the rules do not allow.

        Raises:
            ValueError: a number is outside its range.
        """
        if not 2 <= self.n <= _MOST_TEAMS:
            raise ValueError(f"a race needs 2 to {_MOST_TEAMS} teams, got n = {self.n}")
        if not 0.0 < self.mu <= 100.0:
            raise ValueError(f"mu must lie in (0, 100], got {self.mu:g}")
        if not 0.0 < self.e <= 1.0:
            raise ValueError(f"enmity must lie in (0, 1], got {self.e:g}")
        if self.information not in list(Information):
            raise ValueError(f"information is none, private or public, got {self.information!r}")


class Played(NamedTuple):
    """Races as the rules played them; arrays of shape (races, teams), or (races,)."""

    capability: Grid
    """At the start, c."""
    care: Grid
    reached: Grid
    """At the end, c + 1 - s."""
    winner: Rows
    disasters: int
    """Catastrophes counted when the winner has an incident."""

    @property
    def winners_care(self) -> Grid:
        """Care of each race's winner."""
        return np.take_along_axis(self.care, self.winner[:, None], axis=1)[:, 0]


def level(race: Race) -> float:
    """Care of teams that know nothing, min(1, mu/(n e))."""
    return min(1.0, race.mu / (race.n * race.e))


def risk(race: Race) -> float:
    """Probability of a disaster in equilibrium, in closed form (see the module).

    Args:
        race: teams, capability, enmity, information.

    Returns:
        R, in [0, 1].
    """
    n, mu, e = race.n, race.mu, race.e
    if race.information == Information.NONE:
        return 1.0 - level(race)
    if race.information == Information.PRIVATE:
        own = e * (n - 1) + 1.0
        return 1.0 - n * mu / ((n + 1) * own) if mu <= own else float((own / mu) ** n / (n + 1))
    return float(1.0 - mu / (e * (n + 1)) * (1.0 - max(0.0, 1.0 - e / mu) ** (n + 1)))


def equilibrium(race: Race, capability: Grid) -> Grid:
    """Care of every team in equilibrium, in closed form (see the module); shape (races, teams), like capability."""
    if race.information == Information.NONE:
        return np.full_like(capability, level(race))
    if race.information == Information.PRIVATE:
        return np.minimum(1.0, capability / (race.e * (race.n - 1) + 1.0))
    ranked = np.sort(capability, axis=1)
    top = np.minimum(1.0, (ranked[:, -1:] - ranked[:, -2:-1]) / race.e)
    return np.maximum(0.0, top - (ranked[:, -1:] - capability))


def scenario(race: Race, care: float, races: int = 1) -> Scenario:
    """Build races side by side: only care and research are on, and teams see only the other teams of their race.

    Args:
        race: teams, capability, enmity, information.
        care: level of care for the constant form; the other forms ignore it.
        races: number of races.
    """
    spent = {"productivity": 1.0, "returns": 1.0, "hardening": 0.0, "drag": 0.0, "luck": 0.0}
    pairs = [
        [f"team-{first + i + 1}", f"team-{first + j + 1}"]
        for first in range(0, races * race.n, race.n)
        for i, j in combinations(range(race.n), 2)
    ]
    return bare(
        "A race to the precipice",
        {"team": {"count": races * race.n}},
        ties={"topology": "edges", "edges": pairs},
        research=spent,
        safety={"form": FORMS[race.information], "level": care, "enmity": race.e, "spread": race.mu}
        | {"floor": 0.0, "haste": 0.0, "cost": 1.0},
        incidents={"on": False, "danger": -100.0},
    )


@lru_cache(maxsize=4)
def _start(race: Race, races: int) -> World:
    return begin(scenario(race, 0.0, races), 0, 1)


def play(race: Race, care: float = 0.0, draws: int = DRAWS, seed: int = SEED) -> Played:
    """Run races by the rules of the model.

    Args:
        race: teams, capability, enmity, information.
        care: level of care for the constant form; the other forms ignore it.
        draws: number of races.
        seed: seed of capabilities and disasters; equal seeds give equal draws, whatever the other arguments.

    Returns:
        What happened in each race.
    """
    capability = race.mu * np.random.default_rng(seed).random((draws, race.n))
    ends = range(0, draws, max(1, _SIDE_BY_SIDE // race.n))
    parts = [_played(race, care, rows, seed, part) for part, rows in enumerate(np.split(capability, ends[1:]))]
    columns = [np.concatenate(column) for column in zip(*(part[:4] for part in parts), strict=True)]
    return Played._make([*columns, sum(part.disasters for part in parts)])


def _played(race: Race, care: float, capability: Grid, seed: int, part: int) -> Played:
    """Run one quarter of the compiled rules, then force an incident on the winner of each race.

    A team believes that capabilities lie between 0 and mu: the released frontier is mu, and so is the width of the
    range. Teams choose care before the releases of the quarter. Each part of the races has the luck of another quarter.
    """
    w, noise = copied(_start(race, len(capability))), noise_of(seed)
    w.parameters["safety"]["level"] = care
    w.knowledge["know_how"][:, 0] = capability.reshape(-1)
    prepare(w, noise)
    w.society["released_frontier"] = race.mu
    advance(w, noise, 0, 1)
    taken, reached = (w.actors[name].reshape(capability.shape).copy() for name in ("safety", "capability"))
    winner = first(reached, capability)
    w.actors["forced_incident"][np.arange(len(winner)) * race.n + winner] = 1.0
    have_incidents(w, noise, part)
    return Played(capability, taken, reached, winner, int(w.society["catastrophes"][0]))


def first(reached: Grid, capability: Grid) -> Rows:
    """Winner of each race: the most capable at the end; between equals, up to rounding, the one that began ahead."""
    level_with_best = reached >= reached.max(axis=1, keepdims=True) - SAME
    winner: Rows = np.where(level_with_best, capability, -1.0).argmax(axis=1)
    return winner
