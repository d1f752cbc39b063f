"""Convert values of Python, NumPy and pandas to those of a scenario file; no other module handles their types."""

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
"""Names of the types of missing values in pandas and NumPy, so that neither needs to be imported."""


def simple(value: object) -> object:
    """Convert a value to the form of a file: sections to tables, arrays and columns to lists, scalars to plain values.

    A missing value becomes NaN, which no field of a scenario allows. A scenario is returned as it is.
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
    """Return overrides as a mapping from path to value, or as texts; a row or column of a table is a mapping by label.

    Raises:
        ScenarioError: the overrides are neither.
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
    """Convert a pandas Series to a mapping from its labels; return anything else as it is."""
    entries = getattr(given, "items", None)
    return dict(entries()) if callable(entries) and not is_frame(given) else given


def is_frame(value: object) -> bool:
    """Whether a value is a table of pandas or a similar library, with named columns and one row per point."""
    return hasattr(value, "columns") and hasattr(value, "to_dict") and hasattr(value, "__getitem__")


def fitted(place: Spot, value: object) -> object:
    """Convert a value to the type of its place: whole floats to integers, and text to dates.

    In pandas, a column of whole numbers with a gap is a column of floats. JSON, as in stores and links, has
    dates only as text.
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
    """Convert a float that is a whole number to an integer; return anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _columns(frame: Any) -> dict[str, object]:
    names = [str(name) for name in frame.columns]
    for name in names:
        if names.count(name) > 1:
            problem = f"column {clean(name)} occurs twice"
            raise ScenarioError([Fault("table", problem=problem, expected="each path once")])
    return {str(name): simple(frame[name]) for name in frame.columns}


def _listed(value: Any) -> object:
    """Convert a value that is neither plain nor a table: an array, a sequence, or a scalar of another library."""
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
    """Return the Python value of an array or a scalar; a long double converts to itself, so it becomes a float."""
    return float(plain) if type(plain) is type(value) else simple(plain)  # type: ignore[arg-type]


def _days(value: Any) -> object:
    """Convert NumPy dates; NumPy returns nanosecond dates as whole numbers, and missing dates as None."""
    plain = value.astype("datetime64[us]").tolist()
    return [_days(day) for day in value] if isinstance(plain, list) else math.nan if plain is None else _midnight(plain)


def _midnight(value: object) -> object:
    """Convert a time at midnight to a date; return any other, or one outside the calendar, as it is, to be refused."""
    return value.date() if isinstance(value, datetime) and value.time() == time() else value


def _day(text: str) -> object:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
