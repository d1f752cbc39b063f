"""Tables as figures: a map of regimes, a forest of differences."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.numbers import interval_on_page, on_page
from sim.outcomes import OUTCOMES
from sim.study.outcome_names import judged
from sim.view.markup import Markup, fill, joined
from sim.view.svg import data, image, line, rect, text, title

_DARK, _LIGHT = np.array([0, 90, 148], float), np.array([247, 236, 205], float)
Colour = tuple[int, int, int]
_INKS: tuple[Colour, Colour] = ((255, 255, 255), (0, 0, 0))
_WIDE, _LEFT, _TOP = 640.0, 130.0, 10.0
_ROW, _REACH, _LETTER, _LEAST = 19.0, 150.0, 6.2, 26
Row = Any
"""A row of a table."""


def regime_map(cells: pd.DataFrame, across: str, down: str, outcome: str) -> Markup:
    """Cells by two parameters, darker for larger values, each with its number; ``data-pick`` is the cell's row."""
    xs, ys = sorted(cells["x"].unique(), key=_order), sorted(cells["y"].unique(), key=_order, reverse=True)
    wide, tall = (_WIDE - _LEFT) / len(xs), max(24.0, min(54.0, 330.0 / len(ys)))
    low, high = float(cells["mean"].min()), float(cells["mean"].max())
    parts = [text(_LEFT - 6, _TOP + (ys.index(y) + 0.5) * tall + 4, _said(y), "tick", "end") for y in ys]
    foot = _TOP + len(ys) * tall + 16
    parts += [text(_LEFT + (xs.index(x) + 0.5) * wide, foot, _said(x), "tick", "middle") for x in xs]
    parts += [text(_LEFT + (_WIDE - _LEFT) / 2, foot + 18, across, "bloc", "middle"), text(4, _TOP + 8, down, "bloc")]
    for number, row in enumerate(cells.to_dict("records")):
        x, y = _LEFT + xs.index(row["x"]) * wide, _TOP + ys.index(row["y"]) * tall
        share = (row["mean"] - low) / (high - low) if high > low else 0.5
        parts.append(
            _cell(number, row, x, y, wide, tall, share, f"{across} {_said(row['x'])}, {down} {_said(row['y'])}")
        )
    return image(
        _WIDE, foot + 26, parts, f"{outcome} by {across} and {down}", "regimes", data(cells=len(cells)), is_picked=True
    )


def _order(value: object) -> tuple[int, float, str]:
    return (0, float(value), "") if isinstance(value, int | float | np.number) else (1, 0.0, str(value))


def _said(value: object) -> str:
    return on_page(float(value)) if isinstance(value, float | np.floating) else str(value)


def _cell(number: int, row: Row, x: float, y: float, wide: float, tall: float, share: float, where: str) -> Markup:
    r, g, b = (_LIGHT + (_DARK - _LIGHT) * share).astype(int).tolist()
    ink = max(_INKS, key=lambda each: contrast_of(each, (r, g, b)))
    label = f"{where}: {on_page(row['mean'])}, mean of {row['runs']} runs; open one of them"
    box = rect(x, y, wide - 2, tall - 2, "cell", f"rgb({r},{g},{b})", title(label))
    word = fill(
        '<text x="{:.1f}" y="{:.1f}" text-anchor="middle" style="fill:rgb{}">{}</text>',
        x + wide / 2 - 1, y + tall / 2 + 3, ink, on_page(row["mean"]),
    )  # fmt: skip
    return fill(
        '<g class="actor" data-pick="{}" data-mean="{!r}" role="button" tabindex="0" aria-label="{}">{}{}</g>',
        number, float(row["mean"]), label, box, word,
    )  # fmt: skip


def contrast_of(one: Colour, other: Colour) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = np.array(colour) / 255.0
    linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def forest(table: pd.DataFrame, names: Sequence[str], label: str) -> Markup:
    """Differences with their intervals, each on its own scale, as outcomes have different units.

    Args:
        table: rows with difference, low and high, by outcome or claim.
        names: rows to show, from the top.
        label: description of the comparison.
    """
    intervals = [_interval_words(name, table.loc[name]) for name in names]
    left = 14 + _LETTER * max([_LEAST, *map(len, names)])
    middle, right = left + _REACH + 8, left + 2 * _REACH + 16
    wide = right + 14 + _LETTER * max([_LEAST, *map(len, intervals)])
    tall = _TOP + _ROW * len(names) + 8
    parts = [line(middle, _TOP - 4, middle, tall - 4, "mark")]
    for number, name in enumerate(names):
        y = _TOP + _ROW * (number + 0.5)
        parts.append(text(left - 8, y + 4, name.replace("_", " "), "tick", "end"))
        parts.append(_interval(name, table.loc[name], y, middle))
        parts.append(text(right, y + 4, intervals[number], "tick"))
    return image(wide, tall, parts, label, "forest", data(rows=len(names)))


def _interval_words(name: str, row: Row) -> str:
    low, at, high = _bounds(row)
    return interval_on_page(at, low, high) + {"better": " \u2713", "worse": " \u2717"}.get(verdict(name, low, high), "")


def _bounds(row: Row) -> tuple[float, float, float]:
    return float(row["low"]), float(row["difference"]), float(row["high"])


def _interval(name: str, row: Row, y: float, middle: float) -> Markup:
    low, at, high = _bounds(row)
    scale = _REACH / max(1e-300, abs(low), abs(high), abs(at))
    style = verdict(name, low, high)
    whisker = line(middle + scale * low, y, middle + scale * high, y, f"whisker {style}")
    place, label = middle + scale * at, title(_interval_words(name, row))
    dot = fill('<circle cx="{:.1f}" cy="{:.1f}" r="4" class="dot {}">{}</circle>', place, y, style, label)
    return whisker + dot


def verdict(name: str, low: float, high: float) -> str:
    """Whether a difference is better, worse, or within noise."""
    way = OUTCOMES[name].better if name in OUTCOMES else "neither"
    return "neutral" if low <= 0.0 <= high else judged(way, low) or "neutral"


_HEADS = ("claim", "article", "statement", "verdict", "effect", "holds/fails/unclear", "where, or what it depends on")


def claims_table(claims: pd.DataFrame) -> Markup:
    """Table of claims with the model's verdict on each."""
    rows = joined(_claim(row) for row in claims.to_dict("records"))
    heads = joined(fill("<th>{}</th>", head) for head in _HEADS)
    return fill(
        "<table data-table='claims' class='claims'><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", heads, rows
    )


def _claim(row: Row) -> Markup:
    effect = interval_on_page(float(row["effect"]), float(row["low"]), float(row["high"]))
    effect = f"{row['outcome'].replace('_', ' ')} {effect} {row['of_what']}".rstrip()
    values = (row["article"], row["statement"], row["told"], effect, row["shares"], row["where"])
    cells = joined(
        fill('<td data-head="{}">{}</td>', head, str(cell)) for head, cell in zip(_HEADS[1:], values, strict=True)
    )
    return fill('<tr data-claim="{0}"><th scope="row">{0}</th>{1}</tr>', str(row["id"]), cells)
