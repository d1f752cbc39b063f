"""Load a scenario: find it by name or path, resolve what it extends, apply overrides, and validate it."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple, get_origin

from sim.scenario.checking.checks import check
from sim.scenario.errors import Fault, Finding, ScenarioError, did_you_mean, one_of, printable, shown
from sim.scenario.reading import catalogue
from sim.scenario.reading.assignments import path_of
from sim.scenario.reading.explain import raise_if_any, validated
from sim.scenario.reading.names import of_today, vain
from sim.scenario.reading.numbers import MOST_BITS, with_numbers
from sim.scenario.reading.outline import ROOT as TOP
from sim.scenario.reading.outline import step
from sim.scenario.reading.overrides import Overrides, override
from sim.scenario.reading.read import as_on_disk, missing, read
from sim.scenario.reading.tree import SCHEMA, Node, Source, append, grow, leaves, merge, plain
from sim.scenario.reading.values import settings_of
from sim.scenario.schema.scenario import Scenario

ROOT = "base"
"""What a file extends by default."""
NOTHING = "nothing"
"""What a file extends that uses only the schema's defaults."""
MOST_GENERATIONS = 32
"""Limit on files that extend each other; the shipped ones need four."""


class _File(NamedTuple):
    path: Path
    name: str


def load(source: str | Path | Scenario, overrides: Overrides = ()) -> Scenario:
    """Load, resolve and validate a scenario.

    A file extends another by ``extends = "name or relative path"``; without ``extends``, it extends ``base``. Tables
    are merged at all levels. A row of ``policies`` changes the parent's row of the same name, or is added after the
    parent's rows. Other lists replace the parent's list. ``"none"`` removes an entry of a table, or an optional value.

    Args:
        source: Name of a shipped scenario, path of a TOML file, or a scenario.
        overrides: ``["path.to.field=value", ...]`` with TOML values, or a mapping from path to value, such as a row
            of a table; values can be NumPy and pandas types. Tables are merged as in files; None means "none".

    Returns:
        The scenario, which cannot be changed afterwards; :func:`sim.explain` tells the unit and range of its numbers.

    Raises:
        ScenarioError: the file, a parent, an override or a value has an error.
    """
    if not isinstance(source, str | Path | Scenario):
        expected = "a shipped name, the path of a file, or a scenario"
        raise ScenarioError([Fault("scenario", problem=f"{shown(source)} is of the wrong type", expected=expected)])
    if isinstance(source, Scenario):
        changes = settings_of(overrides) or {}
        ready = _at_once(source, changes)
        if ready is not None:
            return ready
        tree = _tree_of(source)
    else:
        tree = _tree(source)
        changes = settings_of(overrides)
    try:
        tree = override(tree, changes) if changes else tree
    except RecursionError:
        raise _too_deep() from None
    scenario = source if isinstance(source, Scenario) and not changes else _validated(tree)
    raise_if_any(check(scenario), tree)
    return scenario


def extended(scenario: Scenario, written: Node) -> Scenario:
    """Change a scenario as a file that extends it would.

    Args:
        scenario: The scenario.
        written: Tables and rows of policies, with the places where they were written, which errors name.

    Raises:
        ScenarioError: what is written has an error, or does not go with the scenario.
    """
    tree = _extended(_tree_of(scenario), written)
    made = _validated(tree)
    raise_if_any(check(made), tree)
    return made


def _at_once(scenario: Scenario, changes: Mapping[str, object] | Sequence[str]) -> Scenario | None:
    """Return the scenario with numbers changed; None where that takes a tree, or a tree must tell what is wrong."""
    ready = with_numbers(scenario, changes) if isinstance(changes, Mapping) else None
    return None if ready is None or any(check(ready)) else ready


def _too_deep() -> ScenarioError:
    return ScenarioError([Fault("overrides", problem="are nested too deeply", expected="tables of values")])


def _tree_of(scenario: Scenario) -> Node:
    """Return the values of a scenario; rows list only what differs from the defaults, so their kind can change."""
    rows = [row.model_dump(exclude_defaults=True) for row in scenario.policies]
    return grow({**scenario.model_dump(), "policies": rows}, Source(scenario.title))


def _validated(tree: Node) -> Scenario:
    raise_if_any(_too_long(tree), tree)
    return validated(Scenario, tree)


def _too_long(tree: Node) -> Iterator[Finding]:
    for path, value in leaves(tree):
        if isinstance(value, int) and value.bit_length() > MOST_BITS:
            yield Finding(path, f"{shown(value)} is out of range", f"a whole number of at most {MOST_BITS} bits")


def _tree(source: str | Path) -> Node:
    """Return the values of a file, merged with all files that it extends."""
    generations = _generations(_find(source))
    first = of_today(TOP, None, generations.pop())
    raise_if_any(vain(TOP, None, first), first)
    tree = _standing(first)
    for written in reversed(generations):
        tree = _extended(tree, written)
    return tree


def _extended(tree: Node, written: Node) -> Node:
    newer = of_today(TOP, tree, written)
    raise_if_any([*_strays(tree, newer), *vain(TOP, tree, newer)], newer)
    return merge(tree, append(tree, newer, "policies"))


def _standing(first: Node) -> Node:
    """Add the schema's defaults to a file that extends nothing, so that files that extend it find all values.

    Its tables are merged into the schema's. In tables with free names, such as domains, only the names in the file
    exist.
    """
    defaults = _defaults().table
    listed = [key for key in first.table if get_origin(step(TOP, key).type) is dict]
    return merge(Node({key: child for key, child in defaults.items() if key not in listed}, SCHEMA), first)


@cache
def _defaults() -> Node:
    return grow(Scenario().model_dump(), SCHEMA)


def _strays(older: Node, newer: Node) -> Iterator[Finding]:
    """Report rows of policies without a kind whose name is not that of a row of the parent."""
    before, after = older.child("policies"), newer.child("policies")
    known = [str(plain(name)) for row in (before.rows if before else []) if (name := row.child("name"))]
    for number, row in enumerate(after.rows if after else []):
        name = row.child("name")
        if name is not None and row.child("kind") is None and plain(name) not in known:
            word = str(plain(name))
            problem = f"no row {shown(word)} to change, and no `kind` for a new one"
            expected = one_of(known) if known else "a `kind`"
            yield Finding(("policies", number, "name"), problem, expected, word, known)


def _generations(file: _File) -> list[Node]:
    """Return the file, its parent, its parent's parent, and so on."""
    chain: list[_File] = []
    nodes: list[Node] = []
    parent: _File | None = file
    while parent is not None:
        chain.append(parent)
        node = read(parent.path, parent.name)
        nodes.append(_without_extends(node))
        parent = _parent(chain, node)
    return nodes


def _without_extends(node: Node) -> Node:
    return Node({key: child for key, child in node.table.items() if key != "extends"}, node.source)


def _parent(chain: Sequence[_File], node: Node) -> _File | None:
    """Return the file that the last file of a chain extends.

    Raises:
        ScenarioError: the file does not exist, or is already in the chain.
    """
    written = node.child("extends")
    wanted = written.content if written else ROOT
    if wanted == NOTHING or (written is None and _is_root(chain[-1])):
        return None
    if not isinstance(wanted, str) or not wanted:
        raise _orphan(chain, node, f"{shown(wanted)} is of the wrong type", "the name or path of a scenario, in quotes")
    parent = _named(wanted, chain[-1])
    if parent is None:
        raise _orphan(chain, node, f"no scenario {shown(wanted)}", "a relative path or " + one_of(_parents()), wanted)
    if len(chain) >= MOST_GENERATIONS or any(_same(parent, earlier) for earlier in chain):
        raise _endless(chain, node, parent)
    return parent


def _endless(chain: Sequence[_File], node: Node, parent: _File) -> ScenarioError:
    if any(_same(parent, earlier) for earlier in chain):
        circle = " -> ".join(file.name for file in [*chain, parent])
        return _orphan(chain, node, f"extends itself in a circle ({circle})", f'a chain that ends at "{ROOT}"')
    problem = f"is file {MOST_GENERATIONS} of a chain that starts at {shown(chain[0].name)} and continues"
    return _orphan(chain[-1:], node, problem, f"at most {MOST_GENERATIONS} files that extend each other")


def _parents() -> list[str]:
    return [*catalogue.names(), NOTHING]


def _is_root(file: _File) -> bool:
    return _same(file, _File(catalogue.folder() / f"{ROOT}.toml", ROOT))


def _same(one: _File, other: _File) -> bool:
    return os.path.realpath(one.path) == os.path.realpath(other.path)


def _orphan(chain: Sequence[_File], node: Node, problem: str, expected: str, wanted: str = "") -> ScenarioError:
    line, column = node.source.place(("extends",))
    trail = " -> ".join(file.name for file in chain)
    problem = problem if len(chain) == 1 or "->" in problem else f"{problem} (in {trail})"
    hint = did_you_mean(Path(wanted).name.removesuffix(".toml"), _parents())
    return ScenarioError([Fault(chain[-1].name, line, column, "extends", problem, expected, hint)])


def _named(wanted: str, child: _File) -> _File | None:
    """Return a shipped scenario, or a file in the folder of the child."""
    if wanted in catalogue.names():
        return _File(catalogue.path_of(wanted), wanted)
    name = printable(os.path.normpath(Path(child.name).parent / wanted))
    # A shipped child is named without its folder, so its own path leads to its neighbours.
    path = as_on_disk(child.path.parent / wanted)
    return _File(path, name) if os.path.exists(path) else None


def parent_of(source: str | Path) -> tuple[str, Scenario] | None:
    """What a file of one's own extends: its name, and the scenario; None for a shipped scenario, and for no parent.

    Raises:
        ScenarioError: the file or a parent has an error.
    """
    file = _find(source)
    parent = None if file.name in catalogue.names() else _parent([file], read(file.path, file.name))
    return (parent.name, load(parent.path)) if parent else None


def written(source: str | Path, roots: Collection[str]) -> frozenset[str]:
    """Dotted paths of the values that a file sets, or a file that it extends, from it up to one of some roots.

    Args:
        source: Name of a shipped scenario, or path of a TOML file.
        roots: Names of shipped scenarios whose values do not count, nor those of what they extend.

    Raises:
        ScenarioError: the file or a parent has an error.
    """
    own = takewhile(lambda node: node.source.name not in roots, _generations(_find(source)))
    return frozenset(path_of([str(key) for key in path]) for node in own for path, _ in leaves(node))


def _find(source: str | Path) -> _File:
    """Return the file that a user names: a shipped scenario, unless the text looks like a path."""
    name = os.fspath(source)
    if isinstance(source, str) and name in catalogue.names():
        return _File(catalogue.path_of(name), name)
    path = as_on_disk(Path(name))
    if not name or not os.path.lexists(path):
        raise missing(name)
    return _File(path, printable(name))
