"""What a difference depends on, asked for by a page: conclusions from many draws, with progress, until stopped."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from threading import Event, Thread

from sim.analysis.compare import written_by
from sim.analysis.conclusions import Conclusions, conclude
from sim.analysis.sizes import ASKED
from sim.scenario import Scenario
from sim.study.tally import Tally

FIRST, SECOND = "first", "second"


class Stopped(Exception):
    """Nobody waits for the answer any more."""


def asked(
    one: Scenario,
    other: Scenario,
    outcomes: Sequence[str],
    *,
    settings: Mapping[str, object],
    files: Collection[str] = (),
    draws: int = ASKED,
    executor: Executor | None = None,
    workers: int | None = None,
) -> Iterator[Tally | Conclusions]:
    """Progress of the runs, from time to time, and at last the conclusions. Who asks no further stops the runs.

    Args:
        one: the scenario that is compared with.
        other: the other.
        outcomes: names of the outcomes.
        settings: what was set in both, which no draw sets.
        files: names or paths of the scenarios; what these set themselves is not drawn.
        draws: number of draws of each form.
        executor: executor to run in; by default, processes on this machine.
        workers: number of batches that run at once.

    Raises:
        ScenarioError: draws cannot be taken.
        PoolError: this machine cannot start processes.
    """
    told: Queue[Tally | Conclusions | BaseException] = Queue()
    stop = Event()

    def tell(tally: Tally) -> None:
        if stop.is_set():
            raise Stopped
        told.put(tally)

    def work() -> None:
        try:
            with TemporaryDirectory(prefix="hoardshare-") as folder:
                told.put(
                    conclude(
                        {FIRST: one, SECOND: other}, FIRST, draws, outcomes, Path(folder) / "store",
                        settings=settings, written=written_by(list(files)), executor=executor, workers=workers,
                        progress=tell,
                    )
                )  # fmt: skip
        except BaseException as error:
            told.put(error)

    worker = Thread(target=work, daemon=True)
    worker.start()
    try:
        while True:
            each = told.get()
            if isinstance(each, BaseException):
                raise each
            yield each
            if isinstance(each, Conclusions):
                return
    finally:
        stop.set()
        worker.join()
