"""Tables of results as HTML: a caption, heads that say what they are about, and columns of numbers aligned."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

import pandas as pd

from sim.numbers import local, on_page, plain
from sim.scenario.errors import printable
from sim.view.markup import Markup, fill, joined
from sim.view.say import say

_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 60, 14, 200


def table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[object]], numbers: Collection[int] = (), name: str = ""
) -> Markup:
    """A table; the first cell of each row is its head.

    Args:
        caption: what it shows, for those who do not see what stands around it.
        heads: heads of the columns.
        rows: cells, as text or as Markup.
        numbers: places of the columns with numbers.
        name: its name for programs that read the page.
    """
    styles = ["number" if place in numbers else "" for place in range(len(heads))]
    top = joined(fill('<th scope="col" class="{}">{}</th>', *each) for each in zip(styles, heads, strict=True))
    body = joined(_row(heads, styles, row) for row in rows)
    return fill(
        '<div class="scroll" tabindex="0" role="group" aria-label="{0}"><table class="results" data-table="{1}">'
        '<caption class="spoken">{0}</caption><thead><tr>{2}</tr></thead><tbody>{3}</tbody></table></div>',
        caption, name, top, body,
    )  # fmt: skip


def _row(heads: Sequence[str], styles: Sequence[str], row: Sequence[object]) -> Markup:
    cells = [fill('<th scope="row">{}</th>', row[0])]
    cells += [
        fill('<td class="{}" data-head="{}">{}</td>', style, head, cell)
        for head, style, cell in zip(heads[1:], styles[1:], row[1:], strict=True)
    ]
    return fill("<tr>{}</tr>", joined(cells))


def of_frame(frame: pd.DataFrame, caption: str) -> tuple[Markup, str]:
    """Any table, as far as there is room, and what was left out."""
    shown = frame.iloc[:_MOST_ROWS, :_MOST_COLUMNS]
    numbers = [place for place, name in enumerate(shown.columns) if pd.api.types.is_numeric_dtype(shown.iloc[:, place])]
    rows = [[cell(value) for value in row] for row in shown.itertuples(index=False)]
    heads = [printable(str(name)).replace("_", " ") for name in shown.columns]
    left = len(frame) - len(shown)
    note = say("explore.more_rows", count=counted(left)) if left else ""
    return table(caption, heads, rows, numbers), note


def cell(value: Any) -> str:
    """A value of any kind as text."""
    if isinstance(value, bool):
        return say("explore.yes") if value else say("explore.no")
    if isinstance(value, int | float):
        return on_page(float(value))
    try:
        return on_page(float(value)) if hasattr(value, "dtype") else _short(value)
    except (TypeError, ValueError):
        return _short(value)


def _short(value: object) -> str:
    text = "" if value is None else printable(str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def interval(at: float, low: float, high: float) -> str:
    """A value with its interval, never as a power of ten."""
    return f"{number(at)} [{number(low)}, {number(high)}]"


def number(value: float) -> str:
    """A value, never as a power of ten."""
    return local(plain(value)) if isfinite(value) and value else on_page(value)


def counted(count: float) -> str:
    """A count with the marks of the language."""
    return on_page(float(count))


def percent(share: float) -> str:
    """A share as people read it; "-" where it is not known."""
    return "-" if share != share else f"{on_page(round(100.0 * share))} %"


def given(row: Mapping[str, Any], name: str) -> float:
    """A number of a row; NaN where it is none."""
    try:
        return float(row[name])
    except (KeyError, TypeError, ValueError):
        return float("nan")
