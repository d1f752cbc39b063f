"""Plain words for declared names, from the texts of the view, and units in words."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "view" / "texts" / "en.toml"


def label(table: str, name: str) -> str:
    """The name in plain words; with its lines and dots as spaces where there are no other words."""
    return _table(table).get(name) or name.rpartition(".")[2].replace("_", " ").replace("-", " ")


def about(table: str, name: str) -> str:
    """An explanation in plain words; "" where there is none but the declared one."""
    return _table(table).get(f"{name}.about", "")


def named(group: str, name: str) -> str:
    """A word of a group, such as a strategy, in plain words."""
    return _table("glossary").get(f"{group}.{name}") or name.replace("_", " ").replace("-", " ")


def about_named(group: str, name: str) -> str:
    """The explanation of a word of a group; "" where there is none."""
    return _table("glossary").get(f"{group}.{name}.about", "")


def unit(declared: str) -> str:
    """A declared unit, with what it means where that is not plain: "OOM (powers of ten of effective compute)"."""
    if declared == "1":
        return "a number without a unit"
    if declared.startswith("1/"):
        return f"per {declared[2:]}"
    words = _table("glossary").get(f"unit.{declared}", "")
    return words if declared in words else f"{declared} ({words})" if words else declared


def sentences(*texts: str) -> str:
    """Texts as sentences, one after the other, each once."""
    told = [text.strip().rstrip(".") for text in dict.fromkeys(texts) if text.strip()]
    return " ".join(f"{text[:1].upper()}{text[1:]}." for text in told)


@cache
def _table(name: str) -> Mapping[str, str]:
    found = tomllib.loads(_FILE.read_text(encoding="utf-8"))[name]
    return {key: text for key, text in found.items() if isinstance(text, str)}
