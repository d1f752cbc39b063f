"""Connect a scenario to other tools: a SALib problem, an ema_workbench model. Both are optional extras."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.extras import require
from sim.keys import derived_seed
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario, load
from sim.scenario.reading.assignments import parts
from sim.scenario.reading.overrides import override, path_today, place_of
from sim.scenario.reading.tree import Source, grow
from sim.scenario.schema.quantity import limits
from sim.scenario.schema.scenario import MECHANISMS
from sim.study.execute import run
from sim.study.outcome_names import known
from sim.study.study_file import design

Bounds = tuple[float, float]


def bounds(scenario: Scenario, paths: Sequence[str] | Mapping[str, Bounds] | None = None) -> dict[str, Bounds]:
    """Ranges of numbers, for a sensitivity analysis.

    Args:
        scenario: the scenario whose numbers they are.
        paths: dotted paths, with ranges or without; by default every number of the mechanisms that are on.

    Returns:
        For each path the given range; else the schema's, if it has two bounds and is narrow enough to be useful;
        else half to twice the scenario's own number.

    Raises:
        ScenarioError: the scenario has no such path, or rejects a bound of a range.
        ValueError: a path does not lead to a number.
    """
    paths = [paths] if isinstance(paths, str) else paths
    if paths is None:
        paths = [path for path in _numbers(scenario) if (own := _value(scenario, path)) and own > 0]
    wanted = paths if isinstance(paths, Mapping) else {path: _range(scenario, path) for path in paths}
    for path, (least, most) in wanted.items():
        for end in (least, most):
            load(scenario, {path: _typed(path, end)})
    return dict(wanted)


def salib_problem(
    source: str | Path | Scenario, paths: Sequence[str] | Mapping[str, Bounds] | None = None
) -> dict[str, Any]:
    """A problem for SALib: names, bounds and their number.

    Args:
        source: name, path or scenario.
        paths: see :func:`bounds`.
    """
    ranges = bounds(load(source), paths)
    return {"num_vars": len(ranges), "names": list(ranges), "bounds": [list(each) for each in ranges.values()]}


def salib_parameters(problem: Mapping[str, Any], sample: Any) -> dict[str, list[object]]:
    """A sample of SALib as the parameters of a study: ``sim.design(..., sampling="list", parameters=...)``."""
    columns = zip(*([float(value) for value in row] for row in sample), strict=True)
    return {
        path: [_typed(path, value) for value in column] for path, column in zip(problem["names"], columns, strict=True)
    }


def ema_model(
    source: str | Path | Scenario,
    paths: Sequence[str] | Mapping[str, Bounds] | None = None,
    outcomes: Sequence[str] | None = None,
    replicates: int = 1,
    seed: int = 0,
) -> Any:
    """Return a model for ema_workbench: uncertainties are numbers of the scenario, outcomes are means over runs.

    Args:
        source: name, path or scenario.
        paths: see :func:`bounds`.
        outcomes: names of outcomes; all by default.
        replicates: runs over which outcomes are averaged; the same seeds for every experiment.
        seed: from which their seeds are derived.

    Raises:
        MissingExtra: ema_workbench is not installed.
        ScenarioError: a scenario, path or outcome does not exist, or a range or a number is not allowed.
        ValueError: a path does not lead to a number.
    """
    require("ema_workbench", "sensitivity", "a model for ema_workbench")
    from ema_workbench import IntegerParameter, Model, RealParameter, ScalarOutcome

    # The same checks, and messages, as of a study of these replicates.
    study = design(source, replicates=replicates, seed=seed)
    scenario = next(iter(study.scenarios.values()))
    chosen = list(OUTCOMES) if outcomes is None else known([outcomes] if isinstance(outcomes, str) else outcomes)
    ranges = bounds(scenario, paths)
    names = {path.replace(".", "__"): path for path in ranges}
    model = Model("hoardshare", function=_Experiment(scenario, names, chosen, study.replicates, study.seed))
    model.uncertainties = [
        IntegerParameter(name, int(ranges[path][0]), int(ranges[path][1]))
        if place_of(path).type is int
        else RealParameter(name, *ranges[path])
        for name, path in names.items()
    ]
    model.outcomes = [ScalarOutcome(name) for name in chosen]
    return model


class _Experiment:
    """One experiment: settings in, mean outcomes out. A class, because it must be sent to other processes."""

    __name__ = "hoardshare"

    def __init__(
        self, scenario: Scenario, names: Mapping[str, str], outcomes: list[str], replicates: int, seed: int
    ) -> None:
        self._scenario = scenario
        self._names = names
        self._outcomes = outcomes
        self._seeds = [derived_seed(seed, number) for number in range(replicates)]

    def __call__(self, **settings: float) -> dict[str, float]:
        given = {self._names[name]: _typed(self._names[name], value) for name, value in settings.items()}
        scenario = load(self._scenario, given)
        outcomes = [run(scenario, seed).outcomes for seed in self._seeds]
        return {name: sum(each[name] for each in outcomes) / len(outcomes) for name in self._outcomes}


def _numbers(scenario: Scenario) -> list[str]:
    """Paths of the numbers of all mechanisms that are on."""
    on = [name for name in MECHANISMS if getattr(getattr(scenario, name), "on", True)]
    fields = [(name, field) for name in on for field in MECHANISMS[name].model_fields]
    return [f"{name}.{field}" for name, field in fields if place_of(f"{name}.{field}").type is float]


def _value(scenario: Scenario, path: str) -> float | None:
    value: Any = scenario
    for key in parts(path):
        value = value.get(key) if isinstance(value, dict) else getattr(value, key, None)
    return None if isinstance(value, bool) or not isinstance(value, int | float) else float(value)


def _range(scenario: Scenario, path: str) -> Bounds:
    own = _value(scenario, path_today(scenario, path))
    if own is None:
        # A path that leads nowhere is reported with the nearest that leads somewhere.
        override(grow(scenario.model_dump(), Source(scenario.title)), {path: 0.0})
        raise ValueError(f"{path}: does not lead to a number of the scenario")
    least, most, _ = limits(place_of(path).field)
    if least is not None and most is not None and most - least <= 1:
        return float(least), float(most)
    low, high = sorted((own / 2, own * 2)) if own else (0.0, 1.0)
    return low if least is None else max(low, float(least)), high if most is None else min(high, float(most))


def _typed(path: str, value: float) -> object:
    return round(value) if place_of(path).type is int else float(value)
