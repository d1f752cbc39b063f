"""Run a program: every expected error becomes one message and an exit code, never a traceback."""

import gc
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, NoReturn

from sim.console import complain
from sim.console.streams import flush_streams, open_streams
from sim.exits import ENDED, INTERRUPTED, NOT_WHOLE, code_of, orders_to_end, stopped
from sim.study.errors import DamageWarning, FailedRuns

_GLYPH = re.compile(r"Glyph \d+ \(.*\) missing from font", re.DOTALL)
_SELDOM = (50_000, 20, 100)
"""How often garbage is looked for: a short command makes next to none, and what it imports stays."""
_BOXES = "the font of the figures lacks some letters of titles or names, and draws them as boxes"


def program(does: Callable[[], object], retry: str = "") -> NoReturn:
    """Run a program, and exit with its exit code.

    Args:
        does: The program.
        retry: Advice to add to the warning of failed runs, such as how to repeat them.
    """
    gc.set_threshold(*_SELDOM)
    open_streams()
    code = _code(does, retry)
    lost = flush_streams()
    if lost and not code:
        complain(lost)
    gc.freeze()  # or the end of a program looks through all that was ever imported, for .3 s
    sys.exit(code or (NOT_WHOLE if lost else 0))


def _code(does: Callable[[], object], retry: str) -> int | str | None:
    damage: list[str] = []
    try:
        with orders_to_end(), _tells_of_runs(retry) as damage:
            does()
    except SystemExit as leaving:
        if leaving.code == INTERRUPTED:
            return _interrupted()
        return leaving.code or (NOT_WHOLE if damage else 0)
    except KeyboardInterrupt:
        return _interrupted()
    except MemoryError:
        complain("not enough memory for a scenario of this size; use fewer actors, ties or quarters")
        return NOT_WHOLE
    except Exception as error:
        code = code_of(error)
        if code is None:
            raise
        complain(error)
        return code
    return NOT_WHOLE if damage else 0


@contextmanager
def _tells_of_runs(retry: str) -> Iterator[list[str]]:
    """Print warnings of damaged files, failed runs and fonts as plain messages, and list those of damage."""
    damage: list[str] = []
    usual, once = warnings.showwarning, cache(partial(complain, _BOXES))

    def show(message: Warning | str, category: type[Warning], *where: Any, **also: Any) -> None:
        if isinstance(message, FailedRuns):
            complain("; ".join(filter(None, [message.told, retry])))
        elif issubclass(category, DamageWarning):
            damage.append(str(message))
            complain(message)
        elif category.__name__ in ("RenamedWarning", "LostTurn"):
            complain(message)
        elif _GLYPH.match(str(message)):
            once()
        else:
            usual(message, category, *where, **also)

    with warnings.catch_warnings():
        for category in (DamageWarning, FailedRuns):
            warnings.simplefilter("always", category)
        warnings.showwarning = show
        yield damage


def _interrupted() -> int:
    code = stopped()
    complain("terminated" if code == ENDED else "interrupted")
    return code
