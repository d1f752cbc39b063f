"""What is costly to make and shared by all visitors: made once, kept while there is room."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memo(Generic[Key, Value]):
    """Values by key, those used last; of several threads that ask for one at once, one makes it."""

    def __init__(self, room: int) -> None:
        """Begin with nothing.

        Args:
            room: sum of the weights that are kept; the value made last is kept whatever its weight.
        """
        self._room = room
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._making: dict[Key, Lock] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        """Number of values that are kept."""
        return len(self._kept)

    def get(self, key: Key) -> Value | None:
        """The value of a key, if it is kept."""
        with self._lock:
            return self._found(key)

    def made(self, key: Key, make: Callable[[], Value], weight: int = 1) -> Value:
        """The value of a key, made if it is not kept. What raises an error is not kept."""
        with self._lock:
            found = self._found(key)
            if found is not None:
                return found
            turn = self._making.setdefault(key, Lock())
        with turn:
            try:
                found = self.get(key)
                if found is None:
                    found = make()
                    self.keep(key, found, weight)
                return found
            finally:
                with self._lock:
                    self._making.pop(key, None)

    def keep(self, key: Key, value: Value, weight: int = 1) -> None:
        """Keep a value that was made elsewhere."""
        with self._lock:
            self._kept[key] = value, weight
            while len(self._kept) > 1 and sum(each for _, each in self._kept.values()) > self._room:
                self._kept.popitem(last=False)

    def drop(self, key: Key) -> None:
        """Forget a value."""
        with self._lock:
            self._kept.pop(key, None)

    def _found(self, key: Key) -> Value | None:
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]
