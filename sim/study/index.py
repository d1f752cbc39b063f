"""Index of the runs in a store: sixteen bytes per run, sorted, so a million runs need little memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

_KEY = np.dtype("S32")


@dataclass(frozen=True)
class Index:
    """Rows of a store, one per run; the best one if there are several.

    Attributes:
        keys: keys in ascending order.
        kept: what is stored of each beside outcomes.
        failed: whether it is the row of an error.
        part: number of the part that holds it.
        row: its row in that part.
        repeated: how many further rows the parts hold.
    """

    keys: npt.NDArray[np.bytes_]
    kept: npt.NDArray[np.int8]
    failed: npt.NDArray[np.bool_]
    part: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]
    repeated: int

    def __len__(self) -> int:
        return len(self.keys)

    def has(self, keys: Sequence[str], kept: Sequence[int], *, retry_failed: bool = False) -> npt.NDArray[np.bool_]:
        """Whether runs need not be done: they are in the store, with everything that is to be stored of them.

        Args:
            keys: keys of runs.
            kept: what is to be kept of each.
            retry_failed: whether failed runs count as missing.
        """
        return self.serves(self.find(keys), kept, retry_failed=retry_failed)

    def serves(
        self, places: npt.NDArray[np.int64], kept: Sequence[int], *, retry_failed: bool = False
    ) -> npt.NDArray[np.bool_]:
        """The same as :meth:`has`, for runs whose positions are known, see :meth:`find`."""
        if not len(self):
            return places >= 0
        wanted = np.asarray(kept)
        # A run that failed has nothing to be kept.
        done = np.where(self.failed[places], not retry_failed, self.kept[places] & wanted == wanted)
        return np.asarray((places >= 0) & done)

    def only(self, keys: Sequence[str]) -> "Index":
        """The rows of some runs, if they exist."""
        places = np.unique(self.find(keys))
        places = places[places >= 0]
        kept, failed = self.kept[places], self.failed[places]
        return Index(self.keys[places], kept, failed, self.part[places], self.row[places], 0)

    def of_parts(self) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
        """Parts with any of the runs, and the positions of their runs in order of rows."""
        order = np.lexsort((self.row, self.part))
        numbers, first = np.unique(self.part[order], return_index=True)
        for number, places in zip(numbers, np.split(order, first[1:]), strict=False):
            yield int(number), places

    def find(self, keys: Sequence[str]) -> npt.NDArray[np.int64]:
        """Position of each key; -1 for missing keys."""
        wanted = np.array([key.encode() for key in keys], dtype=_KEY)
        places = np.searchsorted(self.keys, wanted)
        if not len(self.keys):
            return np.full(len(wanted), -1)
        found = self.keys[np.minimum(places, len(self.keys) - 1)] == wanted
        return np.where(found, places, -1)


class Rows(NamedTuple):
    """What the index needs of the rows of a part: keys, what is stored of each beside outcomes, and errors."""

    keys: npt.NDArray[np.bytes_]
    kept: npt.NDArray[np.int8]
    failed: npt.NDArray[np.bool_]


def rows_of(table: Any) -> Rows:
    """The rows of a part, from a table with columns `key`, `kept` and `error`."""
    keys = np.asarray(table["key"].to_numpy(zero_copy_only=False)).astype(_KEY)
    return Rows(keys, np.asarray(table["kept"].to_numpy()), np.asarray(table["error"].is_valid().to_numpy()))


def index_of(parts: Iterable[Rows]) -> Index:
    """Sort the rows of parts by key; of several rows of a run, a successful one with the most stored data comes first.

    Args:
        parts: the rows of each part.
    """
    columns = [(*rows, *_places(number, len(rows.keys))) for number, rows in enumerate(parts)]
    if not columns:
        nothing = np.zeros(0, dtype=np.int32)
        return Index(np.zeros(0, _KEY), nothing.astype(np.int8), nothing.astype(bool), nothing, nothing, 0)
    keys, kept, failed, part, row = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.lexsort((-kept.astype(np.int32), failed, keys))
    keys = keys[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    best = order[first]
    return Index(keys[first], kept[best], failed[best], part[best], row[best], int((~first).sum()))


def _places(number: int, count: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """The number of a part for each of its rows, and the numbers of the rows."""
    return np.full(count, number, dtype=np.int32), np.arange(count, dtype=np.int32)
