"""Format numbers for terminals, files, figures and pages."""

from math import isfinite


def precise(value: float) -> str:
    """Format a value of a single run with four digits."""
    return f"{value:.4g}"


def level(value: float) -> str:
    """Format a level with three digits, and thousands with a comma."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def signed(value: float) -> str:
    """Format a difference with three digits and its sign."""
    return f"{value:+,.0f}" if abs(value) >= 1000 else f"{value:+.3g}"


def interval(mean: float, low: float, high: float) -> str:
    """Format a difference with its interval, such as ``-4 [-4.09, -3.9]``."""
    return f"{signed(mean)} [{signed(low)}, {signed(high)}]"


def rough(value: float) -> str:
    """Format a difference with two digits and its sign."""
    return f"{value:+.2g}"


def on_page(value: float) -> str:
    """Format a level for pages: with a true minus sign, no sign at zero, and "-" if it is not finite."""
    if not isfinite(value):
        return "-"
    text = level(value)
    return "0" if text == "-0" else _true(text)


def signed_on_page(value: float) -> str:
    """Format a difference for pages; zero has no sign."""
    return ("+" if value > 0 else "") + on_page(value)


def interval_on_page(at: float, low: float, high: float) -> str:
    """Format a value and its interval for pages."""
    return f"{on_page(at)} [{on_page(low)}, {on_page(high)}]"


def rough_on_page(value: float) -> str:
    """Format a difference for small spaces on pages."""
    return _true(rough(value) if abs(value) < 100.0 else f"{value:+,.0f}")


def on_axis(value: float) -> str:
    """Format a short number for an axis."""
    if abs(value) < 0.1:
        return _true(f"{value:.2g}")
    return f"{value / 1000.0:,.0f}k" if abs(value) >= 9999.5 else on_page(value)


def _true(text: str) -> str:
    return text.replace("-", "\u2212")
