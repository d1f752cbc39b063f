"""Test claims: which runs are done, and in which order."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.analysis.claims.case import Case
from sim.analysis.claims.depends import Dependence, ablation, dependence, extremes
from sim.analysis.claims.findings import Findings, findings
from sim.analysis.claims.question import Question
from sim.analysis.claims.run import Bench, bench
from sim.analysis.claims.trial import Round, Trial
from sim.study.failures import warn_of
from sim.study.plan import Share
from sim.study.sampling import points
from sim.study.store import Store
from sim.study.tally import Progress


@dataclass(frozen=True)
class Effort:
    """Size of the test.

    Attributes:
        points: Sobol' points of each claim's parameters.
        replicates: paired runs of each point, at least 2.
        central: paired runs of the central point, and of each change of it, at least 2.
        seed: base seed of the points and of the runs.
    """

    points: int = 128
    replicates: int = 12
    central: int = 20
    seed: int = 0

    def __post_init__(self) -> None:
        """Reject sizes that give no interval."""
        if min(self.replicates, self.central) < 2:
            raise ValueError("replicates must be at least 2: one run has no variance and gives no interval")
        if self.points < 1:
            raise ValueError(f"points must be at least 1, got {self.points}")


def put_to_test(
    questions: Sequence[Question],
    store: str | Path,
    effort: Effort | None = None,
    *,
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
    share = Share(retry_failed=retry_failed)
    with bench(Store(store), amount.seed, progress or (lambda _: None), workers, executor, share) as runs:
        cases = _cases(questions, amount, runs)
        beyond = _beyond([case.question for case in cases if case.is_wired], amount, runs)
    warn_of(runs.tally)
    return findings(cases, beyond)


def _cases(questions: Sequence[Question], effort: Effort, runs: Bench) -> list[Case]:
    designs = [list(points(question.axes, "sobol", effort.points, effort.seed)) for question in questions]
    trials = [Trial.at(question, tried) for question, tried in zip(questions, designs, strict=True)]
    changes = [ablation(question) for question in questions]
    over, around = runs.run([Round(trials, effort.replicates), Round([each.trial for each in changes], effort.central)])
    central = map(dependence, changes, around)
    return [Case(*parts) for parts in zip(questions, map(pd.DataFrame, designs), over, central, strict=True)]


def _beyond(wired: Sequence[Question], effort: Effort, runs: Bench) -> dict[str, Dependence]:
    """For claims that never turn within their ranges, try the bounds of the schema's ranges."""
    if not wired:
        return {}
    changes = [extremes(question) for question in wired]
    (around,) = runs.run([Round([each.trial for each in changes], effort.central)])
    return {question.id: each for question, each in zip(wired, map(dependence, changes, around), strict=True)}
