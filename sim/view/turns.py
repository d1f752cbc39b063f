"""Whoever moves a lever is answered before anything is counted beside the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

_PATIENCE = 1.0
"""Seconds that counting gives way at most: among many visitors somebody always moves a lever."""
_turn = Condition()
_answered: list[object] = []
"""One entry for each visitor who is being answered."""


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
    """Called between two steps of counting: wait until nobody is being answered."""
    with _turn:
        _turn.wait_for(lambda: not _answered, _PATIENCE)
