"""Check names in a change: entries to remove that do not exist, and old names."""

from collections.abc import Iterator
from enum import IntEnum
from inspect import isclass
from typing import get_origin

from sim.scenario.errors import Finding, ScenarioError, dotted, shown
from sim.scenario.reading.locate import KeyPath
from sim.scenario.reading.outline import Spot, step
from sim.scenario.reading.tree import Node, named
from sim.scenario.schema.kinds import POLICIES, Policy
from sim.scenario.schema.quantity import is_taken_away
from sim.scenario.schema.renames import RENAMED, current, tell
from sim.scenario.schema.rows import Row


def vain(place: Spot, older: Node | None, newer: Node) -> Iterator[Finding]:
    """Entries of a table that the newer takes away and the older does not have: misspellings, for certain.

    Args:
        place: where both stand in the schema.
        older: what is changed; None where there is nothing.
        newer: what it is changed by.
    """
    known = list(older.table) if older else []
    for key, child in newer.table.items():
        onward, standing = step(place, key), older.child(key) if older else None
        if get_origin(place.type) is dict and standing is None and is_taken_away(child.content):
            hint = "" if known else "an entry that does not exist need not be removed"
            yield Finding(onward.path, f"no entry {shown(key)} to remove", "an existing entry", key, known, hint)
        yield from vain(onward, standing, child)


def of_today(place: Spot, older: Node | None, newer: Node) -> Node:
    """Return a tree with current names only; an old name is a warning with file and line.

    Args:
        place: where both stand in the schema.
        older: what is changed, which tells of which kind a row is that does not say so.
        newer: what it is changed by.

    Raises:
        ScenarioError: something is given by both its names.
    """
    if not RENAMED:
        return newer
    if isinstance(newer.content, list):
        rows = [of_today(step(place, number), _row(older, row), row) for number, row in enumerate(newer.rows)]
        return Node(rows, newer.source, newer.path)
    if isinstance(newer.content, dict):
        return _table(_of_kind(place, older, newer), older, newer)
    return _word(place, place.type if isclass(place.type) and issubclass(place.type, IntEnum) else None, newer)


def _row(older: Node | None, row: Node) -> Node | None:
    """The row of a list that another changes: that of its name."""
    name = row.child("name")
    number = named(older.rows, name.content) if older and name else None
    return older.rows[number] if older and number is not None else None


def _of_kind(place: Spot, older: Node | None, row: Node) -> Spot:
    """The table of a row's kind, as far as it or the row that it changes says it."""
    kind = row.child("kind") or (older.child("kind") if older else None)
    return step(place, kind.content) if place.type == Policy and kind and isinstance(kind.content, str) else place


def _table(place: Spot, older: Node | None, newer: Node) -> Node:
    children: dict[str, Node] = {}
    for key, child in newer.table.items():
        onward = step(place, key)
        name = current(place.type, key)
        if name in children:
            raise _both(onward.path, name, child)
        if name != key:
            tell_of(child, dotted((*place.path, key)), dotted(onward.path))
        if place.type in POLICIES.values() and name == "kind":
            children[name] = _word(onward, Row, child)
        else:
            children[name] = of_today(onward, older.child(name) if older else None, child)
    return Node(children, newer.source, newer.path)


def _both(path: KeyPath, name: str, child: Node) -> ScenarioError:
    finding = Finding(path, f"is set by its current name, {shown(name)}, and by an old name", "one of the two")
    return ScenarioError([finding.at(child.source.name, *child.source.place(child.path))])


def _word(place: Spot, kind: type | None, node: Node) -> Node:
    """A word of an enumeration, or for a kind of row, as it is today."""
    word = current(kind, node.content) if kind and isinstance(node.content, str) else node.content
    if word != node.content:
        tell_of(node, f"{dotted(place.path)} = {shown(node.content)}", shown(word))
    return Node(word, node.source, node.path)


def tell_of(node: Node, old: str, new: str) -> None:
    """Warn of an old name, at the place where it was written."""
    line, _ = node.source.place(node.path)
    tell(node.source.name if line is None else f"{node.source.name}:{line}", old, new)
