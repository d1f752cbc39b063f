"""Reading one scenario file, whatever it holds: its values, or a fault that says what is wrong with it."""

import os
import re
import stat
import tomllib
from pathlib import Path

from sim.scenario import catalogue
from sim.scenario.errors import Fault, ScenarioError, clean, did_you_mean, dotted, one_of, printable
from sim.scenario.locate import nesting
from sim.scenario.tree import Node, Source, grow

MOST_BYTES = 1 << 20
"""Largest file that is read; a scenario of a thousand actors takes a tenth of it."""
DEEPEST = 8
"""Deepest nesting that is read; the schema needs four."""
_LONGEST_NAME = 300
_PLACE = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)


def read(path: Path, name: str) -> Node:
    """Values of a file, each with its place.

    Args:
        path: the file.
        name: what messages call it.

    Raises:
        ScenarioError: the file is missing, a folder, unreadable, too large, not text, or not TOML.
    """
    source = Source(name, _text(_bytes(path, name), name))
    return grow(parse(source), source)


def parse(source: Source) -> dict[str, object]:
    """Values of a TOML text.

    Raises:
        ScenarioError: the text is nested too deeply, or is not TOML.
    """
    text = source.text or ""
    if nesting(text) > DEEPEST:
        raise _fault(source.name, "is nested too deeply", f"at most {DEEPEST} levels")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([_syntax(source, str(error))]) from None
    except ValueError:
        # The parser leaves it to the language to refuse a number of thousands of digits.
        raise _fault(source.name, "holds a number of too many digits") from None
    except RecursionError:
        raise _fault(source.name, "is nested too deeply", f"at most {DEEPEST} levels") from None


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
    if b"\0" in content:
        raise _fault(name, "is a binary file", "TOML text in UTF-8")
    try:
        # Editors of some systems put a byte order mark first.
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fault = Fault(name, line, None, "", "is not UTF-8 text", "TOML text in UTF-8")
        raise ScenarioError([fault]) from None


def _unreadable(name: str, error: OSError | ValueError) -> ScenarioError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return missing(name)
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return _fault(name, f"cannot be read: {reason}", "a readable .toml file")


def missing(name: str) -> ScenarioError:
    """The error for a name that is neither a shipped scenario nor a file."""
    known = catalogue.names()
    hint = did_you_mean(Path(name).name.removesuffix(".toml"), known)
    expected = f"a .toml file or {one_of(known)}" if known else "a .toml file"
    where = printable(name[:_LONGEST_NAME])
    return ScenarioError([Fault(where, problem="no such scenario or file", expected=expected, hint=hint)])


def _too_large(name: str) -> ScenarioError:
    return _fault(name, "is too large for a scenario", f"at most {MOST_BYTES >> 20} MiB")


def _fault(name: str, problem: str, expected: str = "") -> ScenarioError:
    return ScenarioError([Fault(name, problem=problem, expected=expected)])


def _syntax(source: Source, message: str) -> Fault:
    match = _PLACE.fullmatch(message)
    what = match["what"] if match else message
    if match is None or match["line"] is None:
        return Fault(source.name, *_end(source), problem=f"not valid TOML: the file ends too early ({clean(what)})")
    line, column = int(match["line"]), int(match["column"])
    twice = source.places.on(line) if what.startswith(("Cannot declare", "Cannot overwrite")) else ()
    if twice:
        return _twice(source, line, twice)
    return Fault(source.name, line, column, "", f"not valid TOML: {clean(what)}", hint=_advice(what))


def _end(source: Source) -> tuple[int, int]:
    lines = (source.text or "").split("\n")
    return len(lines), len(lines[-1]) + 1


def _twice(source: Source, line: int, path: tuple[str | int, ...]) -> Fault:
    first = source.places.of(path)[0]
    expected = f"each table and key once (it is already on line {first})"
    return Fault(source.name, line, None, dotted(path), "is defined twice", expected)


def _advice(what: str) -> str:
    advice = "text is written in quotes, dates as 2020-01-31, switches as true or false"
    return advice if "Invalid value" in what else ""
