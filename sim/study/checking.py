"""Whether a store is whole: every file is read from end to end, and nothing is changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.study.errors import Damaged, DiskError, told
from sim.study.parts import OUTCOMES, Part, listed
from sim.study.reading import open_part, promised, read
from sim.study.store import KEPT, Store, check_companion

_ATTEMPTS = 20


@dataclass(frozen=True)
class Harm:
    """A damaged file.

    Attributes:
        file: its name in the store's folder of parts.
        why: what is wrong with it.
        runs: how many runs it holds, or should hold; None where that cannot be told.
    """

    file: str
    why: str
    runs: int | None


@dataclass(frozen=True)
class Inspection:
    """What was found in a store.

    Attributes:
        name: the store.
        parts: how many parts it has, damaged ones included.
        files: how many files these are.
        runs: runs whose outcomes are whole.
        harmed: files that are damaged.
        set_aside: damaged files that earlier sweeps have set aside.
        missing: runs, at least, that sweeps have seen here, and that are gone with their files.
    """

    name: str
    parts: int
    files: int
    runs: int
    harmed: tuple[Harm, ...]
    set_aside: int
    missing: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is damaged, nor known to be missing."""
        return not self.harmed and not self.missing


def verify(store: Store | str | Path) -> Inspection:
    """Check every file of a store wholly. Nothing is changed; the next sweep mends what is found.

    Args:
        store: the store, or its folder.

    Raises:
        StoreError: there is no store, or its folder cannot be read.
    """
    place = store if isinstance(store, Store) else Store(store)
    place.check()
    with told(place.name):
        for _ in range(_ATTEMPTS):
            try:
                return _inspect(place)
            except FileNotFoundError:  # a compaction has taken it up
                continue
    raise DiskError(f"{place.name}: files keep vanishing while they are read; is somebody removing them?")


def _inspect(place: Store) -> Inspection:
    paths, files = listed(place.parts), 0
    harmed: list[Harm] = []
    keys = [np.zeros(0, "S32")]
    for path in paths:
        files += 1
        try:
            part, brief = open_part(path, whole=True)
            read(path)
        except Damaged as error:
            harmed.append(Harm(path.name, str(error), promised(path)))
            continue
        files += len(part.companions)
        keys.append(brief["key"].to_numpy(zero_copy_only=False).astype("S32"))
        harmed += _harm_of_companions(part, brief)
    runs = len(np.unique(np.concatenate(keys)))
    lost = sum(harm.runs or 0 for harm in harmed if harm.file.endswith(f".{OUTCOMES}.parquet"))
    missing = place.missing(runs + lost)
    return Inspection(place.name, len(paths), files, runs, tuple(harmed), place.set_aside, missing)


def _harm_of_companions(part: Part, brief: Any) -> Iterator[Harm]:
    keys, kept = (brief[name].to_numpy(zero_copy_only=False) for name in ("key", "kept"))
    for what, flag in KEPT.items():
        count = len(np.unique(keys[kept & flag != 0].astype(str)))
        file = part.companions.get(what)
        try:
            if file is not None:
                _check(file, what, part, set(keys[kept & flag != 0]))
            elif count:
                raise Damaged(f"names no {what} of runs that kept them")
        except Damaged as error:
            yield Harm((file or part.path).name, str(error), count)


def _check(file: Path, what: str, part: Part, keys: set[str]) -> None:
    try:
        table = read(file)
    except FileNotFoundError:
        if not part.path.exists():
            raise
        raise Damaged(f"{file.name} is missing") from None
    found = keys & set(table["key"].unique().to_pylist())
    check_companion(len(found), file.name, what, len(keys))
