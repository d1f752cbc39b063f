"""Opening a folder: whatever it holds is shown, and whatever is wrong with it is said; nothing is raised."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from sim.scenario.errors import printable
from sim.view.explore import claims, decision, history, kinds, others, shipped, store
from sim.view.explore.files import pictures
from sim.view.explore.found import ExploreError, Opened, Panel, Runs
from sim.view.offer import OFFER
from sim.view.say import say

T = TypeVar("T")


def opened(folder: str) -> Opened:
    """Everything that a folder holds, or what the project itself has found.

    Args:
        folder: a path on this machine, or one of :data:`sim.view.explore.shipped.NAMES`.
    """
    name = printable(folder)
    try:
        if folder in shipped.NAMES:
            return shipped.opened(folder)
        if not OFFER.may_open(folder):
            own = printable(OFFER.store) if OFFER.store else say("explore.none")
            return Opened(name, faults=(say("explore.not_yours", own=own),))
        return _of_folder(Path(folder), name)
    except ExploreError as error:
        return Opened(name, faults=(str(error),))
    except Exception as error:  # what others wrote into a folder is of any kind
        return Opened(name, faults=(say("explore.unreadable", folder=name, why=_told(error)),))


def _told(error: Exception) -> str:
    return printable(f"{type(error).__name__}: {error}")


def _of_folder(place: Path, name: str) -> Opened:
    names = kinds.entries(place)
    held = kinds.kinds_of(names)
    if not held:
        raise ExploreError(say("explore.nothing_here", folder=name))
    faults: list[str] = []
    runs: Runs | None = None
    panels: list[Panel] = []
    for kind in held:
        if kind == kinds.RUNS:
            runs = _kept(partial(store.opened, str(place)), faults, name)
        else:
            panels += _kept(partial(_panels, kind, place, names), faults, name) or ()
    panels += pictures(place, names)
    return Opened(name, runs, tuple(panels), tuple(faults))


def _panels(kind: str, place: Path, names: set[str]) -> tuple[Panel, ...]:
    if kind == kinds.CLAIMS:
        return tuple(claims.panels(claims.read(place)))
    if kind == kinds.HISTORY:
        return history.read_folder(place)
    if kind == kinds.DECISION:
        return tuple(decision.panels(place))
    return tuple(others.panels(kind, place, names))


def _kept(read: Callable[[], T], faults: list[str], name: str) -> T | None:
    """One part of a folder; if it cannot be read the others are shown all the same."""
    try:
        return read()
    except ExploreError as error:
        faults.append(str(error))
    except Exception as error:  # a file that anybody may have written
        faults.append(say("explore.unreadable", folder=name, why=_told(error)))
    return None
