"""Tables that cut nothing off: if numbers and names do not fit the width, each row is printed as a block."""

import textwrap
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from sim.console import harmless

_PROSE = 24
"""Cells up to this length are never broken; longer cells are broken between words."""
_GAP = 2


class Screen(Console):
    """A console that ignores markup and control characters, and cuts nothing off."""

    def __init__(self, width: int | None, *, piped: bool) -> None:
        """Set the width, by default the terminal's; if output is piped, tables can be wider."""
        super().__init__(width=width, markup=False, emoji=False, highlight=False)
        self.piped = piped

    def render_str(self, text: str, **named: Any) -> Text:
        """Return any text for the screen, including cells of tables, with control characters as escapes."""
        return super().render_str(harmless(text), **named)

    def print(self, *objects: Any, crop: bool = False, **named: Any) -> None:
        """Print; lines are broken between words, and words that are longer than a line stay whole."""
        super().print(*(self._whole(each) if isinstance(each, str) else each for each in objects), crop=crop, **named)

    def _whole(self, text: str) -> Text:
        lines = chain.from_iterable(filled(line, self.width) for line in harmless(text).split("\n"))
        return _line("\n".join(lines))


class Listing(Table):
    """A table whose short cells are never broken; if it does not fit the width, it is printed as blocks."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Print columns side by side if there is room, or else each row as a block."""
        needs = [_need(cells) for cells in self._texts()]
        room = options.max_width - _GAP * len(needs)
        if getattr(console, "piped", False):
            room = max(room, sum(least for least, _ in needs))
        if sum(least for least, _ in needs) > room:
            yield from self._blocks(options.max_width)
            return
        for column, width in zip(self.columns, _shared(needs, room), strict=True):
            column.width, column.overflow = width, "fold"
        yield from super().__rich_console__(console, options.update(width=room + _GAP * len(needs)))

    def _texts(self) -> list[list[str]]:
        """Return the cells by column, with the header first."""
        return [[harmless(str(each)) for each in (column.header, *column.cells)] for column in self.columns]

    def _blocks(self, width: int) -> Iterator[Text]:
        """Print each row as a block: the first cell alone, and below it the others, each after its header."""
        (title, *names), *others = self._texts()
        yield from (_line(line, "dim") for line in filled(title, width) if line)
        for place, row in enumerate(self.rows):
            style = str(row.style or "")
            yield from (_line(line, style or "bold") for line in filled(names[place], width))
            indent = " " * (len(names[place]) - len(names[place].lstrip()) + 2)
            entries = (_entry(head, cells[place], width - len(indent)) for head, *cells in others if cells[place])
            yield from (_line(indent + line, style) for line in _packed(entries, width - len(indent)))
            if row.end_section:
                yield Text()


def filled(text: str, width: int, indent: str = "") -> list[str]:
    """Break a text into lines, only between words: a word that is longer than a line stays whole."""
    told = textwrap.TextWrapper(
        max(1, width),
        break_long_words=False,
        break_on_hyphens=False,
        subsequent_indent=indent,
        replace_whitespace=False,
    )
    return told.wrap(text) or [""]


def _line(text: str, style: str = "") -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ignore")


def _entry(head: str, cell: str, width: int) -> list[str]:
    """Return the lines of a cell in a block: after its header, or below it if both do not fit on one line."""
    whole = f"{head}: {cell}" if head else cell
    if "\n" not in cell and cell_len(whole) <= width:
        return [whole]
    below = [f"  {line}" for each in cell.split("\n") for line in filled(each, width - 2)]
    return [f"{head}:", *below] if head else below


def _packed(entries: Iterable[list[str]], width: int) -> Iterator[str]:
    """Put as many entries on each line as fit."""
    line = ""
    for entry in entries:
        joined = f"{line}, {entry[0]}" if line else entry[0]
        if len(entry) == 1 and cell_len(joined) <= width:
            line = joined
            continue
        yield from [f"{line},"] if line else []
        *whole, line = entry if len(entry) == 1 else [*entry, ""]
        yield from whole
    yield from [line] if line else []


def _need(cells: list[str]) -> tuple[int, int]:
    """Return the smallest width of a column, and the width at which nothing is broken."""
    lines = [line for cell in cells for line in cell.split("\n")]
    most = max(map(cell_len, lines), default=0)
    words = (word for line in lines for word in ([line] if cell_len(line) <= _PROSE else line.split()))
    return max(map(cell_len, words), default=0), most


def _shared(needs: list[tuple[int, int]], room: int) -> list[int]:
    """Return column widths that fit: each gets the smallest width, and those that need more share the rest."""
    widths = [least for least, _ in needs]
    left = room - sum(widths)
    while left > 0 and (wanting := [n for n, (_, most) in enumerate(needs) if widths[n] < most]):
        for number in wanting[:left]:
            more = min(needs[number][1] - widths[number], max(1, left // len(wanting)))
            widths[number], left = widths[number] + min(more, left), left - min(more, left)
    return widths
