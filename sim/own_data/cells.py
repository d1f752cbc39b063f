"""Turn the cell of a table into the value that a scenario wants at a place."""

import math
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple, get_origin

from sim.own_data.table import Cell
from sim.scenario.errors import Finding, Wrong, shown
from sim.scenario.reading.outline import Spot, described
from sim.scenario.schema.quantity import NONE

_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?P<mark>[.,'’ \u00a0\u202f])\d{3})(?:(?P=mark)\d{3})*(?:[.,]\d+)?")
_DOUBTFUL = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
"""What may have a mark between thousands, or a decimal mark."""
_SWITCH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
_BETWEEN = re.compile(r"\s*[;,|]\s*")
_MOST_DIGITS = 400


class Marks(NamedTuple):
    """The decimal mark of a file.

    Attributes:
        comma: Whether a decimal comma may be written.
        used: The mark of the first number that has one; empty while there is none.
        doubtful: The first number whose mark may have been meant to stand between thousands.
    """

    comma: bool
    used: str = ""
    doubtful: str = ""

    def after(self, cell: Cell) -> "Marks":
        """Return the marks after a cell that is a number."""
        if not isinstance(cell, str):
            return self
        mark = next((mark for mark in ".," if mark in cell), "")
        doubtful = cell if self.comma and _DOUBTFUL.fullmatch(cell) else ""
        return self._replace(used=self.used or mark, doubtful=self.doubtful or doubtful)

    def notes(self, file: str) -> Iterator[str]:
        """Return what the reader of a file should know of its numbers."""
        if self.doubtful:
            number = float(self.doubtful.replace(",", "."))
            yield f"{file}: {shown(self.doubtful)} is read as {number:g}; no mark between thousands is read"


def value_at(place: Spot, cell: Cell, marks: Marks) -> object:
    """Return the value of a cell for a place in the schema; where that is unknown, the cell as it is.

    Raises:
        Wrong: it is not such a value.
    """
    if isinstance(cell, str) and cell.startswith("#") and cell.endswith(("!", "?", "A")):
        raise Wrong(Finding((), f"{shown(cell)} is the error of a spreadsheet", described(place)))
    if cell == NONE:
        return NONE
    if place.type in (float, int):
        return number_at(place, cell, marks)
    if place.type is bool:
        return _switch(cell)
    if place.type is date:
        return _day(cell)
    if get_origin(place.type) is list:
        return [part for part in _BETWEEN.split(str(cell)) if part]
    return cell if place.type is None else text_of(cell)


def number_at(place: Spot, cell: Cell, marks: Marks) -> float | int:
    """Return the number in a cell for a place in the schema: a whole one where the schema wants that.

    Raises:
        Wrong: it is not such a number, or nobody knows whether a mark in it stands between thousands.
    """
    expected = described(place) if place.type else "a number"
    number = number_of(cell, marks, expected)
    if place.type is not int or isinstance(number, int):
        return number
    if isinstance(cell, str) and _DOUBTFUL.fullmatch(cell):
        hint = f"write {re.sub(r'[.,]', '', cell)}, or {cell[: -len('.000')]}"
        raise Wrong(Finding((), f"{shown(cell)} may be two numbers", expected, hint=hint))
    if not number.is_integer():
        raise Wrong(Finding((), f"{shown(_as_text(cell))} is not a whole number", expected))
    return int(number)


def number_of(cell: Cell, marks: Marks, expected: str = "a number") -> float | int:
    """Return the number in a cell.

    Args:
        cell: The cell.
        marks: The decimal mark of the file.
        expected: What is wanted, for messages.

    Raises:
        Wrong: it is not a number, not finite, has separators of thousands, or not the decimal mark of the file.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _finite(cell, cell, expected)
    text = str(cell).replace("−", "-")
    if isinstance(cell, str) and _NUMBER.fullmatch(text) and len(text) <= _MOST_DIGITS:
        return _written(text, marks, expected)
    raise Wrong(Finding((), f"{shown(_as_text(cell))} is not a number", expected, hint=_advice(text, marks)))


def _written(text: str, marks: Marks, expected: str) -> float | int:
    if "," in text and not marks.comma:
        point = text.replace(",", ".")
        meant = f"{text.replace(',', '')}, or {point} with a decimal point" if _DOUBTFUL.fullmatch(text) else point
        hint = f"write {meant}; a decimal comma needs a file with semicolons"
        raise Wrong(Finding((), f"{shown(text)} has a comma", expected, hint=hint))
    mark = next((mark for mark in ".," if mark in text), "")
    if mark and marks.used and mark != marks.used:
        has, before = ("a point", "a comma") if mark == "." else ("a comma", "a point")
        hint = f"write every number with the same mark, and none between thousands: {text.replace(mark, marks.used)}"
        raise Wrong(Finding((), f"{shown(text)} has {has}, and a number above {before}", expected, hint=hint))
    plain = text.replace(",", ".")
    return _finite(int(plain) if re.fullmatch(r"[+-]?\d+", plain) else float(plain), text, expected)


def _finite(number: float | int, cell: Cell, expected: str) -> float | int:
    if isinstance(number, float) and not math.isfinite(number):
        raise Wrong(Finding((), f"{shown(_as_text(cell))} is not a finite number", expected))
    return number


def _advice(text: str, marks: Marks) -> str:
    """Return how to write what was probably meant; "" where nobody knows."""
    if text.endswith("%") and re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", text[:-1].strip()):
        share = float(text[:-1].strip().replace(",", ".")) / 100
        return f"write {share:g}".replace(".", marks.used or ("," if marks.comma and "," in text else "."))
    if _GROUPED.fullmatch(text):
        decimals = re.search(r"([.,])(\d+)$", text)
        between = re.findall(r"\D", text.lstrip("+-"))
        tail = decimals[0] if decimals and len(set(between)) > 1 else ""
        whole = re.sub(r"\D", "", text.removesuffix(tail))
        return f"write {'-' if text.startswith('-') else ''}{whole}{tail}, without marks between thousands"
    return ""


def _as_text(cell: Cell) -> str:
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _switch(cell: Cell) -> bool:
    known = _SWITCH.get(_as_text(cell).lower())
    if known is None:
        raise Wrong(Finding((), f"{shown(_as_text(cell))} is no switch", "true or false"))
    return known


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell
    try:
        return date.fromisoformat(str(cell))
    except ValueError:
        raise Wrong(Finding((), f"{shown(str(cell))} is not a day", "a day such as 2027-01-31")) from None


def text_of(cell: Cell) -> str:
    """Return the text of a cell; of a whole number, without a point.

    Raises:
        Wrong: it is a date or a switch: programs take names such as MAR1 and TRUE for these.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date | time | bool):
        kind = "a switch" if isinstance(cell, bool) else "a time" if isinstance(cell, time) else "a date"
        hint = "format the cell as text, and write it again"
        raise Wrong(Finding((), f"{shown(_as_text(cell))} is {kind} in the workbook", "text", hint=hint))
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else _as_text(cell)
