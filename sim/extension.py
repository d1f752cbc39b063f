"""What a module of the user's own adds to the model, and which of them are in use. :mod:`sim.own` reads them.

It stands below everything, because the schema asks it for strategies, the version for what decides a number, and the
quarter for phases.
"""

import hashlib
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any, NamedTuple


class ExtensionError(ValueError):
    """A fault of a module of the user's own; the message names the module, the line and what was wrong."""


class Source(NamedTuple):
    """A module as text, as it is sent to workers: they need not have the file."""

    name: str
    path: str
    text: str

    @property
    def file(self) -> str:
        """The name of its file, without folders."""
        return PurePath(self.path).name

    @property
    def digest(self) -> str:
        """Hash of its text (8 hexadecimal digits), whatever its line endings."""
        return hashlib.blake2b(self.text.encode(), digest_size=4).hexdigest()

    @property
    def label(self) -> str:
        """What stands for it in a model version."""
        return f"{self.name}.{self.digest}"


@dataclass(frozen=True, eq=False)
class Extension:
    """What one module adds.

    Attributes:
        source: the module.
        strategies: classes of actors that decide in Python, by the words that scenarios have for them.
        outcomes: own outcomes by name, see :func:`sim.outcome`.
        phases: own phases, see :func:`sim.phase`.
    """

    source: Source
    strategies: Mapping[str, type]
    outcomes: Mapping[str, Any]
    phases: Sequence[Any]

    @cached_property
    def label(self) -> str:
        """What stands for it in a model version."""
        return self.source.label

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Name the line of the module in what goes wrong in it.

        Raises:
            ExtensionError: in place of any other exception that passes through its code.
        """
        try:
            yield
        except ExtensionError:
            raise
        except Exception as error:
            place = self._place(error)
            raise ExtensionError(f"{place}: {type(error).__name__}: {error}") from error

    def _place(self, error: Exception) -> str:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if frame.filename == self.source.path]
        return f"{self.source.file}, line {own[-1].lineno}, in {own[-1].name}" if own else self.source.file


_everywhere: tuple[Extension, ...] = ()
_here: ContextVar[tuple[Extension, ...] | None] = ContextVar("extensions", default=None)


def in_use() -> tuple[Extension, ...]:
    """The extensions in use, in the order in which they were taken into use."""
    here = _here.get()
    return _everywhere if here is None else here


def set_in_use(extensions: tuple[Extension, ...]) -> None:
    """Say which are in use in this process."""
    global _everywhere
    _everywhere = extensions


@contextmanager
def here(extensions: tuple[Extension, ...]) -> Iterator[None]:
    """Use them, and no others, in this thread for a while: a worker may serve several sweeps."""
    token = _here.set(extensions)
    try:
        yield
    finally:
        _here.reset(token)


def sources() -> tuple[Source, ...]:
    """The modules in use, as text."""
    return tuple(extension.source for extension in in_use())


def strategies() -> dict[str, tuple[Extension, type]]:
    """Strategies of their own by word."""
    return {word: (each, found) for each in in_use() for word, found in each.strategies.items()}


def phases() -> dict[str, list[tuple[Extension, Callable[..., None]]]]:
    """Phases of their own by the name of the phase after which they come."""
    placed: dict[str, list[tuple[Extension, Callable[..., None]]]] = {}
    for each in in_use():
        for phase in each.phases:
            placed.setdefault(phase.after, []).append((each, phase))
    return placed


def version_suffix() -> str:
    """What the extensions in use add to the model version: nothing where there are none."""
    return "".join(f"+{each.label}" for each in in_use())
