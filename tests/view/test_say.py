"""Texts of the pages: each is there, each is used."""

import re
import string
import tomllib
from pathlib import Path

import pytest

say = pytest.importorskip("sim.view.say")
glossary = pytest.importorskip("sim.view.glossary")
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


def test_what_is_filled_in_is_escaped_and_asterisks_are_bold(monkeypatch):
    monkeypatch.setattr(say, "_texts", lambda name: {"a.b": "**{who}** & more"})
    assert str(say.told("a.b", who="<i>")) == "<b>&lt;i&gt;</b> &amp; more"
    assert say.say("a.b", who="<i>") == "**<i>** & more"


@pytest.mark.parametrize("file", sorted(say.FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_a_translation_has_no_text_and_no_field_that_english_lacks(file):
    own = tomllib.loads(file.read_text(encoding="utf-8"))
    for table, entries in own.items():
        for entry, text in entries.items():
            if table in ("outcomes", "parameters"):
                assert glossary.about(entry.removesuffix(".about")), f"{table}.{entry}"
                continue
            fields = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            known = {name for _, name, _, _ in string.Formatter().parse(english()[table][entry]) if name}
            assert fields <= known, f"{table}.{entry}"
