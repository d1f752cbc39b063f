"""What a store holds, as it was last read."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.study.index import Index, Rows, rows_of
from sim.study.parts import Part

_Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Contents:
    """The contents of a store, as last read.

    Attributes:
        parts: its parts.
        index: their runs.
        faults: files that could not be read, by name, and why; readers of the parts add to it.
    """

    parts: list[Part]
    index: Index
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def damaged(self) -> int:
        """How many files could not be read."""
        return len(self.faults)

    def only(self, keys: Sequence[str]) -> "Contents":
        """A subset of the runs; readers need not open the other parts."""
        return replace(self, index=self.index.only(keys))


@dataclass(frozen=True)
class Known:
    """A part that was opened, to be opened again only if its files change.

    Attributes:
        part: the part.
        rows: its rows.
        unchecked: its files of which not everything was checked.
        stamps: what the disk said of each of its files; None for a missing one.
    """

    part: Part
    rows: Rows
    unchecked: tuple[Path, ...]
    stamps: list[_Stamp | None]

    def has_changed(self) -> bool:
        """Whether a file is another than the one that was opened."""
        return self.stamps != _stamps(self.part)


def known_of(part: Part, brief: Any, unchecked: Iterable[Path]) -> Known:
    """Remember a part.

    Args:
        part: the part.
        brief: its rows, a table with columns `key`, `kept` and `error`.
        unchecked: its files of which not everything was checked.
    """
    return Known(part, rows_of(brief), tuple(unchecked), _stamps(part))


def _stamps(part: Part) -> list[_Stamp | None]:
    return [_stamp(path) for path in part.files]


def _stamp(path: Path) -> _Stamp | None:
    """Changes when the file does, however it was written."""
    try:
        seen = os.lstat(path)
    except FileNotFoundError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino
