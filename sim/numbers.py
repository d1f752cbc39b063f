"""Format numbers for terminals, files, figures and pages."""

from math import isfinite


def precise(value: float) -> str:
    """A figure of a single run, in four digits."""
    return f"{value:.4g}"


def level(value: float) -> str:
    """A level in three digits, thousands with a comma."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def signed(value: float) -> str:
    """A difference in three digits, with its sign."""
    return f"{value:+,.0f}" if abs(value) >= 1000 else f"{value:+.3g}"


def interval(mean: float, low: float, high: float) -> str:
    """A difference with its interval, such as ``-4 [-4.09, -3.9]``."""
    return f"{signed(mean)} [{signed(low)}, {signed(high)}]"


def rough(value: float) -> str:
    """A difference in two digits, with its sign."""
    return f"{value:+.2g}"


def on_page(value: float) -> str:
    """A level as pages show it: with a true minus sign, no sign at zero, and "-" for no number."""
    if not isfinite(value):
        return "-"
    text = level(value)
    return "0" if text == "-0" else _true(text)


def signed_on_page(value: float) -> str:
    """A difference as pages show it; zero has no sign."""
    return ("+" if value > 0 else "") + on_page(value)


def interval_on_page(at: float, low: float, high: float) -> str:
    """A value and its interval as pages show them."""
    return f"{on_page(at)} [{on_page(low)}, {on_page(high)}]"


def rough_on_page(value: float) -> str:
    """A difference as pages show it in small spaces."""
    return _true(rough(value) if abs(value) < 100.0 else f"{value:+,.0f}")


def on_axis(value: float) -> str:
    """A short number for an axis."""
    if abs(value) < 0.1:
        return _true(f"{value:.2g}")
    return f"{value / 1000.0:,.0f}k" if abs(value) >= 9999.5 else on_page(value)


def _true(text: str) -> str:
    return text.replace("-", "\u2212")
