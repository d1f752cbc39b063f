"""Print to a terminal: text without control characters, complete tables, and streams that may be closed.

All text from files is printed through this package, because titles, names and errors can contain anything.
"""

import sys
import unicodedata
from collections.abc import Collection
from shutil import get_terminal_size
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PIPED = 160
"""Width if output does not go to a terminal."""
_JOINERS = "\u200c\u200d"
"""Invisible letters that some scripts and emoji need."""


def say(text: object) -> None:
    """Print one or more lines."""
    print(harmless(str(text)), flush=True)


def complain(text: object) -> None:
    """Print one or more lines on standard error."""
    print(harmless(str(text)), file=sys.stderr, flush=True)


def harmless(text: str) -> str:
    """Write control characters as escapes; line breaks, and spaces of any width, stay as they are."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    from sim.scenario.errors import printable

    return "".join(letter if _is_harmless(letter) else printable(letter) for letter in text)


def _is_harmless(letter: str) -> bool:
    return letter.isprintable() or letter == "\n" or letter in _JOINERS or unicodedata.category(letter) == "Zs"


def console() -> "Console":
    """Return the console for tables; it prints titles as text, not as markup."""
    from sim.console.screen import Screen

    piped = is_piped()
    return Screen(PIPED if piped else get_terminal_size().columns, piped=piped)


def is_piped() -> bool:
    """Whether output goes to a file or another program, which has no width."""
    return not sys.stdout.isatty()


def columns(*names: str, numbers: Collection[int] = ()) -> "Table":
    """Return an empty table without lines; the columns with an index in `numbers` are right-aligned."""
    from sim.console.screen import Listing

    table = Listing(*names, box=None, pad_edge=False, header_style="dim")
    for place in numbers:
        table.columns[place].justify = "right"
    return table
