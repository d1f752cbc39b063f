"""Compare runs with the stylised facts: which are reproduced, and which are not."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analysis.compare import STORE
from sim.analysis.facts.declared import declared
from sim.analysis.facts.fact import Fact, Value, facts, forecasts, rows_of, rule, values
from sim.analysis.facts.history import QUARTERS_A_YEAR
from sim.analysis.facts.observation import Seen, everything, lens, observed
from sim.analysis.facts.runs import of_tables
from sim.analysis.facts.score import crps
from sim.analysis.paired import RETRY
from sim.scenario import Scenario, load
from sim.scenario.errors import Fault, ScenarioError, clean, shown
from sim.study.errors import all_or_nothing
from sim.study.store import Store
from sim.study.study_file import design
from sim.study.sweep import sweep
from sim.study.table import series
from sim.study.tally import Progress
from sim.world import Floats
from sim.world.names import bloc_names

SCENARIO = "race-2019"
BEGIN = 2019
"""First year of the comparison."""
END = QUARTERS_A_YEAR * 2026 + 2
"""First quarter after the comparison: the data end in June 2026."""
PERIOD = "2019 to June 2026"
REPLICATES = 100
FORECAST, HELD_OUT = "forecast", "held out"
"""Roles of facts that are forecast, and of those that are looked at once, after everything is fitted."""
SUFFICIENT = 0.5
"""Share of runs that have to define a figure, or it is missed."""


@dataclass(frozen=True)
class Reproduction:
    """Facts compared with runs.

    Attributes:
        scenario: name of what was run, with the values that were changed.
        facts: the facts compared.
        hidden: the held-out facts that were neither computed nor shown.
        table: one row per figure: number, fact, figure, role, data, data_low, data_high, model (median over runs),
            model_low, model_high, runs (in which it is defined), crps (see :func:`sim.analysis.facts.score.crps`),
            hit, first_hit (the same with the interval of the first edition, if it had one), persistence and trend (what
            they forecast), persistence_crps and trend_crps.
        observation: whether runs are seen through the selection of the data, or with all of their releases.
        seen: one per run: the releases that are compared.
        seeds: of the runs.
        failed: number of failed runs, which are left out.
        is_forecast: whether the facts are those that are forecast in the temporal hold-out.
        beside: another scenario compared with the same facts over the same seeds, if there is one.
    """

    scenario: str
    facts: tuple[Fact, ...]
    hidden: tuple[Fact, ...]
    table: pd.DataFrame
    observation: bool
    seen: tuple[Seen, ...]
    seeds: tuple[int, ...]
    failed: int
    is_forecast: bool = False
    beside: "Reproduction | None" = None

    @property
    def values(self) -> pd.DataFrame:
        """Each figure of each run: rows with seed, number, figure and value, NaN where undefined."""
        pairs = [(fact.number, figure) for fact in self.facts for figure in fact.figures]
        given = rows_of(figure for _, figure in pairs)
        rows = [
            (seed, number, figure.name, value)
            for seed, run in zip(self.seeds, self.seen, strict=True)
            for (number, figure), value in zip(pairs, values(given, *run), strict=True)
        ]
        return pd.DataFrame(rows, columns=["seed", "number", "figure", "value"])

    @property
    def hits(self) -> pd.Series:
        """Whether each fact is a hit, by its number: all its figures are hits."""
        return self.table.groupby("number")["hit"].all()

    @property
    def first_hits(self) -> pd.Series:
        """Whether each fact is a hit under the intervals of the first edition, by its number."""
        return self.table.groupby("number")["first_hit"].all()

    @property
    def beats(self) -> pd.Series:
        """Whether runs score better than persistence, by number of the fact: on all figures for which it has one."""
        comparable = self.table[self.table["persistence_crps"].notna()]
        better = (comparable["crps"] < comparable["persistence_crps"]).groupby(comparable["number"]).all()
        return better.reindex(self.hits.index, fill_value=False)

    def counted(self, other: "Reproduction") -> pd.Series:
        """Whether each fact is a hit with figures that all score better than another scenario's, by its number.

        And better than persistence, those that have it.
        """
        naive = self.table["persistence_crps"]
        scores = self.table["crps"]
        counts = self.table["hit"] & (scores < other.table["crps"]) & (naive.isna() | (scores < naive))
        return counts.groupby(self.table["number"]).all()

    @property
    def better(self) -> dict[str, tuple[int, int]]:
        """On how many figures runs score better than what, of how many that have both; held-out ones left out."""
        than = {"persistence": self.table["persistence_crps"]}
        if self.is_forecast:
            than["the trend"] = self.table["trend_crps"]
        if self.beside is not None:
            than[self.beside.scenario] = self.beside.table["crps"]
        counts = self.table["role"] != HELD_OUT
        return {
            name: (int((counts & (self.table["crps"] < other)).sum()), int((counts & other.notna()).sum()))
            for name, other in than.items()
        }

    def tally(self, verdicts: pd.Series) -> pd.DataFrame:
        """By role, the number of facts, and of those that have a verdict, such as :attr:`hits`."""
        roles = self.table.groupby("number")["role"].first()
        return verdicts.groupby(roles).agg(facts="size", hits="sum")


def reproduce(
    scenario: str | Path | Scenario = SCENARIO,
    replicates: int = REPLICATES,
    *,
    settings: Mapping[str, object] | None = None,
    is_forecast: bool = False,
    held_out: bool = False,
    observation: bool = True,
    seed: int = 0,
    store: str | Path = STORE,
    executor: Executor | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Reproduction:
    """Run a scenario from its start in 2019 to the middle of 2026 over many seeds, and compare it with the facts.

    Args:
        scenario: name, path or scenario; it begins in 2019 and has the blocs of the facts.
        replicates: runs.
        settings: values to change, by dotted path.
        is_forecast: compare the facts that are forecast in the temporal hold-out, not the others.
        held_out: compare the held-out facts too, the releases of 2026 among them. Looking at them uses them up: what is
            changed afterwards is changed by somebody who knows them. They are meant to be looked at once, after
            everything is fitted.
        observation: compare only those releases of a run that would have been recorded as the data were, see
            :mod:`sim.analysis.facts.observation`; otherwise all of them.
        seed: from which the seeds of the runs are derived.
        store: folder of finished runs.
        executor: executor to run in; by default, processes on this machine.
        workers: number of batches that run at once.
        retry_failed: repeat runs that failed.
        progress: called with a tally from time to time.

    Raises:
        ScenarioError: the scenario or a setting has an error, or the scenario cannot be compared with the facts; fewer
            than two replicates, or all failed.
        StoreError: the store cannot be used.
    """
    if replicates < 2:
        raise refused("replicates", "one run gives no interval", "at least 2, better 100")
    changed = settings or {}
    name, original, resolved = checked(scenario, changed)
    kept = {"series": "all", "releases": "all", "title": "facts"}
    study = design({name: original}, set=changed, quarters=quarters(resolved), replicates=replicates, seed=seed, **kept)
    with all_or_nothing():
        runs = sweep(study, store, executor, workers=workers, retry_failed=retry_failed, progress=progress)
    good = runs[runs["error"].isna()]
    if good.empty:
        raise refused("replicates", f"no run succeeded ({runs['error'].iloc[0]})", f"runs that succeed; {RETRY}")
    with all_or_nothing():
        seen = tuple(_seen(resolved, Store(store), good, observation))
    asked = all_of(is_forecast=is_forecast)
    wanted = tuple(fact for fact in asked if held_out or fact.role != HELD_OUT)
    hidden = tuple(fact for fact in asked if fact not in wanted)
    table = compared(wanted, seen)
    seeds, failed = tuple(map(int, good["seed"])), len(runs) - len(good)
    return Reproduction(
        _named(name, changed), wanted, hidden, table, observation, seen, seeds, failed, is_forecast=is_forecast
    )


def all_of(*, is_forecast: bool) -> tuple[Fact, ...]:
    """Return the facts that runs are compared with, or those that they forecast; both with the releases of 2026."""
    later = tuple(fact for fact in forecasts() if fact.role in ((FORECAST, HELD_OUT) if is_forecast else (HELD_OUT,)))
    return later if is_forecast else facts() + later


def quarters(scenario: Scenario) -> int:
    """Quarters from a scenario's start to the end of the comparison."""
    return END - QUARTERS_A_YEAR * scenario.start.year - (scenario.start.month - 1) // 3


def checked(scenario: str | Path | Scenario, changed: Mapping[str, object]) -> tuple[str, Scenario, Scenario]:
    """Return the name of a scenario, the scenario, and the same with what is changed, if facts can be compared with it.

    Raises:
        ScenarioError: it has an error, does not begin in 2019, or does not have the blocs.
    """
    ((name, original),) = design(scenario, set=changed).scenarios.items()
    resolved = load(original, changed)
    _check(name, resolved)
    return name, original, resolved


def _check(name: str, scenario: Scenario) -> None:
    if scenario.start.year != BEGIN:
        problem = f"{clean(name)} begins in {scenario.start.year}, the facts in {BEGIN}"
        raise refused("start", problem, f"a day of {BEGIN}, such as {BEGIN}-01-01; {SCENARIO} begins there")
    there = bloc_names(scenario)
    if missing := [bloc for bloc in declared().blocs if bloc not in there]:
        problem = f"{clean(name)} has no bloc {' and no bloc '.join(map(shown, missing))}"
        expected = f"the blocs {' and '.join(declared().blocs)}, as the facts compare them; {SCENARIO} has both"
        raise refused("blocs", problem, expected)


def refused(field: str, problem: str, expected: str) -> ScenarioError:
    """Return what says that something cannot be compared."""
    return ScenarioError([Fault("facts", field=field, problem=problem, expected=expected)])


def _named(name: str, settings: Mapping[str, object]) -> str:
    changes = ", ".join(f"{path}={shown(value)}" for path, value in settings.items())
    return f"{name} with {changes}" if changes else name


def _seen(scenario: Scenario, store: Store, runs: pd.DataFrame, observation: bool) -> Iterator[Seen]:
    keys, through = runs["key"].tolist(), lens(scenario)
    releases = series(store, "releases", keys)
    logs, courses = (dict(list(rows.groupby("key"))) for rows in (releases, series(store, "series", keys)))
    for key, seed in zip(keys, runs["seed"], strict=True):
        # A run without releases has no rows there.
        log = logs[key] if key in logs else releases.iloc[:0]
        history = of_tables(scenario, log.sort_values("release"), courses[key].sort_values("quarter"))
        yield observed(history, int(seed), through) if observation else everything(history)


def compared(wanted: Iterable[Fact], seen: tuple[Seen, ...]) -> pd.DataFrame:
    """The table of :class:`Reproduction`."""
    level = rule()[1]
    pairs = [(fact, figure) for fact in wanted for figure in fact.figures]
    given = rows_of(figure for _, figure in pairs)
    of_runs = np.array([values(given, *run) for run in seen]).reshape(len(seen), len(pairs))
    rows = []
    for (fact, figure), column in zip(pairs, of_runs.T, strict=True):
        model, runs = summary(column, level), int(np.isfinite(column).sum())
        defined = runs > SUFFICIENT * len(column)
        rows.append(
            {
                **{"number": fact.number, "fact": fact.name, "figure": figure.name, "role": fact.role},
                **{"data": figure.data.value, "data_low": figure.data.low, "data_high": figure.data.high},
                **{"model": model.value, "model_low": model.low, "model_high": model.high, "runs": runs},
                **{"crps": crps(column, figure.data.value), "hit": defined and is_hit(figure.data, model)},
                **{"first_hit": defined and is_hit(figure.first_edition or figure.data, model)},
                **{"persistence": figure.persistence, "trend": figure.trend},
                # A single forecast is an ensemble without scatter: its score is its distance from the data.
                **{"persistence_crps": abs(figure.persistence - figure.data.value)},
                **{"trend_crps": abs(figure.trend - figure.data.value)},
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
