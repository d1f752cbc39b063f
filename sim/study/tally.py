"""The progress of a sweep, as numbers."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Tally:
    """Progress of a sweep.

    Attributes:
        planned: Number of runs requested.
        found: Number of these runs that the store already had.
        done: Number of runs done by this sweep.
        failed: Number of runs done that raised an error.
        seconds: Seconds since the sweep began.
        rate: Recent number of runs per second.
        failed_before: Number of runs found that had failed.
        reasons: Number of failures by reason; includes runs found once the sweep has ended.
        note: Further information for the user.
    """

    planned: int
    found: int
    done: int
    failed: int
    seconds: float
    rate: float
    failed_before: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    note: str = ""

    def __add__(self, other: "Tally") -> "Tally":
        """Add the tallies of two sweeps, one after the other."""
        counts = {
            name: getattr(self, name) + getattr(other, name)
            for name in ("planned", "found", "done", "failed", "seconds", "failed_before")
        }
        return replace(other, **counts, reasons=dict(Counter(self.reasons) + Counter(other.reasons)))

    @property
    def all_failed(self) -> int:
        """Runs that failed, now or before."""
        return self.failed + self.failed_before

    @property
    def left(self) -> int:
        """Runs still to do."""
        return self.planned - self.found - self.done


Progress = Callable[[Tally], None]
