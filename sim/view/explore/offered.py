"""What this machine has that visitors may open: a search of bounded depth and size, and a few words on each."""

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sim.scenario.errors import printable
from sim.view.explore import kinds, shipped
from sim.view.explore.brief import brief
from sim.view.offer import OFFER
from sim.view.say import say

RESULTS = "results"
"""Folder in which commands put results by default."""
_DEEPEST, _MOST_ENTRIES, _MOST_FOUND = 4, 4000, 60
_INNER = ("parts", "studies", "scenarios")
"""Folders of a store, in which there are no results of other kinds."""


@dataclass(frozen=True)
class Offered:
    """Results that can be opened.

    Attributes:
        folder: what opens them.
        title: what they are.
        holds: what is in them.
        when: when they were written, or "".
    """

    folder: str
    title: str
    holds: str
    when: str = ""


def roots() -> list[str]:
    """Folders that are searched: what the server was started with, and, if nobody else can reach it, the results."""
    own = [OFFER.store] if OFFER.store else []
    return list(dict.fromkeys(own if OFFER.is_shared else [*own, RESULTS]))


def found_here() -> tuple[list[Offered], set[str]]:
    """What is there, the latest first, and of which kinds."""
    places = dict(_search())
    seen = {kind for held in places.values() for kind in held}
    ranked = sorted(places, key=lambda place: (-_written(place), str(place)))[:_MOST_FOUND]
    return [_offer(place, places[place]) for place in ranked], seen


def found_by_the_project() -> list[Offered]:
    """What the package carries."""
    return [Offered(name, shipped.title(name), shipped.brief(name)) for name in shipped.NAMES]


def _search() -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Folders with results, near ones first. Links are not followed: they may lead anywhere."""
    waiting = deque((Path(root), 0) for root in roots())
    left = _MOST_ENTRIES
    while waiting and left > 0:
        place, depth = waiting.popleft()
        try:
            with os.scandir(place) as scanned:
                inside = [entry for entry, _ in zip(scanned, range(left), strict=False)]
        except (OSError, ValueError):
            continue
        left -= len(inside)
        held = kinds.kinds_of({entry.name for entry in inside})
        if held and OFFER.may_open(str(place)):
            yield place, held
        if depth < _DEEPEST:
            inner = _INNER if kinds.RUNS in held else ()
            waiting += [(place / entry.name, depth + 1) for entry in inside if _is_folder(entry, inner)]


def _is_folder(entry: "os.DirEntry[str]", inner: tuple[str, ...]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and entry.name not in inner and not entry.name.startswith(".")
    except OSError:
        return False


def _written(place: Path) -> float:
    """When a folder was last written; its runs come and go in an inner one."""
    try:
        return max(each.stat().st_mtime for each in (place, place / "parts") if each.exists())
    except (OSError, ValueError):
        return 0.0


def _offer(place: Path, held: tuple[str, ...]) -> Offered:
    written = _written(place)
    when = datetime.fromtimestamp(written).strftime("%Y-%m-%d %H:%M") if written else ""
    title = say(
        "explore.card", kinds=", ".join(say(f"explore.kind_{kind}") for kind in held), folder=printable(str(place))
    )
    return Offered(
        str(place), title, "; ".join(filter(None, (_brief(kind, str(place), written) for kind in held))), when
    )


@lru_cache(256)
def _brief(kind: str, folder: str, written: float) -> str:
    """A few words on results, read again only once they were written again."""
    return brief(kind, Path(folder))
