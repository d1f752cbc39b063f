"""Columns of tables of runs: the names and values of settings in these tables."""

import json
from datetime import date

from sim.extension import ExtensionError, in_use
from sim.outcomes import OUTCOMES
from sim.study.parts import FACTS

_PREFIX = "set."


def column_of(path: str) -> str:
    """Return the column of a setting: its path, with the prefix "set." if a fact or an outcome has that name."""
    return f"{_PREFIX}{path}" if is_taken(path) else path


def is_taken(name: str) -> bool:
    """Whether a fact or an outcome has this name."""
    return name in FACTS.names or name in OUTCOMES


def cell_of(value: object) -> object:
    """Return a setting as a cell: lists and tables as JSON, which can be grouped by; other values unchanged."""
    return json_of(value) if isinstance(value, list | tuple | dict) else value


def json_of(value: object) -> str:
    """A setting as JSON; days as text."""
    return json.dumps(value, default=date.isoformat)


def refuse_clashes() -> None:
    """Check that no outcome of a module in use has the name of another column.

    Raises:
        ExtensionError: one has.
    """
    for extension in in_use():
        for name in extension.outcomes:
            if name in FACTS.names:
                raise ExtensionError(
                    f"{extension.source.file}: the outcome {name!r} has the name of a column of every table; "
                    "choose another name"
                )
