"""Keys of runs, and the seeds of a study's replicates."""

import hashlib
from functools import lru_cache

SEEDS = 2**53
"""Derived seeds lie below it: spreadsheets and JSON hold them exactly."""
_STRIDE = 5566755282872655
"""Odd, near SEEDS divided by the golden ratio: consecutive replicates lie far apart."""


def run_key(digest: str, seed: int, quarters: int, version: str) -> str:
    """Hash of (resolved scenario, seed, quarters, model version); nothing else affects a run."""
    return hash_of(f"{digest} {seed} {quarters} {version}")


def hash_of(text: str) -> str:
    """A hash of 128 bits, in 32 hexadecimal digits."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def derived_seed(seed: int, replicate: int) -> int:
    """The seed of a replicate: the same in every scenario and at every point, for common random numbers.

    Steps of an odd number modulo a power of two never repeat a number, so all replicates have distinct seeds.
    """
    return (_first_seed(seed) + replicate * _STRIDE) % SEEDS


@lru_cache(maxsize=16)
def _first_seed(seed: int) -> int:
    return int(hash_of(f"seed {seed}"), 16)
