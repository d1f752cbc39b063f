"""Compare runs of ``race-2019`` with the stylised facts: which are reproduced, and which are not."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analysis.compare import STORE
from sim.analysis.facts.fact import Fact, Value, facts, rule
from sim.analysis.facts.history import QUARTERS_A_YEAR, History, of_run
from sim.analysis.paired import RETRY
from sim.scenario import Scenario, load
from sim.scenario.errors import Fault, ScenarioError
from sim.study.errors import all_or_nothing
from sim.study.store import Store
from sim.study.study_file import design
from sim.study.sweep import sweep
from sim.study.table import series
from sim.study.tally import Progress
from sim.world import Floats

SCENARIO = "race-2019"
END = 2026
"""First year after the comparison."""
REPLICATES = 100
_SUFFICIENT = 0.5


@dataclass(frozen=True)
class Reproduction:
    """Facts compared with runs.

    Attributes:
        table: one row per figure: number, fact, figure, role, data, data_low, data_high, model (median over runs),
            model_low, model_high, runs (in which it is defined) and hit.
        histories: one per run.
        failed: number of failed runs, which are left out.
    """

    table: pd.DataFrame
    histories: tuple[History, ...]
    failed: int

    @property
    def hits(self) -> pd.Series:
        """Whether each fact is a hit, by its number: all its figures are hits."""
        return self.table.groupby("number")["hit"].all()

    @property
    def tally(self) -> pd.DataFrame:
        """By role, the number of facts and the number of hits."""
        roles = self.table.groupby("number")["role"].first()
        return self.hits.groupby(roles).agg(facts="size", hits="sum")


def reproduce(
    replicates: int = REPLICATES,
    *,
    seed: int = 0,
    store: str | Path = STORE,
    executor: Executor | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Reproduction:
    """Run ``race-2019`` to the end of 2025 over many seeds, and compare it with the facts.

    Args:
        replicates: runs.
        seed: from which their seeds are derived.
        store: folder of finished runs.
        executor: executor to run in; by default, processes on this machine.
        workers: number of batches that run at once.
        retry_failed: repeat runs that failed.
        progress: called with a tally from time to time.

    Raises:
        ScenarioError: fewer than two replicates, or all failed.
        StoreError: the store cannot be used.
    """
    if replicates < 2:
        raise _refused("one run gives no interval", "at least 2, better 100")
    scenario = load(SCENARIO)
    kept = {"series": "all", "releases": "all"}
    study = design(SCENARIO, quarters=quarters(scenario), replicates=replicates, seed=seed, title="facts", **kept)
    with all_or_nothing():
        runs = sweep(study, store, executor, workers=workers, retry_failed=retry_failed, progress=progress)
    good = runs[runs["error"].isna()]
    if good.empty:
        raise _refused(f"no run succeeded ({runs['error'].iloc[0]})", f"runs that succeed; {RETRY}")
    with all_or_nothing():
        histories = tuple(_histories(scenario, Store(store), good["key"].tolist()))
    return Reproduction(compared(facts(), histories), histories, len(runs) - len(good))


def quarters(scenario: Scenario) -> int:
    """Quarters from a scenario's start to the end of the comparison."""
    return (END - scenario.start.year) * QUARTERS_A_YEAR - (scenario.start.month - 1) // 3


def _refused(problem: str, expected: str) -> ScenarioError:
    return ScenarioError([Fault("facts", field="replicates", problem=problem, expected=expected)])


def _histories(scenario: Scenario, store: Store, keys: list[str]) -> Iterator[History]:
    releases, observed = (dict(list(series(store, what, keys).groupby("key"))) for what in ("releases", "series"))
    for key in keys:
        # A run without releases has no rows there.
        log = releases[key] if key in releases else next(iter(releases.values())).iloc[:0]
        yield of_run(scenario, log.sort_values("release"), observed[key].sort_values("quarter"))


def compared(wanted: Iterable[Fact], histories: tuple[History, ...]) -> pd.DataFrame:
    """The table of :class:`Reproduction`."""
    level = rule()[1]
    rows = []
    for fact in wanted:
        for figure in fact.figures:
            values = np.array([figure.of(history) for history in histories])
            model, runs = summary(values, level), int(np.isfinite(values).sum())
            rows.append(
                {
                    **{"number": fact.number, "fact": fact.name, "figure": figure.name, "role": fact.role},
                    **{"data": figure.data.value, "data_low": figure.data.low, "data_high": figure.data.high},
                    **{"model": model.value, "model_low": model.low, "model_high": model.high, "runs": runs},
                    "hit": runs > _SUFFICIENT * len(values) and is_hit(figure.data, model),
                }
            )
    return pd.DataFrame(rows)


def summary(values: Floats, level: float) -> Value:
    """Median and central interval of the defined values; NaN if there are none."""
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return Value(*[float("nan")] * 3)
    return Value(*(float(each) for each in np.quantile(known, [0.5, (1 - level) / 2, (1 + level) / 2])))


def is_hit(data: Value, model: Value) -> bool:
    """Whether the value of one side is within the interval of the other."""
    return model.low <= data.value <= model.high or data.low <= model.value <= data.high
