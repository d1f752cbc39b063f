"""Every sentence of the pages, from one file a language: ``texts/en.toml``, and beside it any translation.

A key names a table and an entry, such as ``say("compare.title")``. Fields in braces are filled in; in :func:`told`,
``**words**`` between asterisks are bold. A translation is one file; what it lacks is said in English.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from sim.view.markup import Markup, escape

FOLDER = Path(__file__).parent / "texts"
ENGLISH = "en"
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_chosen = ENGLISH


def speak(language: str) -> None:
    """Choose the language of all pages of this process."""
    global _chosen
    _texts(language)
    _chosen = language


def language() -> str:
    """The language of the pages, as HTML's ``lang`` names it."""
    return _chosen


def say(key: str, **values: object) -> str:
    """A text of the pages.

    Raises:
        KeyError: there is no such text, or a value that it needs is not given.
    """
    return _template(key).format(**values)


def told(key: str, **values: object) -> Markup:
    """A text with bold words as HTML; what is filled in is escaped unless it is Markup."""
    template = Markup(_BOLD.sub(r"<b>\1</b>", str(escape(_template(key)))))
    return template.format(**values)


def _template(key: str) -> str:
    own = _texts(_chosen).get(key)
    return _texts(ENGLISH)[key] if own is None else own


@cache
def _texts(name: str) -> dict[str, str]:
    tables = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return {f"{table}.{entry}": text for table, entries in tables.items() for entry, text in entries.items()}
