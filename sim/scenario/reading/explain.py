"""Turn the validator's errors into findings that the author of a scenario understands."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar, get_origin

from pydantic import ValidationError

from sim.scenario.errors import MOST_PRINTED, Finding, ScenarioError, Wrong, clean, dotted, number_meant, one_of, shown
from sim.scenario.reading.locate import KeyPath
from sim.scenario.reading.outline import Spot, described, is_table, spot, words_of
from sim.scenario.reading.tree import Node, blame, plain
from sim.scenario.schema.enums import Strategy
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.quantity import Section
from sim.scenario.schema.renames import gone

T = TypeVar("T", bound=Section)
_MOST_KEYS_LISTED = 12
_OUT_OF_RANGE = {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}
_TABLE_WANTED = {"model_type", "model_attributes_type", "dict_type", "mapping_type"}


def validated(kind: type[T], tree: Node, given: object = None, path: KeyPath = ()) -> T:
    """Validate a table of a tree.

    Args:
        kind: type of the table.
        tree: the values as written, with their places.
        given: the values to validate, if they differ from those of the tree.
        path: path of the table in the tree.

    Raises:
        ScenarioError: the table is not valid; the error lists all faults.
    """
    node = tree.at(path)
    try:
        return kind.model_validate(plain(node) if given is None and node else given)
    except ValidationError as error:
        problems = findings(error, Spot(path, kind, None))
    raise_if_any(problems, tree)
    raise AssertionError("validation failed without an error")


def raise_if_any(problems: Iterable[Finding], tree: Node) -> None:
    """Report findings at the places where their values were written.

    Raises:
        ScenarioError: there is at least one finding.
    """
    faults = []
    for number, problem in enumerate(problems):
        finding = replace(problem, path=_called(tree, problem.path))
        faults.append(finding.at(*blame(tree, problem.path), spell=number < MOST_PRINTED))
    if faults:
        raise ScenarioError(faults)


def _called(tree: Node, path: KeyPath) -> KeyPath:
    """Return a path that names rows by their id where they have one; authors do not know the row numbers."""
    names: KeyPath = ()
    for length, key in enumerate(path, 1):
        row = tree.at(path[:length]) if isinstance(key, int) else None
        name = row.child("id") if row else None
        names = (*names[:-1], str(name.content)) if name and name.content else (*names, key)
    return names


def findings(error: ValidationError, place: Spot) -> list[Finding]:
    """Return the findings about the table at a place, in the order of its schema."""
    return [_finding(detail, place) for detail in error.errors(include_url=False)]


def _finding(detail: Any, root: Spot) -> Finding:
    place, value = spot(detail["loc"], root), detail["input"]
    match detail["type"]:
        case "extra_forbidden":
            return unknown_key(spot(detail["loc"][:-1], root), str(detail["loc"][-1]))
        case "missing":
            return Finding(place.path, "is missing", described(place))
        case "union_tag_invalid" | "union_tag_not_found":
            return _policy_kind(place, value)
        case "finite_number":
            return Finding(place.path, f"{value} is not a finite number", described(place))
        case "too_short" | "string_too_short":
            return Finding(place.path, "is empty", "at least one entry")
        case kind if kind in _OUT_OF_RANGE:
            return Finding(place.path, f"{shown(value)} is out of range", _range(place))
        case kind if kind in _TABLE_WANTED:
            return Finding(place.path, f"{shown(value)} is of the wrong type", "a table", hint=_single(place, value))
        case "value_error" if not words_of(place.type):
            return _refused(place, detail["ctx"]["error"])
        case _:
            return _wrong_value(place, value)


def _refused(place: Spot, error: ValueError) -> Finding:
    """Return the finding for an error that one of the schema's own validators raised."""
    if isinstance(error, Wrong):
        finding = error.finding
        return replace(finding, path=(*place.path, *finding.path), expected=finding.expected or described(place))
    return Finding(place.path, "has values that contradict each other", str(error))


def _range(place: Spot) -> str:
    # The example of the range says more than the type, which is right already.
    return described(place).split(", ", 1)[-1]


def unknown_key(place: Spot, key: str) -> Finding:
    """Return the finding for a key that the table at a place does not have."""
    known = list(place.type.model_fields) if is_table(place.type) else []
    if instead := gone(place.type, key):
        return Finding((*place.path, key), "is gone", hint=instead)
    if place.type in POLICIES.values():
        return Finding((*place.path, key), "unknown key", one_of(known, len(known)), key, known, _kinds_with(key))
    listed = (
        one_of(known) if len(known) <= _MOST_KEYS_LISTED else f"a key that `hoardshare explain {_shelf(place)}` lists"
    )
    return Finding((*place.path, key), "unknown key", listed, key, known)


def _shelf(place: Spot) -> str:
    """Return the name by which `hoardshare explain` lists the keys of a table; of the whole file, all of them."""
    return dotted(place.path) or "parameters"


def _kinds_with(key: str) -> str:
    """Return a hint that lists the kinds of policy that have a key; empty if there are none."""
    kinds = [kind for kind, table in POLICIES.items() if key in table.model_fields]
    return f"`{key}` belongs to {one_of(kinds).removeprefix('one of ')}" if kinds else ""


def _policy_kind(place: Spot, row: object) -> Finding:
    kind = row.get("kind") if isinstance(row, dict) else None
    known = list(POLICIES)
    problem = "is missing" if kind is None else f"{shown(kind)} is not a kind of policy"
    hint = "`hoardshare explain policies` tells what each does"
    return Finding((*place.path, "kind"), problem, one_of(known), _word(kind), known, hint)


def _wrong_value(place: Spot, value: object) -> Finding:
    known = words_of(place.type)
    if known:
        hint = "a strategy of your own needs its module, by --with or sim.use" if place.type is Strategy else ""
        return Finding(place.path, f"{shown(value)} is not allowed", one_of(known), _word(value), known, hint)
    # What stands for a missing value in a table of numbers differs from itself.
    problem = "is missing (nan)" if value != value else f"{shown(value)} is of the wrong type"
    return Finding(place.path, problem, described(place), hint=_form(place, value))


def _single(place: Spot, value: object) -> str:
    """Return a hint on how to write a single table, if a list of tables was written."""
    is_doubled = isinstance(value, list) and all(isinstance(row, dict) for row in value)
    return f"write [{dotted(place.path)}], with one bracket on each side" if is_doubled and value else ""


def _form(place: Spot, value: object) -> str:
    """Return a hint on how to write rows of policies or a number, if the value was meant as one."""
    if get_origin(place.type) is list and isinstance(value, dict):
        name = next((key for key, row in value.items() if isinstance(row, dict)), "")
        named = f', with name = "{clean(name)}" in it' if name else ""
        return f"write [[{dotted(place.path)}]], with two brackets on each side, above each row{named}"
    return number_meant(value) if place.type in (float, int) and isinstance(value, str) else ""


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
