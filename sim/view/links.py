"""The address bar: a setting as a query, and back. A link identifies a result."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sim.scenario.errors import Fault, ScenarioError, did_you_mean, one_of, shown
from sim.scenario.reading import assignments
from sim.scenario.reading.assignments import assignment, path_of
from sim.scenario.reading.untrusted import Unreadable, json_of
from sim.view.setting import Setting

_MOST_PARTS = 500
_WORLDS = ("scenario", "with", "and")
"""Parts of a link that name the scenarios of the worlds A, B and C."""
_OWN = ("policy.a", "policy.b", "policy.c")
"""Parts of a link that hold the policies of one world alone."""


def query(setting: Setting) -> str:
    """A setting as the query of a link, in the order in which people read."""
    return query_of([setting])


def query_of(settings: Sequence[Setting]) -> str:
    """One to three worlds as the query of a link; seed, changes and common policies are those of the first."""
    first = settings[0]
    parts = [(name, each.scenario) for name, each in zip(_WORLDS, settings, strict=False)]
    parts += [("seed", str(first.seed))]
    parts += [("set", assignment(path, value)) for path, value in first.changes.items()]
    parts += [("policy", _told(row)) for row in first.policies]
    for name, each in zip(_OWN, settings, strict=False):
        parts += [(name, _told(row)) for row in each.own]
    return urlencode([*parts, ("at", str(max(each.quarter for each in settings)))])


def _told(row: Mapping[str, Any]) -> str:
    return json.dumps(dict(row), default=str, separators=(",", ":"))


def read(text: str, known: Collection[str], default: Setting) -> Setting:
    """The setting in a query; values that it lacks come from the default.

    Args:
        text: the query, without its question mark.
        known: scenarios that a link may name; a link never opens a file that the server's owner did not offer.
        default: setting for values that the query lacks.

    Raises:
        ScenarioError: the query names another scenario or cannot be read.
    """
    return read_all(text, known, default)[0]


def read_all(text: str, known: Collection[str], default: Setting, others: Sequence[str] = ()) -> list[Setting]:
    """The settings of one to three worlds in a query.

    Args:
        text: the query, without its question mark.
        known: scenarios that a link may name.
        default: setting for values that the query lacks.
        others: scenarios to compare with if the query names none.

    Raises:
        ScenarioError: the query names another scenario or cannot be read.
    """
    parts = _parts(text)
    given = dict(parts)
    seed, quarter = (
        whole(given.get("seed", str(default.seed)), "seed"),
        whole(given.get("at", str(default.quarter)), "at"),
    )
    changes = dict(_change(value) for name, value in parts if name == "set")
    rows = {name: tuple(_row(value) for each, value in parts if each == name) for name in ("policy", *_OWN)}
    usual = dict(zip(_WORLDS, [default.scenario, *others], strict=False))
    named = {field: given.get(field, usual.get(field)) for field in _WORLDS}
    return [
        Setting(known_scenario(scenario, known, field), seed, changes, rows["policy"], quarter, rows[own])
        for (field, scenario), own in zip(named.items(), _OWN, strict=True)
        if scenario is not None
    ]


def _parts(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_PARTS)
    except ValueError:
        raise _fault("link", "says too much", f"at most {_MOST_PARTS} changes and policies") from None


def _change(text: str) -> tuple[str, Any]:
    path, value = assignments.read(text, f"set {shown(text)}")
    return path_of(path), value


def _row(text: str) -> Mapping[str, Any]:
    try:
        row = json_of(text)
    except Unreadable:
        row = None
    if not isinstance(row, dict):
        raise _fault("policy", f"{shown(text)} cannot be read", 'a table such as {"kind":"pivot","actor":"alpha"}')
    return row


def whole(text: str, name: str) -> int:
    """A whole number from a link or a visitor.

    Raises:
        ScenarioError: it is not a whole number of at least 0, or has more digits than a browser can store.
    """
    if not (text.isascii() and text.isdecimal() and len(text) < 17):
        raise _fault(name, f"{shown(text)} cannot be read", f"a whole number from 0 to {10**16 - 1}")
    return int(text)


def known_scenario(name: str, known: Collection[str], field: str = "scenario") -> str:
    """The name, if a link may use it.

    Raises:
        ScenarioError: a link may not use it.
    """
    if name not in known:
        raise _fault(field, f"no scenario {shown(name)}", one_of(known), did_you_mean(name, known))
    return name


def _fault(name: str, problem: str, expected: str, hint: str = "") -> ScenarioError:
    return ScenarioError([Fault(name, problem=problem, expected=expected, hint=hint)])
