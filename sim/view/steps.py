"""Work beside a page, whose results come one by one, and which stops when something else is asked."""

import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import solara
from solara.lab import use_task

from sim.scenario.errors import printable
from sim.view.turns import Outdated, ensure_serving

T = TypeVar("T")
PAUSE = 0.3
"""Seconds to wait for another wish, for whoever drags a lever has many."""


@dataclass(frozen=True)
class Steps(Generic[T]):
    """What has been found so far.

    Attributes:
        of: what it was asked for; None if nothing was.
        found: the results.
        is_done: whether all are there.
        message: why there are no more.
    """

    of: Hashable = None
    found: tuple[T, ...] = ()
    is_done: bool = False
    message: str = ""

    def now(self, key: Hashable) -> tuple[T, ...]:
        """The results for a wish; none while only those of an earlier one are there."""
        return self.found if key is not None and self.of == key else ()

    def has_all(self, key: Hashable) -> bool:
        """Whether all results for a wish are there."""
        return self.is_done and self.of == key


def use_steps(key: Hashable, make: Callable[[Callable[[], None]], Iterable[T]], name: str) -> Steps[T]:
    """Results of some work in a thread; while new ones are awaited, those that were asked for before.

    Args:
        key: what is asked for; None asks for nothing.
        make: gives the results one by one. It is given a function to call between: it raises :class:`Outdated` when
            something else is asked.
        name: of the state that holds them.
    """
    latest = solara.use_ref(key)
    latest.current = key
    state: tuple[Steps[T], Callable[[Steps[T]], None]] = solara.use_state(Steps(), key=name)
    steps, tell = state

    def leave() -> Callable[[], None]:
        return lambda: setattr(latest, "current", None)

    solara.use_effect(leave, [])

    def ensure_wanted() -> None:
        ensure_serving()
        if latest.current != key:
            raise Outdated

    def work() -> None:
        if key is None:
            return
        found: list[T] = []
        try:
            time.sleep(PAUSE)
            ensure_wanted()
            for each in make(ensure_wanted):
                found.append(each)
                ensure_wanted()
                tell(Steps(key, tuple(found)))
            tell(Steps(key, tuple(found), is_done=True))
        except Outdated:
            return
        except Exception as error:
            tell(Steps(key, tuple(found), is_done=True, message=printable(str(error) or type(error).__name__)))

    use_task(work, dependencies=[key])
    return steps
