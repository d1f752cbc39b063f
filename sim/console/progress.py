"""The one progress bar, on standard error where that is a terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


class Bar:
    """A bar with words beside it, which does not appear before something has taken a while."""

    def __init__(self, patience: float = 0.0) -> None:
        """A bar that waits so many seconds before it is seen."""
        self._due = time.monotonic() + patience
        self._bar: Progress | None = None

    def show(self, done: float, total: float, words: str) -> None:
        """Move it."""
        if self._bar is None and time.monotonic() >= self._due:
            self._bar = _opened()
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done, total=total, description=words)

    def close(self) -> None:
        """Take it away."""
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def bar(patience: float = 0.0) -> Iterator[Bar | None]:
    """Show a bar while the body runs; None if there is no terminal to show it on."""
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
