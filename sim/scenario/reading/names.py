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
    """Report entries that a change removes from a table but that do not exist: they must be misspelt.

    Args:
        place: place of both tables in the schema.
        older: the table that is changed; None if there is none.
        newer: the change.
    """
    known = list(older.table) if older else []
    for key, child in newer.table.items():
        onward, standing = step(place, key), older.child(key) if older else None
        if get_origin(place.type) is dict and standing is None and is_taken_away(child.content):
            hint = "" if known else "an entry that does not exist need not be removed"
            yield Finding(onward.path, f"no entry {shown(key)} to remove", "an existing entry", key, known, hint)
        yield from vain(onward, standing, child)


def of_today(place: Spot, older: Node | None, newer: Node) -> Node:
    """Return the newer tree with current names only, and warn of old names with file and line.

    Args:
        place: place of both trees in the schema.
        older: the tree that is changed; it gives the kind of a row that does not state its own.
        newer: the change.

    Raises:
        ScenarioError: a value is given by both its old and its current name.
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
    """Return the older row that a row changes: the one of the same name."""
    name = row.child("name")
    number = named(older.rows, name.content) if older and name else None
    return older.rows[number] if older and number is not None else None


def _of_kind(place: Spot, older: Node | None, row: Node) -> Spot:
    """Return the place of the row's kind, if the row or the older row that it changes states one."""
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
    """Replace an old word of an enumeration, or an old kind of row, by the current one."""
    word = current(kind, node.content) if kind and isinstance(node.content, str) else node.content
    if word != node.content:
        tell_of(node, f"{dotted(place.path)} = {shown(node.content)}", shown(word))
    return Node(word, node.source, node.path)


def tell_of(node: Node, old: str, new: str) -> None:
    """Warn of an old name at the place where it was written."""
    line, _ = node.source.place(node.path)
    tell(node.source.name if line is None else f"{node.source.name}:{line}", old, new)
