"""Errors in a scenario, with messages that help its author to correct them."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from unicodedata import normalize

MOST_PRINTED = 20
"""Number of faults that one message lists; the others are only counted."""
_LONGEST_VALUE = 60
_MOST_LISTED = 12
_NUMBER = re.compile(r"([+-]?)(?=[.,]?\d)(\d*)(?:([.,])(\d*))?([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Fault:
    """One fault of a scenario: where it is, what is wrong, what was expected, and what to do.

    Attributes:
        where: the file as the user named it, the name of a shipped scenario, or the override (``--set a.b=1``).
        line: line of the file, from 1; None if there is no file.
        column: column in that line, from 1.
        field: dotted path of the value; empty for a fault of the file as a whole.
        problem: what is wrong.
        expected: what would be right.
        hint: what to do, such as the name that was probably meant.
    """

    where: str
    line: int | None = None
    column: int | None = None
    field: str = ""
    problem: str = ""
    expected: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """Return one compact line, such as ``my.toml:12: research.luck: 9.0 is out of range; expected 0 <= x <= 3``."""
        expected = f"expected {self.expected}" if self.expected else ""
        message = "; ".join(part for part in (self.problem, expected, self.hint) if part)
        return ": ".join(part for part in (self._place(), self._field(), message) if part)

    def _place(self) -> str:
        # A named field is found by its line; only a fault of syntax needs the column as well.
        numbers = (self.line, None if self.field else self.column)
        return ":".join([self.where, *(str(number) for number in numbers if number is not None)])

    def _field(self) -> str:
        return "" if self.line is None and self.field in self.where else self.field


class ScenarioError(Exception):
    """A scenario cannot be used; ``str()`` is the message for its author.

    Attributes:
        faults: The reasons, each with the file, line and field where it is, what was expected, and what to do.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Store faults in the order in which they are reported."""
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Return one line per fault, at most :data:`MOST_PRINTED` of them."""
        lines = [str(fault) for fault in self.faults[:MOST_PRINTED]]
        rest = len(self.faults) - len(lines)
        return "\n".join([*lines, f"and {rest} more"] if rest else lines)


@dataclass(frozen=True)
class Finding:
    """A fault, while the file and line of the value are not known yet.

    Attributes:
        path: keys and indices that lead to the value.
        problem: what is wrong.
        expected: what would be right.
        word: a word that may be a misspelling of one of `choices`.
        choices: the words allowed.
        hint: what to do, if the value is not misspelt.
    """

    path: tuple[str | int, ...]
    problem: str
    expected: str = ""
    word: str = ""
    choices: Sequence[str] = ()
    hint: str = ""

    def at(self, where: str, line: int | None, column: int | None, *, spell: bool = True) -> Fault:
        """Return the fault at its place; `spell` searches for the word that was probably meant, which is slow."""
        meant = did_you_mean(self.word, self.choices) if spell else ""
        return Fault(where, line, column, dotted(self.path), self.problem, self.expected, meant or self.hint)


class Wrong(ValueError):
    """Carries a finding from a validator, or other code, to a caller who knows where the value was written."""

    def __init__(self, finding: Finding) -> None:
        """Store the finding; its path is relative to the place of the code that raises it."""
        super().__init__(finding)
        self.finding = finding


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as scenario files write it: ``actors."gpt.4".tier``."""
    return ".".join(_key(str(key)) for key in path)


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return a question with the choice closest to a misspelt word; empty if none is close."""
    by_folded = {fold(choice): choice for choice in choices}
    wanted = fold(word)
    close = get_close_matches(wanted, by_folded, n=1)
    close = close or [name for name in by_folded if name.startswith(wanted) or _initials(name) == wanted]
    return f'did you mean "{clean(by_folded[close[0]])}"?' if word and close else ""


def fold(name: str) -> str:
    """Normalise differences that readers overlook: case, ``_`` or ``-``, and how accents are stored."""
    return normalize("NFC", name).casefold().replace("_", "-")


def _initials(name: str) -> str:
    """Return the initials of a name of several words, such as ``us`` for ``united-states``."""
    words = re.split(r"[-. ]+", name)
    return "".join(word[:1] for word in words) if len(words) > 1 else ""


def one_of(words: Iterable[str], most: int = _MOST_LISTED) -> str:
    """Return the words allowed, for a message; it lists at most `most` of them."""
    known = [clean(word) for word in words]
    shown = ", ".join(known[:most])
    return f"one of {shown}" + (", ..." if len(known) > most else "")


def number_meant(text: str) -> str:
    """Return how to write a number that is in quotes, has a comma, or lacks a digit beside its point; else empty."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None or len(text) > _LONGEST_VALUE:
        return ""
    sign, whole, mark, decimals, power = match.groups(default="")
    advice = f"write {sign}{whole or '0'}.{decimals or '0'}{power}" if mark else f"write {sign}{whole}{power}"
    return f"{advice}, with a point" if mark == "," else f"{advice}, without quotes"


def clean(text: str) -> str:
    """Return text shortened to one line, without characters that control a terminal."""
    visible = printable(text[: 2 * _LONGEST_VALUE])
    return visible if len(visible) <= _LONGEST_VALUE else visible[: _LONGEST_VALUE - 3] + "..."


def printable(text: str) -> str:
    """Return text with line breaks, control characters and bytes that are not text written as escapes."""
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in text)


def shown(value: object) -> str:
    """Return a value as messages quote it."""
    if isinstance(value, str):
        return f'"{clean(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    return _number(value)


def _number(value: object) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    # Python refuses to print an integer of some thousand digits, and nobody would read it.
    too_long = isinstance(value, int) and value.bit_length() > 4 * _LONGEST_VALUE
    return "a number with very many digits" if too_long else clean(repr(value))


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


def _key(key: str) -> str:
    bare = key and all(letter.isalnum() or letter in "-_" for letter in key)
    return key if bare and len(key) <= _LONGEST_VALUE else f'"{clean(key)}"'
