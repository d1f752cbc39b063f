"""How far a sweep is, on a terminal or in a log."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.console import complain

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from sim.study.sweep import Tally

_EVERY, _STILL = 3.0, 30.0


@contextmanager
def shown() -> "Iterator[_Lines | _Screen]":
    """Where a sweep tells how far it is: a bar on a terminal, else a line every few seconds; cleared at the end."""
    shown = _Screen() if sys.stderr.isatty() else _Lines()
    try:
        yield shown
    finally:
        shown.close()


class _Lines:
    """A line now and then, for logs."""

    def __init__(self) -> None:
        self._told = time.monotonic()
        self._done = 0
        self._had_note = False

    def show(self, tally: "Tally") -> None:
        """Tell how far a sweep is, unless that was told a moment ago; less often while nothing has moved."""
        done = tally.found + tally.done
        moved = done != self._done or bool(tally.note) != self._had_note
        if time.monotonic() - self._told >= (_EVERY if moved else _STILL):
            self._told, self._done, self._had_note = time.monotonic(), done, bool(tally.note)
            complain(_told(tally))

    def close(self) -> None:
        """Nothing to clear away."""


class _Screen:
    """A bar on a terminal."""

    def __init__(self) -> None:
        self._bar: Bar | None = None

    def show(self, tally: "Tally") -> None:
        """Move the bar."""
        if self._bar is None:
            self._bar = self._open()
        done = tally.found + tally.done
        self._bar.update(self._bar.task_ids[0], completed=done, total=tally.planned, description=_told(tally))

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def _open(self) -> "Bar":
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        bar = Progress(
            BarColumn(), TextColumn("{task.description}", markup=False), console=Console(stderr=True), transient=True
        )
        bar.add_task("", total=None)
        bar.start()
        return bar


def _told(tally: "Tally") -> str:
    done = tally.found + tally.done
    left = f"{_duration(tally.left / tally.rate)} left" if tally.rate > 0 else "time left unknown"
    note = f"; {tally.note}" if tally.note else ""
    return f"{done:,} of {tally.planned:,} runs, {tally.rate:,.0f}/s, {left}, {tally.all_failed:,} failed{note}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
