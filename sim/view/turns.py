"""Whoever moves a lever is answered before anything is counted beside the page, and whoever ends the server too."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Event

_PATIENCE = 1.0
"""Seconds that counting gives way at most: among many visitors somebody always moves a lever."""
_turn = Condition()
_answered: list[object] = []
"""One entry for each visitor who is being answered."""
_is_over = Event()


class Outdated(Exception):
    """Something else is asked meanwhile, or the server ends."""


@contextmanager
def serving() -> Iterator[None]:
    """While this lasts, there is counting; afterwards nothing that is being counted holds the server up."""
    _is_over.clear()
    try:
        yield
    finally:
        _is_over.set()


def ensure_serving() -> None:
    """Called between two steps of counting.

    Raises:
        Outdated: the server ends.
    """
    if _is_over.is_set():
        raise Outdated


@contextmanager
def answering() -> Iterator[None]:
    """While this lasts, counting waits."""
    with _turn:
        _answered.append(None)
    try:
        yield
    finally:
        with _turn:
            _answered.pop()
            _turn.notify_all()


def give_way() -> None:
    """Called between two steps of counting: wait until nobody is being answered.

    Raises:
        Outdated: the server ends.
    """
    ensure_serving()
    with _turn:
        _turn.wait_for(lambda: not _answered, _PATIENCE)
