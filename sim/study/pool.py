"""Pools that run batches: any executor of the user; processes and clusters are special cases."""

import sys
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import suppress
from typing import Any

from sim.study.life import Watch
from sim.study.work import Batch, Receipt, greeting, work

LOCAL_SECONDS = 0.5
"""Work in a batch on this machine: long against what a batch costs, short against patience."""
_WORKERS = 4
_LOOK_EVERY = 0.5
KEPT = "no run counts as failed, and finished runs are kept"
GOES_ON = "finished runs are kept; run the same command again to continue"


class PoolError(Exception):
    """Workers cannot be used, or were lost; the message says what to do."""


class ClusterError(PoolError):
    """A cluster, or the user's executor, cannot be used or was lost."""


class AddressError(ClusterError):
    """An address that cannot be the address of a cluster."""


class Pool:
    """An executor with the properties that a sweep needs.

    Attributes:
        workers: Number of batches that run at once.
        seconds: Intended length of a batch, in seconds of work.
        is_shared: Whether workers can be on other machines.
        is_narrow: Whether only one worker runs, because another died.
        note: Text to show with the progress.
        name: Name of the pool in messages.
    """

    seconds = LOCAL_SECONDS
    is_shared = True
    is_narrow = False
    note = ""
    name = "the executor"
    _has_answered = True

    def __init__(self, executor: Executor, workers: int | None = None) -> None:
        """Use the user's executor, which stays open."""
        self._executor = executor
        self.workers = workers or getattr(executor, "_max_workers", None) or _WORKERS
        self._watch = Watch()
        self._has_answered = False

    def submit(self, batch: Batch) -> "Future[Receipt]":
        """Submit a batch.

        Raises:
            ClusterError: the executor does not accept it.
        """
        try:
            future: Future[Receipt] = self._executor.submit(work, batch)
        except BrokenExecutor:
            raise ClusterError(self._broken()) from None
        except (RuntimeError, OSError, AssertionError) as error:
            raise ClusterError(f"{self.name} accepts no work ({error}); {KEPT}; start again with a new one") from None
        future.add_done_callback(self._hear)
        return future

    def _hear(self, future: "Future[Receipt]") -> None:
        self._has_answered |= not future.cancelled() and future.exception() is None

    def check(self) -> None:
        """Stop waiting for workers that have never answered and cannot answer.

        Raises:
            PoolError: they cannot answer.
        """
        if self._has_answered:
            return
        # An initializer of somebody's may wait for anything.
        has_own = getattr(self._executor, "_initializer", None) is not None
        pids = list(getattr(self._executor, "_processes", None) or {})
        if pids and not has_own and self._watch.stands_still(pids):
            raise ClusterError(f"{self.name}: its workers started, but did nothing; {KEPT}")

    def narrow(self, fewer: bool, is_new: bool) -> None:
        """After a worker died, check whether any worker works, before suspecting a run.

        Args:
            fewer: Whether all workers died before they had done anything.
            is_new: Whether the whole sweep has done nothing yet.

        Raises:
            PoolError: no worker works.
        """
        first = self.submit(greeting())
        while not is_done(first):
            self.check()
        error = first.exception()
        if isinstance(error, BrokenExecutor):
            raise ClusterError(self._broken())
        if error is not None:
            raise error

    def _broken(self) -> str:
        guard = 'a script that starts processes must do so below `if __name__ == "__main__":`'
        return f"{self.name} is broken, because one of its workers died; {KEPT}; start again with a new one ({guard})"

    def widen(self) -> None:
        """Use all workers again."""

    def stop(self) -> None:
        """Stop running batches, if the pool is our own."""

    def close(self) -> None:
        """Close the pool; running batches are finished."""


def first_line(error: BaseException) -> str:
    """The message of an error, in one line."""
    return (str(error) or type(error).__name__).splitlines()[0]


def is_done(future: "Future[Any]") -> bool:
    """Whether a result has arrived, after a short wait."""
    with suppress(TimeoutError, CancelledError):
        future.exception(timeout=_LOOK_EVERY)
    return future.done()


def is_broken(error: BaseException) -> bool:
    """Whether an error means that a process died or ran out of memory, not that the work failed."""
    return isinstance(error, BrokenExecutor | MemoryError) or type(error).__name__ == "KilledWorker"


def refuse_imports() -> None:
    """Exit quietly from a process that is just starting: the user's workers import the script that sweeps.

    The parent process reports what to do.
    """
    process = sys.modules.get("multiprocessing.process")
    if process is not None and getattr(process.current_process(), "_inheriting", False):
        raise SystemExit(1)
