"""How far a sweep is, as numbers."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Tally:
    """How far a sweep is.

    Attributes:
        planned: runs asked for.
        found: runs that the store had.
        done: runs done by this sweep.
        failed: those of them that raised.
        seconds: since the sweep began.
        rate: runs a second, of late.
        failed_before: those of the runs found that had failed.
        reasons: how often each reason is given for a failure; of runs found, at the end.
        note: what else there is to tell.
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
        """Two sweeps, one after the other."""
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
