"""How open worlds end: the share of actors that choose licensed or open, over the last two years of each run."""

from collections.abc import Hashable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sim.analysis.window import measuring
from sim.scenario import Scenario
from sim.scenario.errors import Fault, ScenarioError
from sim.study.errors import all_or_nothing
from sim.study.failures import warn_of
from sim.study.plan import Share
from sim.study.pool import Pool
from sim.study.processes import WarmProcesses
from sim.study.store import Store
from sim.study.study_file import design
from sim.study.sweep import complete
from sim.study.table import table
from sim.study.tally import Progress, Tally
from sim.world import Floats

LAST = 8
"""Quarters at the end of a run over which openness is measured."""
OUTCOME = "open_actors"
K = TypeVar("K", bound=Hashable)


@dataclass(eq=False)
class Runs:
    """Runs scenarios with the same random numbers, as many as are missing in a store.

    Attributes:
        replicates: runs of each scenario.
        seed: base seed of the replicates.
        quarters: length of runs.
        store: where runs are kept.
        pool: where they are done.
        share: whether failed runs are repeated.
        progress: told of all runs so far.
        tally: all runs so far; None before the first.
    """

    replicates: int
    seed: int
    quarters: int
    store: Store
    pool: Pool
    share: Share
    progress: Progress | None = None
    tally: Tally | None = None

    def ends(self, variants: Mapping[K, Scenario], times: int = 1) -> dict[K, Floats]:
        """Share of actors that are open at the end, by variant, shape (replicates,); NaN where a run failed.

        Args:
            variants: scenarios by any names.
            times: by how much longer they run than others.

        Raises:
            ScenarioError: all runs failed.
            StoreError: the store cannot be used.
        """
        names = {str(number): key for number, key in enumerate(variants)}
        study = design(
            {name: variants[key] for name, key in names.items()},
            replicates=self.replicates, seed=self.seed, quarters=times * self.quarters, title="tipping",
        )  # fmt: skip
        before = self.tally
        with measuring(times * self.quarters - LAST):
            tally = complete(study, self.store, lambda: self.pool, self.share, lambda tally: self.tell(before, tally))
            with all_or_nothing():
                found = table(study, self.store)
        warn_of(tally)
        if found[OUTCOME].isna().all():
            why = found["error"].dropna().iloc[0]
            raise ScenarioError([Fault("tipping", problem=f"all runs failed ({why})", expected="some that succeed")])
        return {names[str(name)]: rows[OUTCOME].to_numpy(float) for name, rows in found.groupby("scenario", sort=False)}

    def tell(self, before: Tally | None, tally: Tally) -> None:
        """Tell the progress of all sweeps so far, as if they were one."""
        self.tally = before + tally if before else tally
        if self.progress:
            self.progress(self.tally)

    @property
    def failed(self) -> int:
        """Number of runs that failed, now or before."""
        return self.tally.all_failed if self.tally else 0


@contextmanager
def open_runs(
    replicates: int,
    seed: int,
    quarters: int,
    store: str | Path,
    executor: Executor | None,
    workers: int | None,
    retry_failed: bool,
    progress: Progress | None,
) -> Iterator[Runs]:
    """Runs in an executor, or in processes of our own that stay open from one sweep to the next."""
    pool = Pool(executor, workers) if executor is not None else WarmProcesses(workers)
    try:
        yield Runs(replicates, seed, quarters, Store(store), pool, Share(retry_failed=retry_failed), progress)
    finally:
        if isinstance(pool, WarmProcesses):
            pool.end()
