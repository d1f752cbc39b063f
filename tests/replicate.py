"""A few runs in a row, in this process: one table of outcomes, and one of series."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from sim.scenario import Scenario, load
from sim.study.execute import run


def replicate(
    source: str | Path | Scenario,
    seeds: Iterable[int],
    quarters: int | None = None,
    overrides: dict[str, object] | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run a scenario once a seed.

    Args:
        source: name, path or scenario.
        seeds: seeds; the same seeds in another scenario make paired runs with common random numbers.
        quarters: length; the scenario's own when None.
        overrides: numbers to change, by dotted path.
        progress: called with the number of runs done.

    Returns:
        Outcomes (index seed, one column an outcome) and series (columns seed, quarter, one a series).

    Raises:
        ValueError: without seeds, or with one twice.
    """
    scenario, seeds = load(source, overrides or {}), list(seeds)
    if not seeds or len(set(seeds)) < len(seeds):
        raise ValueError("replicates need at least one seed, and each seed once")
    outcomes, series = {}, []
    for done, seed in enumerate(seeds, start=1):
        result = run(scenario, seed, quarters)
        outcomes[seed] = result.outcomes
        series.append(pd.DataFrame({"seed": seed, **result.series}))
        if progress:
            progress(done)
    table = pd.DataFrame.from_dict(outcomes, orient="index")
    table.index.name = "seed"
    return table, pd.concat(series, ignore_index=True)
