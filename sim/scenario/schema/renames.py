"""Names of the schema that have changed: an old one is read for two minor versions more, and tells the new one."""

import warnings
from typing import Any

RENAMED: dict[tuple[type, str], str] = {}
"""The name of today by the table, or enumeration, and the name that it used to have: ``(Trust, "warmth"): "gain"``.

A field that many kinds of rows have is one of their common class; the word for a kind of row, ``(Row, "ban"):
"export_control"``, is one of :class:`sim.scenario.schema.rows.Row`. A line goes when its two minor versions are over.
"""


GONE: dict[tuple[str, str], str] = {
    ("Sharing", "form"): "set sharing.variety = 0 (was best) or 1 (was sum), and see sharing.pooling and commons.union"
}
"""What to set instead of a field that is gone, by the name of the table's class, which cannot be imported here."""


class RenamedWarning(FutureWarning):
    """Something is given by the name that it used to have."""


def current(kind: Any, name: str) -> str:
    """The name of today for what a table or enumeration calls, or used to call, by a name."""
    if not RENAMED:
        return name
    return next((RENAMED[each, name] for each in getattr(kind, "__mro__", ()) if (each, name) in RENAMED), name)


def gone(kind: Any, name: str) -> str:
    """What to set instead of a field that a table used to have; empty for a name that it never had."""
    names = [each.__name__ for each in getattr(kind, "__mro__", ())]
    return next((GONE[each, name] for each in names if (each, name) in GONE), "")


def tell(place: str, old: str, new: str, stacklevel: int = 1) -> None:
    """Warn that an old name was given, in a sentence for whoever gave it."""
    told = f"{place}: {old} is called {new} now, and will not be understood by its old name for ever"
    warnings.warn(RenamedWarning(told), stacklevel=stacklevel + 1)
