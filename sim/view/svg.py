"""Small pieces of SVG as text: escaped, rounded, themed by the style sheet's variables."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from sim.view.markup import NOTHING, Markup, fill, joined

Values = npt.NDArray[np.float64]


def text(x: float, y: float, words: str, style: str = "", anchor: str = "start") -> Markup:
    """A line of text."""
    return fill('<text x="{:.1f}" y="{:.1f}" class="{}" text-anchor="{}">{}</text>', x, y, style, anchor, words)


def title(words: str) -> Markup:
    """The tooltip of an element."""
    return fill("<title>{}</title>", words)


def line(x1: float, y1: float, x2: float, y2: float, style: str) -> Markup:
    """A straight line."""
    return fill('<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" class="{}"/>', x1, y1, x2, y2, style)


def path(points: Iterable[tuple[float, float]], style: str) -> Markup:
    """A line through points."""
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return fill('<polyline points="{}" class="{}"/>', drawn, style)


def rect(
    x: float, y: float, width: float, height: float, style: str, fill_with: str = "", inner: Markup = NOTHING
) -> Markup:
    """A rectangle, optionally with its own colour and a title."""
    size = fill('width="{:.1f}" height="{:.1f}"', max(0.0, width), max(0.0, height))
    colour = fill('fill="{}"', fill_with) if fill_with else NOTHING
    return fill('<rect x="{:.1f}" y="{:.1f}" {} class="{}" {}>{}</rect>', x, y, size, style, colour, inner)


def data(**values: object) -> Markup:
    """Attributes that store values for programs that read a figure."""
    return joined((fill('data-{}="{}"', name, value) for name, value in values.items()), " ")


def image(
    width: float, height: float, parts: Sequence[Markup], label: str, name: str, values: Markup = NOTHING, *,
    is_picked: bool = False,
) -> Markup:  # fmt: skip
    """A figure that scales to its container; ``label`` is the text for screen readers.

    Args:
        width: of its own unit of length.
        height: of its own unit of length.
        parts: what is in it, from back to front.
        label: what it is, in words.
        name: by which programs find it.
        values: attributes that store values.
        is_picked: whether there is something in it to pick; what is in a mere picture is hidden from screen readers.
    """
    role = "group" if is_picked else "img"
    return fill(
        '<svg viewBox="0 0 {:g} {:g}" role="{}" aria-label="{}" data-figure="{}" {}>{}</svg>',
        width, height, role, label, name, values, joined(parts),
    )  # fmt: skip


def ticks(low: float, high: float) -> tuple[float, float]:
    """An interval that contains another; its ends differ slightly even if nothing varies."""
    if high - low < 1e-9:
        pad = max(0.5, 0.1 * abs(high)) if high else 0.5
        return (low - pad if low < 0 else max(0.0, low - pad)), high + pad
    return (0.0 if 0.0 < low < 0.4 * high else low), high
