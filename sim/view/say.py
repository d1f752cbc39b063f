"""Every sentence of the pages, from one file a language: ``texts/en.toml``, and beside it any translation.

A key names a table and an entry, such as ``say("compare.title")``. Fields in braces are filled in; in :func:`told`,
``**words**`` between asterisks are bold. A translation is one file; what it lacks is said in English.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from string import Formatter

from sim import numbers
from sim.scenario.errors import printable
from sim.view.limits import ENGLISH
from sim.view.markup import Markup, emphasised

FOLDER = Path(__file__).parent / "texts"
DECLARED = ("outcomes", "parameters", "asked")
"""Tables that say declared labels and definitions in other words: their keys are names, or ``name.about``."""
_TAG = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{2,8})*")
_ENGLISH = FOLDER / f"{ENGLISH}.toml"
_chosen = _ENGLISH


class LanguageError(Exception):
    """The language cannot be used; the message says why, and which ones there are."""


def languages() -> list[str]:
    """The languages that there are."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def speak(language: str) -> None:
    """Choose the language, and with it the marks in numbers, of all pages of this process.

    Args:
        language: the name of one that there is, such as ``en``, or a file of texts, such as ``my/de.toml``.

    Raises:
        LanguageError: there is no such language, or its file cannot be used.
    """
    global _chosen
    file = Path(language) if language.endswith(".toml") else FOLDER / f"{language}.toml"
    if not (_TAG.fullmatch(file.stem) and file.is_file()):
        expected = f"expected one of {', '.join(languages())}, or a file of texts such as de.toml"
        raise LanguageError(f"--language {printable(language)}: there are no texts in this language; {expected}")
    if fault := _fault(file):
        raise LanguageError(f"--language {printable(language)}: {fault}")
    _chosen = file
    numbers.write_with(decimal(), say("page.thousands"))


def _fault(file: Path) -> str:
    """What is wrong with a file of texts; "" if nothing is."""
    try:
        own, english = _texts(file), _texts(_ENGLISH)
        for key, text in own.items():
            if key.partition(".")[0] not in DECLARED and key not in english:
                return f"{printable(key)}: there is no such text in English; expected one of those in en.toml"
            if not _fields(text) <= _fields(english.get(key, "")):
                return f"{printable(key)}: has a field that the English text lacks: {printable(text)}"
    except (OSError, ValueError, AttributeError) as error:
        return f"cannot be read: {printable(str(error))}; expected texts as in {_ENGLISH}"
    return ""


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def decimal() -> str:
    """The decimal mark of the language."""
    return say("page.decimal")


def language() -> str:
    """The language of the pages, as HTML's ``lang`` names it."""
    return _chosen.stem


def find(key: str) -> str:
    """A text without fields, or "" if there is none."""
    return _texts(_chosen).get(key) or _texts(_ENGLISH).get(key, "")


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
    return _texts(_ENGLISH)[key] if own is None else own


@cache
def _texts(file: Path) -> dict[str, str]:
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {f"{table}.{entry}": str(text) for table, entries in tables.items() for entry, text in entries.items()}
