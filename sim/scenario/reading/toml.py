"""Write TOML for links, commands and scenario files; Python's own library only reads it."""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date
from enum import IntEnum
from typing import Any

from sim.scenario.schema.enums import word
from sim.scenario.schema.quantity import NONE


def value(content: object) -> str:
    """Return a value in TOML, on one line.

    Args:
        content: text, a number, a date, a word of the schema, a list or table of these, or None, which is written
            as "none".
    """
    if content is None:
        return text(NONE)
    if isinstance(content, IntEnum):
        return text(word(content))
    if isinstance(content, str):
        return text(content)
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, Mapping):
        return "{" + ", ".join(f"{key(name)} = {value(item)}" for name, item in content.items()) + "}"
    if isinstance(content, list | tuple):
        return "[" + ", ".join(map(value, content)) + "]"
    if isinstance(content, float) and not math.isfinite(content):
        return str(content)
    return json.dumps(content)


def text(content: str) -> str:
    """Return text in quotes."""
    # JSON agrees but for one letter that TOML wants escaped.
    return json.dumps(content, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
    """Return a key, in quotes if it needs them."""
    is_bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if is_bare else text(name)


def fields(table: Mapping[str, Any]) -> Iterator[str]:
    """Return the fields of a table, each as ``name = value``; those that are None are left out."""
    return (f"{key(name)} = {value(content)}" for name, content in table.items() if content is not None)


def document(tables: Mapping[str, Any]) -> Iterator[str]:
    """Return the lines of a file: first single values, then tables and lists of tables, one table per row."""
    apart = [name for name, content in tables.items() if _is_apart(content)]
    yield from fields({name: content for name, content in tables.items() if name not in apart})
    for name in apart:
        head = f"[{key(name)}]" if isinstance(tables[name], Mapping) else f"[[{key(name)}]]"
        for table in [tables[name]] if isinstance(tables[name], Mapping) else tables[name]:
            yield from ("", head, *fields(table))


def _is_apart(content: object) -> bool:
    return isinstance(content, Mapping) or bool(isinstance(content, list) and content and isinstance(content[0], dict))
