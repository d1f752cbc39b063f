"""Run claims: all rounds are one sweep, with one progress bar, on the same processes."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.claims.claim import OF_ACTORS
from sim.analysis.claims.measure import Results, differences
from sim.analysis.claims.question import SIDES
from sim.analysis.claims.trial import Round, Sides, Trial
from sim.outcomes import OUTCOMES
from sim.study.errors import StoreError, all_or_nothing
from sim.study.parts import ACTORS
from sim.study.plan import Share
from sim.study.pool import Pool
from sim.study.processes import WarmProcesses
from sim.study.store import Store
from sim.study.sweep import Interrupted, complete
from sim.study.table import series
from sim.study.tally import Progress, Tally
from sim.world import Floats

MANY = 200
"""Number of files that a store may have when it is used again; more are merged first."""


@dataclass(frozen=True)
class Measured:
    """The results of a trial.

    Attributes:
        differences: one table per outcome, shape (points, replicates); NaN where a run failed.
        failed: runs that failed.
        error: the error of the first of them.
    """

    differences: list[Floats]
    failed: int
    error: str


class Bench:
    """A store and a pool of workers, for several rounds.

    Attributes:
        tally: the total of all rounds.
    """

    def __init__(self, store: Store, pool: Pool, seed: int, progress: Progress, share: Share) -> None:
        """Use a store and a pool; the seeds of all replicates derive from the seed."""
        self.tally = Tally(0, 0, 0, 0, 0.0, 0.0)
        self._share = share
        self._store = store
        self._pool = pool
        self._seed = seed
        self._progress = progress

    def run(self, rounds: Sequence[Round]) -> list[list[Measured]]:
        """Run the missing runs, and measure every trial of every round.

        Raises:
            Interrupted: by Ctrl-C; finished runs are kept.
            StoreError: the store cannot be used.
        """
        designs = [each.designs(self._seed) for each in rounds]
        every = [design for group in designs for design in group]
        for number in range(len(every)):
            self._complete(every, number)
        with all_or_nothing():
            results = _read(self._store, every, rounds)
        return [
            [_measured(trial, group, results) for trial in each.trials]
            for each, group in zip(rounds, designs, strict=True)
        ]

    def _complete(self, designs: Sequence[Sides], number: int) -> None:
        """Run one of the designs, and report the progress of all."""
        before, after = (sum(map(len, part)) for part in (designs[:number], designs[number + 1 :]))

        def overall(tally: Tally) -> Tally:
            return replace(tally, planned=before + tally.planned + after, found=before + tally.found)

        try:
            tally = complete(
                designs[number], self._store, lambda: self._pool, self._share,
                lambda tally: self._progress(overall(tally)),
            )  # fmt: skip
            self.tally += tally
        except Interrupted as stopped:
            raise Interrupted(overall(stopped.tally)) from None


def _read(store: Store, designs: Sequence[Sides], rounds: Sequence[Round]) -> Results:
    """Read what claims are decided by, of all runs of some designs; each part is read once."""
    expected = [outcome for each in rounds for trial in each.trials for outcome in trial.question.claim.outcomes]
    wanted = ["key", "error", *sorted({outcome.name for outcome in expected} & OUTCOMES.keys())]
    keys = _keys(designs)
    parts = store.look(
        lambda seen: [part.select(_known(part, wanted)).to_pandas() for part in store.rows(seen.only(keys), wanted)]
    )
    outcomes = pd.concat(parts).reindex(columns=wanted).set_index("key")
    acting = _keys([design for design in designs if design.actors])
    actors = series(store, ACTORS, acting, ["key", "actor", *OF_ACTORS]) if acting else pd.DataFrame()
    return Results(outcomes, actors)


def _keys(designs: Sequence[Sides]) -> list[str]:
    return [key for design in designs for name in design.tried for key in design.keys(name)]


def _known(part: Any, wanted: Sequence[str]) -> list[str]:
    # A part in which all runs failed has no outcomes.
    return [name for name in wanted if name in part.column_names]


def _measured(trial: Trial, designs: Sequence[Sides], results: Results) -> Measured:
    names = [trial.name(side) for side in SIDES]
    design = next(each for each in designs if names[0] in each.tried)
    control, treatment = (results.places(design.keys(name)) for name in names)
    errors = results.errors(np.concatenate([control, treatment]))
    by_outcome = [
        values.reshape(-1, design.replicates)
        for values in differences(trial.question.claim, results, control, treatment)
    ]
    return Measured(by_outcome, len(errors), errors[0] if errors else "")


@contextmanager
def bench(
    store: Store, seed: int, progress: Progress, workers: int | None, executor: Executor | None, share: Share
) -> Iterator[Bench]:
    """Open a bench on processes of this machine, or on an executor, which stays open."""
    _gather(store)
    if executor is not None:
        yield Bench(store, Pool(executor, workers), seed, progress, share)
        return
    pool = WarmProcesses(workers)
    try:
        yield Bench(store, pool, seed, progress, share)
    finally:
        pool.end()


def _gather(store: Store) -> None:
    # Somebody else may be at it.
    with suppress(StoreError):
        if len(store.scan().parts) > MANY:
            store.compact()
