"""Texts of the pages: each is there, each is used."""

import re
import tomllib
from pathlib import Path

import pytest

from sim import numbers

say = pytest.importorskip("sim.view.say")
pytest.importorskip("solara")

from sim.view import glossary  # noqa: E402
from tests.view import pseudo  # noqa: E402

VIEW = Path(say.__file__).parent
USED = re.compile(r"""\b(?:say|told)\(\s*f?["']([a-z_]+\.[a-z_0-9]+)["']""")


def english():
    return tomllib.loads((say.FOLDER / "en.toml").read_text(encoding="utf-8"))


def keys():
    return {f"{table}.{entry}" for table, entries in english().items() for entry in entries}


def used():
    return {
        key
        for file in VIEW.rglob("*.py")
        if file.name != "say.py"
        for key in USED.findall(file.read_text(encoding="utf-8"))
    }


def test_every_text_that_is_used_is_there():
    assert not used() - keys()


STRING = re.compile(r"""\"([^"\n]*)\"|'([^'\n]*)'""")
KEY = re.compile(r"""["']([a-z]+\.[\w.-]+)["']""")
DECLARED = {"glossary", "outcomes", "parameters", "asked"}
"""Tables whose entries are named as declarations are."""


def test_every_text_is_used():
    """By its key; by a composed key with more in it than its table; or by a composed key of its table, and its word."""
    files = [file for kind in ("*.py", "*.vue") for file in VIEW.rglob(kind)]
    sources = [file.read_text(encoding="utf-8") for file in files]
    strings = {a or b for source in sources for a, b in STRING.findall(source)}
    told = {key for source in sources for key in KEY.findall(source)}
    words = {word for string in strings for word in re.findall(r"[\w.-]+", string)}
    composed = [string for string in strings if re.match(r"[a-z]+(\.|_\w*\{)", string) and "{" in string]
    parts = {string for string in composed if not re.fullmatch(r"[a-z]+\.\{[^}]*\}", string)}
    patterns = [re.compile(re.sub(r"\\{.*?\\}", ".+", re.escape(string))) for string in parts]
    tables = {string.partition(".")[0] for string in composed if string not in parts}

    def is_used(key):
        table, _, entry = key.partition(".")
        is_composed = any(each.fullmatch(key) or each.fullmatch(entry) for each in patterns)
        is_begun = key.rpartition("_")[0] in told
        return key in told or is_begun or is_composed or (table in tables and entry in words)

    wanted = {key for key in keys() if key.partition(".")[0] not in DECLARED}
    assert not {key for key in wanted if not is_used(key)}


def test_what_is_filled_in_is_escaped_and_asterisks_are_bold(monkeypatch):
    monkeypatch.setattr(say, "_texts", lambda name: {"a.b": "**{who}** & more"})
    assert str(say.told("a.b", who="<i>")) == "<b>&lt;i&gt;</b> &amp; more"
    assert say.say("a.b", who="<i>") == "**<i>** & more"


@pytest.fixture
def english_again():
    yield
    say.speak("en")


@pytest.mark.parametrize("name", say.languages())
def test_every_language_can_be_spoken(name, english_again):
    say.speak(name)
    assert say.language() == name


def test_declared_words_that_a_language_replaces_are_declared():
    for file in say.FOLDER.glob("*.toml"):
        own = tomllib.loads(file.read_text(encoding="utf-8"))
        for entry in (*own.get("outcomes", {}), *own.get("parameters", {})):
            assert glossary.about(entry.removesuffix(".about")), entry


def test_a_translation_is_one_file(tmp_path, english_again):
    say.speak(str(pseudo.write(tmp_path)))
    assert say.language() == "xx" and say.say("page.skip") == "\u27e6Skip to the page\u27e7"
    assert say.say("page.link_too_long", most=3) == "\u27e6This link is too long; expected at most 3 characters.\u27e7"
    assert glossary.label("trust").startswith("\u27e6") and glossary.label("sharing.speed").startswith("\u27e6")
    assert numbers.on_page(-1234.5) == "\u22121\u202f234" and numbers.on_page(0.5) == "0,5"


def test_what_a_translation_lacks_is_said_in_english(tmp_path, english_again):
    file = tmp_path / "de.toml"
    file.write_text('[page]\nskip = "Zur Seite"\ndecimal = ","\nthousands = "."\n', encoding="utf-8")
    say.speak(str(file))
    assert (say.say("page.skip"), say.say("page.reset")) == ("Zur Seite", "Reset")
    assert numbers.on_page(12345.6) == "12.346"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("de.toml", "[page\n", "cannot be read"),
        ("de.toml", "page = 1\n", "cannot be read"),
        ("de.toml", "[page]\nskipp = 'a'\n", "page.skipp: there is no such text in English"),
        ("de.toml", "[page]\nskip = '{who}'\n", "page.skip: has a field that the English text lacks: {who}"),
        ("de.toml", "[page]\nskip = '{'\n", "cannot be read"),
        ('"><b>.toml', "", "there are no texts in this language"),
        ("de", "", "there are no texts in this language; expected one of en"),
    ],
)
def test_a_language_that_cannot_be_used_is_one_message(tmp_path, name, text, told):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(say.LanguageError, match=f"^--language .*{re.escape(told)}"):
        say.speak(str(file))
    assert say.language() == "en"
