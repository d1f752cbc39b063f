"""Make a design from a study file or a call; every error names its line and what was expected."""

import os
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sim.scenario import Fault, Scenario, ScenarioError, load
from sim.scenario.errors import Finding, Wrong, did_you_mean, one_of, printable, shown
from sim.scenario.reading import catalogue
from sim.scenario.reading.explain import raise_if_any
from sim.scenario.reading.locate import KeyPath
from sim.scenario.reading.names import of_today, tell_of
from sim.scenario.reading.outline import Spot
from sim.scenario.reading.overrides import path_today, place_of
from sim.scenario.reading.read import as_on_disk, read
from sim.scenario.reading.tree import Node, Source, grow, plain
from sim.scenario.reading.values import fitted, is_frame, simple, table_of
from sim.scenario.schema.quantity import composed
from sim.study.axes import axis_of, fitted_table, is_axis, is_setting, leaves, tried, wrong_type
from sim.study.design import Design
from sim.study.sampling import SAMPLED, Axis
from sim.study.study_schema import Study

_MOST_TRIED = 100
"""Values that are tried ahead, of all parameters together; what is wrong with others shows in their runs."""
_MOST_POINTS = 10**7
"""Maximum number of points of a study: the sweep stores a digest of each."""
_MOST_RUNS = 10**9


def read_design(path: str | Path) -> Design:
    """Read a study from a TOML file.

    Args:
        path: The file; paths of scenarios in it are relative to the file.

    Raises:
        ScenarioError: the file cannot be read, or it or a scenario that it names has an error.
    """
    file = Path(path)
    if not file.exists():
        fault = Fault(printable(str(path)), problem="no such study", expected="a .toml file that lists scenarios")
        raise ScenarioError([fault])
    return _design(read(file, printable(str(path))), file.parent, file.stem)


def design(scenarios: Any, **fields: Any) -> Design:
    """Define a study in Python, with the keys of a study file as arguments.

    Args:
        scenarios: Names, paths or scenarios; or a mapping from your own names to these.
        fields: Any of `title`, `replicates`, `seed`, `quarters`, `set`, `parameters`, `sampling`, `samples`, `series`,
            `releases` and `actors`. `parameters` can be a pandas table with paths as columns and points as rows
            (sampling "list"). Values can be NumPy and pandas types.

    Returns:
        The study, for :func:`sim.sweep`; its length is its number of runs.

    Raises:
        ScenarioError: the study has an error.
    """
    given = {"scenarios": [scenarios] if isinstance(scenarios, str | Path | Scenario) else scenarios, **fields}
    for key in ("set", "parameters"):
        if key in given:
            given[key] = table_of(given[key])
    if is_frame(given.get("parameters")):
        given.setdefault("sampling", "list")
    plainly = {key: simple(value) for key, value in given.items()}
    return _design(grow(plainly, Source("design")), Path(), "design")


def _design(tree: Node, folder: Path, title: str) -> Design:
    tree = of_today(Spot((), Study, None), None, tree)
    study = fitted_table(Study, tree)
    try:
        return _Reader(tree, folder, study).design(title)
    except Wrong as wrong:
        raise_if_any([wrong.finding], tree)
        raise


class _Reader:
    """Looks up and checks what a study's tree names, key by key."""

    def __init__(self, tree: Node, folder: Path, study: Study) -> None:
        self._tree = tree
        self._folder = folder
        self._study = study

    def design(self, title: str) -> Design:
        study = self._study
        scenarios = self._scenarios()
        settings = self._settings(scenarios)
        axes = tuple(self._axes(scenarios))
        self._check_lengths(axes)
        self._check_quarters(settings, axes)
        made = Design(
            scenarios=scenarios,
            replicates=study.replicates,
            seed=study.seed,
            quarters=study.quarters,
            settings=settings,
            axes=axes,
            method=study.sampling,
            samples=study.samples or 0,
            series=study.series,
            releases=study.releases,
            actors=study.actors,
            title=study.title or title,
        )
        _check_size(made)
        return made

    def _scenarios(self) -> dict[str, Scenario]:
        node = self._tree.table["scenarios"]
        entries = node.table.items() if isinstance(node.content, dict) else enumerate(node.rows)
        scenarios: dict[str, Scenario] = {}
        for key, child in entries:
            path = ("scenarios", key)
            name, scenario = named_scenario(self._folder, path, plain(child))
            name = key if isinstance(key, str) else name
            if name in scenarios:
                raise Wrong(Finding(path, f"{shown(name)} is named twice", "each scenario once"))
            scenarios[name] = scenario
        return scenarios

    def _settings(self, scenarios: Mapping[str, Scenario]) -> dict[str, object]:
        settings = {}
        is_leaf = partial(is_setting, list(scenarios.values()))
        for path, name, child in self._entries("set", scenarios, is_leaf):
            settings[name] = fitted(place_of(name), plain(child))
            _try(scenarios, path, {name: settings[name]})
        return settings

    def _axes(self, scenarios: Mapping[str, Scenario]) -> Iterator[Axis]:
        entries = list(self._entries("parameters", scenarios, lambda _, each: is_axis(each)))
        for path, name, child in entries:
            axis = axis_of(self._tree, path, name, child, self._study.sampling)
            for value in tried(axis, _MOST_TRIED // len(entries)):
                _try(scenarios, path, {name: value})
            yield axis

    def _entries(
        self, table: str, scenarios: Mapping[str, Scenario], is_leaf: Any
    ) -> Iterator[tuple[KeyPath, str, Node]]:
        """Entries by their names of today; one that was there before, however it was written, is refused."""
        seen = set()
        for path, written, child in leaves(self._tree.child(table), (table,), is_leaf):
            name = _today(scenarios, written, child)
            if name in seen:
                raise Wrong(Finding(path, f"{name} is named twice", "each path once"))
            seen.add(name)
            yield path, name, child

    def _check_lengths(self, axes: tuple[Axis, ...]) -> None:
        method, samples = self._study.sampling, self._study.samples
        if method not in SAMPLED and samples is not None:
            raise Wrong(Finding(("samples",), f"has no meaning with sampling {method}", "no such key"))
        if method in SAMPLED and samples is None:
            raise Wrong(Finding(("samples",), "is missing", f"the number of points of sampling {method}"))
        if method in SAMPLED and not axes:
            raise Wrong(Finding(("parameters",), "is missing", f"the parameters of sampling {method}"))
        if method == "list" and len({axis.size for axis in axes}) > 1:
            lengths = ", ".join(f"{axis.path} has {axis.size}" for axis in axes)
            expected = "the same number of values for each parameter, for sampling list"
            raise Wrong(Finding(("parameters",), f"lists differ in length ({lengths})", expected))

    def _check_quarters(self, settings: Mapping[str, object], axes: tuple[Axis, ...]) -> None:
        """Reject `quarters` as a setting or parameter if the study has `quarters`, which would override it."""
        for table, names in {"set": list(settings), "parameters": [axis.path for axis in axes]}.items():
            if self._study.quarters is not None and "quarters" in names:
                raise Wrong(Finding((table, "quarters"), "is set as well as the key `quarters`", "one of the two"))


def named_scenario(folder: Path, path: KeyPath, value: object) -> tuple[str, Scenario]:
    """Load the scenario that a file names, or that a call gives, and return it with its name.

    Args:
        folder: that of the file.
        path: where in the file it stands.
        value: name of a shipped scenario, path of a file, or a scenario.

    Raises:
        Wrong: there is no such scenario.
        ScenarioError: the scenario has an error.
    """
    if isinstance(value, Scenario):
        return value.title, load(value)
    if not isinstance(value, str | Path) or not str(value):
        raise wrong_type(path, value, "the name or path of a scenario, in quotes")
    name = str(value)
    if name in catalogue.names():
        return name, load(name)
    file = as_on_disk(folder / name)
    if not os.path.exists(file):
        known = catalogue.names()
        hint = did_you_mean(Path(name).name.removesuffix(".toml"), known)
        expected = f"the path of a .toml file or {one_of(known)}"
        raise Wrong(Finding(path, f"no scenario {shown(name)}", expected, hint=hint))
    return composed(file.stem), load(file)


def _check_size(made: Design) -> None:
    points = len(made.scenarios) * made.points_each
    fewer = "fewer steps or values, or a sampling that draws `samples` points"
    if points > _MOST_POINTS:
        problem = f"{shown(points)} points are too many"
        raise Wrong(Finding(("parameters",), problem, f"at most {_MOST_POINTS}", hint=fewer))
    if points * made.replicates > _MOST_RUNS:
        problem = f"{points} points of {made.replicates} runs each are too many"
        raise Wrong(Finding(("replicates",), problem, f"at most {_MOST_RUNS} runs in all"))


def _today(scenarios: Mapping[str, Scenario], written: str, node: Node) -> str:
    """The name of today of a path, in the first scenario in which it has another."""
    names = (path_today(scenario, written) for scenario in scenarios.values())
    name = next((name for name in names if name != written), written)
    if name != written:
        tell_of(node, written, name)
    return name


def _try(scenarios: Mapping[str, Scenario], path: KeyPath, settings: dict[str, object]) -> None:
    """Check that each scenario accepts a setting; errors of several settings together appear in their runs."""
    for name, scenario in scenarios.items():
        try:
            load(scenario, settings)
        except ScenarioError as error:
            fault = error.faults[0]
            about = f"{fault.field}: " if fault.field and fault.field not in settings else ""
            problem = f"{about}{fault.problem}" + (f" in {name}" if len(scenarios) > 1 else "")
            raise Wrong(Finding(path, problem, fault.expected, hint=fault.hint)) from None
