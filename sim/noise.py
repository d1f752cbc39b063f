"""All randomness of a run, as an input: keyed by (seed, purpose, actor, quarter) and drawn ahead in blocks.

One NumPy stream a (purpose, block of 64 quarters) is filled actor by actor: a further actor, a further quarter or a
further purpose leaves every other cell as it was. Slots of entrants have streams of their own, so that
appending a named actor does not shift them. Noise of a pair is a hash of (seed, from, to, quarter).
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.random.bit_generator import ISeedSequence

from sim.compile import rule
from sim.scenario.schema.enums import MIXED, Strategy
from sim.scenario.schema.scenario import Scenario

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
    EXCHANGE = 14
    AUDIT = 15
    INSPECTION = 16
    CLUB = 17
    HOSTING = 18


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
    audit: Grid
    """Uniform: a signatory of a framework is audited."""
    inspection: Grid
    """Uniform: a party of a treaty is inspected."""
    club: Grid
    """Uniform: an actor reconsiders its memberships."""
    hosting: Grid
    """Uniform: a firm looks for a host."""
    pairs: np.uint64
    """Key of the noise of pairs."""
    first: int
    """First quarter of the block."""


class _Words(ISeedSequence):
    """Seed words drawn beforehand: a stream from them costs a fifth of one from a seed sequence of its own."""

    def __init__(self, words: npt.NDArray[np.uint64]) -> None:
        self.words = words

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> npt.NDArray[Any]:
        return self.words[:n_words]


def _generator(words: npt.NDArray[np.uint64]) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(_Words(words)))  # type: ignore[arg-type]


def _seed_words(seed: int, block: int) -> npt.NDArray[np.uint64]:
    """Words for every stream of a block, shape (purposes, 2, 4): of named actors, of slots. More purposes only add."""
    state = np.random.SeedSequence(seed, spawn_key=(block,)).generate_state(8 * len(Purpose), np.uint64)
    return np.asarray(state, np.uint64).reshape(len(Purpose), 2, 4)


def stream(seed: int, purpose: Purpose, block: int = 0) -> np.random.Generator:
    """The stream of a purpose: equal keys give equal draws, in every process."""
    return _generator(_seed_words(seed, block)[purpose, 0])


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
    Purpose.AUDIT: _uniform,
    Purpose.INSPECTION: _uniform,
    Purpose.CLUB: _uniform,
    Purpose.HOSTING: _uniform,
}


FOR_SLOTS = frozenset({Purpose.ENTRY, Purpose.FORTUNE})
"""Purposes that only slots of entrants read."""


def used(scenario: Scenario) -> frozenset[Purpose]:
    """The purposes that a scenario's mechanisms read; the others need not be drawn."""
    strategies = {spec.strategy for spec in scenario.actors.values()}
    entering = scenario.entry.on and scenario.entry.rate > 0 and scenario.entry.slots > 0
    imitating = Strategy.IMITATE in strategies and scenario.imitation.on
    kinds = {row.kind for row in scenario.policies}
    conditions = {
        Purpose.LUCK: scenario.research.on and scenario.research.luck > 0,
        Purpose.INCIDENT: scenario.incidents.on,
        Purpose.CATASTROPHE: scenario.incidents.on or "incident" in kinds,
        Purpose.MISUSE: scenario.misuse.on,
        Purpose.REVISION: scenario.choice.revision < 1,
        Purpose.MOOD: bool(strategies & MIXED),
        Purpose.PARTNER: imitating,
        Purpose.ADOPTION: imitating,
        Purpose.ENTRY: entering,
        Purpose.FORTUNE: entering,
        Purpose.EXIT: scenario.exit.on,
        Purpose.JOINT: scenario.codevelopment.on,
        Purpose.AUDIT: "ethics_framework" in kinds,
        Purpose.INSPECTION: "treaty" in kinds,
        Purpose.CLUB: "alliance" in kinds,
        Purpose.HOSTING: scenario.partnering.on and scenario.partnering.rate > 0,
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
    words = _seed_words(seed, block)

    def cells(purpose: Purpose) -> Grid:
        if purpose not in purposes:
            return np.empty((0, BLOCK))
        law = _LAWS[purpose]
        nobody = purpose in FOR_SLOTS
        rows = np.zeros((named, BLOCK)) if nobody else law(_generator(words[purpose, 0]), (named, BLOCK))
        if slots == 0:
            return rows
        return np.concatenate((rows, law(_generator(words[purpose, 1]), (slots, BLOCK))))

    grids = {purpose.name.lower(): cells(purpose) for purpose in _LAWS}
    return Noise(**grids, pairs=words[Purpose.PAIRS, 0, 0], first=block * BLOCK)


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
