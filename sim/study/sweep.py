"""Run the missing runs of a study on workers, and keep finished runs in a store, whatever happens."""

import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sim.extras import require
from sim.study.columns import refuse_clashes
from sim.study.design import Design
from sim.study.errors import StoreError, reported
from sim.study.failures import reason, reasons, warn_of
from sim.study.files import write_json
from sim.study.plan import ABREAST, Plan, Share, together
from sim.study.pool import GOES_ON, KEPT, ClusterError, Pool, PoolError, first_line, is_broken, refuse_imports
from sim.study.processes import Processes
from sim.study.repeat import keep, keep_extensions
from sim.study.signals import deferred, heard
from sim.study.store import Store
from sim.study.study_file import read_design
from sim.study.tally import Progress, Tally
from sim.study.work import Batch, Receipt, WrongVersion, await_part, give_up

if TYPE_CHECKING:
    import pandas as pd

_FIRST = ABREAST
_LARGEST = 5000
_SMALLEST = 8
_PATIENT = 10.0
_AHEAD = 2
_TELL_EVERY = 2.0
_TRIES = 2


class Interrupted(KeyboardInterrupt):
    """The user interrupted a sweep; finished runs are in the store."""

    def __init__(self, tally: Tally) -> None:
        """Store the progress at the interruption."""
        super().__init__(f"{tally.found + tally.done:,} of {tally.planned:,} runs are kept")
        self.tally = tally


def sweep(
    design: Design | str | Path,
    store: str | Path = "results/store",
    executor: Executor | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    shard: tuple[int, int] = (0, 1),
    limit: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> "pd.DataFrame":
    """Run the missing runs of a study, and return the outcomes of all its runs.

    Args:
        design: A study, see :func:`sim.design`, or the path of a study file.
        store: Folder of finished runs; created if it does not exist. Any number of studies and sweeps can share it.
        executor: Executor to run in; by default, processes on this machine. It stays open.
        workers: Number of batches that run at once; one per core by default.
        cluster: Address of a Dask scheduler, or its scheduler file, instead of an executor.
        shard: (number, number of shards): one part of the study, for machines that do not communicate.
        limit: Maximum number of new runs.
        retry_failed: Repeat runs that failed.
        progress: Called with a :class:`Tally` from time to time.

    Returns:
        One row per run in the store: scenario, parameters, point, replicate, seed, quarters, digest, model_version,
        key, error, outcomes; see :func:`sim.study.table.table`.

    Raises:
        MissingExtra: a cluster is named, and distributed is not installed.
        ScenarioError: the study has an error.
        StoreError: the store cannot be used.
        PoolError: workers cannot be used, or were lost; their runs do not count as failed.
        Interrupted: the user pressed Ctrl-C; a subclass of KeyboardInterrupt.

    Warns:
        FailedRuns: some runs failed; the warning says how many, and the most common reasons.
    """
    from sim.study.table import table

    if cluster is not None:
        require("distributed", "cluster", "a cluster")
    study = design if isinstance(design, Design) else read_design(design)
    place = Store(store)
    share = share_of(shard, limit, retry_failed)
    warn_of(complete(study, place, lambda: choose(executor, workers, cluster), share, progress))
    return table(study, place)


def share_of(shard: tuple[int, int], limit: int | None, retry_failed: bool) -> Share:
    """Return the part of a study to run.

    Raises:
        ValueError: the shard does not exist, or the limit is negative.
    """
    number, shards = shard
    if not 0 <= number < shards:
        raise ValueError(f"shard {number} of {shards}: expected a number from 0 to the number of shards minus 1")
    if limit is not None and limit < 0:
        raise ValueError(f"limit must be at least 0, got {limit}")
    return Share(number, shards, limit, retry_failed)


def choose(executor: Executor | None = None, workers: int | None = None, cluster: str | None = None) -> Pool:
    """Return the pool to run in.

    Raises:
        ValueError: both an executor and a cluster are given, or fewer than one worker.
        ClusterError: the cluster cannot be used.
    """
    if executor is not None and cluster is not None:
        raise ValueError("give an executor or a cluster, not both")
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be at least 1, got {workers}")
    if cluster is not None:
        from sim.study.cluster import Cluster

        return Cluster(cluster)
    return Pool(executor, workers) if executor is not None else Processes(workers)


def complete(
    design: Design, store: Store, pool: Callable[[], Pool], share: Share, progress: Progress | None = None
) -> Tally:
    """Run the runs of a study that are missing from a store.

    Args:
        design: The study.
        store: Store of finished runs.
        pool: Opens the pool to run in; not called if no run is missing.
        share: Part of the study to run.
        progress: Called with a tally from time to time.

    Returns:
        The final tally.
    """
    refuse_imports()
    store.create()
    with reported(store.name):
        refuse_clashes()
        keep(design.scenarios, store.folder)
        keep_extensions(store.folder)
    plan = Plan(design, store.scan(repair=True).index, share)
    driver = _Driver(plan, store, design, progress or (lambda _: None))
    batch = plan.batch(store.parts, _FIRST, store.name)
    if batch is not None:
        driver.drive(batch, pool)
    driver.end()
    return driver.tally()


class _Driver:
    """Keeps workers busy, and counts the results."""

    def __init__(self, plan: Plan, store: Store, design: Design, progress: Progress) -> None:
        self._plan = plan
        self._store = store
        self._design = design
        self._progress = progress
        self._under_way: dict[Future[Receipt], Batch] = {}
        self._suspects: deque[tuple[Batch, int]] = deque()
        self._done = self._failed = self._fingerprint = self._before = 0
        self._began = self._noted = time.monotonic()
        self._recent: deque[tuple[float, int]] = deque([(self._began, 0)], maxlen=20)
        self._reasons: Counter[str] = Counter()
        self._each = 0.0
        self._pool: Pool | None = None

    def tally(self) -> Tally:
        """Return the progress of the sweep."""
        now = time.monotonic()
        since, before = self._recent[0]
        rate = (self._done - before) / max(now - since, 1e-9)
        plan = self._plan
        note = self._pool.note if self._pool is not None else ""
        return Tally(
            plan.planned, plan.found, self._done, self._failed, now - self._began, rate,
            plan.failed, dict(self._reasons), note,
        )  # fmt: skip

    def drive(self, first: Batch, open_pool: Callable[[], Pool]) -> None:
        """Run batches until none is left."""
        # Where none can be had nothing was begun, and there is nothing to note.
        self._pool = pool = open_pool()
        try:
            with heard() as again:
                _compile_once()
                self._submit(first)
                self._loop(again)
        except KeyboardInterrupt:
            self._drain()
            pool.stop()
            self._recount()
            raise Interrupted(self.tally()) from None
        except BaseException:
            # What is under way may be finished and kept; what it says no longer matters.
            self._cancel()
            raise
        finally:
            pool.close()
            self._note()

    def end(self) -> None:
        """Check that every run sent out came back exactly once, and report the end.

        Raises:
            RuntimeError: it did not; this is a bug.
        """
        if self._done != self._plan.sent or self._fingerprint != self._plan.fingerprint:
            raise RuntimeError(f"{self._plan.sent} runs were sent out and {self._done} came back")
        if self._plan.failed:
            self._reasons += reasons(self._store, self._plan.failed_keys)
        self._note()
        self._progress(self.tally())

    @property
    def _open(self) -> Pool:
        if self._pool is None:
            raise RuntimeError("no pool is open")
        return self._pool

    def _loop(self, again: Callable[[], None]) -> None:
        self._fill()
        while self._under_way:
            finished, _ = wait(self._under_way, timeout=_TELL_EVERY / 4, return_when=FIRST_COMPLETED)
            again()
            for future in finished:
                # A future that broke takes others with it, and these are no longer under way.
                if future in self._under_way:
                    self._take(future)
            self._open.check()
            self._tell()
            self._fill()

    def _fill(self) -> None:
        """Keep a few batches running; after a worker died, one at a time until the cause is known."""
        if self._suspects:
            if not self._under_way:
                self._submit(self._suspects[0][0])
            return
        if self._open.is_narrow and not self._under_way:
            self._open.widen()
            self._before = self._done
        while len(self._under_way) < self._open.workers * _AHEAD:
            batch = self._plan.batch(self._store.parts, self._size(), self._store.name)
            if batch is None:
                return
            self._submit(batch)

    def _submit(self, batch: Batch) -> None:
        try:
            with deferred():
                self._under_way[self._open.submit(batch)] = batch
        except BrokenExecutor as error:
            lost: Future[Receipt] = Future()
            lost.set_exception(error)
            self._under_way[lost] = batch

    def _size(self) -> int:
        """Number of runs in a batch of the intended length; smaller at the end, so that all workers end together."""
        if not self._each:
            return _FIRST
        size = min(int(self._open.seconds / self._each) + 1, _LARGEST)
        if self._open.workers == 1:  # which ends with itself
            return size
        # Not so small that files and messages outweigh the work, or that a worker has fewer than it can run at once.
        least = max(min(size, ABREAST), size // _SMALLEST)
        return max(least, min(size, -(-self._plan.open // (2 * self._open.workers))))

    def _take(self, future: "Future[Receipt]") -> None:
        batch = self._under_way[future]
        try:
            receipt = future.result()
        except CancelledError:
            raise self._lost("its scheduler is gone") from None
        except Exception as error:
            self._under_way.pop(future, None)
            if is_broken(error):
                self._survive(batch)
                return
            if isinstance(error, StoreError | WrongVersion | PoolError):
                raise
            if _is_of_cluster(error):
                raise self._lost(type(error).__name__) from None
            # Work raises nothing else: what else comes is of the worker, and no fate of a run.
            why = f"{type(error).__name__}: {first_line(error)}"
            raise PoolError(f"{self._open.name}: a worker cannot do the runs ({why}); {KEPT}") from error
        with deferred():
            del self._under_way[future]
            if self._suspects and self._suspects[0][0] is batch:
                self._suspects.popleft()
            self._count(receipt)

    def _lost(self, why: str) -> ClusterError:
        return ClusterError(f"{self._open.name}: the cluster was lost ({why}); {GOES_ON}")

    def _count(self, receipt: Receipt) -> None:
        with reported(self._store.name):
            await_part(self._store.parts, receipt, _PATIENT if self._open.is_shared else 0.0)
        self._done += len(receipt.keys)
        self._failed += receipt.failed
        self._reasons.update(map(reason, receipt.errors))
        self._fingerprint = together(self._fingerprint, list(receipt.keys))
        self._each = receipt.seconds / len(receipt.keys)
        self._recent.append((time.monotonic(), self._done))

    def _survive(self, batch: Batch) -> None:
        """Continue after a worker died: repeat its batches, and narrow down the run that causes it."""
        alone = bool(self._suspects) and self._suspects[0][0] is batch
        if not alone:
            self._suspects.extend((each, 0) for each in [batch, *self._under_way.values()])
            self._under_way.clear()
        # Only where another worker lives on can it have been the run's fault.
        self._open.narrow(fewer=not alone and self._done == self._before, is_new=not self._done)
        if alone:
            _, tries = self._suspects.popleft()
            self._judge(batch, tries + 1)

    def _judge(self, batch: Batch, tries: int) -> None:
        """Retry a batch that was alone when its worker died; then split it; a single run finally fails."""
        if tries < _TRIES:
            self._suspects.appendleft((batch, tries))
        elif len(batch) == 1:
            self._count(give_up(batch))
        else:
            self._suspects.extendleft((half, 0) for half in reversed(batch.halves()))

    def _drain(self) -> None:
        """After an interruption, cancel batches that have not started, and count those that finish."""
        under_way = self._cancel()
        with suppress(KeyboardInterrupt):
            finished, _ = wait(under_way, timeout=4 * self._open.seconds)
            for future in finished:
                with suppress(Exception, CancelledError):
                    self._count(future.result())
                    del self._under_way[future]

    def _recount(self) -> None:
        """Count runs that workers had written but not reported when they were stopped."""
        with suppress(StoreError):
            index = self._store.scan().index
            for batch in self._under_way.values():
                kept = [replicate.kept for job in batch.jobs for replicate, _ in job.replicates]
                self._done += int(index.has(batch.keys, kept, retry_failed=True).sum())

    def _cancel(self) -> "list[Future[Receipt]]":
        """Cancel batches that have not started; the others will finish."""
        return [future for future in self._under_way if not future.cancel()]

    def _tell(self) -> None:
        self._progress(self.tally())
        if time.monotonic() - self._noted > _TELL_EVERY:
            self._noted = time.monotonic()
            self._note()

    def _note(self) -> None:
        """Save the progress for `status` in another shell; the writer of results reports a full disk."""
        with suppress(OSError):
            # Sweeps of the same shard of the same study speak in turns.
            write_json(self._store.studies / f"{self._design.name}.{self._plan.shard}.json", self._word())

    def _word(self) -> Mapping[str, object]:
        tally = self.tally()
        return {
            "title": self._design.title,
            "planned": tally.planned,
            "whole": len(self._design),
            "found": tally.found,
            "done": tally.done,
            "failed": tally.all_failed,
            "rate": round(tally.rate, 1),
            "told": int(time.time()),
        }


def _is_of_cluster(error: Exception) -> bool:
    """Whether an error means that the cluster no longer answers."""
    return type(error).__module__.startswith("distributed") or isinstance(error, ConnectionError)


def _compile_once() -> None:
    """Compile here what is not compiled yet; otherwise each worker would compile at the same time."""
    from sim.compiling import ensure_compiled

    ensure_compiled(eight=True)
