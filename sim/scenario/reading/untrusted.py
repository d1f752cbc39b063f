"""Read TOML and JSON that a stranger may have written, with limits on size, nesting and digits."""

import json
import tomllib
from typing import Any

from sim.scenario.reading.locate import nesting

DEEPEST = 8
"""Limit on nesting; the schema needs four levels."""
MOST_LETTERS = 1 << 20
"""Size limit of JSON in letters; the settings of a study with a thousand parameters take a tenth of it."""
_MOST_DIGITS = 1000


class Unreadable(ValueError):
    """Text that cannot be read.

    Attributes:
        problem: what is wrong with it.
        expected: what would be right; may be empty.
    """

    def __init__(self, problem: str, expected: str = "") -> None:
        """Store both, so that a caller who knows the place can report them."""
        super().__init__(problem)
        self.problem, self.expected = problem, expected


def toml_of(text: str) -> dict[str, Any]:
    """Return the values of a TOML text.

    Raises:
        Unreadable: it is nested too deeply, or contains a number with too many digits.
        tomllib.TOMLDecodeError: it is not TOML.
    """
    _ensure_shallow(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        # The parser leaves it to the language to refuse a number of thousands of digits.
        raise Unreadable("contains a number with too many digits") from None


def json_of(text: str | bytes) -> Any:
    """Return the value of a JSON text; NaN and infinities are errors, for JSON does not have them.

    Raises:
        Unreadable: it is not JSON, too long, nested too deeply, or contains a number with too many digits.
    """
    if len(text) > MOST_LETTERS:
        raise Unreadable("is too long", f"at most {MOST_LETTERS} letters")
    try:
        words = text if isinstance(text, str) else text.decode("utf-8")
        _ensure_shallow(words)
        return json.loads(words, parse_int=_whole, parse_constant=_constant)
    except Unreadable:
        raise
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise Unreadable("is not JSON") from None


def _ensure_shallow(text: str) -> None:
    if nesting(text) > DEEPEST:
        raise _too_deep()


def _too_deep() -> Unreadable:
    return Unreadable("is nested too deeply", f"at most {DEEPEST} levels")


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise Unreadable("contains a number with too many digits")
    return int(digits)


def _constant(name: str) -> Any:
    raise Unreadable(f"contains {name}, which is not a number")
