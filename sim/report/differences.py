"""Differences between two scenarios, as lines of a diff."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.scenario import Scenario

_PROSE = {"title", "about", "group", "note"}


@dataclass(frozen=True)
class Change:
    """One value, or row of policies, that differs.

    Attributes:
        path: dotted path of the value, the row's name, or its kind.
        before: value in the first scenario; "" if there is none.
        after: value in the second; "" if there is none.
    """

    path: str
    before: str
    after: str


def changes(first: Scenario, second: Scenario) -> list[Change]:
    """Values that differ between two resolved scenarios, in the order of the schema; prose is left out."""
    before, after = _flat(first), _flat(second)
    return [
        Change(place.path, before.get(place, ""), after.get(place, ""))
        for place in dict.fromkeys([*before, *after])
        if before.get(place, "") != after.get(place, "")
    ]


@dataclass(frozen=True)
class Changes:
    """One change, as often as it was made.

    Attributes:
        what: path of the value or row, or how many rows of a table have it and which of their values it is.
        before: value in the first scenario; "" if there is none.
        after: value in the second; "" if there is none.
        who: the rows, where there are several.
    """

    what: str
    before: str
    after: str
    who: tuple[str, ...] = ()


def collapsed(each: Iterable[Change]) -> list[Changes]:
    """Changes with equal ones of several rows of a table, such as actors, told once, those of most rows first."""
    alike: dict[tuple[str, str, str, str], list[Change]] = {}
    for change in each:
        table, _, name = change.path.partition(".")
        _, _, field = name.partition(".")
        # What has no row and value within a table stands for itself.
        of = (table, field) if field else (change.path, "")
        alike.setdefault((*of, change.before, change.after), []).append(change)
    together = [_together(table, field, same) for (table, field, *_), same in alike.items()]
    return sorted(together, key=lambda changes: -len(changes.who))


def _together(table: str, field: str, same: list[Change]) -> Changes:
    first = same[0]
    if len(same) == 1:
        return Changes(first.path, first.before, first.after)
    who = tuple(change.path.removeprefix(f"{table}.").removesuffix(f".{field}") for change in same)
    return Changes(f"{len(same)} {table}, {field}", first.before, first.after, who)


class _Place(NamedTuple):
    """Position of a value; a row without a name is identified by its content, and by a count of equal rows."""

    path: str
    content: str = ""
    number: int = 0


def _flat(scenario: Scenario) -> dict[_Place, str]:
    tables: dict[str, Any] = scenario.model_dump(mode="json")
    rows = tables.pop("policies")
    values = {_Place(path): value for path, value in _leaves(tables, "")}
    for row in rows:
        text = _row(row)
        place = _Place(f"policies.{row['name']}") if row["name"] else _Place(f"policies, {row['kind']}", text)
        while place in values:
            place = place._replace(number=place.number + 1)
        values[place] = text
    return values


def _leaves(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{prefix}{key}.")
        elif key not in _PROSE:
            yield f"{prefix}{key}", _shown(value)


def _row(row: Mapping[str, Any]) -> str:
    """A row in one line, without unset values."""
    said = {key: value for key, value in row.items() if value not in (None, "", [], {}, 0) and key not in _PROSE}
    kind = row["kind"] if row["on"] else f"{row['kind']}, switched off"
    left = {key: value for key, value in said.items() if key not in ("kind", "name", "on")}
    return ", ".join([str(kind), *(f"{key} {_shown(value)}" for key, value in left.items())])


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_shown(each)}" for key, each in value.items())
    return "none" if value is None else str(value)
