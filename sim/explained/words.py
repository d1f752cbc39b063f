"""An entry as text: for a terminal, a prompt, a notebook."""

import textwrap
from collections.abc import Iterator

from sim.explained.entry import Entry

NARROW, WIDE = 80, 110
_USED = {"outcome": "Computed by", "policy": "Acted on by", "strategy": "Decided by"}
_MOST_RELATED = 12


def lines(entry: Entry, width: int = NARROW) -> Iterator[str]:
    """The lines of an entry: its name, its definition, then labels with what they say, wrapped to a width."""
    room = min(width, WIDE)
    yield f"{entry.whole_name}: {entry.kind}, {entry.title}" if entry.title else f"{entry.whole_name}: {entry.kind}"
    yield from textwrap.wrap(entry.definition, room, initial_indent="  ", subsequent_indent="  ")
    told = [*entry.facts, *_uses(entry), ("See also", related(entry))]
    column = max(len(label) for label, text in told if text) + 4
    for label, text in told:
        if text:
            yield from _beside(label, text, column, room)


def related(entry: Entry) -> str:
    """The names of related entries, the first dozen."""
    rest = len(entry.related) - _MOST_RELATED
    return ", ".join(entry.related[:_MOST_RELATED]) + (f" and {rest} more" if rest > 0 else "")


def _uses(entry: Entry) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(entry.used_in):
        yield "" if number else _USED.get(entry.kind, "Read by"), text


def _beside(label: str, text: str, column: int, room: int) -> list[str]:
    """A label, and a text in a column of its own beside it."""
    first, rest = f"  {label}".ljust(column), " " * column
    return textwrap.wrap(
        text, room, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
