"""Show the progress of a sweep, on a terminal or in a log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.console import complain
from sim.console.progress import Bar, bar

if TYPE_CHECKING:
    from sim.study.tally import Tally

_EVERY, _STILL = 3.0, 30.0


@contextmanager
def shown() -> "Iterator[_Lines | _Screen]":
    """Show progress: a bar on a terminal, else a line every few seconds; the bar is cleared at the end."""
    with bar() as seen:
        yield _Lines() if seen is None else _Screen(seen)


class _Lines:
    """Progress lines for logs."""

    def __init__(self) -> None:
        self._shown = time.monotonic()
        self._done = 0
        self._had_note = False

    def show(self, tally: "Tally") -> None:
        """Show the progress, unless it was just shown; less often while nothing has changed."""
        done = tally.found + tally.done
        moved = done != self._done or bool(tally.note) != self._had_note
        if time.monotonic() - self._shown >= (_EVERY if moved else _STILL):
            self._shown, self._done, self._had_note = time.monotonic(), done, bool(tally.note)
            complain(_line(tally))


class _Screen:
    """A progress bar on a terminal."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar

    def show(self, tally: "Tally") -> None:
        """Update the bar."""
        self._bar.show(tally.found + tally.done, tally.planned, _line(tally))


def _line(tally: "Tally") -> str:
    done = tally.found + tally.done
    left = f"{_duration(tally.left / tally.rate)} left" if tally.rate > 0 else "time left unknown"
    note = f"; {tally.note}" if tally.note else ""
    return f"{done:,} of {tally.planned:,} runs, {tally.rate:,.0f}/s, {left}, {tally.all_failed:,} failed{note}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
