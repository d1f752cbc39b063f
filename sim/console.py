"""How tables are printed: one width, no ornaments, text as it is."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PIPED = 160
"""Width where there is no terminal to keep to."""


def console() -> "Console":
    """Where tables are printed; titles are text, not markup."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else PIPED
    return Console(width=width, markup=False, emoji=False, highlight=False)


def columns(*names: str) -> "Table":
    """An empty table without lines."""
    from rich.table import Table

    return Table(*names, box=None, pad_edge=False, header_style="dim")
