"""Every sentence of the pages, from one file a language: ``texts/en.toml``, and beside it any translation.

A key names a table and an entry, such as ``say("compare.title")``. Fields in braces are filled in; in :func:`told`,
``**words**`` between asterisks are bold. A translation is one file; what it lacks is said in English.
"""

import tomllib
from functools import cache
from pathlib import Path

from sim import numbers
from sim.scenario.errors import printable
from sim.view.limits import ENGLISH
from sim.view.markup import Markup, emphasised

FOLDER = Path(__file__).parent / "texts"
_chosen = ENGLISH


class LanguageError(Exception):
    """There is no such language; the message names those that there are."""


def languages() -> list[str]:
    """The languages that there are."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def speak(language: str) -> None:
    """Choose the language, and with it the marks in numbers, of all pages of this process.

    Raises:
        LanguageError: there is no such language.
    """
    global _chosen
    if language not in languages():
        expected = f"expected one of {', '.join(languages())}; a translation is one file in {FOLDER}"
        raise LanguageError(f"--language {printable(language)}: there are no texts in this language; {expected}")
    _chosen = language
    numbers.write_with(decimal(), say("page.thousands"))


def decimal() -> str:
    """The decimal mark of the language."""
    return say("page.decimal")


def language() -> str:
    """The language of the pages, as HTML's ``lang`` names it."""
    return _chosen


def find(key: str) -> str:
    """A text without fields, or "" if there is none."""
    return _texts(_chosen).get(key) or _texts(ENGLISH).get(key, "")


def say(key: str, **values: object) -> str:
    """A text of the pages.

    Raises:
        KeyError: there is no such text, or a value that it needs is not given.
    """
    return _template(key).format(**values)


def told(key: str, **values: object) -> Markup:
    """A text with bold words as HTML; what is filled in is escaped unless it is Markup."""
    return emphasised(_template(key)).format(**values)


def _template(key: str) -> str:
    own = _texts(_chosen).get(key)
    return _texts(ENGLISH)[key] if own is None else own


@cache
def _texts(name: str) -> dict[str, str]:
    tables = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return {f"{table}.{entry}": text for table, entries in tables.items() for entry, text in entries.items()}
