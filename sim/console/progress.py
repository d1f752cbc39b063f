"""The progress bar, on standard error if that is a terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


class Bar:
    """A progress bar with text beside it; it can appear after a delay."""

    def __init__(self, patience: float = 0.0) -> None:
        """Set the delay in seconds before the bar appears."""
        self._due = time.monotonic() + patience
        self._bar: Progress | None = None

    def show(self, done: float, total: float, words: str) -> None:
        """Update the bar."""
        if self._bar is None and time.monotonic() >= self._due:
            self._bar = _opened()
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done, total=total, description=words)

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def bar(patience: float = 0.0) -> Iterator[Bar | None]:
    """Show a bar while the body runs; yields None if standard error is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = Bar(patience)
    try:
        yield shown
    finally:
        shown.close()


def _opened() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    words = TextColumn("{task.description}", markup=False)
    opened = Progress(BarColumn(), words, console=Console(stderr=True), transient=True)
    opened.add_task("", total=None)
    opened.start()
    return opened
