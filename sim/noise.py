"""All randomness of a run, as an input: keyed by (seed, purpose, actor, quarter) and drawn ahead in blocks.

One NumPy stream a (purpose, block of 64 quarters), filled actor by actor: a further actor, a further quarter or a
further purpose leaves every other cell as it was. Slots of entrants read their streams from far ahead, so that
appending a named actor does not shift them. Noise of a pair is a hash of (seed, from, to, quarter).
"""

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compile import rule
from sim.scenario.enums import Strategy
from sim.scenario.schema import Scenario

BLOCK = 64
"""Quarters drawn at a time."""

Grid = npt.NDArray[np.float64]


class Purpose(IntEnum):
    """What a stream is for. Append only: the number is part of the key."""

    LUCK = 0
    INCIDENT = 1
    CATASTROPHE = 2
    MISUSE = 3
    REVISION = 4
    MOOD = 5
    PARTNER = 6
    ADOPTION = 7
    ENTRY = 8
    FORTUNE = 9
    EXIT = 10
    JOINT = 11
    TOPOLOGY = 12
    PAIRS = 13


class Noise(NamedTuple):
    """One block of draws, each of shape (actors, 64); an unused purpose has shape (0, 64)."""

    luck: Grid
    """Standard normal: research luck."""
    incident: Grid
    """Standard exponential: an incident happens when it is below the hazard."""
    catastrophe: Grid
    """Uniform: an incident of a dangerous system is a catastrophe when it is above its care."""
    misuse: Grid
    """Standard exponential, against the hazard of misuse."""
    revision: Grid
    """Uniform: an actor reconsiders its tier."""
    mood: Grid
    """Uniform: mixed choices."""
    partner: Grid
    """Uniform: whom an imitator looks at."""
    adoption: Grid
    """Uniform: whether it adopts."""
    entry: Grid
    """Standard exponential, against the hazard of entry."""
    fortune: Grid
    """Uniform: what an entrant is like."""
    exit: Grid
    """Standard exponential, against the hazard of exit."""
    joint: Grid
    """Uniform: whether a release is joint."""
    pairs: np.uint64
    """Key of the noise of pairs."""
    first: int
    """First quarter of the block."""


def stream(seed: int, purpose: Purpose, *key: int) -> np.random.Generator:
    """The stream of a purpose: equal keys give equal draws, in every process."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(int(purpose), *key))))


Draw = Callable[[np.random.Generator, tuple[int, int]], Grid]


def _normal(generator: np.random.Generator, shape: tuple[int, int]) -> Grid:
    return generator.standard_normal(shape)


def _exponential(generator: np.random.Generator, shape: tuple[int, int]) -> Grid:
    return generator.standard_exponential(shape)


def _uniform(generator: np.random.Generator, shape: tuple[int, int]) -> Grid:
    return generator.random(shape)


_LAWS: dict[Purpose, Draw] = {
    Purpose.LUCK: _normal,
    Purpose.INCIDENT: _exponential,
    Purpose.CATASTROPHE: _uniform,
    Purpose.MISUSE: _exponential,
    Purpose.REVISION: _uniform,
    Purpose.MOOD: _uniform,
    Purpose.PARTNER: _uniform,
    Purpose.ADOPTION: _uniform,
    Purpose.ENTRY: _exponential,
    Purpose.FORTUNE: _uniform,
    Purpose.EXIT: _exponential,
    Purpose.JOINT: _uniform,
}


FOR_SLOTS = frozenset({Purpose.ENTRY, Purpose.FORTUNE})
"""Purposes that only slots of entrants read."""
FAR = 1 << 100
"""Where in its stream a slot's draws begin: beyond the reach of any number of named actors."""


def used(scenario: Scenario) -> frozenset[Purpose]:
    """The purposes that a scenario's mechanisms read; the others need not be drawn."""
    strategies = {spec.strategy for spec in scenario.actors.values()}
    mixed = {Strategy.GENEROUS_TIT_FOR_TAT, Strategy.BEST_REPLY, Strategy.ROTH_EREV, Strategy.EXPERIENCE_WEIGHTED}
    entering = scenario.entry.on and scenario.entry.rate > 0 and scenario.entry.slots > 0
    imitating = Strategy.IMITATE in strategies and scenario.imitation.on
    conditions = {
        Purpose.LUCK: scenario.research.on and scenario.research.luck > 0,
        Purpose.INCIDENT: scenario.incidents.on,
        Purpose.CATASTROPHE: scenario.incidents.on or any(row.kind == "incident" for row in scenario.policies),
        Purpose.MISUSE: scenario.misuse.on,
        Purpose.REVISION: scenario.choice.revision < 1,
        Purpose.MOOD: bool(strategies & mixed),
        Purpose.PARTNER: imitating,
        Purpose.ADOPTION: imitating,
        Purpose.ENTRY: entering,
        Purpose.FORTUNE: entering,
        Purpose.EXIT: scenario.exit.on,
        Purpose.JOINT: scenario.codevelopment.on,
    }
    return frozenset(purpose for purpose, is_used in conditions.items() if is_used)


def draw(seed: int, block: int, named: int, slots: int, purposes: frozenset[Purpose]) -> Noise:
    """Draw one block of noise.

    Args:
        seed: seed of the run, at least 0.
        block: number of the block; it holds quarters ``64*block`` to ``64*block + 63``.
        named: actors of the scenario.
        slots: slots of entrants, which follow them.
        purposes: what to draw (see :func:`used`).

    Returns:
        The draws, one row an actor, then one row a slot.
    """

    def cells(purpose: Purpose) -> Grid:
        if purpose not in purposes:
            return np.empty((0, BLOCK))
        generator, law = stream(seed, purpose, block), _LAWS[purpose]
        begin = generator.bit_generator.state
        rows = np.zeros((named, BLOCK)) if purpose in FOR_SLOTS else law(generator, (named, BLOCK))
        if slots == 0:
            return rows
        generator.bit_generator.state = begin
        generator.bit_generator.advance(FAR)  # type: ignore[attr-defined]
        return np.concatenate((rows, law(generator, (slots, BLOCK))))

    pairs = np.random.SeedSequence(seed, spawn_key=(int(Purpose.PAIRS),)).generate_state(1, np.uint64)[0]
    grids = {purpose.name.lower(): cells(purpose) for purpose in _LAWS}
    return Noise(**grids, pairs=pairs, first=block * BLOCK)


@rule
def pair_noise(key: np.uint64, origin: int, target: int, quarter: int) -> float:
    """A bell-shaped draw of mean 0 and variance 1 for a pair and a quarter, |x| <= 2 sqrt(3).

    The sum of the four 16-bit parts of a hash (finaliser of SplitMix64: Steele, Lea & Flood 2014), centred and
    scaled (Irwin-Hall distribution of order 4).
    """
    x = key + np.uint64(origin) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(target) * np.uint64(0xC2B2AE3D27D4EB4F)
    x += np.uint64(quarter) * np.uint64(0x165667B19E3779F9)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x = x ^ (x >> np.uint64(31))
    part = np.uint64(0xFFFF)
    total = (x & part) + ((x >> np.uint64(16)) & part) + ((x >> np.uint64(32)) & part) + (x >> np.uint64(48))
    return (float(np.int64(total)) * (1.0 / 65535.0) - 2.0) * 1.7320508075688772
