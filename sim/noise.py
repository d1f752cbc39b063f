"""All randomness of a run: one counter-based generator, a pure function of seed, purpose, actor or pair, and quarter.

A rule asks for a number where it needs one, and keeps nothing between: a further actor, slot, quarter or purpose leaves
all other numbers as they were, and two scenarios with the same seed share them.

The generator is Philox4x32 with 7 rounds (Salmon, Moraes, Dror & Shaw 2011, doi 10.1145/2063384.2063405), the fewest
with which it passes BigCrush. Its key is the seed, its counter (quarter, actor, purpose, partner).
"""

from enum import IntEnum, unique
from hashlib import blake2b
from math import sqrt
from operator import index
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from sim.compile import rule
from sim.elementary import exp, log
from sim.lanes import number
from sim.normal import quantile


@unique
class Purpose(IntEnum):
    """What numbers are drawn for; each has a number of its own, for ever."""

    LUCK = 0
    """Of research: normal."""
    INCIDENT = 1
    """Whether an incident happens: exponential."""
    CATASTROPHE = 2
    """An incident of a dangerous system is a catastrophe when it is not below its care: uniform."""
    MISUSE = 3
    """Whether what is out is misused: exponential."""
    REVISION = 4
    """Whether an actor reconsiders its tier: uniform."""
    MOOD = 5
    """What a mixed strategy does: uniform."""
    PARTNER = 6
    """Whom an imitator looks at: uniform."""
    ADOPTION = 7
    """Whether it adopts: uniform."""
    ENTRY = 8
    """Whether a slot is filled: exponential."""
    FORTUNE = 9
    """What an entrant is like: uniform."""
    EXIT = 10
    """Whether a firm that cannot pay leaves: exponential."""
    JOINT = 11
    """Whether a release is joint: uniform."""
    TOPOLOGY = 12
    """Ties that are drawn before the first quarter: uniform, the number of an actor's draw in the place of a partner;
    between blocs a stream."""
    PAIRS = 13
    """What an actor sees of another: bell-shaped."""
    EXCHANGE = 14
    """Ties that an exchange opens: a stream."""
    AUDIT = 15
    """Whether a signatory of a framework is audited: uniform."""
    INSPECTION = 16
    """Whether a party of a treaty is inspected: uniform."""
    CLUB = 17
    """Whether an actor reconsiders its memberships: uniform."""
    HOSTING = 18
    """Whether a firm looks for a host: uniform."""
    UNDERWAY = 19
    """How far the work of an actor towards its next release is when a run begins: uniform."""
    KNOW_HOW = 20
    """What an actor knows when a run begins: normal, the number of the domain in the place of the quarter."""
    RUN = 21
    """Largest training run of an actor when a run begins, where it was imputed: normal."""
    OBSERVATION = 22
    """Whether a list records a release of an actor: uniform, 2*quarter + number of the list for the quarter."""
    OWN = 23
    """Phases of users' own modules: uniform."""
    MODELS = 24
    """How many models a release holds: Poisson."""
    TAIL = 25
    """Makers of a single model: how many, Poisson; then of each its bloc, its access and its size: uniform, uniform and
    normal, its number in the quarter for an actor."""
    TREMBLE = 26
    """Whether an actor does the other thing than it decided: uniform."""
    CO_RELEASER = 27
    """With whom an actor releases: exponential, of the pair."""
    BASE = 28
    """Whether a release is built on weights that are not out: uniform."""
    LAW = 29
    """Whether who is bound by a duty is audited: uniform."""


class Noise(NamedTuple):
    """The luck of a run, an input of its rules (see :func:`noise_of`)."""

    key: np.uint64
    """The seed."""
    mark: np.uint64
    """Part of the third word of the counter: 0, or 2**31 for a seed of more than 64 bits."""


_LOW, _THIRTY_TWO = np.uint64(0xFFFF_FFFF), np.uint64(32)
_HALF_WORD, _SIXTEEN = np.uint64(0xFFFF), np.uint64(16)
_FIRST_FACTOR, _SECOND_FACTOR = np.uint64(0xD251_1F53), np.uint64(0xCD9E_8D57)
_FIRST_STEP, _SECOND_STEP = np.uint64(0x9E37_79B9), np.uint64(0xBB67_AE85)
_ROUNDS = 7
_NONE = np.uint64(0)
_DROPPED = np.uint64(12)

Words = tuple[np.uint64, np.uint64, np.uint64, np.uint64]


def noise_of(seed: int) -> Noise:
    """Return the luck of a run.

    Args:
        seed: its seed, a whole number from 0. One of more than 64 bits is hashed to 64, and marked, so that it never
            shares its luck with a smaller one.

    Raises:
        ValueError: it is below 0.
        TypeError: it is not a whole number.
    """
    seed = index(seed)
    if seed < 0:
        raise ValueError(f"seed = {seed}; expected a whole number from 0")
    if seed < 1 << 64:
        return Noise(np.uint64(seed), _NONE)
    digest = blake2b(seed.to_bytes((seed.bit_length() + 7) // 8, "little"), digest_size=8).digest()
    return Noise(np.uint64(int.from_bytes(digest, "little")), np.uint64(1 << 31))


@rule
def philox(key: np.uint64, first: np.uint64, second: np.uint64, third: np.uint64, fourth: np.uint64) -> Words:
    """Philox4x32-7: four random words of 32 bits, from a key of 64 bits and a counter of four words of 32."""
    one, other = key & _LOW, key >> _THIRTY_TWO
    for _ in range(_ROUNDS):
        left, right = first * _FIRST_FACTOR, third * _SECOND_FACTOR
        first, third = (right >> _THIRTY_TWO) ^ second ^ one, (left >> _THIRTY_TWO) ^ fourth ^ other
        second, fourth = right & _LOW, left & _LOW
        one, other = (one + _FIRST_STEP) & _LOW, (other + _SECOND_STEP) & _LOW
    return first, second, third, fourth


@rule
def words(noise: Noise, purpose: Purpose, key: int, partner: int, t: int) -> Words:
    """Four words of 32 bits for a purpose, an actor, a partner (0 where there is none) and a quarter."""
    return philox(noise.key, np.uint64(t), np.uint64(key), noise.mark | np.uint64(purpose), np.uint64(partner))


@rule
def fraction(high: np.uint64, low: np.uint64) -> float:
    """Two words as a number above 0 and below 1: the middle of one of 2**52 equal parts."""
    return (number(((high << _THIRTY_TWO) | low) >> _DROPPED) + 0.5) * 2.0**-52


@rule
def uniform(noise: Noise, purpose: Purpose, key: int, t: int) -> float:
    """Uniform above 0 and below 1: something happens with a chance p when it is below p.

    Args:
        noise: luck of the run.
        purpose: what it is drawn for.
        key: of the actor (``me.key``), from 0, below 2**32.
        t: quarter, from 0, below 2**32.
    """
    high, low, _, _ = words(noise, purpose, key, 0, t)
    return fraction(high, low)


@rule
def exponential(noise: Noise, purpose: Purpose, key: int, t: int) -> float:
    """Standard exponential, -log(u): something happens with a hazard h a quarter when it is below h.

    Arguments as in :func:`uniform`.
    """
    return -log(uniform(noise, purpose, key, t))


@rule
def normal(noise: Noise, purpose: Purpose, key: int, t: int) -> float:
    """Standard normal, by the inverse of its distribution: one uniform number a draw.

    Arguments as in :func:`uniform`.
    """
    return quantile(uniform(noise, purpose, key, t))


@rule
def poisson(noise: Noise, purpose: Purpose, key: int, t: int, mean: float, most: int) -> int:
    """Poisson number of a mean from 0, at most ``most``, by the inverse of its distribution: one uniform number a draw.

    What lies beyond ``most`` counts as ``most``; of equal luck, a larger mean never gives fewer. Other arguments as in
    :func:`uniform`.
    """
    if mean <= 0.0 or most <= 0:
        return 0
    chance, count = exp(-mean), 0  # 0 for a mean above 745, and then the number is beyond any ``most`` that is declared
    left = uniform(noise, purpose, key, t) - chance
    while left >= 0.0 and count < most:
        count += 1
        chance *= mean / count
        left -= chance
    return count


@rule
def pair_noise(noise: Noise, origin: int, target: int, t: int) -> float:
    """A bell-shaped number of mean 0 and variance 1 for a pair and a quarter, |x| <= 2 sqrt(3).

    The sum of the four halves of two words, centred and scaled (Irwin-Hall distribution of order 4).

    Args:
        noise: luck of the run.
        origin: key of the actor that looks.
        target: key of the actor that it looks at.
        t: quarter.
    """
    first, second, _, _ = words(noise, Purpose.PAIRS, origin, target, t)
    total = (first & _HALF_WORD) + (first >> _SIXTEEN) + (second & _HALF_WORD) + (second >> _SIXTEEN)
    return (number(total) * (1.0 / 0xFFFF) - 2.0) * sqrt(3.0)


@rule
def pair_exponential(noise: Noise, purpose: Purpose, origin: int, target: int, t: int) -> float:
    """Standard exponential for a pair and a quarter; of clocks at rates r_j the first to ring is j's by r_j/sum r.

    Args:
        noise: luck of the run.
        purpose: what it is drawn for.
        origin: key of the actor that chooses.
        target: key of the one that it may choose.
        t: quarter.
    """
    high, low, _, _ = words(noise, purpose, origin, target, t)
    return -log(fraction(high, low))


@rule
def _own_luck(noise: Noise, keys: npt.NDArray[np.int64], phase: int, t: int) -> npt.NDArray[np.float64]:
    drawn = np.empty(keys.size)
    for i in range(keys.size):
        high, low, _, _ = words(noise, Purpose.OWN, keys[i], phase, t)
        drawn[i] = fraction(high, low)
    return drawn


def own_luck(noise: Noise, phase: str, keys: npt.NDArray[np.int64], t: int) -> npt.NDArray[np.float64]:
    """Luck of a phase of the user's own (:func:`sim.phase`): uniform above 0 and below 1, new each quarter.

    Args:
        noise: luck of the run.
        phase: name of the phase; a hash of it stands in the place of a partner.
        keys: keys of the actors, shape (actors,).
        t: quarter.

    Returns:
        One number per actor.
    """
    return _own_luck(noise, np.ascontiguousarray(keys), crc32(phase.encode()), t)


def stream(seed: int, purpose: Purpose, part: int = 0) -> np.random.Generator:
    """Return a NumPy generator for what is drawn in bulk outside the rules: shuffles, choices.

    NumPy's Philox (4x64, 10 rounds) is of the same family; its key is seed, purpose and part, so that no two overlap.

    Args:
        seed: seed of the run.
        purpose: what it draws for.
        part: number of the stream among those of a purpose, below 2**32.
    """
    noise = noise_of(seed)
    place = int(noise.mark) | purpose | part << 32
    return np.random.Generator(np.random.Philox(key=np.array([noise.key, place], np.uint64)))
