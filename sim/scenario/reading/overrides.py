"""Changes to a scenario: ``research.productivity=0.2`` on the command line, or a mapping in Python."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, get_origin

from sim.scenario.errors import Fault, Finding, ScenarioError, clean, dotted, shown
from sim.scenario.reading import assignments
from sim.scenario.reading.assignments import path_of
from sim.scenario.reading.explain import unknown_key
from sim.scenario.reading.locate import KeyPath
from sim.scenario.reading.names import of_today, vain
from sim.scenario.reading.outline import ROOT, Spot, is_table, spot, step
from sim.scenario.reading.tree import Node, Source, assign, grow, named
from sim.scenario.reading.values import fitted, settings_of, simple
from sim.scenario.schema.kinds import POLICIES, Policy
from sim.scenario.schema.quantity import is_taken_away
from sim.scenario.schema.renames import RENAMED, current, tell
from sim.scenario.schema.rows import Row
from sim.scenario.schema.scenario import Scenario

Overrides = Mapping[str, object] | Sequence[str]
"""``["research.luck=0", "actors.deepseek.tier=open"]`` or ``{"research.luck": 0}``."""


class _Change(NamedTuple):
    """A new value for a path, and the name that messages use for the change."""

    name: str
    path: list[str]
    value: object


def override(tree: Node, overrides: Overrides) -> Node:
    """Apply overrides to the values of a scenario; tables are merged, anything else replaces the old value.

    Raises:
        ScenarioError: an override is malformed, or its path does not exist.
    """
    faults: list[Fault] = []
    names: dict[str, str] = {}
    for change in _changes(overrides):
        path = today(tree, change.path)
        findings = _twice(names, change, path_of(path))
        if not findings:
            tree, findings = _put(tree, change._replace(path=path))
        faults += [finding.at(change.name, None, None) for finding in findings]
    if faults:
        raise ScenarioError(faults)
    return tree


def parsed(texts: Sequence[str]) -> dict[str, object]:
    """Return settings by dotted path from texts such as ``trust.gain=0.1``.

    Raises:
        ScenarioError: one of them cannot be read.
    """
    return {path_of(change.path): change.value for change in map(_read, texts)}


def today(tree: Node, path: list[str]) -> list[str]:
    """Return the parts of a path by their current names; a part that does not exist stays as it is."""
    if not RENAMED:
        return path
    names: list[str] = []
    node: Node | None = tree
    place = ROOT
    for key in path:
        index = _index(key, node) if get_origin(place.type) is list else None
        names.append(current(place.type, key))
        known: str | int = names[-1] if index is None else index
        node = node.child(known) if node else None
        place = _onward(place, node, known)
    return names


def path_today(scenario: Scenario, path: str) -> str:
    """Return a dotted path of a scenario with current names."""
    if not RENAMED:
        return path
    given = assignments.parts(path)
    names = today(grow(scenario.model_dump(), Source(scenario.title)), given)
    return path if names == given else path_of(names)


def _twice(names: dict[str, str], change: _Change, path: str) -> list[Finding]:
    """Warn of a path that is given by an old name; return a finding if it is given by both of its names."""
    given = path_of(change.path)
    if given != path:
        tell(change.name, given, path)
    if names.setdefault(path, given) == given:
        return []
    return [Finding(tuple(assignments.parts(path)), f"is set as {given} and as {names[path]}", "one of the two")]


def place_of(path: str) -> Spot:
    """Return the place in the schema of a dotted path, as far as it is known without a scenario."""
    try:
        return spot(assignments.parts(path))
    except ScenarioError:
        return Spot((path,), None, None)


def place_in(scenario: Scenario, path: str) -> Spot:
    """Return the place in the schema of a path of a scenario, whose rows of policies go by name or number."""
    first, *rest = assignments.parts(path)
    if first != "policies" or not rest:
        return spot([first, *rest])
    kinds = {name: row.kind for number, row in enumerate(scenario.policies) for name in (str(number), row.name)}
    return spot([first, 0, kinds.get(rest[0], ""), *rest[1:]])


def _changes(overrides: Overrides) -> list[_Change]:
    given = settings_of(overrides)
    if isinstance(given, Mapping):
        entries = ((f"override {clean(key)}", key, value) for key, value in given.items())
        return [_Change(name, assignments.parts(key), simple(value)) for name, key, value in entries]
    return [_read(text) for text in given]


def _read(text: str) -> _Change:
    name = f"--set {clean(text)}"
    return _Change(name, *assignments.read(text, name))


def _put(tree: Node, change: _Change) -> tuple[Node, list[Finding]]:
    """Return the tree with a change; if the change is wrong, the tree without it and the findings."""
    typed, place, finding = _resolve(tree, change.path, change.value)
    if finding is not None:
        return tree, [finding]
    if place.type == list[Policy] and isinstance(change.value, Mapping):
        return _put_rows(tree, change)
    standing = tree.at(typed)
    value = of_today(place, standing, grow(fitted(place, change.value), Source(change.name)))
    findings = list(vain(place, standing, value))
    return (
        (tree, findings) if findings else (assign(tree, typed, value, whole=_is_of_another_kind(standing, value)), [])
    )


def _put_rows(tree: Node, change: _Change) -> tuple[Node, list[Finding]]:
    """Apply a table that is given for the list of policies: each entry changes the row of its name."""
    findings: list[Finding] = []
    assert isinstance(change.value, Mapping)
    for key, value in change.value.items():
        tree, more = _put(tree, _Change(change.name, [*change.path, str(key)], value))
        findings += more
    return tree, findings


def _is_of_another_kind(standing: Node | None, value: Node) -> bool:
    """Whether a row replaces one of another kind, whose fields it cannot take over."""
    before, after = (each.child("kind") if each else None for each in (standing, value))
    return bool(before and after and before.content in POLICIES and before.content != after.content)


def _resolve(tree: Node, path: list[str], value: object) -> tuple[KeyPath, Spot, Finding | None]:
    """Return the path with its indices as numbers, its place in the schema, and a finding if the path is wrong."""
    typed: KeyPath = ()
    node: Node | None = tree
    place = ROOT
    for number, key in enumerate(path, 1):
        index = _index(key, node) if get_origin(place.type) is list else None
        may_be_new = number == len(path) and not is_taken_away(value)
        finding = _misstep(place, node, key, index, may_be_new=may_be_new)
        if finding is not None:
            return typed, place, finding
        known: str | int = key if index is None else index
        typed = (*typed, known)
        node = node.child(known) if node else None
        place = _onward(place, node, known)
    return typed, place, None


def _index(key: str, node: Node | None) -> int | None:
    """Return the number of a row, which is given by name or by number."""
    by_name = named(node.rows, key) if node else None
    return int(key) if by_name is None and re.fullmatch(r"[0-9]{1,7}", key) else by_name


def _onward(place: Spot, node: Node | None, key: str | int) -> Spot:
    """Return the next place; for a row of policies, it is the table of its kind."""
    onward = step(place, key)
    kind = node.child("kind") if node and get_origin(place.type) is list else None
    word = kind.content if kind else None
    return step(onward, word) if isinstance(word, str) and current(Row, word) in POLICIES else onward


def _misstep(place: Spot, node: Node | None, key: str, index: int | None, *, may_be_new: bool) -> Finding | None:
    path = (*place.path, key)
    if is_table(place.type):
        return None if key in place.type.model_fields else unknown_key(place, key)
    if place.type == Policy:
        return None  # a row without a valid kind: validation says so
    if get_origin(place.type) is list:
        return _no_row(path, node.rows if node else [], index, key)
    if get_origin(place.type) is dict:
        return None if may_be_new else _no_entry(path, _entries(node), key)
    return Finding(place.path, "is not a table", f"a path that ends at {dotted(place.path)}")


def _no_row(path: KeyPath, rows: list[Node], index: int | None, key: str) -> Finding | None:
    if index is not None and index < len(rows):
        return None
    known = list(_names(rows))
    return Finding(
        path, "no such row", f"a row from 0 to {len(rows) - 1}" if rows else "a list that has rows", key, known
    )


def _names(rows: list[Node]) -> Iterator[str]:
    for row in rows:
        name = row.child("name")
        if name is not None and isinstance(name.content, str) and name.content:
            yield name.content


def _entries(node: Node | None) -> list[str]:
    """Return the names in a table without removed ones, which a change cannot refer to."""
    table = node.table if node else {}
    return [name for name, entry in table.items() if not is_taken_away(entry.content)]


def _no_entry(path: KeyPath, known: list[str], key: str) -> Finding | None:
    # A new entry is given as a whole table, never by one of its fields: that is a misspelling far more often.
    if key in known:
        return None
    return Finding(path, f"no entry {shown(key)}", "the name of an existing entry", key, known)
