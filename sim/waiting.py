"""Report the progress of compiling the rules, and the time left on this machine."""

import atexit
import sys
import threading
import time
from contextlib import suppress
from functools import cache
from typing import Any

from numba.core.event import Listener, register, unregister

from sim import compiled
from sim.console.progress import Bar
from sim.estimate import STEPS, Estimate, spell

_RULES = ("sim.rules.eve", "sim.rules.quarter")
_PAUSE, _PLAIN_PAUSE, _PATIENCE = 0.5, 10.0, 2.0


class Watch(Listener):
    """Listens to the compiler, and reports progress: a bar on a terminal, or else a line from time to time."""

    def __init__(self) -> None:
        self._estimate: Estimate | None = None
        self._bar = Bar()
        self._over = threading.Event()
        self._teller: threading.Thread | None = None
        self._seen: set[str] = set()

    def on_start(self, event: Any) -> None:
        """Handle the start of a pass; the first one that counts starts the report."""
        self._seen.add(_step(event.data)[0])
        share = _share_before(event.data)
        if self._estimate is None and share is not None and not self._over.is_set():
            self._open(Estimate(time.monotonic(), share))

    def on_end(self, event: Any) -> None:
        """Handle the end of a pass."""
        share = STEPS.get(_step(event.data))
        if self._estimate is not None and share is not None:
            self._estimate.reach(time.monotonic(), share)
            if _step(event.data)[0] == ("advance" if "advance" in self._seen else "quarter"):
                self.close()

    def _open(self, estimate: Estimate) -> None:
        self._estimate = estimate
        where = compiled.cache_folder()
        compiled.tell(
            "compiling the rules, once for this version on this machine"
            + (f", into {where}" if where else "")
            + f": {spell(estimate.left(time.monotonic()))} when nothing else is running"
        )
        if not compiled.is_worker():
            self._teller = threading.Thread(target=self._follow, daemon=True)
            self._teller.start()

    def _follow(self) -> None:
        """Report from time to time until the end; the compiler itself can be silent for half a minute."""
        is_terminal = sys.stderr.isatty()
        while not self._over.wait(_PAUSE if is_terminal else _PLAIN_PAUSE):
            estimate, now = self._estimate, time.monotonic()
            if estimate is not None and is_terminal:
                self._draw(estimate, now)
            elif estimate is not None:
                print(estimate.words(now), file=sys.stderr, flush=True)
        self._bar.close()

    def _draw(self, estimate: Estimate, now: float) -> None:
        self._bar.show(estimate.done(now), 1.0, estimate.words(now))

    def close(self) -> None:
        """End the report, and clear the line for further output."""
        self._over.set()
        if self._teller is not None:
            self._teller.join(_PATIENCE)


def _step(data: Any) -> tuple[str, str]:
    """Return the rule and the pass of an event."""
    rule = data["qualname"] if data["module"] in _RULES else ""
    return rule, data["name"].partition(" ")[0]


def _share_before(data: Any) -> float | None:
    """Return the share that is done when a step begins; None for a pass that is no step.

    Other passes tell nothing: those over `advance` begin before the rules that it calls, which may be stored already.
    """
    order, step = list(STEPS), _step(data)
    if step not in STEPS:
        return None
    place = order.index(step)
    return STEPS[order[place - 1]] if place else 0.0


@cache
def _watch() -> Watch:
    watch = Watch()
    atexit.register(watch.close)
    return watch


@cache
def announce() -> None:
    """From now on, report when rules are compiled, and where compiled code is stored if that is unusual."""
    note = compiled.choice()[1]
    if note:
        compiled.tell(note)
    register("numba:run_pass", _watch())


@cache
def hush() -> None:
    """Stop reporting: everything is compiled."""
    _watch().close()
    with suppress(ValueError):  # nothing was announced
        unregister("numba:run_pass", _watch())


@cache
def mark_compiled() -> None:
    """Mark that all code of a run is compiled, for other processes."""
    hush()
    compiled.mark()
