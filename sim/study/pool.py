"""Where batches run: any executor that somebody brings; processes and clusters are kinds of it."""

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
KEPT = "no run is blamed, and what was finished is kept"
GOES_ON = "what was finished is kept, and the same command goes on"


class PoolError(Exception):
    """Workers that cannot be used, or were lost; the message says what to do."""


class ClusterError(PoolError):
    """A cluster, or somebody's executor, that cannot be used, or was lost."""


class AddressError(ClusterError):
    """An address at which no cluster can be."""


class Pool:
    """An executor with what a sweep needs to know of it.

    Attributes:
        workers: how many batches run at once.
        seconds: work that a batch should hold.
        is_shared: whether workers may stand on other machines.
        is_narrow: whether one worker alone is at work, since another died.
        note: what is to be told beside progress.
        name: what messages call it.
    """

    seconds = LOCAL_SECONDS
    is_shared = True
    is_narrow = False
    note = ""
    name = "the executor"
    _has_answered = True

    def __init__(self, executor: Executor, workers: int | None = None) -> None:
        """Use somebody's executor, which stays open."""
        self._executor = executor
        self.workers = workers or getattr(executor, "_max_workers", None) or _WORKERS
        self._watch = Watch()
        self._has_answered = False

    def submit(self, batch: Batch) -> "Future[Receipt]":
        """Hand a batch out.

        Raises:
            ClusterError: the executor takes none.
        """
        try:
            future: Future[Receipt] = self._executor.submit(work, batch)
        except BrokenExecutor:
            raise ClusterError(self._broken()) from None
        except (RuntimeError, OSError, AssertionError) as error:
            raise ClusterError(f"{self.name} takes no work ({error}); {KEPT}; start again with a new one") from None
        future.add_done_callback(self._hear)
        return future

    def _hear(self, future: "Future[Receipt]") -> None:
        self._has_answered |= not future.cancelled() and future.exception() is None

    def check(self) -> None:
        """Stop waiting for workers that have never answered, and of which it is plain that they will not.

        Raises:
            PoolError: they will not.
        """
        if self._has_answered:
            return
        # An initializer of somebody's may wait for anything.
        has_own = getattr(self._executor, "_initializer", None) is not None
        pids = list(getattr(self._executor, "_processes", None) or {})
        if pids and not has_own and self._watch.stands_still(pids):
            raise ClusterError(f"{self.name}: its workers were started, and then did nothing at all; {KEPT}")

    def narrow(self, fewer: bool, is_new: bool) -> None:
        """After a worker died, see whether one works at all, before any run is suspected.

        Args:
            fewer: whether all died before they had done anything.
            is_new: whether nothing has been done in the whole sweep.

        Raises:
            PoolError: none does.
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
        guard = 'a script that makes its own processes does so below `if __name__ == "__main__":`'
        return f"{self.name} is broken, since one of its workers died; {KEPT}; start again with a new one ({guard})"

    def widen(self) -> None:
        """Let all workers work again."""

    def stop(self) -> None:
        """End what is under way, where that is ours to do."""

    def close(self) -> None:
        """Let go; what is under way is finished."""


def first_line(error: BaseException) -> str:
    """What an error says, in one line."""
    return (str(error) or type(error).__name__).splitlines()[0]


def is_done(future: "Future[Any]") -> bool:
    """Whether something has come back, after a moment's wait."""
    with suppress(TimeoutError, CancelledError):
        future.exception(timeout=_LOOK_EVERY)
    return future.done()


def is_broken(error: BaseException) -> bool:
    """Whether an error means that a process died or had no memory left, not that work went wrong."""
    return isinstance(error, BrokenExecutor | MemoryError) or type(error).__name__ == "KilledWorker"


def refuse_imports() -> None:
    """Leave, quietly, a process that is only being started: somebody's workers import the script that sweeps.

    The process that started it tells what to do.
    """
    process = sys.modules.get("multiprocessing.process")
    if process is not None and getattr(process.current_process(), "_inheriting", False):
        raise SystemExit(1)
