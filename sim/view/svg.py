"""Small pieces of SVG as text: escaped, rounded, themed by the style sheet's variables."""

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


def short(value: float) -> str:
    """A number of three figures, with thousands apart."""
    if not np.isfinite(value):
        return "-"
    if abs(value) >= 1000.0:
        return f"{value:,.0f}".replace("-", "\u2212")
    text = f"{value:.3g}"
    return ("0" if float(text) == 0.0 else text).replace("-", "\u2212")


def brief(value: float) -> str:
    """A number for an axis, where there is little room."""
    if abs(value) < 0.1:
        return f"{value:.2g}".replace("-", "\u2212")
    return f"{value / 1000.0:,.0f}k" if abs(value) >= 9999.5 else short(value)


def signed(value: float) -> str:
    """A difference with its sign."""
    return ("+" if value > 0 else "") + short(value)


def text(x: float, y: float, words: str, style: str = "", anchor: str = "start") -> str:
    """A line of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{style}" text-anchor="{anchor}">{escape(words)}</text>'


def title(words: str) -> str:
    """What shows when the pointer rests on an element."""
    return f"<title>{escape(words)}</title>"


def line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    """A straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"/>'


def path(points: Iterable[tuple[float, float]], style: str) -> str:
    """A line through points."""
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{drawn}" class="{style}"/>'


def rect(x: float, y: float, width: float, height: float, style: str, extra: str = "", inner: str = "") -> str:
    """A rectangle, perhaps with a title inside."""
    size = f'width="{max(0.0, width):.1f}" height="{max(0.0, height):.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} class="{style}" {extra}>{inner}</rect>'


def image(width: float, height: float, parts: Sequence[str], label: str, name: str, data: str = "") -> str:
    """A figure that scales with its place; ``label`` is what a screen reader says."""
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(label)}" data-figure="{escape(name)}" '
        f"{data}>{''.join(parts)}</svg>"
    )


def ticks(low: float, high: float) -> tuple[float, float]:
    """An interval that holds another, its ends a little apart even where nothing varies."""
    if high - low < 1e-9:
        pad = max(0.5, 0.1 * abs(high)) if high else 0.5
        return (low - pad if low < 0 else max(0.0, low - pad)), high + pad
    return (0.0 if 0.0 < low < 0.4 * high else low), high
