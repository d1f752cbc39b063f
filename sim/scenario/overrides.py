"""Changes made on top of a scenario: ``research.productivity=0.2`` on the command line, or a mapping in Python."""

import re
from collections.abc import Mapping, Sequence
from typing import get_origin

from sim.scenario.errors import Fault, Finding, ScenarioError, clean, dotted, shown
from sim.scenario.explain import unknown_key
from sim.scenario.locate import KeyPath
from sim.scenario.outline import POLICIES, ROOT, Spot, is_table, spot, step
from sim.scenario.policies import Policy
from sim.scenario.read import parse
from sim.scenario.schema import Scenario
from sim.scenario.tree import Node, Source, assign, grow, named
from sim.scenario.values import fitted, settings_of, simple

Overrides = Mapping[str, object] | Sequence[str]
"""``["research.luck=0", "actors.deepseek.tier=open"]`` or ``{"research.luck": 0}``."""

_PART = r"""\s*(?:"([^"]*)"|'([^']*)'|([^.="'\s]+))\s*"""
_SETTING = re.compile(rf"(?P<path>{_PART}(?:\.{_PART})*)=(?P<value>.*)", re.DOTALL)


def override(tree: Node, overrides: Overrides) -> Node:
    """The values of a scenario with overrides put in.

    Raises:
        ScenarioError: an override is malformed, or its path leads nowhere.
    """
    faults: list[Fault] = []
    for name, path, value in _settings(overrides):
        source = Source(name)
        tree = _seeded(tree, path)
        typed, place, finding = _resolve(tree, path)
        if finding is not None:
            faults.append(finding.at(name, None, None))
        else:
            tree = assign(tree, typed, grow(fitted(place, value), source))
    if faults:
        raise ScenarioError(faults)
    return tree


def parsed(texts: Sequence[str]) -> dict[str, object]:
    """Settings by dotted path, of texts such as ``trust.gain=0.1``.

    Raises:
        ScenarioError: one of them cannot be read.
    """
    return {dotted(tuple(path)): value for _, path, value in map(_setting, texts)}


def place_of(path: str) -> Spot:
    """The place of the schema at a dotted path, as far as it is known without a scenario."""
    return spot(_parts(path))


def _settings(overrides: Overrides) -> list[tuple[str, list[str], object]]:
    given = settings_of(overrides)
    if isinstance(given, Mapping):
        return [(f"override {clean(key)}", _path(key), simple(value)) for key, value in given.items()]
    return [_setting(text) for text in given]


def _setting(text: str) -> tuple[str, list[str], object]:
    name = f"--set {clean(text)}"
    match = _SETTING.fullmatch(text)
    if match is None or not _is_text(text):
        raise ScenarioError([Fault(name, problem="cannot be read", expected="path.to.field=value")])
    return name, _parts(match["path"]), _value(match["value"].strip(), name)


def _path(key: str) -> list[str]:
    if not re.fullmatch(rf"{_PART}(?:\.{_PART})*", key) or not _is_text(key):
        raise ScenarioError([Fault(f"override {clean(key)}", problem="cannot be read", expected="path.to.field")])
    return _parts(key)


def _parts(path: str) -> list[str]:
    return ["".join(match.groups(default="")) for match in re.finditer(_PART, path)]


def _is_text(text: str) -> bool:
    # Bytes of a command line that are no text reach Python as lone surrogates.
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _value(text: str, name: str) -> object:
    """A TOML value; what is none stands for itself, so that ``tier=open`` needs no quotes in a shell."""
    try:
        values = parse(Source(name, f"value = {text}"))
    except ScenarioError as error:
        if "nested" in error.faults[0].problem:
            raise
        return text
    return values["value"] if len(values) == 1 else text


def _seeded(tree: Node, path: list[str]) -> Node:
    """Write the schema's own entries out where an override names one of them and no file lists any."""
    field = Scenario.model_fields.get(path[0])
    default = field.default if field else None
    if len(path) == 1 or path[0] in tree.table or not isinstance(default, dict) or not default:
        return tree
    entries = {name: section.model_dump() for name, section in default.items()}
    return assign(tree, (path[0],), grow(entries, Source("defaults")))


def _resolve(tree: Node, path: list[str]) -> tuple[KeyPath, Spot, Finding | None]:
    """The path with its indices as numbers, its place in the schema, and what is wrong with it, if anything."""
    typed: KeyPath = ()
    node: Node | None = tree
    place = ROOT
    for key in path:
        index = _index(key, node) if get_origin(place.type) is list else None
        finding = _misstep(place, node, key, index, is_last=len(typed) == len(path) - 1)
        if finding is not None:
            return typed, place, finding
        known: str | int = key if index is None else index
        typed = (*typed, known)
        node = node.child(known) if node else None
        place = _onward(place, node, known)
    return typed, place, None


def _index(key: str, node: Node | None) -> int | None:
    """The number of a row, given by itself or by the row's name."""
    if re.fullmatch(r"\d{1,7}", key):
        return int(key)
    return named(node.rows, key) if node else None


def _onward(place: Spot, node: Node | None, key: str | int) -> Spot:
    """The next place; a row of a policy is followed to the table of its kind."""
    onward = step(place, key)
    kind = node.child("kind") if node and get_origin(place.type) is list else None
    word = kind.content if kind else None
    return step(onward, word) if isinstance(word, str) and word in POLICIES else onward


def _misstep(place: Spot, node: Node | None, key: str, index: int | None, *, is_last: bool) -> Finding | None:
    path = (*place.path, key)
    if is_table(place.type):
        return None if key in place.type.model_fields else unknown_key(place, key)
    if place.type == Policy:
        return None  # a row without a valid kind: validation says so
    if get_origin(place.type) is list:
        return _no_row(path, len(node.rows) if node else 0, index)
    if get_origin(place.type) is dict:
        return None if is_last else _no_entry(path, list(node.table) if node else [], key)
    return Finding(place.path, "is not a table", f"a path that ends at {dotted(place.path)}")


def _no_row(path: KeyPath, rows: int, index: int | None) -> Finding | None:
    if index is not None and index < rows:
        return None
    return Finding(path, "no such row", f"a row from 0 to {rows - 1}" if rows else "a list that has rows")


def _no_entry(path: KeyPath, known: list[str], key: str) -> Finding | None:
    # A new entry is given as a whole table, never by one of its fields: that is a misspelling far more often.
    if key in known:
        return None
    return Finding(path, f"no entry {shown(key)}", "the name of an existing entry", key, known)
