"""Results as files: Parquet for programs, CSV for spreadsheets, Markdown for readers."""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sim.console import harmless
from sim.study.formats import guarded

_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame], markdown: Mapping[str, str] | None = None) -> None:
    """Write each table as NAME.parquet and NAME.csv, and texts as NAME.md.

    Args:
        folder: an existing folder.
        tables: tables by file name.
        markdown: texts by file name.

    Raises:
        OSError: a file cannot be written.
    """
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
        safe(table).to_csv(folder / f"{name}.csv", index=False)
    for name, text in (markdown or {}).items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def safe(table: pd.DataFrame) -> pd.DataFrame:
    """A table with texts and headings that no spreadsheet reads as formulas."""
    texts = table.select_dtypes(exclude=["number", "bool"]).columns
    cells = {name: table[name].map(lambda cell: guarded(cell) if isinstance(cell, str) else cell) for name in texts}
    return table.assign(**cells).rename(columns=lambda name: guarded(str(name)))


def markdown_of(table: pd.DataFrame, right: tuple[str, ...] = ()) -> str:
    """A table of texts in Markdown.

    Args:
        table: table to show; cells are converted by `str`.
        right: columns of numbers, which are aligned right.
    """
    rule = ["---:" if name in right else "---" for name in table.columns]
    rows = [list(table.columns), rule, *table.astype(str).to_numpy().tolist()]
    return "".join(f"| {' | '.join(in_markdown(cell).replace('|', chr(92) + '|') for cell in row)} |\n" for row in rows)


def in_markdown(text: str) -> str:
    """A text on one line of Markdown: names from users cannot become tags, links or pictures."""
    plain = _TAG.sub("&lt;", harmless(text.replace("\r", " "))).replace("](", "]\\(")
    return plain.replace("\n", "<br>")
