"""The only way to write HTML in the view: a template from this package, filled with escaped values.

Text of scenarios, stores and visitors is a plain ``str``; only :func:`fill` and :func:`joined` return
:class:`Markup`. Pages and figures render nothing else: they show a ``str`` as text, never as HTML.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import LiteralString

from markupsafe import Markup, escape

__all__ = ["NOTHING", "Markup", "data_block", "emphasised", "escape", "fill", "joined", "repeated", "shipped"]

NOTHING = Markup("")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SCRIPT = tuple(f"{begin}script>" for begin in ("<", "</"))


def fill(template: LiteralString, *values: object, **named: object) -> Markup:
    """Fill in the fields of a template, like :meth:`str.format`; values are escaped unless they are Markup.

    Args:
        template: a literal; a value inserted in any other way would not be escaped.
        values: values for ``{}``.
        named: values for ``{name}``.
    """
    return Markup(template).format(*values, **named)


def repeated(template: LiteralString, rows: Iterable[tuple[str | float, ...]]) -> Markup:
    """Fill in a template with ``%`` for each row; for the thousands of cells that are drawn every quarter."""
    return Markup("".join([template % tuple(map(_safe, row)) for row in rows]))


def _safe(value: str | float) -> str | float:
    """A value that cannot be HTML: a number, or escaped text."""
    return value if isinstance(value, float | int) else escape(value)


def emphasised(template: str) -> Markup:
    """A text of the pages as a template to fill: all escaped, and ``**words**`` between asterisks bold."""
    return Markup(_BOLD.sub(lambda found: fill("<b>{}</b>", Markup(found[1])), str(escape(template))))


def joined(parts: Iterable[str], between: LiteralString = "") -> Markup:
    """Join parts; those that are not Markup are escaped."""
    return Markup(between).join(parts)


def data_block(value: object) -> Markup:
    """JSON for a ``script`` of type ``application/json``: no text in it can end the script, or be read as a tag."""
    told = json.dumps(value, allow_nan=False, ensure_ascii=True, separators=(",", ":"))
    return Markup(told.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def shipped(name: str) -> Markup:
    """A style sheet or script of this package, as it is written; of a component, its script alone.

    Args:
        name: path inside this package, such as ``chart.css`` or ``vue/chart.vue``.
    """
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    begin, end = (text.index(mark) for mark in _SCRIPT) if name.endswith(".vue") else (0, len(text))
    return Markup(text[begin + len(_SCRIPT[0]) : end] if begin else text)
