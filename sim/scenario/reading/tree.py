"""Values with the place where they were written, so that errors are reported with the right file and line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sim.scenario.reading.locate import KeyPath, Places
from sim.scenario.schema.quantity import composed


@dataclass(frozen=True)
class Source:
    """Source of values: a file with its text, or an override, which has no text."""

    name: str
    text: str | None = None

    @cached_property
    def places(self) -> Places:
        """Lines and columns of the keys in the text."""
        return Places(self.text or "")

    def place(self, path: KeyPath) -> tuple[int | None, int | None]:
        """Line and column of a path, or of what encloses it; None for an override."""
        return (None, None) if self.text is None else self.places.of(path)


SCHEMA = Source("defaults")
"""Source of values that are not written in any file."""


@dataclass(frozen=True)
class Node:
    """A value and the place where it was written."""

    content: object
    """A dictionary of nodes, a list of nodes, or a plain value."""
    source: Source
    path: KeyPath = ()
    """Path in the source; it differs from the path in the merged tree if lists were appended."""

    @property
    def table(self) -> "dict[str, Node]":
        """The entries of a table; empty for anything else."""
        return self.content if isinstance(self.content, dict) else {}

    @property
    def rows(self) -> "list[Node]":
        """The rows of a list; empty for anything else."""
        return self.content if isinstance(self.content, list) else []

    def child(self, key: str | int) -> "Node | None":
        """The node under a key of a table or an index of a list."""
        if isinstance(key, str):
            return self.table.get(key)
        return self.rows[key] if key < len(self.rows) else None

    def at(self, path: KeyPath) -> "Node | None":
        """The node at a path."""
        node: Node | None = self
        for key in path:
            node = node.child(key) if node else None
        return node


def grow(value: object, source: Source, path: KeyPath = ()) -> Node:
    """Turn plain tables and lists into nodes of one source."""
    if isinstance(value, str | int | float):  # most are, and to ask whether one is a mapping takes longer
        return Node(composed(value), source, path)
    if isinstance(value, Mapping):
        children = {composed(str(key)): item for key, item in value.items()}
        return Node({key: grow(item, source, (*path, key)) for key, item in children.items()}, source, path)
    if isinstance(value, list | tuple):
        return Node([grow(item, source, (*path, index)) for index, item in enumerate(value)], source, path)
    return Node(composed(value), source, path)


def plain(node: Node) -> object:
    """Turn nodes back into plain tables and lists."""
    if isinstance(node.content, dict):
        return {key: plain(child) for key, child in node.table.items()}
    if isinstance(node.content, list):
        return [plain(child) for child in node.rows]
    return node.content


def leaves(node: Node, path: KeyPath = ()) -> Iterator[tuple[KeyPath, object]]:
    """Return all plain values with their paths in the tree."""
    children = node.table.items() if isinstance(node.content, dict) else enumerate(node.rows)
    for key, child in children:
        yield from leaves(child, (*path, key))
    if not isinstance(node.content, dict | list):
        yield path, node.content


def merge(older: Node, newer: Node) -> Node:
    """Merge tables at all levels; any other value of the newer node replaces the older one."""
    if not (isinstance(older.content, dict) and isinstance(newer.content, dict)):
        return newer
    merged = dict(older.table)
    for key, child in newer.table.items():
        merged[key] = merge(merged[key], child) if key in merged else child
    return Node(merged, newer.source, newer.path)


def append(older: Node, newer: Node, key: str) -> Node:
    """Return the newer table with the rows of one list appended to the older rows.

    A row with the name of an older row changes that row, or replaces it if it is of another kind.
    """
    before, after = older.child(key), newer.child(key)
    if before is None or after is None or not isinstance(after.content, list):
        return newer
    rows = list(before.rows)
    for row in after.rows:
        place = named(before.rows, _word(row, "name"))
        if place is None:
            rows.append(row)
        else:
            rows[place] = merge(rows[place], row) if _is_like(rows[place], row) else row
    return Node({**newer.table, key: Node(rows, after.source, after.path)}, newer.source)


def named(rows: list[Node], name: object) -> int | None:
    """Return the index of the row with a name; None if no row has that name, or no name is given."""
    return next((place for place, row in enumerate(rows) if name and _word(row, "name") == name), None)


def _is_like(older: Node, newer: Node) -> bool:
    return _word(newer, "kind") in (None, _word(older, "kind"))


def _word(row: Node, key: str) -> object:
    child = row.child(key)
    return child.content if child else None


def assign(node: Node, path: KeyPath, value: Node, *, whole: bool = False) -> Node:
    """Put a value at a path; a table is merged, or replaced if `whole`. Tables on the way keep their places."""
    if not path:
        return value if whole else merge(node, value)
    key, rest = path[0], path[1:]
    child = assign(node.child(key) or Node({}, value.source), rest, value, whole=whole)
    if isinstance(key, int):
        return Node([*node.rows[:key], child, *node.rows[key + 1 :]], node.source, node.path)
    return Node({**node.table, key: child}, node.source, node.path)


def blame(node: Node, path: KeyPath) -> tuple[str, int | None, int | None]:
    """Return the source's name, line and column of the value at a path, or of the nearest value that encloses it."""
    written, rest, here = node, path, node
    for depth, key in enumerate(path, 1):
        child = here.child(key)
        if child is None:
            break
        here = child
        # What the schema says nobody wrote; what stands in it may have been, by an override for one.
        if here.source is not SCHEMA:
            written, rest = here, path[depth:]
    return written.source.name, *written.source.place(written.path + rest)
