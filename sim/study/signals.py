"""Delay signals until a step that must not be interrupted is finished, and hear those that Python loses."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def deferred() -> Iterator[None]:
    """Delay Ctrl-C or SIGTERM until the body is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    ours = {number: handler for number, handler in handlers.items() if callable(handler)}
    for number in ours:
        signal.signal(number, lambda which, _: came.append(which))
    try:
        yield
    finally:
        for number, handler in ours.items():
            signal.signal(number, handler)
        for late in came:
            signal.raise_signal(late)


@contextmanager
def heard() -> Iterator[Callable[[], None]]:
    """Hear Ctrl-C and SIGTERM even if Python loses the exception that they raise.

    It does where they come while an object is being deleted, or inside a callback of a library: the exception is
    printed, and ignored.

    Yields:
        A function that raises the exception again if one has come.
    """
    came: list[KeyboardInterrupt] = []

    def again() -> None:
        if came:
            raise came[-1]

    if threading.current_thread() is not threading.main_thread():
        yield again
        return
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    ours = {number: _noting(handler, came) for number, handler in handlers.items() if callable(handler)}
    for number, handler in ours.items():
        signal.signal(number, handler)
    try:
        yield again
    finally:
        for number, handler in ours.items():
            # One that has set another in the meantime, such as to be told only once, is left alone.
            if signal.getsignal(number) is handler:
                signal.signal(number, handlers[number])


def _noting(handler: Callable[..., object], came: list[KeyboardInterrupt]) -> Callable[..., None]:
    """A handler that does the same, and notes the interruption that it raises."""

    def noted(number: int, frame: object) -> None:
        try:
            handler(number, frame)
        except KeyboardInterrupt as interruption:
            came.append(interruption)
            raise

    return noted
