"""What two scenarios differ in, as the lines of a diff."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario import Scenario

_PROSE = {"title", "about", "note"}


@dataclass(frozen=True)
class Change:
    """One value, or row of policies, that differs.

    Attributes:
        path: dotted path of the value, or the row's name.
        before: value in the first scenario; "" where there is none.
        after: value in the second; "" where there is none.
    """

    path: str
    before: str
    after: str


def changes(first: Scenario, second: Scenario) -> list[Change]:
    """The values in which two resolved scenarios differ, in the order of the schema; prose is left out."""
    before, after = _flat(first), _flat(second)
    paths = dict.fromkeys([*before, *after])
    return [
        Change(path, before.get(path, ""), after.get(path, ""))
        for path in paths
        if before.get(path, "") != after.get(path, "")
    ]


def _flat(scenario: Scenario) -> dict[str, str]:
    told: dict[str, Any] = scenario.model_dump(mode="json")
    rows = told.pop("policies")
    found = dict(_leaves(told, ""))
    for row in rows:
        found[f"policies.{row['name']}"] = _row(row)
    return found


def _leaves(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if key in _PROSE:
            continue
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", _shown(value)


def _row(row: Mapping[str, Any]) -> str:
    """A row in one line; what it leaves open is left out."""
    told = {key: value for key, value in row.items() if value not in (None, "", [], {}, 0) and key not in _PROSE}
    kind = told.pop("kind")
    told.pop("name")
    if told.pop("on", False) is False:
        kind = f"{kind}, switched off"
    return ", ".join([str(kind), *(f"{key} {_shown(value)}" for key, value in told.items())])


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
