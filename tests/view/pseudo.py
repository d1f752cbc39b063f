"""A language in which every text stands between marks: what stands outside of them is said by no file of texts."""

import json
import re
import tomllib

from sim.scenario import load
from sim.scenario.schema.series import OUTCOMES
from sim.view import glossary, say
from sim.view.controls import all_levers

MARKED = re.compile(r"\u27e6[^\u27e6\u27e7]*\u27e7")
_MARKS = {"decimal": ",", "thousands": "\u202f"}


def write(folder):
    """Write the file of texts; return it."""
    tables = tomllib.loads((say.FOLDER / "en.toml").read_text(encoding="utf-8"))
    tables["outcomes"] = {name: glossary.label(name) for name in OUTCOMES} | tables["outcomes"]
    levers = [path for path in all_levers(load("base")) if not path.startswith("actors.")]
    tables["parameters"] = {path: glossary.label(path) for path in levers} | tables["parameters"]
    lines = []
    for table, entries in tables.items():
        lines.append(f"[{table}]")
        for entry, text in entries.items():
            told = _MARKS.get(entry, f"\u27e6{text}\u27e7") if table == "page" else f"\u27e6{text}\u27e7"
            lines.append(f"{json.dumps(entry)} = {json.dumps(told, ensure_ascii=False)}")
    file = folder / "xx.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def outside(text):
    """What of a text stands outside of all marks."""
    while (without := MARKED.sub(" ", text)) != text:
        text = without
    return text
