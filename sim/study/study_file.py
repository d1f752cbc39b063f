"""From a study's file, or a call, to a design: every fault is told at its line, with what was expected."""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sim.scenario import Fault, Scenario, ScenarioError, load
from sim.scenario.errors import Finding, Wrong, did_you_mean, one_of, printable, shown
from sim.scenario.reading import catalogue
from sim.scenario.reading.assignments import parts, path_of
from sim.scenario.reading.explain import T, raise_if_any, validated
from sim.scenario.reading.locate import KeyPath
from sim.scenario.reading.names import of_today, tell_of
from sim.scenario.reading.outline import Spot
from sim.scenario.reading.overrides import path_today, place_of
from sim.scenario.reading.read import as_on_disk, read
from sim.scenario.reading.tree import Node, Source, grow, plain
from sim.scenario.reading.values import fitted, is_frame, simple, table_of
from sim.scenario.schema.quantity import composed
from sim.study.design import Design
from sim.study.sampling import SAMPLED, Axis
from sim.study.study_schema import SteppedRange, Study

_MOST_TRIED = 100
"""Values that are tried ahead, of all parameters together; what is wrong with others shows in their runs."""
_MOST_POINTS = 10**7
"""Points of a study: whoever plans it holds the digest of each."""
_MOST_RUNS = 10**9


def read_design(path: str | Path) -> Design:
    """Read a study from a TOML file.

    Args:
        path: the file; scenarios that it names by path stand relative to it.

    Raises:
        ScenarioError: the file cannot be read, or something in it, or in a scenario that it names, is wrong.
    """
    file = Path(path)
    if not file.exists():
        fault = Fault(printable(str(path)), problem="no such study", expected="a .toml file that names scenarios")
        raise ScenarioError([fault])
    return _design(read(file, printable(str(path))), file.parent, file.stem)


def design(scenarios: Any, **fields: Any) -> Design:
    """Make a study from Python, with the keys of a study file as names.

    Args:
        scenarios: names, paths or scenarios; or a mapping from names of your own to those.
        fields: any of `title`, `replicates`, `seed`, `quarters`, `set`, `parameters`, `sampling`, `samples`, `series`,
            `releases` and `actors`. `parameters` may be a table of pandas: its columns are the paths, its rows the
            points (sampling "list"). Values may be those of NumPy and pandas.

    Raises:
        ScenarioError: something in it is wrong.
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
    study = _fitted(Study, tree)
    try:
        return _Reader(tree, folder, study).design(title)
    except Wrong as wrong:
        raise_if_any([wrong.finding], tree)
        raise


def _fitted(kind: type[T], tree: Node, path: KeyPath = ()) -> T:
    """A table of a study, in which a whole float of pandas or JSON is a whole number."""
    node = tree.at(path)
    return validated(kind, tree, fitted(Spot((), kind, None), plain(node)) if node else None, path)


class _Reader:
    """What a study's tree names, looked up and tried key by key."""

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
        found: dict[str, Scenario] = {}
        for key, child in entries:
            path = ("scenarios", key)
            name, scenario = self._scenario(path, plain(child))
            name = key if isinstance(key, str) else name
            if name in found:
                raise Wrong(Finding(path, f"{shown(name)} is named twice", "each scenario once"))
            found[name] = scenario
        return found

    def _scenario(self, path: KeyPath, value: object) -> tuple[str, Scenario]:
        if isinstance(value, Scenario):
            return value.title, load(value)
        if not isinstance(value, str | Path) or not str(value):
            raise _wrong(path, value, "the name or path of a scenario, in quotes")
        name = str(value)
        if name in catalogue.names():
            return name, load(name)
        file = as_on_disk(self._folder / name)
        if not os.path.exists(file):
            known = catalogue.names()
            hint = did_you_mean(Path(name).name.removesuffix(".toml"), known)
            expected = f"a relative path or {one_of(known)}"
            raise Wrong(Finding(path, f"no scenario {shown(name)}", expected, hint=hint))
        return composed(file.stem), load(file)

    def _settings(self, scenarios: Mapping[str, Scenario]) -> dict[str, object]:
        found = {}
        is_leaf = partial(_is_setting, list(scenarios.values()))
        for path, name, child in self._entries("set", scenarios, is_leaf):
            found[name] = fitted(place_of(name), plain(child))
            _try(scenarios, path, {name: found[name]})
        return found

    def _axes(self, scenarios: Mapping[str, Scenario]) -> Iterator[Axis]:
        found = list(self._entries("parameters", scenarios, lambda _, each: _is_axis(each)))
        for path, name, child in found:
            axis = _axis(self._tree, path, name, child, self._study.sampling)
            for value in _tried(axis, _MOST_TRIED // len(found)):
                _try(scenarios, path, {name: value})
            yield axis

    def _entries(
        self, table: str, scenarios: Mapping[str, Scenario], is_leaf: Any
    ) -> Iterator[tuple[KeyPath, str, Node]]:
        """Entries by their names of today; one that was there before, however it was written, is refused."""
        seen = set()
        for path, written, child in _leaves(self._tree.child(table), (table,), is_leaf):
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
            expected = "as many values of each parameter, for sampling list"
            raise Wrong(Finding(("parameters",), f"lists differ in length ({lengths})", expected))

    def _check_quarters(self, settings: Mapping[str, object], axes: tuple[Axis, ...]) -> None:
        """The length of all runs would overrule that of a point, which then says what was not run."""
        for table, names in {"set": list(settings), "parameters": [axis.path for axis in axes]}.items():
            if self._study.quarters is not None and "quarters" in names:
                raise Wrong(Finding((table, "quarters"), "is told beside the key `quarters`", "one of the two"))


def _wrong(path: KeyPath, value: object, expected: str) -> Wrong:
    return Wrong(Finding(path, f"{shown(value)} is of the wrong type", expected))


def _check_size(made: Design) -> None:
    points = len(made.scenarios) * made.points_each
    fewer = "fewer steps or values, or a sampling that draws `samples` points"
    if points > _MOST_POINTS:
        problem = f"{shown(points)} points are too many"
        raise Wrong(Finding(("parameters",), problem, f"at most {_MOST_POINTS}", hint=fewer))
    if points * made.replicates > _MOST_RUNS:
        problem = f"{points} points of {made.replicates} runs each are too many"
        raise Wrong(Finding(("replicates",), problem, f"at most {_MOST_RUNS} runs in all"))


def _leaves(node: Node | None, path: KeyPath, is_leaf: Any) -> Iterator[tuple[KeyPath, str, Node]]:
    """Entries with their dotted names, whether these are written ``"trust.gain"``, ``trust.gain`` or as tables."""
    if node is None:
        return
    if not isinstance(node.content, dict):
        raise _wrong(path, node.content, "a table")
    for key, child in node.table.items():
        name = _name((*path[1:], key))
        if is_leaf(name, child):
            yield (*path, key), name, child
        else:
            yield from _leaves(child, (*path, key), is_leaf)


def _today(scenarios: Mapping[str, Scenario], written: str, node: Node) -> str:
    """The name of today of a path, in the first scenario in which it has another."""
    names = (path_today(scenario, written) for scenario in scenarios.values())
    name = next((name for name in names if name != written), written)
    if name != written:
        tell_of(node, written, name)
    return name


def _name(keys: KeyPath) -> str:
    # The first part may be a dotted path itself; a dot in any other belongs to a name.
    return ".".join([str(keys[0]), *(path_of([key]) for key in keys[1:])])


def _is_setting(scenarios: Sequence[Scenario], name: str, node: Node) -> bool:
    """Whether an entry is a value as a whole: no table, or one under a name that no scenario has yet."""
    keys = parts(name)
    known = [getattr(scenario, keys[0], None) for scenario in scenarios] if len(keys) == 2 else []
    is_new = any(isinstance(entries, dict) for entries in known) and not any(keys[1] in (each or ()) for each in known)
    return is_new or not isinstance(node.content, dict)


def _is_axis(node: Node) -> bool:
    # Any other table leads on to the parameter.
    ends = (child for key, child in node.table.items() if key in SteppedRange.model_fields)
    return not node.table or any(not isinstance(child.content, dict | list) for child in ends)


def _axis(tree: Node, path: KeyPath, name: str, node: Node, method: str) -> Axis:
    expected = "a list of values, or a table with least and most"
    if isinstance(node.content, list):
        values = tuple(fitted(place_of(name), plain(child)) for child in node.rows)
        if not values:
            raise Wrong(Finding(path, "is empty", expected))
        return Axis(name, values)
    if not isinstance(node.content, dict) or not node.table:
        raise _wrong(path, node.content, expected)
    return _range(tree, path, name, method)


def _range(tree: Node, path: KeyPath, name: str, method: str) -> Axis:
    place = place_of(name)
    told = _fitted(SteppedRange, tree, path)
    if told.steps is None and method not in SAMPLED:
        expected = f"how many values sampling {method} takes of the range"
        raise Wrong(Finding((*path, "steps"), "is missing", expected))
    axis = Axis(name, (), told.least, told.most, told.steps or 0, told.scale == "log", place.type is int)
    if axis.whole and not axis.wholes:
        problem = f"no whole number lies from {told.least} to {told.most}"
        raise Wrong(Finding((*path, "most"), problem, "a wider range"))
    _check_distinct(path, axis)
    return axis


def _check_distinct(path: KeyPath, axis: Axis) -> None:
    """Steps must lead to values that differ: a point that comes twice is one run in the store and two in the count."""
    if axis.size > 1 and any(axis.level(number) == axis.level(number + 1) for number in (0, axis.size - 2)):
        raise Wrong(Finding((*path, "steps"), "the ends are too near for so many values", "fewer steps"))


def _tried(axis: Axis, most: int) -> Iterator[object]:
    """Both ends of a range, or the first of a list of values."""
    if axis.values:
        return iter(axis.values[: max(2, most)])
    return map(axis.at, (0.0, 1.0))


def _try(scenarios: Mapping[str, Scenario], path: KeyPath, settings: dict[str, object]) -> None:
    """Check that each scenario takes a setting; what only all settings together break shows in their runs."""
    for name, scenario in scenarios.items():
        try:
            load(scenario, settings)
        except ScenarioError as error:
            fault = error.faults[0]
            about = f"{fault.field}: " if fault.field and fault.field not in settings else ""
            problem = f"{about}{fault.problem}" + (f" in {name}" if len(scenarios) > 1 else "")
            raise Wrong(Finding(path, problem, fault.expected, hint=fault.hint)) from None
