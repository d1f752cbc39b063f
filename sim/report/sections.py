"""Parts of a report that a page and a text in Markdown have alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from sim.analysis.tables import in_markdown, markdown_of


@dataclass(frozen=True)
class Section:
    """A heading, what is said, a table, and how to read it; all of it plain text.

    Attributes:
        name: by which figures are put to it.
        title: its heading.
        said: paragraphs before the table.
        table: of texts, with its headings; None for none.
        numbers: its columns of numbers.
        explained: paragraphs after the table.
    """

    name: str
    title: str
    said: tuple[str, ...] = ()
    table: pd.DataFrame | None = None
    numbers: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()

    @property
    def rows(self) -> list[list[tuple[str, bool]]]:
        """The table's cells, each with whether it is a number."""
        if self.table is None:
            return []
        right = [head in self.numbers for head in self.table.columns]
        return [list(zip(row, right, strict=True)) for row in self.table.astype(str).to_numpy().tolist()]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """The table's headings, each with whether numbers are below it."""
        return [] if self.table is None else [(str(head), head in self.numbers) for head in self.table.columns]


def table_of(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> pd.DataFrame | None:
    """A table of texts; None without rows."""
    cells = list(rows)
    return pd.DataFrame(cells, columns=pd.Index(heads)) if cells else None


def in_text(sections: Iterable[Section], pictures: Mapping[str, tuple[str, str]]) -> str:
    """Sections as a text in Markdown.

    Args:
        sections: the sections.
        pictures: text and file of the picture that follows what a section says, by its name.
    """
    parts = []
    for section in sections:
        parts += [f"## {in_markdown(section.title)}\n", *(in_markdown(text) + "\n" for text in section.said)]
        if section.name in pictures:
            text, file = pictures[section.name]
            parts.append(f"![{text}]({file})\n")
        if section.table is not None:
            parts.append(markdown_of(section.table, section.numbers))
        parts += [in_markdown(text) + "\n" for text in section.explained]
    return "\n".join(parts)
