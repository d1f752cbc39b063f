"""The one way to write HTML here: a template of this package's own, and values, which are escaped.

Text of scenarios, stores and visitors is a plain ``str``; only what :func:`fill` and :func:`joined` make is
:class:`Markup`. Pages and figures take nothing else: a ``str`` that comes to them is shown as text, never as HTML.
"""

from collections.abc import Iterable
from typing import LiteralString

from markupsafe import Markup, escape

__all__ = ["NOTHING", "Markup", "escape", "fill", "joined", "repeated"]

NOTHING = Markup("")


def fill(template: LiteralString, *values: object, **named: object) -> Markup:
    """A template with its fields filled in, as :meth:`str.format` does it; values are escaped, unless Markup.

    Args:
        template: a literal; a value put into it by any other way would not be escaped.
        values: what stands in for ``{}``.
        named: what stands in for ``{name}``.
    """
    return Markup(template).format(*values, **named)


def repeated(template: LiteralString, rows: Iterable[tuple[str | float, ...]]) -> Markup:
    """A template once for each row, as ``%`` fills it in; for the thousands of cells that are drawn every quarter."""
    return Markup("".join([template % tuple(map(_safe, row)) for row in rows]))


def _safe(value: str | float) -> str | float:
    """What cannot be HTML: a number, or text that is escaped."""
    return value if isinstance(value, float | int) else escape(value)


def joined(parts: Iterable[str], between: LiteralString = "") -> Markup:
    """Parts one after another; those that are no Markup are escaped."""
    return Markup(between).join(parts)
