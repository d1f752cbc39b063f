"""Where batches run: processes of this machine, a Dask cluster, or any executor that somebody brings."""

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sim.study.work import Batch, Receipt, warm, work

LOCAL_SECONDS = 0.5
"""Work in a batch on this machine: long against what a batch costs, short against patience."""
CLUSTER_SECONDS = 4.0
"""Work in a batch on a cluster, where a task costs more and small files hurt."""
_TIMEOUT = "10s"
_WORKERS = 4


class ClusterError(Exception):
    """A cluster that cannot be used, or was lost; the message says what to do."""


class Pool:
    """An executor with what a sweep needs to know of it.

    Attributes:
        workers: how many batches run at once.
        seconds: work that a batch should hold.
        is_shared: whether workers may stand on other machines.
        is_ours: whether it can be started afresh after a worker died.
        name: what messages call it.
    """

    seconds = LOCAL_SECONDS
    is_shared = True
    is_ours = False
    name = "the executor"

    def __init__(self, executor: Executor, workers: int | None = None) -> None:
        """Use somebody's executor, which stays open."""
        self._executor = executor
        self.workers = workers or getattr(executor, "_max_workers", None) or _WORKERS

    def submit(self, batch: Batch) -> "Future[Receipt]":
        """Hand a batch out."""
        return self._executor.submit(work, batch)

    def rebuild(self) -> None:
        """Start afresh after a worker died, where that is ours to do."""

    def close(self) -> None:
        """Let go; what is under way is finished."""


class Processes(Pool):
    """Processes of this machine, which stay warm from batch to batch."""

    is_shared = False
    is_ours = True

    def __init__(self, workers: int | None = None) -> None:
        """Start processes when they are needed."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self.workers = workers or cores
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # A forked process would inherit the threads of compiled code half dead.
        return ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"), initializer=warm)

    def submit(self, batch: Batch) -> "Future[Receipt]":
        """Hand a batch out, and start a process for it when all are busy."""
        with _deaf(), _nameless():
            return self._executor.submit(work, batch)

    def rebuild(self) -> None:
        """Start new processes."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._start()

    def close(self) -> None:
        """Finish what is under way and end the processes."""
        self._executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _deaf() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: a terminal sends it to all, and they would die half started."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _nameless() -> Iterator[None]:
    """Start processes that do not look for a program that came from standard input: there is no file to import."""
    main = sys.modules["__main__"]
    name = getattr(main, "__file__", None)
    if name is None or os.path.exists(name):
        yield
        return
    del main.__file__
    try:
        yield
    finally:
        main.__file__ = name


class Cluster(Pool):
    """The workers of a Dask scheduler."""

    seconds = CLUSTER_SECONDS

    def __init__(self, address: str) -> None:
        """Connect.

        Args:
            address: such as ``tcp://host:8786``, or the path of a scheduler file.

        Raises:
            ClusterError: distributed is not installed, nobody answers, there are no workers, or versions differ.
        """
        try:
            import distributed
        except ImportError:
            raise ClusterError("a cluster needs distributed: pip install 'hoardshare[cluster]'") from None
        self.name = address
        _hush()
        where: dict[str, Any] = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
        try:
            client: Any = distributed.Client
            self._client = client(**where, timeout=_TIMEOUT, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise ClusterError(f"{address}: no scheduler answers ({_first_line(error)})") from None
        try:
            self._join()
        except BaseException:
            self.close()
            raise

    def _join(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=_TIMEOUT)
        except Exception:
            raise ClusterError(f"{self.name}: the cluster has no workers; start some with `dask worker`") from None
        try:
            self._client.get_versions(check=True)
        except (ValueError, ImportError) as error:
            raise ClusterError(f"{self.name}: versions differ: {_first_line(error)}") from None
        threads = self._client.scheduler_info(n_workers=-1)["workers"].values()
        self.workers = sum(worker["nthreads"] for worker in threads) or 1
        # A run is no function of its task's name: Dask must not take one for another.
        self._executor = self._client.get_executor(pure=False)

    def close(self) -> None:
        """Withdraw what has not begun, and disconnect."""
        with suppress(Exception):
            self._client.close(timeout=2)


def _hush() -> None:
    """Keep Dask from telling of each connection that ends; what matters is told in one line."""
    import logging

    for name in ["distributed", "tornado", "tornado.application", *logging.root.manager.loggerDict]:
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def is_broken(error: BaseException) -> bool:
    """Whether an error means that a process died, not that work went wrong."""
    return isinstance(error, BrokenProcessPool) or type(error).__name__ == "KilledWorker"
