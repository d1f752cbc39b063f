"""Show the progress of a sweep, on a terminal or in a log."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.console import complain
from sim.console.progress import Bar, bar

if TYPE_CHECKING:
    from sim.study.tally import Tally

_EVERY, _STILL = 3.0, 30.0
_PREPARING = "preparing the runs"
_LEAST_SHARE, _LEAST_SECONDS = 0.05, 10.0
"""From when on the time that is left is told: before, it would be a guess from the first few runs."""


@contextmanager
def shown() -> "Iterator[_Lines | _Screen]":
    """Show progress: a bar on a terminal, else a line every few seconds; the bar is cleared at the end.

    What is done before the first run is shown as well, for it can take many seconds.
    """
    with bar() as seen:
        if seen is not None:
            yield _Screen(seen)
            return
        lines = _Lines()
        try:
            yield lines
        finally:
            lines.close()


class _Lines:
    """Progress lines for logs."""

    def __init__(self) -> None:
        self._shown = time.monotonic()
        self._done = 0
        self._had_note = False
        self._first = threading.Timer(_EVERY, complain, (_PREPARING,))
        self._first.daemon = True
        self._first.start()

    def show(self, tally: "Tally") -> None:
        """Show the progress, unless it was just shown; less often while nothing has changed."""
        self._first.cancel()
        done = tally.found + tally.done
        moved = done != self._done or bool(tally.note) != self._had_note
        if time.monotonic() - self._shown >= (_EVERY if moved else _STILL):
            self._shown, self._done, self._had_note = time.monotonic(), done, bool(tally.note)
            complain(line(tally))

    def close(self) -> None:
        """Nothing more is to be told."""
        self._first.cancel()


class _Screen:
    """A progress bar on a terminal."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._bar.show(0, None, _PREPARING)

    def show(self, tally: "Tally") -> None:
        """Update the bar."""
        self._bar.show(tally.found + tally.done, tally.planned, line(tally))


def line(tally: "Tally") -> str:
    """The progress as one line: runs done, and the time that is left once that can be told."""
    done = tally.found + tally.done
    parts = [f"{done:,} of {tally.planned:,} runs"]
    if tally.rate > 0 and _can_tell(tally):
        parts += [f"{tally.rate:,.0f}/s", f"{_duration(tally.left / tally.rate)} left"]
    note = f"; {tally.note}" if tally.note else ""
    return f"{', '.join(parts)}, {tally.all_failed:,} failed{note}"


def _can_tell(tally: "Tally") -> bool:
    """Whether enough has been done to say how long the rest takes."""
    asked = tally.planned - tally.found
    return tally.done > 0 and (tally.done >= _LEAST_SHARE * asked or tally.seconds >= _LEAST_SECONDS)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
