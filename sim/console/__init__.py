"""What is printed: text that a terminal does not obey, tables that lose nothing, streams that may be gone.

Everything that comes from a file goes through here on its way to a reader: titles, names and errors are whatever their
authors wrote.
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
"""Width where there is no terminal to keep to."""
_JOINERS = "\u200c\u200d"
"""Invisible letters that some scripts, and some pictures, are spelt with."""


def say(text: object) -> None:
    """Print a line, or lines."""
    print(harmless(str(text)), flush=True)


def complain(text: object) -> None:
    """Print a line, or lines, where errors and notes go."""
    print(harmless(str(text)), file=sys.stderr, flush=True)


def harmless(text: str) -> str:
    """Text whose control characters are written as escapes; line breaks, and blanks of any width, stay."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    from sim.scenario.errors import printable

    return "".join(letter if _is_harmless(letter) else printable(letter) for letter in text)


def _is_harmless(letter: str) -> bool:
    return letter.isprintable() or letter == "\n" or letter in _JOINERS or unicodedata.category(letter) == "Zs"


def console() -> "Console":
    """Where tables are printed; titles are text, not markup."""
    from sim.console.screen import Screen

    piped = is_piped()
    return Screen(PIPED if piped else get_terminal_size().columns, piped=piped)


def is_piped() -> bool:
    """Whether output goes to a file or a program, which have no width."""
    return not sys.stdout.isatty()


def columns(*names: str, numbers: Collection[int] = ()) -> "Table":
    """An empty table without lines; columns of numbers, by their places, are flush right."""
    from sim.console.screen import Listing

    table = Listing(*names, box=None, pad_edge=False, header_style="dim")
    for place in numbers:
        table.columns[place].justify = "right"
    return table
