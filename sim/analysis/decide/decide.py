"""Study a choice: run its options in many worlds, the same for all, and find the robust one."""

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.decide.choice import Choice, choice_of
from sim.analysis.decide.findings import Decided, Measured, decided
from sim.analysis.decide.signposts import COLUMNS, table_of, watched
from sim.analysis.ensemble.draws import Ensemble, ensemble_of
from sim.analysis.window import first_change, measuring
from sim.scenario import Fault, ScenarioError
from sim.study.parts import SERIES
from sim.study.store import Store
from sim.study.table import series
from sim.study.tally import Progress

STORE = "results/store"


def decide(
    study: Any,
    draws: int | None = None,
    *,
    replicates: int | None = None,
    forms: bool | None = None,
    seed: int = 0,
    store: str | Path = STORE,
    executor: Executor | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Decided:
    """Compare options over worlds, and find the one that is good enough in most of them.

    A world is a draw of the numbers that nobody has chosen, in one of the forms that the model can take; each option
    runs in all of them, with the same random numbers. Outcomes are measured from the day on which options act.

    Args:
        study: Name of a shipped study, path of a TOML file, or a mapping with the keys of one.
        draws: Number of draws; that of the study by default.
        replicates: Runs of each option in each world, whose mean counts; as many as the study says by default.
        forms: Whether worlds differ in form as well; as the study says by default.
        seed: Base seed of draws and runs.
        store: Folder of finished runs.
        executor: Executor to run in; by default, processes on this machine.
        workers: Number of batches that run at once.
        retry_failed: Repeat runs that failed.
        progress: Called with a :class:`sim.study.tally.Tally` from time to time.

    Returns:
        The robust choice, how certain it is, and where it fails; outcomes and regrets are in the units of their
        outcomes, or in stakes where it says so.

    Raises:
        ScenarioError: the study has an error, or fewer than two draws ran in all options.
        StoreError: the store cannot be used.
        Interrupted: by Ctrl-C; finished runs are kept, and the same call continues.

    Warns:
        FailedRuns: some runs failed; the warning says how many, and the most common reasons.
    """
    choice = choice_of(study)
    count = choice.spec.draws if draws is None else draws
    if count < 2:
        raise ScenarioError([Fault("decide", field="draws", problem=f"{count} is too few", expected="at least 2")])
    worlds = ensemble_of(
        {option.name: option.scenario for option in choice.options},
        count,
        seed=seed,
        settings=choice.spec.set,
        written=choice.written,
        forms=choice.spec.forms if forms is None else forms,
    )
    runs = choice.spec.replicates if replicates is None else replicates
    if runs < 1:
        raise ScenarioError([Fault("decide", field="replicates", problem=f"{runs} is too few", expected="at least 1")])
    how: dict[str, Any] = {
        "replicates": runs, "executor": executor, "workers": workers, "retry_failed": retry_failed,
        "progress": progress,
    }  # fmt: skip
    with measuring(first_quarter(choice)):
        posts = _signposts(choice, worlds, Store(store), how)
        found = worlds.run(store, choice.outcomes, **how)
    levels = np.stack([found.levels[name].mean(axis=2) for name in choice.names])
    told = {path: worlds.told(path) for path in worlds.paths}
    measured = Measured(
        levels, worlds.values, [form.choices for form in worlds.forms], [form.name for form in worlds.forms], told, runs
    )
    return decided(choice, measured, posts)


def first_quarter(choice: Choice) -> int:
    """The quarter from which outcomes are measured: the first in which options can differ."""
    scenarios = [option.scenario for option in choice.options]
    return first_change(scenarios) if choice.spec.start is None else scenarios[0].quarter_of(choice.spec.start)


def _signposts(choice: Choice, worlds: Ensemble, store: Store, how: Mapping[str, Any]) -> pd.DataFrame:
    """When the conditions of options held; their runs come first, for these keep the series that tell."""
    waiting = [option for option in choice.options if option.signposts]
    rows = []
    if waiting:
        arms = {option.name: option.scenario for option in waiting}
        found = replace(worlds, arms=arms).run(store.folder, choice.outcomes, courses=True, **how)
        for option in waiting:
            keys = found.keys[option.name][np.isfinite(found.levels[option.name]).all(axis=-1)].tolist()
            courses = series(store, SERIES, keys, ["key", "quarter", *watched(option)])
            rows += table_of(option, courses, keys)
    return pd.DataFrame(rows, columns=list(COLUMNS))
