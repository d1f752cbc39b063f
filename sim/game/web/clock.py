"""The time of a round: how much is left, and whether it runs."""

from collections.abc import Callable
from time import monotonic


class Clock:
    """A clock that runs down, and can be stopped and set.

    Args:
        length: seconds of a round.
        now: a clock that never jumps, in seconds.

    Attributes:
        length: seconds of a round, from the next on.
        runs: whether it runs.
        touched: how often somebody has set, stopped or started it.
    """

    def __init__(self, length: float, now: Callable[[], float] = monotonic) -> None:
        self.length = length
        self.runs = False
        self.touched = 0
        self._now = now
        self._left = length
        self._since = 0.0

    @property
    def left(self) -> float:
        """Seconds that are left."""
        gone = self._now() - self._since if self.runs else 0.0
        return max(0.0, self._left - gone)

    @property
    def is_up(self) -> bool:
        """Whether the time has run out."""
        return self.runs and self.left <= 0

    def go(self) -> None:
        """Let it run."""
        self._set(self.left, True)

    def pause(self) -> None:
        """Stop it."""
        self._set(self.left, False)

    def add(self, seconds: float) -> None:
        """Give more time."""
        self._set(self.left + seconds, self.runs)

    def refill(self) -> None:
        """Give a round's time; it runs on if it ran."""
        self._set(self.length, self.runs)

    def stand_at(self, left: float) -> None:
        """Stop it with so many seconds left."""
        self._set(max(0.0, left), False)

    def _set(self, left: float, runs: bool) -> None:
        self._left, self.runs, self._since = left, runs, self._now()
        self.touched += 1
