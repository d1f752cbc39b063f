"""What partners show is fetched ahead of time where there are too many actors for a processor's caches."""

from typing import Any

from sim.compile import phase, prefetch
from sim.world.records import Ties
from sim.world.state import CACHE_LINE

MANY = 4000
"""Actors whose records, 3 MB, caches no longer hold; with fewer, fetching costs more than it saves (up to a tenth)."""
AHEAD = 2
"""Actors: looking at the ties of so many takes about as long as memory does."""


@phase
def fetch_ahead(ties: Ties, records: Any, i: int, lines: int) -> None:
    """Fetch the first cache lines of the records of partners of the actor after next; i is the one whose turn it is.

    Partners stand anywhere in memory, and each tie would wait for it: at a million, more than half of the time.
    """
    size, later = ties.stop.size, i + AHEAD
    if size > MANY and later < size:
        for e in range(ties.start[later], ties.stop[later]):
            for line in range(lines):
                prefetch(records, ties.target[e], line * CACHE_LINE)
