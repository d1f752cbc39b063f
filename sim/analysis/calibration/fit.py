"""Fit a scenario to a file of targets in one call, as ``hoardshare calibrate --targets`` does."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from pathlib import Path

from sim.analysis.calibration.calibrate import WAVES, Calibration
from sim.analysis.calibration.calibrate import calibrate as fit
from sim.analysis.calibration.space import space_of
from sim.analysis.calibration.target import read_targets
from sim.extras import require
from sim.scenario import Scenario, load
from sim.study.tally import Progress


def calibrate(
    scenario: str | Path | Scenario,
    targets: str | Path,
    *,
    settings: Mapping[str, object] | None = None,
    waves: int = WAVES,
    budget: int | None = None,
    seed: int = 0,
    store: str | Path = "results/calibration/store",
    executor: Executor | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    told: Callable[[str], None] | None = None,
) -> Calibration:
    """Ask what data say of the numbers of a scenario, and what they do not.

    Args:
        scenario: Name of a shipped scenario, path of a file, or a scenario.
        targets: File that says which figures runs are to show, and which numbers are free.
        settings: Values to change in the scenario, by dotted path.
        waves: Waves of history matching; the first is of the prior.
        budget: Runs in all; by the count of numbers by default.
        seed: Base of all seeds.
        store: Folder of finished runs; the same call goes on where it was stopped.
        executor: Executor to run in; by default, processes on this machine.
        workers: Number of batches that run at once.
        progress: Called with a :class:`sim.study.tally.Tally` from time to time.
        told: Called with a sentence at each step.

    Returns:
        The fit: `numbers` and `figures` are its tables, `fitted` the settings of its most likely draw.

    Raises:
        MissingExtra: scikit-learn is not installed.
        ScenarioError: the scenario or the file has an error, or the budget is too small.
        StoreError: the store cannot be used.
        Interrupted: by Ctrl-C; finished runs are kept.
    """
    require("sklearn", "calibration", "a calibration")
    world = load(scenario, {} if settings is None else settings)
    wanted, file = read_targets(targets)
    if any(target.fact for target in wanted):
        from sim.analysis.facts.reproduce import checked

        checked(world, {})
    quarters = world.quarters if file.quarters is None else file.quarters
    return fit(
        world, wanted, space_of(world, file.asked), quarters, waves=waves, budget=budget, seed=seed, store=store,
        executor=executor, workers=workers, progress=progress, told=told,
    )  # fmt: skip
