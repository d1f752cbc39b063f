"""Whether processes are alive, judged by their activity and not by a clock, because a busy machine is only slow."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

STILL = 7.0
"""Seconds without any sign of life after which a process is taken for one that stands still."""
_SIGN = 0.05
_SPIN = 7.0
_SPINS = 4
_BLIND = 300.0


class Pulse(NamedTuple):
    """The state of a process: whether it works or waits for processor or disk, and its processor time."""

    is_busy: bool
    seconds: float


class Watch:
    """Watches processes from time to time."""

    def __init__(
        self, look: "Callable[[int], Pulse | None] | None" = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin to watch."""
        self._look = look or pulse
        self._clock = clock
        self._began = self._sign = clock()
        self._spent = 0.0

    def verdict(self, pids: Sequence[int]) -> str:
        """Why processes that only have to start will never do so; empty while they still can."""
        if self.stands_still(pids):
            return "it started, but did nothing"
        # What it takes to get ready is known from this process, which did as much and more.
        most = max(_SPIN, _SPINS * time.process_time())
        spent = [each.seconds for pid in pids if (each := self._look(pid))]
        return f"it was busy for {min(spent):.0f} s without getting ready" if spent and min(spent) > most else ""

    def stands_still(self, pids: Sequence[int]) -> bool:
        """Whether all of them have shown no sign of life for a while, as of their latest look."""
        pulses = [each for pid in pids if (each := self._look(pid))]
        now = self._clock()
        if not pulses:
            # They ended, which others tell; or this system says nothing of processes.
            return now - self._began > _BLIND
        spent = sum(each.seconds for each in pulses)
        if any(each.is_busy for each in pulses) or abs(spent - self._spent) >= _SIGN:
            self._sign, self._spent = now, spent
        return now - self._sign > STILL


def pulse(pid: int) -> Pulse | None:
    """The pulse of a process; None when it is gone, or on systems without /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    # Running or waiting to; waiting for a disk; stopped by somebody, who may let it go on.
    return Pulse(fields[0] in "RDTt", seconds)
