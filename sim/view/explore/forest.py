"""Rows of values with their intervals on one common scale, the numbers beside them in units of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from sim.numbers import on_page
from sim.view.markup import Markup, fill, joined

NEUTRAL = "neutral"
_HALF = 100.0
"""Half of the width in which a row is drawn."""


@dataclass(frozen=True)
class Row:
    """A value with its interval.

    Attributes:
        name: what it is of.
        at: the value on the common scale, with its interval.
        low: lower end.
        high: upper end.
        words: the value in its own unit.
        style: "better", "worse", "sure" or "neutral".
        about: a sentence about it.
    """

    name: str
    at: float
    low: float
    high: float
    words: str
    style: str = NEUTRAL
    about: str = ""


@dataclass(frozen=True)
class Scale:
    """The common scale.

    Attributes:
        least: its left end.
        most: its right end; what lies beyond an end is drawn as an arrow there.
        ticks: values that are marked, with their words.
        label: what it measures.
        zero: where a line is drawn, or None.
    """

    least: float
    most: float
    ticks: tuple[tuple[float, str], ...]
    label: str
    zero: float | None = 0.0

    def place(self, value: float) -> float:
        """Where a value stands, from 0 to 200."""
        share = (value - self.least) / (self.most - self.least)
        return 2.0 * _HALF * min(1.0, max(0.0, share))


def around_zero(reach: float, label: str, steps: int = 2, percent: bool = False) -> Scale:
    """A scale that reaches as far to both sides."""
    values = [reach * step / steps for step in range(-steps, steps + 1)]
    named = [f"{on_page(100.0 * value)} %" if percent else on_page(value) for value in values]
    words = [word if place in (0, steps, 2 * steps) else "" for place, word in enumerate(named)]
    return Scale(-reach, reach, tuple(zip(values, words, strict=True)), label)


def of_shares(label: str) -> Scale:
    """A scale from 0 to 100 %."""
    values = (0.0, 0.5, 1.0)
    return Scale(0.0, 1.0, tuple((value, f"{100.0 * value:.0f} %") for value in values), label, None)


def forest(rows: Sequence[Row], scale: Scale, heads: tuple[str, str], caption: str, name: str = "forest") -> Markup:
    """Rows as a table.

    Args:
        rows: from the top.
        scale: the common scale.
        heads: heads over names and over numbers.
        caption: what is shown.
        name: its name for programs that read the page.
    """
    marks = joined(
        fill('<i style="left:{:.1f}%">{}</i>', scale.place(value) / 2.0, word) for value, word in scale.ticks
    )
    axis = fill(
        '<span class="axis-label">{}</span><span class="ticks" aria-hidden="true">{}</span>', scale.label, marks
    )
    return fill(
        '<table class="forest" data-figure="{}" data-rows="{}"><caption class="spoken">{}</caption><thead><tr>'
        '<th scope="col">{}</th><th scope="col" class="drawn">{}</th><th scope="col" class="number">{}</th></tr>'
        "</thead><tbody>{}</tbody></table>",
        name, len(rows), caption, heads[0], axis, heads[1], joined(_row(row, scale) for row in rows),
    )  # fmt: skip


def _row(row: Row, scale: Scale) -> Markup:
    mark = {"better": " \u2713", "worse": " \u2717"}.get(row.style, "")
    return fill(
        '<tr data-row="{}" data-at="{!r}" class="{}"><th scope="row" title="{}">{}</th>'
        '<td class="drawn">{}</td><td class="number">{}{}</td></tr>',
        row.name, float(row.at), row.style, row.about, row.name, _drawn(row, scale), row.words, mark,
    )  # fmt: skip


def _drawn(row: Row, scale: Scale) -> Markup:
    """The interval and its middle; lines keep their width however wide the cell is."""
    lines = [_line(scale.place(value), scale.place(value), "tick") for value, _ in scale.ticks]
    if scale.zero is not None:
        lines.append(_line(scale.place(scale.zero), scale.place(scale.zero), "zero"))
    if isfinite(row.at):
        low, high = (scale.place(end if isfinite(end) else row.at) for end in (row.low, row.high))
        lines += [_across(low, high, "whisker"), *(_beyond(row.at, scale) or _point(scale.place(row.at)))]
    return fill(
        '<svg viewBox="0 0 200 20" preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>',
        joined(lines),
    )


def _beyond(at: float, scale: Scale) -> list[Markup]:
    """An arrow where the value lies beyond the scale."""
    if scale.least <= at <= scale.most:
        return []
    tip, back = (0.0, 6.0) if at < scale.least else (200.0, 194.0)
    return [fill('<polyline points="{0:.1f},4 {1:.1f},10 {0:.1f},16" class="arrow"/>', back, tip)]


def _point(place: float) -> list[Markup]:
    return [_across(place, place, "point")]


def _line(one: float, other: float, style: str) -> Markup:
    return fill('<line x1="{:.1f}" y1="0" x2="{:.1f}" y2="20" class="{}"/>', one, other, style)


def _across(one: float, other: float, style: str) -> Markup:
    return fill('<line x1="{:.2f}" y1="10" x2="{:.2f}" y2="10" class="{}"/>', one, other, style)
