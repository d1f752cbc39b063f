"""Changes written as ``path.to.field=value``, the form that ``--set``, links and commands use."""

import re
import tomllib
from collections.abc import Iterable

from sim.scenario.errors import Fault, ScenarioError, clean
from sim.scenario.reading import toml
from sim.scenario.reading.read import parse
from sim.scenario.reading.tree import Source
from sim.scenario.schema.quantity import NONE, composed

_PART = r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^.="'\s]+))\s*"""
_PATH = rf"{_PART}(?:\.{_PART})*"
_SETTING = re.compile(rf"(?P<path>{_PATH})=(?P<value>.*)", re.DOTALL)
_BARE = re.compile(r"""[^.="'\s\\]+""")
_SHORT = re.compile(
    r""""(?:[^"\\]|\\.)*"|'[^']*'"""
    r"""|(?<![\w.])(?P<sign>[+-]?)\.(?P<decimals>\d+(?:[eE][+-]?\d+)?)(?![\w.])|(?<![\w.])(?P<whole>[+-]?\d+)\.(?![\w.])"""
)
"""Quoted text, or a number that lacks a digit before or after its point; TOML requires both."""


def read(written: str, name: str) -> tuple[list[str], object]:
    """Return the parts of the path, and the value.

    Args:
        written: a change such as ``trust.gain=0.1``.
        name: what messages call it.

    Raises:
        ScenarioError: the change cannot be read.
    """
    match = _SETTING.fullmatch(written)
    if match is None or not _is_text(written):
        raise ScenarioError(
            [Fault(name, problem="cannot be read", expected="a path and a value, such as trust.gain=0.1")]
        )
    return _parts(match["path"]), value_of(match["value"], name)


def parts(path: str) -> list[str]:
    """Return the parts of a dotted path; a part that contains a dot must be in quotes.

    Raises:
        ScenarioError: it is not a path.
    """
    if not re.fullmatch(_PATH, path) or not _is_text(path):
        raise ScenarioError(
            [Fault(f"override {clean(path)}", problem="cannot be read", expected="a path, such as trust.gain")]
        )
    return _parts(path)


def path_of(parts: Iterable[str | int]) -> str:
    """Return the dotted path of some parts; :func:`parts` reads it back unchanged."""
    return ".".join(part if _BARE.fullmatch(part) else toml.text(part) for part in map(str, parts))


def value_of(text: str, name: str = "value") -> object:
    """Return the value of a TOML text, or any other text as it is, so ``tier=open`` needs no quotes in a shell.

    A number may begin or end with its point, such as ``.1``.

    Raises:
        ScenarioError: it is nested too deeply.
    """
    text = text.strip()
    for form in (text, _SHORT.sub(_in_full, text)):
        try:
            values = parse(Source(name, f"value = {form}"))
        except ScenarioError as error:
            if "nested" in error.faults[0].problem:
                raise
        else:
            return values["value"] if len(values) == 1 else text
    return text


def assignment(path: str, value: object) -> str:
    """Return a change as ``--set`` takes it; a word is quoted only if it would otherwise be read as something else."""
    value = NONE if value is None else value
    text = value if isinstance(value, str) and value.isprintable() and _stands_for_itself(value) else toml.value(value)
    return f"{path_of(parts(path))}={text}"


def _stands_for_itself(text: str) -> bool:
    try:
        return value_of(text) == text
    except ScenarioError:
        return False


def _in_full(match: re.Match[str]) -> str:
    if match["decimals"]:
        return f"{match['sign']}0.{match['decimals']}"
    return f"{match['whole']}.0" if match["whole"] else match[0]


def _parts(path: str) -> list[str]:
    return [composed(_part(*match.groups(default=""))) for match in re.finditer(_PART, path)]


def _part(quoted: str, literal: str, bare: str) -> str:
    """Return a part of a path without quotes; inside double quotes, TOML escapes are decoded."""
    if "\\" not in quoted:
        return quoted or literal or bare
    try:
        return str(tomllib.loads(f'part = "{quoted}"')["part"])
    except tomllib.TOMLDecodeError:
        return quoted


def _is_text(text: str) -> bool:
    # Bytes of a command line that are no text reach Python as lone surrogates.
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
