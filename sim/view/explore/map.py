"""A map of regimes: a table whose cells are coloured by one scale, with the scale below it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.numbers import on_page, signed_on_page
from sim.scenario.errors import printable
from sim.view.explore.cells import Span
from sim.view.markup import NOTHING, Markup, fill, joined
from sim.view.say import say

Colour = tuple[int, int, int]
_RAMP = np.array([(247, 240, 214), (0, 90, 148)], float)
"""From little to much."""
_BOTH_WAYS = np.array([(178, 88, 6), (246, 243, 238), (64, 50, 136)], float)
"""From less over none to more."""
_INKS: tuple[Colour, Colour] = ((255, 255, 255), (0, 0, 0))
_STEPS, _MARKS = 9, 5


@dataclass(frozen=True)
class Axes:
    """What a map shows.

    Attributes:
        across: setting of the columns.
        down: setting of the rows.
        what: what cells show, in words.
        is_difference: whether they show what differs; then colours go both ways from zero.
    """

    across: str
    down: str
    what: str
    is_difference: bool = False

    def number(self, value: float) -> str:
        """A cell's number."""
        return signed_on_page(value) if self.is_difference else on_page(value)


def regime_map(cells: pd.DataFrame, axes: Axes, span: Span, chosen: int = -1) -> Markup:
    """Cells by two settings, each with its number; ``data-pick`` is the cell's row.

    Args:
        cells: see :func:`sim.view.explore.cells.regimes`; with a column `sure`, others have no colour.
        axes: what is shown.
        span: the ends of the colours.
        chosen: row of the cell whose runs are listed.
    """
    xs, ys = sorted(set(cells["x"]), key=_order), sorted(set(cells["y"]), key=_order, reverse=True)
    drawn = {
        (row["y"], row["x"]): _cell(number, row, axes, span, number == chosen)
        for number, row in enumerate(cells.to_dict("records"))
    }
    heads = joined(fill('<th scope="col">{}</th>', said(x)) for x in xs)
    rows = joined(
        fill('<tr><th scope="row">{}</th>{}</tr>', said(y), joined(drawn.get((y, x), fill("<td></td>")) for x in xs))
        for y in ys
    )
    caption = say("explore.map_caption", what=axes.what, across=axes.across, down=axes.down)
    return fill(
        '<div class="scroll"><table class="regimes" data-figure="regimes" data-cells="{}"><caption class="spoken">{}'
        '</caption><thead><tr><th scope="col" class="corner">{} \u2193 {} \u2192</th>{}</tr></thead><tbody>{}</tbody>'
        "</table></div>{}",
        len(cells), caption, axes.down, axes.across, heads, rows, legend(axes, span),
    )  # fmt: skip


def _order(value: object) -> tuple[int, float, str]:
    return (0, float(value), "") if isinstance(value, int | float | np.number) else (1, 0.0, str(value))


def said(value: object) -> str:
    """A value of an axis."""
    return on_page(float(value)) if isinstance(value, float | np.floating) else printable(str(value))


def _cell(number: int, row: dict[str, Any], axes: Axes, span: Span, is_chosen: bool) -> Markup:
    told = axes.number(row["mean"])
    where = say("explore.cell_at", across=axes.across, x=said(row["x"]), down=axes.down, y=said(row["y"]))
    unsure = not row.get("sure", True)
    key = "explore.cell_unsure" if unsure else "explore.cell"
    label = say(key, where=where, number=told, count=row["runs"])
    return fill(
        '<td class="{}"{}><span role="button" tabindex="0" data-pick="{}" data-mean="{!r}" aria-label="{}" title="{}" '
        'aria-pressed="{}">{}</span></td>',
        "unsure" if unsure else "", NOTHING if unsure else _painted(axes, span, row["mean"]), number,
        float(row["mean"]), label, label, "true" if is_chosen else "false", told,
    )  # fmt: skip


def _painted(axes: Axes, span: Span, value: float) -> Markup:
    """The style of a cell: its colour, and the ink that can be read on it."""
    shade = colour(span.share(value), axes.is_difference)
    ink = max(_INKS, key=lambda each: contrast_of(each, shade))
    return fill(' style="background:rgb{};color:rgb{}"', shade, ink)


def colour(share: float, both_ways: bool) -> Colour:
    """The colour of a share of a scale, from 0 to 1."""
    stops = _BOTH_WAYS if both_ways else _RAMP
    place = min(1.0, max(0.0, share)) * (len(stops) - 1)
    first = min(int(place), len(stops) - 2)
    red, green, blue = (stops[first] + (stops[first + 1] - stops[first]) * (place - first)).astype(int).tolist()
    return red, green, blue


def legend(axes: Axes, span: Span) -> Markup:
    """The scale of the colours, with numbers."""
    shades = joined(
        fill('<i style="background:rgb{}"></i>', colour(step / (_STEPS - 1), axes.is_difference))
        for step in range(_STEPS)
    )
    values = np.linspace(span.low, span.high, _MARKS) if span.high > span.low else [span.low]
    marks = joined(fill("<b>{}</b>", axes.number(float(value))) for value in values)
    unsure = fill('<span class="unsure">{}</span>', say("explore.legend_unsure")) if axes.is_difference else ""
    return fill(
        '<div class="colours" data-low="{!r}" data-high="{!r}"><span>{}</span><div><div class="shades">{}</div>'
        '<div class="marks">{}</div></div>{}</div>',
        span.low, span.high, axes.what, shades, marks, unsure,
    )  # fmt: skip


def contrast_of(one: Colour, other: Colour) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = np.array(colour) / 255.0
    linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))
