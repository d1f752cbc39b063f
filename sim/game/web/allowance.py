"""So much a minute, and no more: for wrong codes by address, and for what a seat sends."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

_MINUTE = 60.0


class Allowance:
    """An allowance for each of many; what is used comes back evenly within a minute.

    Args:
        most: how much one may use at once, and within a minute.
        known: of how many it is remembered what they used; who was not heard of for longest is forgotten.
        now: a clock, in seconds.
    """

    def __init__(self, most: int, known: int, now: Callable[[], float] = monotonic) -> None:
        self._most = float(most)
        self._known = known
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, who: str) -> float:
        """Seconds until one may use some again; 0 if at once."""
        return max(0.0, 1.0 - self._of(who)) * _MINUTE / self._most

    def use(self, who: str) -> None:
        """Use one."""
        self._left[who] = (max(0.0, self._of(who) - 1.0), self._now())
        self._left.move_to_end(who)
        while len(self._left) > self._known:
            self._left.popitem(last=False)

    def takes(self, who: str) -> float:
        """Use one if one may: seconds to wait if not, and else 0."""
        wait = self.wait(who)
        if not wait:
            self.use(who)
        return wait

    def _of(self, who: str) -> float:
        left, at = self._left.get(who, (self._most, self._now()))
        return min(self._most, left + (self._now() - at) * self._most / _MINUTE)

    def __len__(self) -> int:
        return len(self._left)
