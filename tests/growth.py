"""Whether a program holds on to what it has done with: not the memory of its process, which is the machine's affair."""

import gc
import tracemalloc

from numba.core.runtime import rtsys

COUNTED = {"NUMBA_NRT_STATS": "1"}
"""Environment in which compiled code counts what it takes and gives back."""


def held():
    """Objects, bytes of Python and NumPy since tracing began, and blocks of compiled code that are in use."""
    gc.collect()
    blocks = rtsys.get_allocation_stats()
    return len(gc.get_objects()), tracemalloc.get_traced_memory()[0], blocks.alloc - blocks.free


def grown(work, few=50, many=200):
    """What more is held after work has been done ``many`` times than after the first ``few``."""
    work(5)
    tracemalloc.start(1)
    work(few)
    before = held()
    work(many)
    return [after - then for after, then in zip(held(), before, strict=True)]
