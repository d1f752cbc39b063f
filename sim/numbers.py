"""Format numbers for terminals, files, figures and pages."""

from collections.abc import Mapping
from math import floor, isfinite, log10

_MONEY = "bn USD"
_SMALLEST = 1e-4
_WORDS = {"share*quarters": "quarters without service", "index": "", "1": ""}
"""Units that are no words."""
_marks: Mapping[int, str] = {}


def write_with(decimal: str, thousands: str) -> None:
    """Choose the marks of numbers on pages; files and terminals keep a point and commas."""
    global _marks
    _marks = str.maketrans({".": decimal, ",": thousands, "-": "\u2212"})


write_with(".", ",")


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


def plain(value: float, sign: bool = False) -> str:
    """Format a level, or a difference with its sign, with three digits and never as a power of ten; "~0" below 5e-7."""
    text = signed(value) if sign else level(value)
    if "e-" not in text:
        return text
    shown = f"{value:{'+' if sign else ''}.6f}"
    return shown if float(shown) else "~0"


def rough(value: float) -> str:
    """Format a difference with two digits and its sign, and never as a power of ten."""
    text = f"{value:+.2g}"
    return f"{float(text):+,.0f}" if "e+" in text else text


def people(value: float, unit: str = "") -> str:
    """Format a size as people write it: two digits, no power of ten, its unit in words.

    Args:
        value: the size; its sign is kept.
        unit: its unit, as outcomes have it: of "bn USD/quarter" 1234 is "1.2 trillion USD a quarter" and 0.065 "65
            million USD a quarter"; of "share" 0.12 is "12 percentage points".
    """
    if unit in ("share", "0 or 1"):
        points = few_digits(100.0 * value)
        return f"{points} percentage point{'' if points in ('1', '-1') else 's'}"
    if unit.startswith(_MONEY):
        return f"{money(value)} USD{_unit(unit.removeprefix(_MONEY), inside=True)}"
    return f"{few_digits(value)} {_unit(unit)}".strip()


def money(billions: float, digits: int = 2, sign: bool = False) -> str:
    """Format an amount, given in bn, as people write it: "1.2 trillion", "71 bn", "410 million", "41 thousand"."""
    if sign and billions >= 1e-9:
        return f"+{money(billions, digits)}"
    for factor, name in ((1e3, "trillion"), (1.0, "bn"), (1e-3, "million"), (1e-6, "thousand")):
        if abs(billions) >= 0.995 * factor:
            return f"{few_digits(billions / factor, digits)} {name}"
    return few_digits(billions * 1e9, digits) if abs(billions) >= 1e-9 else "0"


def _unit(unit: str, *, inside: bool = False) -> str:
    """A unit in words, such as ``USD/user/quarter`` as "USD a user and quarter"."""
    if not inside and unit in _WORDS:
        return _WORDS[unit]
    name, *per = unit.split("/")
    return name + (" a " + " and ".join(per) if per else "")


def few_digits(value: float, digits: int = 2) -> str:
    """Format a number with a few digits, thousands with commas, and never as a power of ten."""
    if value == 0.0 or not isfinite(value):
        return "0" if value == 0.0 else "undefined"
    if abs(value) < _SMALLEST:
        return f"less than {_SMALLEST:.4f}"
    shown = float(f"{value:.{digits}g}")
    text = f"{shown:,.{max(0, digits - 1 - floor(log10(abs(shown))))}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def on_page(value: float) -> str:
    """Format a level for pages: with a true minus sign, no sign at zero, and "-" if it is not finite."""
    if not isfinite(value):
        return "-"
    text = level(value)
    return "0" if text == "-0" else local(text)


def fixed_on_page(value: float, digits: int) -> str:
    """Format a number for pages with so many digits behind the mark."""
    return local(f"{value:,.{digits}f}") if isfinite(value) else "-"


def percent_on_page(value: float, digits: int = 0) -> str:
    """Format a share for pages as a percentage."""
    return f"{fixed_on_page(100.0 * value, digits)} %"


def signed_on_page(value: float) -> str:
    """Format a difference for pages; zero has no sign."""
    return ("+" if value > 0 else "") + on_page(value)


def interval_on_page(at: float, low: float, high: float) -> str:
    """Format a value and its interval for pages."""
    between = "; " if _marks[ord(".")] == "," else ", "
    return f"{on_page(at)} [{on_page(low)}{between}{on_page(high)}]"


def rough_on_page(value: float) -> str:
    """Format a difference for small spaces on pages."""
    return local(rough(value) if abs(value) < 100.0 else f"{value:+,.0f}")


def on_axis(value: float) -> str:
    """Format a short number for an axis."""
    if abs(value) < 0.1:
        return local(f"{value:.2g}")
    return local(f"{value / 1000.0:,.0f}k") if abs(value) >= 9999.5 else on_page(value)


def local(number: str) -> str:
    """A formatted number, with a true minus sign and the marks of the pages' language."""
    return number.translate(_marks)
