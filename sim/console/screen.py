"""Tables that lose nothing: where there is no room for whole numbers and names, rows stand as blocks."""

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
"""Cells at most that long are never broken; longer ones are, between words."""
_GAP = 2


class Screen(Console):
    """A console that obeys nothing in what it prints, and cuts nothing off."""

    def __init__(self, width: int | None, *, piped: bool) -> None:
        """Of a width, or the terminal's; where the reader is a program, tables are as wide as they need be."""
        super().__init__(width=width, markup=False, emoji=False, highlight=False)
        self.piped = piped

    def render_str(self, text: str, **named: Any) -> Text:
        """Every text on its way to the screen, cells of tables too."""
        return super().render_str(harmless(text), **named)

    def print(self, *objects: Any, crop: bool = False, **named: Any) -> None:
        """Print; lines are broken between words, and longer words are left whole."""
        super().print(*(self._whole(each) if isinstance(each, str) else each for each in objects), crop=crop, **named)

    def _whole(self, text: str) -> Text:
        lines = chain.from_iterable(filled(line, self.width) for line in harmless(text).split("\n"))
        return _line("\n".join(lines))


class Listing(Table):
    """A table whose short cells are never broken; what does not fit the width is a list of blocks instead."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Side by side where there is room for that, else one below the other."""
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
        """Cells by column, the head first."""
        return [[harmless(str(each)) for each in (column.header, *column.cells)] for column in self.columns]

    def _blocks(self, width: int) -> Iterator[Text]:
        """Rows one below the other: the first cell alone, below it the others, each behind its head."""
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
    """Lines of a text, broken between words alone: a word that is longer than a line stays whole."""
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
    """A cell of a block behind its head; below it, where both do not fit a line."""
    whole = f"{head}: {cell}" if head else cell
    if "\n" not in cell and cell_len(whole) <= width:
        return [whole]
    below = [f"  {line}" for each in cell.split("\n") for line in filled(each, width - 2)]
    return [f"{head}:", *below] if head else below


def _packed(entries: Iterable[list[str]], width: int) -> Iterator[str]:
    """As many entries a line as there is room for."""
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
    """The least width of a column, and the width at which nothing is broken."""
    lines = [line for cell in cells for line in cell.split("\n")]
    most = max(map(cell_len, lines), default=0)
    words = (word for line in lines for word in ([line] if cell_len(line) <= _PROSE else line.split()))
    return max(map(cell_len, words), default=0), most


def _shared(needs: list[tuple[int, int]], room: int) -> list[int]:
    """Widths that fit into the room: each at least what it needs, and what is left to those that want more."""
    widths = [least for least, _ in needs]
    left = room - sum(widths)
    while left > 0 and (wanting := [n for n, (_, most) in enumerate(needs) if widths[n] < most]):
        for number in wanting[:left]:
            more = min(needs[number][1] - widths[number], max(1, left // len(wanting)))
            widths[number], left = widths[number] + min(more, left), left - min(more, left)
    return widths
