"""The work of a worker: run a batch, write its part, return a receipt. Errors of a run never raise here."""

import os
import pickle
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sim.extension import Extension, Source, here, sources
from sim.study.design import ACTORS as KEEP_ACTORS
from sim.study.design import RELEASES as KEEP_RELEASES
from sim.study.design import SERIES as KEEP_SERIES
from sim.study.design import Point, Replicate
from sim.study.errors import StoreError, blamed
from sim.study.parts import ACTORS, COMPACTED, FACTS, OUTCOMES, RELEASES, SERIES, write_part
from sim.study.portable import trace_of, without_folders
from sim.study.provenance import machine, versions
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


@dataclass
class _Table:
    """Rows on their way into a part."""

    facts: list[dict[str, object]] = field(default_factory=list)
    outcomes: list[Mapping[str, float]] = field(default_factory=list)
    companions: dict[str, list[Any]] = field(default_factory=lambda: {SERIES: [], RELEASES: [], ACTORS: []})


def greeting() -> Batch:
    """A batch without runs, to test a worker."""
    return Batch(Path(), model_version(), ())


def warm(voice: Any = None) -> None:
    """Prepare a worker process: it leaves interruptions to its parent, and ends when the parent dies.

    Args:
        voice: its parent's standard error; until now its own went to a file.
    """
    import signal
    from multiprocessing import parent_process

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
    from sim.study.execute import run

    began = time.perf_counter()
    if not batch.jobs:
        return Receipt("", (), 0, 0.0)
    rows = _Table()
    for job in batch.jobs:
        for replicate, key in job.replicates:
            _do(run, job.point, replicate, key, rows)
    return _written(batch, rows, began)


def give_up(batch: Batch) -> Receipt:
    """Store failed rows for runs that crash every worker."""
    began = time.perf_counter()
    rows = _Table()
    for job in batch.jobs:
        for replicate, key in job.replicates:
            _add_failure(job.point, replicate, key, LOST, "", rows)
    return _written(batch, rows, began)


def _do(run: Callable[..., "Run"], point: Point, replicate: Replicate, key: str, rows: _Table) -> None:
    """Do one run; only errors of the run itself become its row.

    Raises:
        OSError, ImportError, MemoryError: the machine cannot do it.
    """
    if point.scenario is None:
        _add_failure(point, replicate, key, point.error, "", rows)
        return
    try:
        finished = run(point.scenario, replicate.seed, point.quarters)
        tables = _kept(finished, replicate.kept, key)
    except (OSError, ImportError, MemoryError):
        # A run reads and writes nothing: this is of the machine.
        raise
    except Exception as error:
        message = without_folders(f"{type(error).__name__}: {error}".splitlines()[0])
        _add_failure(point, replicate, key, message, trace_of(error), rows)
        return
    rows.facts.append(_facts(point, replicate, key, replicate.kept))
    rows.outcomes.append(finished.outcomes)
    for what, table in tables.items():
        rows.companions[what].append(table)


def _add_failure(point: Point, replicate: Replicate, key: str, error: str, trace: str, rows: _Table) -> None:
    rows.facts.append({**_facts(point, replicate, key, 0), "error": error, "traceback": trace or None})
    rows.outcomes.append({})


def _facts(point: Point, replicate: Replicate, key: str, kept: int) -> dict[str, object]:
    return {
        "key": key,
        "scenario": point.name,
        "point": point.number,
        "replicate": replicate.number,
        "overrides": point.overrides,
        "seed": replicate.seed,
        "quarters": point.quarters,
        "scenario_digest": point.origin,
        "digest": point.digest,
        "model_version": model_version(),
        "kept": kept,
        "error": None,
        "traceback": None,
        "machine": _machine(),
    }


@cache
def _machine() -> str:
    facts = machine()
    return "; ".join([facts["cpu"], facts["libc"], *(f"{name} {number}" for name, number in versions().items())])


def _kept(run: "Run", kept: int, key: str) -> dict[str, Any]:
    tables = {}
    if kept & KEEP_SERIES:
        columns = {name: pa.array(values, pa.float32()) for name, values in run.series.items() if name != "quarter"}
        quarters = pa.array(range(run.quarters), pa.int32())
        tables[SERIES] = pa.table({"key": pa.array([key] * run.quarters), "quarter": quarters, **columns})
    if kept & KEEP_RELEASES:
        tables[RELEASES] = _keyed(run.releases, key)
    if kept & KEEP_ACTORS:
        tables[ACTORS] = _keyed(run.actors, key)
    return tables


def _keyed(columns: Mapping[str, Any], key: str) -> Any:
    """A table with the run's key as its first column. Lists get the type text, which an empty list does not show."""
    arrays = {
        name: pa.array(values, pa.string() if isinstance(values, list) else None) for name, values in columns.items()
    }
    count = len(next(iter(arrays.values())))
    return pa.table({"key": pa.array([key] * count, pa.string()), **arrays})


def _written(batch: Batch, rows: _Table, began: float) -> Receipt:
    facts = pa.Table.from_pylist([{**row, "study": batch.study} for row in rows.facts], schema=FACTS)
    names = dict.fromkeys(name for row in rows.outcomes for name in row)
    columns = {name: pa.array([row.get(name) for row in rows.outcomes], pa.float64()) for name in names}
    outcomes = facts
    for name, column in columns.items():
        outcomes = outcomes.append_column(name, column)
    tables = {what: pa.concat_tables(pieces) for what, pieces in rows.companions.items() if pieces}
    try:
        part = write_part(batch.folder, {**tables, OUTCOMES: outcomes}, batch.keys)
    except OSError as error:
        raise blamed(f"{batch.store or batch.folder.parent}: cannot be written", error) from None
    errors = tuple(str(row["error"]) for row in rows.facts if row["error"] is not None)
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
