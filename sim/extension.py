"""The parts that users' modules add to the model, and the modules in use. :mod:`sim.own` reads the modules.

Everything else can import this module: the schema needs its strategies, the model version its texts, and the quarter
its phases.
"""

import hashlib
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, NamedTuple


class ExtensionError(ValueError):
    """A user's module has an error; the message names the module, the line and the error."""


class Source(NamedTuple):
    """A module as text; workers receive it and do not need the file."""

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
    """The parts that one module adds.

    Attributes:
        source: The module.
        strategies: Classes of actors that decide in Python, by their names in scenarios.
        outcomes: Outcomes by name, see :func:`sim.outcome`.
        phases: Phases, see :func:`sim.phase`.
    """

    source: Source
    strategies: Mapping[str, type]
    outcomes: Mapping[str, Any]
    phases: Sequence[Any]

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Add the line of the module to an error in it.

        Raises:
            ExtensionError: replaces any other exception that passes through the module's code.
        """
        try:
            yield
        except ExtensionError:
            raise
        except (Exception, SystemExit) as error:
            place = self._place(error)
            raise ExtensionError(f"{place}: {type(error).__name__}: {error}") from error

    def _place(self, error: BaseException) -> str:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if frame.filename == self.source.path]
        return f"{self.source.file}, line {own[-1].lineno}, in {own[-1].name}" if own else self.source.file


_everywhere: tuple[Extension, ...] = ()
_here: ContextVar[tuple[Extension, ...] | None] = ContextVar("extensions", default=None)


def in_use() -> tuple[Extension, ...]:
    """Return the extensions in use, in the order of their first use."""
    here = _here.get()
    return _everywhere if here is None else here


def set_in_use(extensions: tuple[Extension, ...]) -> None:
    """Set the extensions in use in this process."""
    global _everywhere
    _everywhere = extensions


@contextmanager
def here(extensions: tuple[Extension, ...]) -> Iterator[None]:
    """Use only these in this thread for a while; a worker can serve several sweeps."""
    token = _here.set(extensions)
    try:
        yield
    finally:
        _here.reset(token)


def sources() -> tuple[Source, ...]:
    """The modules in use, as text."""
    return tuple(extension.source for extension in in_use())


def strategies() -> dict[str, tuple[Extension, type]]:
    """Users' strategies by name."""
    return {word: (each, found) for each in in_use() for word, found in each.strategies.items()}


def phases() -> dict[str, list[tuple[Extension, Callable[..., None]]]]:
    """Users' phases by the name of the phase after which they run."""
    placed: dict[str, list[tuple[Extension, Callable[..., None]]]] = {}
    for each in in_use():
        for phase in each.phases:
            placed.setdefault(phase.after, []).append((each, phase))
    return placed


def version_suffix() -> str:
    """The text that the extensions in use add to the model version; empty without extensions."""
    return "".join(f"+{each.source.label}" for each in in_use())
