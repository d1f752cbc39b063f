"""All randomness of a run, as an input: keyed by (seed, purpose, actor, quarter) and drawn ahead in blocks.

One NumPy stream a (purpose, block of 64 quarters) is filled actor by actor: a further actor, a further quarter or a
further purpose leaves every other cell as it was. Slots of entrants have streams of their own, so that
appending a named actor does not shift them. Noise of a pair is a hash of (seed, from, to, quarter).
"""

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple, get_args, get_type_hints

import numpy as np
import numpy.typing as npt
from numpy.random.bit_generator import ISeedSequence

from sim.compile import rule
from sim.scenario.schema.enums import MIXED, Strategy
from sim.scenario.schema.scenario import Scenario

BLOCK = 64
"""Quarters drawn at a time."""

Grid = npt.NDArray[np.float64]
Law = Callable[[np.random.Generator, tuple[int, int]], Grid]


class Purpose(NamedTuple):
    """What draws are for.

    Attributes:
        number: part of the key of their stream; of one purpose, for ever.
        law: how they are distributed.
        is_read: whether a scenario's rules read them; if not, they need not be drawn.
        for_slots: whether only slots of entrants read them.
    """

    number: int
    law: Law
    is_read: Callable[[Scenario], bool]
    for_slots: bool = False


def normal(generator: np.random.Generator, shape: tuple[int, int]) -> Grid:
    """Standard normal."""
    return generator.standard_normal(shape)


def exponential(generator: np.random.Generator, shape: tuple[int, int]) -> Grid:
    """Standard exponential: something happens with a hazard h when the draw is below h."""
    return generator.standard_exponential(shape)


def uniform(generator: np.random.Generator, shape: tuple[int, int]) -> Grid:
    """Uniform between 0 and 1: something happens with a chance p when the draw is below p."""
    return generator.random(shape)


def _imitates(scenario: Scenario) -> bool:
    return scenario.imitation.on and any(spec.strategy == Strategy.IMITATE for spec in scenario.actors.values())


def _enters(scenario: Scenario) -> bool:
    return scenario.entry.on and scenario.entry.rate > 0 and scenario.entry.slots > 0


def _mixes(scenario: Scenario) -> bool:
    return any(spec.strategy in MIXED for spec in scenario.actors.values())


def _has(scenario: Scenario, kind: str) -> bool:
    return any(row.kind == kind for row in scenario.policies)


class Noise(NamedTuple):
    """One block of draws, a line a purpose, each of shape (actors, 64); what is not read has shape (0, 64)."""

    luck: Annotated[Grid, Purpose(0, normal, lambda s: s.research.on and s.research.luck > 0)]
    """Of research."""
    incident: Annotated[Grid, Purpose(1, exponential, lambda s: s.incidents.on)]
    """Whether an incident happens."""
    catastrophe: Annotated[Grid, Purpose(2, uniform, lambda s: s.incidents.on or _has(s, "incident"))]
    """An incident of a dangerous system is a catastrophe when it is above its care."""
    misuse: Annotated[Grid, Purpose(3, exponential, lambda s: s.misuse.on)]
    """Whether what is out is misused."""
    revision: Annotated[Grid, Purpose(4, uniform, lambda s: s.choice.revision < 1)]
    """Whether an actor reconsiders its tier."""
    mood: Annotated[Grid, Purpose(5, uniform, _mixes)]
    """What a mixed strategy does."""
    partner: Annotated[Grid, Purpose(6, uniform, _imitates)]
    """Whom an imitator looks at."""
    adoption: Annotated[Grid, Purpose(7, uniform, _imitates)]
    """Whether it adopts."""
    entry: Annotated[Grid, Purpose(8, exponential, _enters, for_slots=True)]
    """Whether a slot is filled."""
    fortune: Annotated[Grid, Purpose(9, uniform, _enters, for_slots=True)]
    """What an entrant is like."""
    exit: Annotated[Grid, Purpose(10, exponential, lambda s: s.exit.on)]
    """Whether a firm in debt leaves."""
    joint: Annotated[Grid, Purpose(11, uniform, lambda s: s.codevelopment.on)]
    """Whether a release is joint."""
    audit: Annotated[Grid, Purpose(15, uniform, lambda s: _has(s, "ethics_framework"))]
    """Whether a signatory of a framework is audited."""
    inspection: Annotated[Grid, Purpose(16, uniform, lambda s: _has(s, "treaty"))]
    """Whether a party of a treaty is inspected."""
    club: Annotated[Grid, Purpose(17, uniform, lambda s: _has(s, "alliance"))]
    """Whether an actor reconsiders its memberships."""
    hosting: Annotated[Grid, Purpose(18, uniform, lambda s: s.partnering.on and s.partnering.rate > 0)]
    """Whether a firm looks for a host."""
    pairs: np.uint64
    """Key of the noise of pairs."""
    first: int
    """First quarter of the block."""


PURPOSES: dict[str, Purpose] = {
    name: get_args(hint)[1]
    for name, hint in get_type_hints(Noise, include_extras=True).items()
    if name not in ("pairs", "first")
}
"""Those that fill a grid, by their name in :class:`Noise`."""
_NUMBERS = {name: purpose.number for name, purpose in PURPOSES.items()} | {"topology": 12, "pairs": 13, "exchange": 14}
"""Of all streams: ties are drawn once, before the first quarter, and the noise of pairs is a hash."""
if len(set(_NUMBERS.values())) < len(_NUMBERS):
    raise ValueError(f"two purposes of sim/noise.py have the same number: {_NUMBERS}")


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
    count = max(_NUMBERS.values()) + 1
    state = np.random.SeedSequence(seed, spawn_key=(block,)).generate_state(8 * count, np.uint64)
    return np.asarray(state, np.uint64).reshape(count, 2, 4)


def stream(seed: int, purpose: str, block: int = 0) -> np.random.Generator:
    """The stream of a purpose: equal keys give equal draws, in every process."""
    return _generator(_seed_words(seed, block)[_NUMBERS[purpose], 0])


def own_luck(seed: int, phase: str, quarter: int, actors: int) -> npt.NDArray[np.float64]:
    """Luck of a phase of the user's own (:func:`sim.phase`): uniform in [0, 1), shape (actors,), new each quarter."""
    return np.random.default_rng([seed, quarter, *phase.encode()]).random(actors)


def used(scenario: Scenario) -> frozenset[str]:
    """The purposes that a scenario's rules read."""
    return frozenset(name for name, purpose in PURPOSES.items() if purpose.is_read(scenario))


def draw(seed: int, block: int, named: int, slots: int, purposes: frozenset[str]) -> Noise:
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

    def cells(name: str, purpose: Purpose) -> Grid:
        if name not in purposes:
            return np.empty((0, BLOCK))
        ours, theirs = words[purpose.number]
        rows = np.zeros((named, BLOCK)) if purpose.for_slots else purpose.law(_generator(ours), (named, BLOCK))
        return np.concatenate((rows, purpose.law(_generator(theirs), (slots, BLOCK)))) if slots else rows

    grids = {name: cells(name, purpose) for name, purpose in PURPOSES.items()}
    return Noise(**grids, pairs=words[_NUMBERS["pairs"], 0, 0], first=block * BLOCK)


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
