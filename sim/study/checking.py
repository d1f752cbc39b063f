"""Check whether a store is undamaged: every file is read in full, and nothing is changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.study.errors import Damaged, DiskError, reported
from sim.study.parts import OUTCOMES, Part, listed
from sim.study.reading import open_part, promised, read
from sim.study.store import KEPT, Store, check_companion

_ATTEMPTS = 20


@dataclass(frozen=True)
class Harm:
    """A damaged file.

    Attributes:
        file: Name of the file in the store's folder of parts.
        why: What is wrong with it.
        runs: Number of runs that it contains, or should contain; None if unknown.
    """

    file: str
    why: str
    runs: int | None


@dataclass(frozen=True)
class Inspection:
    """Result of the check of a store.

    Attributes:
        name: Name of the store.
        parts: Number of parts, damaged ones included.
        files: Number of files of these parts.
        runs: Number of runs with undamaged outcomes.
        harmed: Damaged files.
        set_aside: Number of damaged files that earlier sweeps have set aside.
        missing: Minimum number of runs that sweeps have seen here and whose files are gone.
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
        """Whether nothing is damaged or known to be missing."""
        return not self.harmed and not self.missing


def verify(store: Store | str | Path) -> Inspection:
    """Check every file of a store in full. Nothing is changed; the next sweep repairs the damage.

    Args:
        store: The store, or its folder.

    Returns:
        How many runs and files there are, and which files are damaged.

    Raises:
        StoreError: the folder is not a store, or cannot be read.
    """
    place = store if isinstance(store, Store) else Store(store)
    place.check()
    with reported(place.name):
        for _ in range(_ATTEMPTS):
            try:
                return _inspect(place)
            except FileNotFoundError:  # a compaction has taken it up
                continue
    raise DiskError(f"{place.name}: files keep disappearing while they are read; is another program deleting them?")


def _inspect(place: Store) -> Inspection:
    once = place.once_there
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
    missing = max(0, once - runs - lost)
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
                raise Damaged(f"lists no {what} of runs that stored them")
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
