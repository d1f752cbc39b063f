"""Values of Python, NumPy and pandas as a scenario file would give them: the one place that knows other libraries'."""

import math
from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction
from typing import Any

from sim.scenario.errors import Fault, ScenarioError, clean, shown
from sim.scenario.reading.outline import Spot, step
from sim.scenario.schema.enums import word
from sim.scenario.schema.kinds import POLICIES, Policy
from sim.scenario.schema.quantity import Section
from sim.scenario.schema.renames import current
from sim.scenario.schema.rows import Row
from sim.scenario.schema.scenario import Scenario

_MISSING = {"NAType", "NaTType", "MaskedConstant"}
"""Types of what stands for a missing value in pandas and NumPy; neither is imported for it."""


def simple(value: object) -> object:
    """A value as a file would give it: sections as tables, arrays and columns as lists, their scalars as plain ones.

    A missing value becomes NaN, which no place of a scenario takes; a scenario stays what it is.
    """
    if isinstance(value, Scenario) or value is None or type(value) in (bool, int, float, str, date):
        return value
    if isinstance(value, Section):
        return simple(value.model_dump())
    if type(value).__name__ in _MISSING:
        return math.nan
    if isinstance(value, Mapping):
        return {str(key): simple(item) for key, item in value.items()}
    return _columns(value) if is_frame(value) else _listed(value)


def settings_of(given: object) -> dict[str, object] | list[str]:
    """Overrides as a mapping from paths to values, or as texts; a row or column of a table is a mapping by its labels.

    Raises:
        ScenarioError: they are neither.
    """
    if isinstance(given, str):
        return [given]
    table = table_of(given)
    if isinstance(table, Mapping):
        return {str(key): value for key, value in table.items()}
    return [_text(text) for text in (table if isinstance(table, Iterable) else [table])]


def _text(given: object) -> str:
    if isinstance(given, str):
        return given
    expected = 'a mapping from paths to values, or texts such as "trust.gain=0.1"'
    raise ScenarioError([Fault("overrides", problem=f"{shown(given)} is of the wrong type", expected=expected)])


def table_of(given: object) -> object:
    """A pandas Series as a mapping from its labels; all else as it is."""
    entries = getattr(given, "items", None)
    return dict(entries()) if callable(entries) and not is_frame(given) else given


def is_frame(value: object) -> bool:
    """Whether a value is a table of pandas or of a similar library: columns by name, one row per point."""
    return hasattr(value, "columns") and hasattr(value, "to_dict") and hasattr(value, "__getitem__")


def fitted(place: Spot, value: object) -> object:
    """A value as its place asks for it: whole floats as whole numbers, and text as days.

    A column of whole numbers with a gap is one of floats in pandas; JSON, of stores and of links, knows days as text.
    """
    if place.type is date and isinstance(value, str):
        return _day(value)
    if place.type is int:
        return whole(value)
    if isinstance(value, dict):
        kind = value.get("kind") if place.type == Policy else None
        inside = step(place, kind) if isinstance(kind, str) and current(Row, kind) in POLICIES else place
        return {key: fitted(step(inside, key), item) for key, item in value.items()}
    if isinstance(value, list):
        return [fitted(step(place, number), item) for number, item in enumerate(value)]
    return value


def whole(value: object) -> object:
    """A float that is a whole number as one; all else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _columns(frame: Any) -> dict[str, object]:
    names = [str(name) for name in frame.columns]
    for name in names:
        if names.count(name) > 1:
            problem = f"column {clean(name)} occurs twice"
            raise ScenarioError([Fault("table", problem=problem, expected="each path once")])
    return {str(name): simple(frame[name]) for name in frame.columns}


def _listed(value: Any) -> object:
    """What is neither plain nor a table: arrays, sequences, scalars of other libraries."""
    if isinstance(value, datetime):
        return _midnight(value)
    if isinstance(value, Enum):
        return word(value) if isinstance(value, IntEnum) else simple(value.value)
    if isinstance(value, Decimal | Fraction):
        return _float(value)
    if type(value).__module__ == "numpy" and str(value.dtype).startswith("datetime64"):
        return _days(value)
    for name in ("tolist", "to_list", "as_py"):
        convert = getattr(value, name, None)
        if callable(convert):
            return _unpacked(value, convert())
    if isinstance(value, Set):
        # The order of a set is nobody's choice, and differs from process to process.
        return [simple(item) for item in sorted(value, key=lambda item: (type(item).__name__, str(item)))]
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | bytearray | type):
        return [simple(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _float(value: Decimal | Fraction) -> float:
    try:
        return float(value)
    except (ValueError, OverflowError):  # a NaN that signals, or a number beyond all floats
        return math.nan


def _unpacked(value: object, plain: object) -> object:
    """What an array or a scalar says it is in Python; long doubles say that they are themselves."""
    return float(plain) if type(plain) is type(value) else simple(plain)  # type: ignore[arg-type]


def _days(value: Any) -> object:
    """Dates of NumPy, which gives those of nanoseconds as whole numbers, and those that are missing as None."""
    plain = value.astype("datetime64[us]").tolist()
    return [_days(day) for day in value] if isinstance(plain, list) else math.nan if plain is None else _midnight(plain)


def _midnight(value: object) -> object:
    """A moment at midnight is a day; any other, or one beyond the calendar, is none, and is refused as what it is."""
    return value.date() if isinstance(value, datetime) and value.time() == time() else value


def _day(text: str) -> object:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
