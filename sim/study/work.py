"""The work of a worker: run a batch, write its part, return a receipt. Errors of a run never raise here."""

import os
import pickle
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.extension import Extension, Source, here, sources
from sim.study.design import Point, Replicate
from sim.study.errors import StoreError, blamed
from sim.study.parts import COMPACTED, write_part
from sim.study.portable import trace_of, without_folders
from sim.study.rows import Rows
from sim.version import model_version

if TYPE_CHECKING:
    from sim.result import Run

LOST = "the process that ran it died each time: killed, out of memory, or crashed"
"""The error of a run that crashes its worker."""


class WrongVersion(Exception):
    """A worker has another model version than the sweep."""


@dataclass(frozen=True)
class Job:
    """Replicates of one point, with their keys."""

    point: Point
    replicates: tuple[tuple[Replicate, str], ...]

    def __len__(self) -> int:
        return len(self.replicates)


@dataclass(frozen=True)
class Batch:
    """Work for one task: its runs become one part.

    Attributes:
        folder: the store's folder of parts; an absolute path, because a worker can be elsewhere.
        version: the model version of the sweep.
        jobs: what to run.
        study: the study of the batch.
        store: name of the store in messages.
        extensions: the users' modules in use, as text: a worker does not need their files.
    """

    folder: Path
    version: str
    jobs: tuple[Job, ...]
    study: str = ""
    store: str = ""
    extensions: tuple[Source, ...] = field(default_factory=sources)

    def __len__(self) -> int:
        return sum(len(job) for job in self.jobs)

    @property
    def keys(self) -> list[str]:
        """Keys of its runs."""
        return [key for job in self.jobs for _, key in job.replicates]

    def halves(self) -> tuple["Batch", "Batch"]:
        """Split the batch in two, to find the run that breaks it."""
        singles = [replace(job, replicates=(one,)) for job in self.jobs for one in job.replicates]
        middle = len(singles) // 2
        return replace(self, jobs=tuple(singles[:middle])), replace(self, jobs=tuple(singles[middle:]))


@dataclass(frozen=True)
class Receipt:
    """A worker's result of a batch: the part written, its runs, failed runs, time, and errors."""

    part: str
    keys: tuple[str, ...]
    failed: int
    seconds: float
    errors: tuple[str, ...] = ()


def greeting() -> Batch:
    """A batch without runs, to test a worker."""
    return Batch(Path(), model_version(), ())


def warm(voice: Any = None) -> None:
    """Prepare a worker process: it leaves interruptions to its parent, and ends when the parent dies.

    Args:
        voice: its parent's standard error; until now its own went to a file.
    """
    import atexit
    import signal
    from multiprocessing import parent_process

    # It has nothing to put away, and to take compiled code apart takes as long as to load it.
    atexit.register(os._exit, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    if voice is not None:
        os.dup2(voice.number, 2)
        os.close(voice.number)


def unpack(function: Callable[..., Any], packed: bytes) -> Any:
    """Call a function with arguments that are unpickled here, so that a failure is an error, and the process lives."""
    return function(*pickle.loads(packed))


def prove() -> None:
    """Do a run that is known to work: if the process dies, no other run is the cause."""
    from sim.scenario import load
    from sim.study.execute import run

    run(load("base"), 0, 1)


def _follow(parent: Any) -> None:
    # A worker that waits for work does not notice that nobody is left to send any.
    parent.join()
    os._exit(1)


def work(batch: Batch) -> Receipt:
    """Run a batch and write its part.

    Raises:
        StoreError: the part cannot be written.
        OSError, ImportError, MemoryError: the machine cannot do a run.
        WrongVersion: this process has another model version than the sweep.
    """
    with here(_extensions(batch)):
        return _work(batch)


def _extensions(batch: Batch) -> tuple[Extension, ...]:
    if not batch.extensions:
        return ()
    from sim.own import loaded

    return tuple(loaded(source) for source in batch.extensions)


def _work(batch: Batch) -> Receipt:
    if batch.version != model_version():
        raise WrongVersion(
            f"a worker has model version {model_version()}, this sweep {batch.version}; install the same hoardshare"
        )
    # The compiler comes along with it; who reads a store does without.
    from sim.study.execute import runs

    began = time.perf_counter()
    if not batch.jobs:
        return Receipt("", (), 0, 0.0)
    rows = Rows()
    for job in batch.jobs:
        point = job.point
        if point.scenario is None:
            for replicate, key in job.replicates:
                rows.fail(point, replicate, key, point.error)
            continue
        seeds = [replicate.seed for replicate, _ in job.replicates]
        for (replicate, key), finish in zip(job.replicates, runs(point.scenario, seeds, point.quarters), strict=True):
            _do(finish, point, replicate, key, rows)
    return _written(batch, rows, began)


def give_up(batch: Batch) -> Receipt:
    """Store failed rows for runs that crash every worker."""
    began = time.perf_counter()
    rows = Rows()
    for job in batch.jobs:
        for replicate, key in job.replicates:
            rows.fail(job.point, replicate, key, LOST)
    return _written(batch, rows, began)


def _do(finish: Callable[[], "Run"], point: Point, replicate: Replicate, key: str, rows: Rows) -> None:
    """Do one run, or finish it; only errors of the run itself become its row.

    Raises:
        OSError, ImportError, MemoryError: the machine cannot do it.
    """
    try:
        rows.add(point, replicate, key, finish())
    except (OSError, ImportError, MemoryError):
        # A run reads and writes nothing: this is of the machine.
        raise
    except Exception as error:
        message = without_folders(f"{type(error).__name__}: {error}".splitlines()[0])
        rows.fail(point, replicate, key, message, trace_of(error))


def _written(batch: Batch, rows: Rows, began: float) -> Receipt:
    try:
        part = write_part(batch.folder, rows.tables(batch.study, batch.version), batch.keys)
    except OSError as error:
        raise blamed(f"{batch.store or batch.folder.parent}: cannot be written", error) from None
    errors = tuple(rows.errors)
    return Receipt(part.path.name, tuple(batch.keys), len(errors), time.perf_counter() - began, errors)


def await_part(folder: Path, receipt: Receipt, patience: float) -> None:
    """Check that this process can see a part that a worker has written.

    Raises:
        StoreError: it does not appear; the workers write to another disk.
    """
    until = time.monotonic() + patience
    while not (folder / receipt.part).exists() and time.monotonic() < until and patience:
        # A network disk may show a new file a little later. A compaction may have taken it up.
        if _was_compacted(folder):
            return
        time.sleep(0.2)
    if not (folder / receipt.part).exists() and not _was_compacted(folder):
        raise StoreError(
            f"{folder.parent}: what workers write does not appear here; the store must be on a disk that all "
            "machines share"
        )


def _was_compacted(folder: Path) -> bool:
    return (folder.parent / COMPACTED).exists()
