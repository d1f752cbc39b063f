"""Say, while the rules are compiled, which part is under way, how many are done, and how long it has taken."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sim import compiled
from sim.console.progress import Bar

_PAUSE, _PLAIN_PAUSE, _PATIENCE = 0.5, 10.0, 2.0


class Waiting:
    """The progress of compilation: a bar on a terminal, or else a line from time to time; nothing is estimated."""

    def __init__(self, parts: int) -> None:
        self._parts = parts
        self._done = 0
        self._under_way: list[str] = []
        self._began = time.monotonic()
        self._over = threading.Event()
        self._bar = Bar()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """A part is compiled in the body; another one may be at the same time, in another thread."""
        self._under_way.append(name)
        try:
            yield
            self._done += 1
        finally:
            self._under_way.remove(name)

    def words(self) -> str:
        """Return the progress as one line of text."""
        names = " and ".join(self._under_way)
        seconds = time.monotonic() - self._began
        told = f"compiling the rules: {self._done} of {self._parts} parts, {seconds:.0f} s"
        # The first number to change may be a minute away, as the longest parts come first.
        longest = ", which take longest" if self._done == 0 else ""
        return f"{told}; now {names}{longest}" if names else told

    @contextmanager
    def told(self) -> Iterator[None]:
        """Report from time to time while the body runs; the compiler itself can be silent for many seconds."""
        teller = threading.Thread(target=self._follow, daemon=True)
        teller.start()
        try:
            yield
        finally:
            self._over.set()
            teller.join(_PATIENCE)

    def _follow(self) -> None:
        is_terminal = sys.stderr.isatty()
        while not self._over.wait(_PAUSE if is_terminal else _PLAIN_PAUSE):
            if is_terminal:
                self._bar.show(self._done, self._parts, self.words())
            else:
                compiled.tell(self.words())
        self._bar.close()
