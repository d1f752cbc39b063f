"""Numbers as a page holds them: text that browsers turn into arrays at once."""

from base64 import b64encode
from math import ceil, log2

import numpy as np

from sim.world import Floats

_LARGEST = 2.0**15


def scale_of(values: Floats) -> float:
    """The power of two by which values are divided, so that halves can hold them."""
    largest = float(np.nanmax(np.abs(values), initial=0.0))
    return 2.0 ** max(0, ceil(log2(largest / _LARGEST))) if largest else 1.0


def halves(values: Floats) -> str:
    """Numbers of three digits, two bytes each."""
    return _text(values, np.float16)


def singles(values: Floats) -> str:
    """Numbers of seven digits, four bytes each."""
    return _text(values, np.float32)


def counts(values: Floats) -> str:
    """Whole numbers from 0 to 65,535, two bytes each."""
    return _text(values, np.uint16)


def _text(values: Floats, kind: type[np.generic]) -> str:
    first_byte_least = np.dtype(kind).newbyteorder("little")
    return b64encode(np.ascontiguousarray(values, dtype=first_byte_least).tobytes()).decode()
