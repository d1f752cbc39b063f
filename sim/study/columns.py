"""Columns of tables of runs: how settings are called and shown there, whatever a scenario calls them."""

import json
from datetime import date

from sim.outcomes import OUTCOMES
from sim.study.parts import FACTS

_PREFIX = "set."


def column_of(path: str) -> str:
    """The column of a setting: its path; behind "set." where a fact or an outcome has that name."""
    return f"{_PREFIX}{path}" if is_taken(path) else path


def is_taken(name: str) -> bool:
    """Whether a column of that name says something else of a run: a fact or an outcome."""
    return name in FACTS.names or name in OUTCOMES


def cell_of(value: object) -> object:
    """A setting as a cell: a list or a table as its JSON, so that it can be grouped by; all else as it is."""
    return json_of(value) if isinstance(value, list | tuple | dict) else value


def json_of(value: object) -> str:
    """A setting as JSON; days as text."""
    return json.dumps(value, default=date.isoformat)
