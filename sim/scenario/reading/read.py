"""Read one scenario file, whatever it contains: return its values, or a fault that says what is wrong with it."""

import os
import re
import stat
import tomllib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from functools import lru_cache
from pathlib import Path

from sim.scenario.errors import Fault, ScenarioError, clean, did_you_mean, dotted, number_meant, one_of, printable
from sim.scenario.reading import catalogue
from sim.scenario.reading.tree import Node, Source, grow
from sim.scenario.reading.untrusted import Unreadable, toml_of
from sim.scenario.schema.quantity import composed

MOST_BYTES = 1 << 20
"""Size limit of a file in bytes; a scenario of a thousand actors takes a tenth of it."""
_LONGEST_NAME = 300
_LIKE_NUMBERS = re.compile(r"=\s*([+-]?(?:\d*,\d+|\.\d+|\d+\.)(?:[eE][+-]?\d+)?)\s*(?:#.*)?$")
_PLACE = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)


def read(path: Path, name: str) -> Node:
    """Return the values of a file, each with its place.

    Args:
        path: the file.
        name: what messages call it.

    Raises:
        ScenarioError: the file is missing, a folder, unreadable, too large, not text, or not TOML.
    """
    return _grown(Source(name, _text(_bytes(path, name), name)))


@lru_cache(64)
def _grown(source: Source) -> Node:
    """The values of a text; many scenarios extend the same few files."""
    return grow(parse(source), source)


def parse(source: Source) -> dict[str, object]:
    """Return the values of a TOML text.

    Raises:
        ScenarioError: the text is nested too deeply, or is not TOML.
    """
    try:
        return toml_of(source.text or "")
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([_syntax(source, str(error))]) from None
    except Unreadable as error:
        raise _fault(source.name, error.problem, error.expected) from None


def _bytes(path: Path, name: str) -> bytes:
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise _fault(name, "is a folder", "a .toml file")
        if not stat.S_ISREG(status.st_mode):
            raise _fault(name, "is not an ordinary file", "a .toml file")
        if status.st_size > MOST_BYTES:
            raise _too_large(name)
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from None
    if len(content) > MOST_BYTES:
        raise _too_large(name)
    return content


def _text(content: bytes, name: str) -> str:
    encoding = _wide(content)
    if encoding:
        raise _fault(name, f"is text encoded as {encoding}", "TOML text in UTF-8", "save it as UTF-8")
    if b"\0" in content:
        raise _fault(name, "is a binary file", "TOML text in UTF-8")
    try:
        # Editors of some systems put a byte order mark first.
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fault = Fault(name, line, None, "", "is not UTF-8 text", "TOML text in UTF-8")
        raise ScenarioError([fault]) from None


def as_on_disk(path: Path) -> Path:
    """Return a path with its last name spelt as in its folder: accents that look the same can be stored in two ways."""
    if os.path.lexists(path) or path.name.isascii():
        return path
    try:
        return next((each for each in path.parent.iterdir() if composed(each.name) == composed(path.name)), path)
    except (OSError, ValueError):
        return path


def _wide(content: bytes) -> str:
    """Return the encoding of a text with two or four bytes per letter; empty for any other content."""
    for encoding, mark in (("UTF-32", BOM_UTF32_LE), ("UTF-32", BOM_UTF32_BE), ("UTF-16", BOM_UTF16_LE),
                           ("UTF-16", BOM_UTF16_BE)):  # fmt: skip
        if content.startswith(mark) and _decodes(content, encoding):
            return encoding
    # Without a mark: letters of Latin script have one half that is zero, always the same.
    halves = [content[side::2] for side in (0, 1)] if len(content) > 1 else []
    return "UTF-16" if any(not any(half) for half in halves) and any(content) else ""


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        return bool(content.decode(encoding))
    except UnicodeDecodeError:
        return False


def _unreadable(name: str, error: OSError | ValueError) -> ScenarioError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return missing(name)
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return _fault(name, f"cannot be read: {reason}", "a readable .toml file")


def missing(name: str) -> ScenarioError:
    """Return the error for a name that is neither a shipped scenario nor a file."""
    known = catalogue.names()
    hint = did_you_mean(Path(name).name.removesuffix(".toml"), known)
    expected = f"a .toml file or {one_of(known)}" if known else "a .toml file"
    where = printable(name[:_LONGEST_NAME])
    return ScenarioError([Fault(where, problem="no such scenario or file", expected=expected, hint=hint)])


def _too_large(name: str) -> ScenarioError:
    return _fault(name, "is too large for a scenario", f"at most {MOST_BYTES >> 20} MiB")


def _fault(name: str, problem: str, expected: str = "", hint: str = "") -> ScenarioError:
    return ScenarioError([Fault(name, problem=problem, expected=expected, hint=hint)])


def _syntax(source: Source, message: str) -> Fault:
    match = _PLACE.fullmatch(message)
    what = match["what"] if match else message
    if match is None or match["line"] is None:
        return Fault(source.name, *_end(source), problem=f"not valid TOML: the file ends too early ({clean(what)})")
    line, column = int(match["line"]), int(match["column"])
    twice = source.places.on(line) if what.startswith(("Cannot declare", "Cannot overwrite")) else ()
    if twice:
        return _twice(source, line, twice)
    return Fault(source.name, line, column, "", f"not valid TOML: {clean(what)}", hint=_advice(source, line, what))


def _end(source: Source) -> tuple[int, int]:
    lines = (source.text or "").split("\n")
    return len(lines), len(lines[-1]) + 1


def _twice(source: Source, line: int, path: tuple[str | int, ...]) -> Fault:
    first = source.places.of(path)[0]
    expected = f"each table and key once (it is already on line {first})"
    return Fault(source.name, line, None, dotted(path), "is defined twice", expected)


def _advice(source: Source, line: int, what: str) -> str:
    if source.name.endswith(".py"):
        return "a module of your own is given to a command by --with, and a scenario is a .toml file"
    # Only a number that TOML does not take is told by itself: "1,000" of a list is two.
    for word in _LIKE_NUMBERS.findall((source.text or "").split("\n")[line - 1]):
        if number_meant(word):
            return number_meant(word).removesuffix(", without quotes")
    advice = "text is written in quotes, dates as 2020-01-31, switches as true or false"
    return advice if "Invalid value" in what else ""
