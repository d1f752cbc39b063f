"""Test claims: channels first, then every claim over all its draws and forms, on the same processes."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from sim.analysis.claims.case import Case, case_of
from sim.analysis.claims.channels import Channel, channels
from sim.analysis.claims.findings import Findings, findings
from sim.analysis.claims.question import SIDES, Question, fitting
from sim.analysis.ensemble import Ensemble, Form, Sampled, ensemble_of
from sim.analysis.ensemble.draws import ROOTS
from sim.analysis.ensemble.forms import KNOWLEDGE
from sim.analysis.robust import ENOUGH
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.scenario.load import written
from sim.scenario.schema.quantity import Prior
from sim.study.errors import StoreError
from sim.study.pool import Pool
from sim.study.processes import WarmProcesses
from sim.study.store import Store
from sim.study.sweep import Interrupted
from sim.study.tally import Progress, Tally

MANY = 200
"""Number of files that a store may have when it is used again; more are merged first."""

ENDS = {KNOWLEDGE: ("ladder", "bricks")}
"""Claims are tried at both ends of what knowledge is; what is between them shows less."""


@dataclass(frozen=True)
class Effort:
    """Size of the test.

    Attributes:
        draws: draws of what nobody knows, in each form of each claim.
        replicates: paired runs at each draw in each form.
        pairs: paired runs of the channel test, at least 2.
        seed: base seed of draws and runs.
    """

    draws: int = ENOUGH
    replicates: int = 2
    pairs: int = 20
    seed: int = 0

    def __post_init__(self) -> None:
        """Reject sizes that tell nothing."""
        for name, least in (("draws", 1), ("replicates", 1), ("pairs", 2)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}, got {getattr(self, name)}")


class Bench:
    """A store and a pool for the runs of several claims, with one tally."""

    def __init__(self, store: Store, pool: Pool, effort: Effort, progress: Progress, retry_failed: bool) -> None:
        """Use a store and a pool."""
        self._store, self._pool, self._effort = store, pool, effort
        self._progress, self._retry_failed = progress, retry_failed
        self._before, self._done, self._left = 0, 0, 0

    def expect(self, runs: int) -> None:
        """Announce runs, so that progress is told over all of them."""
        self._left += runs

    def pairs(self, question: Question, arms: Mapping[str, Scenario], forms: Sequence[Form], pairs: int) -> Sampled:
        """Run arms of a claim at their own numbers in some forms, so many pairs each."""
        alone = Ensemble(arms, tuple(forms), pd.DataFrame(index=range(1)), {}, self._effort.seed, frozenset())
        return self._run(alone, question, pairs)

    def draws(self, question: Question, ensemble: Ensemble) -> Sampled:
        """Run both sides of a claim in every form at every draw."""
        return self._run(ensemble, question, self._effort.replicates)

    def _run(self, ensemble: Ensemble, question: Question, replicates: int) -> Sampled:
        names = [each.name for each in question.claim.outcomes if not each.actors and each.name in OUTCOMES]
        runs = len(ensemble.forms) * len(ensemble.arms) * len(ensemble) * replicates
        self._left = max(0, self._left - runs)
        try:
            return ensemble.run(
                self._store, names, replicates=replicates, actors=question.needs_actors,
                pool=lambda: self._pool, retry_failed=self._retry_failed, progress=self._tell,
            )  # fmt: skip
        except Interrupted as stopped:
            raise Interrupted(self._overall(stopped.tally)) from None
        finally:
            self._before += runs

    def _tell(self, tally: Tally) -> None:
        self._progress(self._overall(tally))

    def _overall(self, tally: Tally) -> Tally:
        """A tally of one claim as one of all; what was done before counts as found."""
        planned = self._before + tally.planned + self._left
        return replace(tally, planned=planned, found=self._before + tally.found)


@contextmanager
def bench(
    store: str | Path,
    effort: Effort,
    progress: Progress | None,
    workers: int | None,
    executor: Executor | None,
    retry_failed: bool,
) -> Iterator[Bench]:
    """Open a bench on processes of this machine, or on an executor, which stays open."""
    place, tell = Store(store), progress or (lambda _: None)
    _gather(place)
    if executor is not None:
        yield Bench(place, Pool(executor, workers), effort, tell, retry_failed)
        return
    pool = WarmProcesses(workers)
    try:
        yield Bench(place, pool, effort, tell, retry_failed)
    finally:
        pool.end()


def _gather(store: Store) -> None:
    # Somebody else may be at it.
    with suppress(StoreError):
        if len(store.scan().parts) > MANY:
            store.compact()


def put_to_test(
    questions: Sequence[Question],
    store: str | Path,
    effort: Effort | None = None,
    *,
    prior: Mapping[str, Prior] | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    retry_failed: bool = False,
) -> Findings:
    """Test claims; runs in the store are not repeated.

    Args:
        questions: claims, see :func:`sim.analysis.claims.register.load_register`.
        store: folder of finished runs.
        effort: size of the test.
        prior: ranges of somebody's own, by path, that go before the posterior and the schema; claims are then tested
            with them and without.
        progress: called from time to time with a tally of all claims.
        workers: number of processes; one per core by default.
        executor: executor to run in, instead of processes on this machine; it stays open.
        retry_failed: repeat runs that failed.

    Raises:
        Interrupted: by Ctrl-C; finished runs are kept, and the same call continues.
        StoreError: the store cannot be used.

    Warns:
        FailedRuns: some runs failed; the warning says how many, and the most common reasons.
    """
    amount = effort or Effort()
    with bench(store, amount, progress, workers, executor, retry_failed) as runs:
        found = {question.id: ensemble(question, amount) for question in questions}
        own = {question.id: ensemble(question, amount, prior) for question in questions} if prior else {}
        for each in (*found.values(), *own.values()):
            runs.expect(len(each.forms) * len(SIDES) * amount.draws * amount.replicates)
        moved = _channels(questions, amount, runs, found)
        before = {each.id: _case(each, found[each.id], moved, runs) for each in questions}
        after = {each.id: _case(each, own[each.id], moved, runs) for each in questions} if own else before
    return findings([after[question.id] for question in questions], before if own else None, tuple(prior or ()))


def try_channels(
    questions: Sequence[Question],
    store: str | Path,
    effort: Effort | None = None,
    *,
    progress: Progress | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    retry_failed: bool = False,
) -> dict[str, tuple[Channel, ...]]:
    """Only test whether the dose of each claim moves its outcomes; arguments and errors as of :func:`put_to_test`."""
    amount = effort or Effort()
    with bench(store, amount, progress, workers, executor, retry_failed) as runs:
        return _channels(
            questions, amount, runs, {each.id: ensemble(each, replace(amount, draws=1)) for each in questions}
        )


def _channels(
    questions: Sequence[Question], effort: Effort, runs: Bench, draws: Mapping[str, Ensemble]
) -> dict[str, tuple[Channel, ...]]:
    for question in questions:
        runs.expect(0 if question.dose is None else len(SIDES) * effort.pairs)
    return {each.id: channels(each, effort.pairs, runs.pairs, draws[each.id].forms) for each in questions}


def _case(question: Question, draws: Ensemble, moved: Mapping[str, Sequence[Channel]], runs: Bench) -> Case:
    return case_of(question, draws, runs.draws(question, draws), moved[question.id])


def ensemble(question: Question, effort: Effort, prior: Mapping[str, Prior] | None = None) -> Ensemble:
    """The draws and forms in which a claim is tried.

    Args:
        question: the claim.
        effort: size of the test.
        prior: ranges of somebody's own; those of numbers that a side sets, or in which they differ, are left out.
    """
    claim, sides = question.claim, question.sides
    fixed = {*question.set_paths, *(path for side in SIDES for path in written(getattr(claim, side).scenario, ROOTS))}
    ranges = {**question.ranges, **fitting(prior or {}, tuple(sides.values()))}
    if set(ranges) - set(claim.parameters):
        left = ensemble_of(sides, 1, written=fixed).left_alone - set(claim.parameters)
        ranges = {path: each for path, each in ranges.items() if path not in left}
    full = ensemble_of(sides, effort.draws, seed=effort.seed, written=fixed, ranges=ranges)
    return replace(full, forms=tuple(form for form in full.forms if _is_asked(form, {**ENDS, **claim.forms})))


def _is_asked(form: Form, limits: Mapping[str, Sequence[str]]) -> bool:
    return all(form.choices.get(axis, options[0]) in options for axis, options in limits.items())
