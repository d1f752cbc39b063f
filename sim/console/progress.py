"""The progress bar, on standard error if that is a terminal."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_lock = threading.Lock()
_screen: "list[Progress]" = []
"""What draws all bars that are shown, one below the other; two that drew by themselves would overwrite each other."""


class Bar:
    """A progress bar with text beside it; it can appear after a delay."""

    def __init__(self, patience: float = 0.0) -> None:
        """Set the delay in seconds before the bar appears."""
        self._due = time.monotonic() + patience
        self._task: TaskID | None = None

    def show(self, done: float, total: float | None, words: str) -> None:
        """Update the bar; without a total it only moves."""
        is_new = self._task is None
        if is_new and time.monotonic() >= self._due:
            with _lock:
                self._task = _drawing().add_task(words, total=total)
        if self._task is not None:
            _screen[0].update(self._task, completed=done, total=total, description=words, refresh=is_new)

    def close(self) -> None:
        """Remove the bar."""
        if self._task is None:
            return
        with _lock:
            if len(_screen[0].tasks) == 1:
                _screen.pop().stop()
            else:
                _screen[0].remove_task(self._task)
            self._task = None


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


def _drawing() -> "Progress":
    """What draws the bars, from the first to the last of them."""
    if not _screen:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        words = TextColumn("{task.description}", markup=False)
        _screen.append(Progress(BarColumn(), words, console=Console(stderr=True), transient=True))
        _screen[0].start()
    return _screen[0]
