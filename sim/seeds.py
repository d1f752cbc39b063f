"""The seed of a model, in any form that Mesa accepts."""

import secrets
from collections.abc import Sequence
from operator import index
from typing import Any

import numpy as np

_SOURCES = (np.random.Generator, np.random.BitGenerator, np.random.SeedSequence)


def seed_of(rng: Any, older: dict[str, Any]) -> int:
    """Return the seed of a run, given by either of Mesa's names; draw one if none is given."""
    for name in older.keys() - {"seed"}:
        raise TypeError(f"RaceModel() got an unexpected keyword argument {name!r}")
    is_default = rng is None or (isinstance(rng, int) and rng == 0)
    if older.get("seed") is None:
        chosen = None if "seed" in older and is_default else rng
    elif is_default:
        chosen = older["seed"]
    else:
        raise ValueError("seed and rng both set the seed; give only one of them")
    return secrets.randbits(32) if chosen is None else _whole(chosen)


def _whole(seed: Any) -> int:
    """Return a seed as a whole number; draw one from anything else that NumPy accepts as a seed of a generator."""
    try:
        if (isinstance(seed, Sequence | np.ndarray) and not isinstance(seed, str)) or isinstance(seed, _SOURCES):
            return int(np.random.default_rng(seed).integers(2**32))  # type: ignore[arg-type, unused-ignore]
        number = int(seed) if isinstance(seed, str) else index(seed)
    except (TypeError, ValueError):
        number = -1
    if number < 0:
        raise ValueError(f"seed {seed!r}: expected a whole number from 0")
    return number
