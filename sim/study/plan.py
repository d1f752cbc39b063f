"""The work of a sweep: the runs of a design that are missing from the store, in batches made on demand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.study.design import Design, Point, Replicate
from sim.study.index import Index
from sim.study.work import Batch, Job
from sim.version import model_version

_CHUNK = 1000
_TOGETHER = 2**128
ABREAST = 8
"""Replicates of a point that stay in one batch, because a worker can run them at once."""


@dataclass(frozen=True)
class Share:
    """The part of a study to run.

    Attributes:
        shard: number of the shard, from 0.
        shards: number of shards; each is one part of the study.
        limit: maximum number of runs; None for all.
        retry_failed: whether to repeat runs that failed.
    """

    shard: int = 0
    shards: int = 1
    limit: int | None = None
    retry_failed: bool = False


class Plan:
    """The missing runs, one by one; it stores one digest per point, and no runs.

    Attributes:
        planned: runs in the share (a run that two points have in common counts once, when it is found).
        found: runs that the store had.
        sent: number of runs sent to workers.
        fingerprint: sum of the keys of the runs sent; it shows whether all of them came back.
    """

    def __init__(self, design: Design, index: Index, share: Share) -> None:
        """Begin at the first run of the share."""
        self._design = design
        self._index = index
        self._share = share
        self._study = design.sample
        self._first = len(design) * share.shard // share.shards
        self._last = len(design) * (share.shard + 1) // share.shards
        self.planned = self._last - self._first
        self.found = 0
        self.sent = 0
        self.fingerprint = 0
        self._failed: list[npt.NDArray[np.bytes_]] = []
        self._met: set[tuple[bytes, int]] = set()
        self._numbers = range(0), 0
        self._replicates: list[Replicate] = []
        self._jobs = self._missing()
        self._rest: Job | None = None

    @property
    def shard(self) -> str:
        """Which part of the study it is, as a word."""
        return f"{self._share.shard}of{self._share.shards}"

    @property
    def failed(self) -> int:
        """The number of failed runs among those that the store had."""
        return sum(map(len, self._failed))

    @property
    def failed_keys(self) -> list[str]:
        """Their keys."""
        return [key.decode() for keys in self._failed for key in keys.tolist()]

    @property
    def open(self) -> int:
        """Number of runs that are not yet checked or not yet sent."""
        left = self.planned - self.found - self.sent
        return left if self._share.limit is None else min(left, self._share.limit - self.sent)

    def batch(self, folder: Path, size: int, store: str = "") -> Batch | None:
        """Return the next batch, of this number of runs, or as many more as run at once; None if no run is left."""
        jobs: list[Job] = []
        left = self.open
        while size > 0 and left > 0:
            job = self._rest or next(self._jobs, None)
            if job is None:
                break
            # Batches of fewer runs than that are of runs that take so long that each counts.
            whole = size if size < ABREAST else -(-size // ABREAST) * ABREAST
            taken, self._rest = _split(job, min(whole, left))
            jobs.append(taken)
            size -= len(taken)
            left -= len(taken)
        if not jobs:
            return None
        batch = Batch(folder.absolute(), model_version(), tuple(jobs), self._study, store)
        self.sent += len(batch)
        self.fingerprint = together(self.fingerprint, batch.keys)
        return batch

    def _missing(self) -> Iterator[Job]:
        """Jobs of points with missing runs."""
        for point, first, last in stretches(self._design, self._first, self._last):
            digest = bytes.fromhex(point.digest), self._design.group(point.number)
            if digest in self._met:
                self.planned -= last - first
                continue
            if last - first == self._design.replicates:
                self._met.add(digest)
            for begin in range(first, last, _CHUNK):
                job = self._job(point, range(begin, min(begin + _CHUNK, last)))
                if len(job):
                    yield job

    def _job(self, point: Point, numbers: range) -> Job:
        replicates = self._numbered(numbers, point.number)
        keys = point.keys(replicate.seed for replicate in replicates)
        places = self._index.find(keys)
        kept = [replicate.kept for replicate in replicates]
        missing = ~self._index.serves(places, kept, retry_failed=self._share.retry_failed)
        self.found += len(keys) - int(missing.sum())
        self._note_failed(places[~missing])
        runs = [
            (self._fuller(replicates[number], int(places[number])), keys[number])
            for number in np.flatnonzero(missing).tolist()
        ]
        return Job(point, tuple(runs))

    def _numbered(self, numbers: range, point: int) -> list[Replicate]:
        """Replicates by their numbers; those of one point are those of the next, as long as these share their seeds."""
        if (asked := (numbers, self._design.group(point))) != self._numbers:
            self._numbers = asked
            self._replicates = [self._design.replicate(number, point) for number in numbers]
        return self._replicates

    def _fuller(self, replicate: Replicate, place: int) -> Replicate:
        """A run that is done again to keep more of it keeps what was kept of it before."""
        return replicate if place < 0 else replace(replicate, kept=replicate.kept | int(self._index.kept[place]))

    def _note_failed(self, places: npt.NDArray[np.int64]) -> None:
        failed = places[self._index.failed[places]]
        if len(failed):
            self._failed.append(self._index.keys[failed])


def stretches(design: Design, first: int, last: int) -> Iterator[tuple[Point, int, int]]:
    """Points with their first and last replicate, for one part of a study's runs; only these points are resolved."""
    count = design.replicates
    for place, (number, name, settings) in enumerate(_numbered(design)):
        begin, end = place * count, (place + 1) * count
        if begin >= last:
            return
        if end > first:
            point = replace(design.resolve(name, settings), number=number)
            yield point, max(first, begin) - begin, min(last, end) - begin


def _numbered(design: Design) -> Iterator[tuple[int, str, dict[str, object]]]:
    """Points with their numbers within their scenario, unresolved."""
    number, before = 0, None
    for name, settings in design.settings_of_points():
        number = number + 1 if name == before else 0
        before = name
        yield number, name, settings


def _split(job: Job, room: int) -> tuple[Job, Job | None]:
    rest = job.replicates[room:]
    return Job(job.point, job.replicates[:room]), Job(job.point, rest) if rest else None


def together(fingerprint: int, keys: list[str]) -> int:
    """A fingerprint of a multiset of keys, whatever their order."""
    return (fingerprint + sum(int(key, 16) for key in keys)) % _TOGETHER
