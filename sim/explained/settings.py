"""What the files of the shipped scenarios set."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from sim.scenario.errors import fold
from sim.scenario.load import load
from sim.scenario.reading import catalogue
from sim.scenario.schema.rows import Row

_ANY = ("actors", "domains")
_MOST = 12


@cache
def files() -> dict[str, dict[str, Any]]:
    """The shipped scenarios by name, as their files are written, without what they inherit."""
    return {name: tomllib.loads(catalogue.path_of(name).read_text(encoding="utf-8")) for name in catalogue.names()}


@cache
def rows() -> dict[str, tuple[dict[str, Any], ...]]:
    """The rows of policies in each shipped file that has some; a changed row has the kind that it was given first."""
    named = {row["name"]: row["kind"] for row in _rows() if "name" in row and "kind" in row}
    return {
        name: tuple({"kind": named.get(row.get("name", ""), ""), **row} for row in file["policies"])
        for name, file in files().items()
        if file.get("policies")
    }


@cache
def rows_in_force(name: str) -> tuple[Row, ...]:
    """The rows of policies of a shipped scenario that are on, its own and those that it inherits."""
    return tuple(row for row in load(name).policies if row.on)


def kind_of_row(name: str) -> str:
    """The kind of the rows that have a name in some shipped scenario; "" if none has it."""
    return next((row["kind"] for row in _rows() if "kind" in row and fold(row.get("name", "")) == fold(name)), "")


def set_by(path: str) -> str:
    """The shipped scenarios whose own files set a parameter, and to what; "" if none does."""
    found = [f"{name} ({values})" if values else name for name, values in _settings().get(path, {}).items()]
    rest = len(found) - _MOST
    return ", ".join(found[:_MOST]) + (f" and {rest} more" if rest > 0 else "")


@cache
def _settings() -> dict[str, dict[str, str]]:
    """By path of a parameter, with NAME for any name, the files that set it, and the values where they are few."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, file in files().items():
        for path, value in _leaves(name, file):
            found.setdefault(path, {}).setdefault(name, []).append(_shown(value))
    return {path: {name: _few(values) for name, values in by.items()} for path, by in found.items()}


def _few(values: list[str]) -> str:
    different = list(dict.fromkeys(values))
    if "" in different:
        return ""
    return different[0] if len(different) == 1 else f"{len(different)} values"


def _leaves(name: str, file: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for table, content in file.items():
        if table == "policies":
            for row in rows()[name]:
                yield from ((f"policies.{row['kind']}.{key}", value) for key, value in row.items())
        elif table in _ANY:
            for entry in content.values():
                yield from _of_entry(f"{table}.NAME", entry)
        else:
            yield from _below(table, content)


def _of_entry(path: str, entry: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(entry, dict):
        yield from ((f"{path}.{key}", value) for key, value in entry.items())


def _below(path: str, content: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _below(f"{path}.{key}", value)
    else:
        yield path, content


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:.3g}"
    return str(value) if isinstance(value, int | str | date) and len(str(value)) < 30 else ""


def _rows() -> Iterator[dict[str, Any]]:
    for file in files().values():
        yield from file.get("policies", [])
