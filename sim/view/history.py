"""Undo and redo of all changes of the settings on a page, and states that a visitor kept."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from sim.view.setting import Setting

State = tuple[Setting, ...]
"""The settings of all worlds on a page, A first."""
_PAUSE = 1.5
"""Seconds within which changes of the same thing are one: a slider being dragged is one change."""
_MOST = 200
"""States that are remembered."""


@dataclass(frozen=True)
class Snapshot:
    """A state that a visitor kept.

    Attributes:
        name: its name.
        state: its settings.
    """

    name: str
    state: State


@dataclass
class History:
    """The states of a page, in the order in which they were seen.

    Attributes:
        clock: seconds, as :func:`time.monotonic` counts them.
        kept: states that the visitor kept.
    """

    clock: Callable[[], float] = time.monotonic
    kept: list[Snapshot] = field(default_factory=list)
    _states: list[State] = field(default_factory=list)
    _at: int = -1
    _last: tuple[frozenset[str], float] = (frozenset(), float("-inf"))

    @property
    def can_undo(self) -> bool:
        """Whether there is a state before this one."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a state after this one."""
        return self._at < len(self._states) - 1

    def see(self, settings: Iterable[Setting]) -> None:
        """Remember a state, unless it is the one that stands; the quarter shown is no part of it."""
        state = tuple(replace(each, quarter=0) for each in settings)
        if self._at >= 0 and state == self._states[self._at]:
            return
        changed, now = self._changed(state), self.clock()
        is_same = len(changed) == 1 and changed == self._last[0] and now - self._last[1] < _PAUSE
        kept = self._states[: self._at + (0 if is_same else 1)]
        self._states = [*kept, state][-_MOST:]
        self._at = len(self._states) - 1
        self._last = changed, now

    def undo(self) -> State | None:
        """The state before this one, which then stands; None if there is none."""
        return self._stand(self._at - 1) if self.can_undo else None

    def redo(self) -> State | None:
        """The state that was undone last, which then stands; None if there is none."""
        return self._stand(self._at + 1) if self.can_redo else None

    def keep(self, name: str) -> None:
        """Keep the state that stands, under a name."""
        if self._at >= 0:
            self.kept.append(Snapshot(name, self._states[self._at]))

    def _stand(self, at: int) -> State:
        self._at, self._last = at, (frozenset(), float("-inf"))
        return self._states[at]

    def _changed(self, state: State) -> frozenset[str]:
        """What differs from the state that stands: a value by its path, moved policies, or anything else by itself."""
        if self._at < 0 or len(before := self._states[self._at]) != len(state):
            return frozenset()
        return frozenset(name for one, other in zip(before, state, strict=True) for name in _differing(one, other))


def _differing(one: Setting, other: Setting) -> Iterable[str]:
    yield from (
        path
        for path in {*one.changes, *other.changes}
        if one.changes.get(path, _differing) != other.changes.get(path, _differing)
    )
    for name in ("policies", "own"):
        rows, others = getattr(one, name), getattr(other, name)
        if rows != others:
            # Only a row that moves is dragged; one that is added or removed is a change of its own.
            yield name if len(rows) == len(others) else f"{name} {len(rows)} {len(others)}"
    if (one.scenario, one.seed) != (other.scenario, other.seed):
        yield f"{other.scenario} {other.seed}"
