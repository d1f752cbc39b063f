"""Parts of a study's tree: the paths that it sets or varies, in any notation, and the axes among them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sim.scenario import Scenario
from sim.scenario.errors import Finding, Wrong, shown
from sim.scenario.reading.assignments import parts, path_of
from sim.scenario.reading.explain import T, validated
from sim.scenario.reading.locate import KeyPath
from sim.scenario.reading.outline import Spot
from sim.scenario.reading.overrides import place_of
from sim.scenario.reading.tree import Node, plain
from sim.scenario.reading.values import fitted
from sim.study.sampling import SAMPLED, Axis
from sim.study.study_schema import SteppedRange


def fitted_table(kind: type[T], tree: Node, path: KeyPath = ()) -> T:
    """Validate a table of a study; whole floats from pandas or JSON become whole numbers."""
    node = tree.at(path)
    return validated(kind, tree, fitted(Spot((), kind, None), plain(node)) if node else None, path)


def wrong_type(path: KeyPath, value: object, expected: str) -> Wrong:
    """Return the error for a value of the wrong type."""
    return Wrong(Finding(path, f"{shown(value)} is of the wrong type", expected))


def leaves(node: Node | None, path: KeyPath, is_leaf: Any) -> Iterator[tuple[KeyPath, str, Node]]:
    """Entries with their dotted names, whether these are written ``"trust.gain"``, ``trust.gain`` or as tables."""
    if node is None:
        return
    if not isinstance(node.content, dict):
        raise wrong_type(path, node.content, "a table")
    for key, child in node.table.items():
        name = _name((*path[1:], key))
        if is_leaf(name, child):
            yield (*path, key), name, child
        else:
            yield from leaves(child, (*path, key), is_leaf)


def _name(keys: KeyPath) -> str:
    # The first part may be a dotted path itself; a dot in any other belongs to a name.
    return ".".join([str(keys[0]), *(path_of([key]) for key in keys[1:])])


def is_setting(scenarios: Sequence[Scenario], name: str, node: Node) -> bool:
    """Whether an entry is one value: not a table, or a table under a name that no scenario has yet."""
    keys = parts(name)
    known = [getattr(scenario, keys[0], None) for scenario in scenarios] if len(keys) == 2 else []
    is_new = any(isinstance(entries, dict) for entries in known) and not any(keys[1] in (each or ()) for each in known)
    return is_new or not isinstance(node.content, dict)


def is_axis(node: Node) -> bool:
    """Whether an entry lists the values of a parameter; any other table contains such entries."""
    ends = (child for key, child in node.table.items() if key in SteppedRange.model_fields)
    return not node.table or any(not isinstance(child.content, dict | list) for child in ends)


def axis_of(tree: Node, path: KeyPath, name: str, node: Node, method: str) -> Axis:
    """Return the values of a parameter that a study runs.

    Args:
        tree: the study.
        path: path of the entry in the study.
        name: path of the parameter in a scenario.
        node: entry of the study.
        method: how points are chosen.

    Raises:
        ScenarioError: the range is not valid.
        Wrong: it is neither a list nor a range, or it gives no values.
    """
    expected = "a list of values, or a table with least and most"
    if isinstance(node.content, list):
        values = tuple(fitted(place_of(name), plain(child)) for child in node.rows)
        if not values:
            raise Wrong(Finding(path, "is empty", expected))
        return Axis(name, values)
    if not isinstance(node.content, dict) or not node.table:
        raise wrong_type(path, node.content, expected)
    return _range(tree, path, name, method)


def _range(tree: Node, path: KeyPath, name: str, method: str) -> Axis:
    place = place_of(name)
    bounds = fitted_table(SteppedRange, tree, path)
    if bounds.steps is None and method not in SAMPLED:
        expected = f"the number of values that sampling {method} takes from the range"
        raise Wrong(Finding((*path, "steps"), "is missing", expected))
    axis = Axis(name, (), bounds.least, bounds.most, bounds.steps or 0, bounds.scale == "log", place.type is int)
    if axis.whole and not axis.wholes:
        problem = f"no whole number lies from {bounds.least} to {bounds.most}"
        raise Wrong(Finding((*path, "most"), problem, "a wider range"))
    _check_distinct(path, axis)
    return axis


def _check_distinct(path: KeyPath, axis: Axis) -> None:
    """Check that the steps give different values: an equal point would be one run in the store, but counted twice."""
    if axis.size > 1 and any(axis.level(number) == axis.level(number + 1) for number in (0, axis.size - 2)):
        raise Wrong(Finding((*path, "steps"), "the bounds are too close for that many values", "fewer steps"))


def tried(axis: Axis, most: int) -> Iterator[object]:
    """Both ends of a range, or the first of a list of values."""
    if axis.values:
        return iter(axis.values[: max(2, most)])
    return map(axis.at, (0.0, 1.0))
