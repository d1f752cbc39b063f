"""The findings are those of today's model: their defaults are run again, and both pages tell the same."""

import re
from pathlib import Path

import sim
from sim.numbers import plain

ROOT = Path(__file__).parents[2]


def block(page, name):
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.search(f"<!-- {name}: written by docs/findings.py -->\n(.*?)<!-- end of {name} -->", text, re.DOTALL)[1]


def cells(page, name):
    lines = [line for line in block(page, name).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_both_pages_tell_the_same():
    assert block("README.md", "headline") == block("docs/findings.md", "headline")


def test_defaults_are_those_of_todays_model(tmp_path):
    heads, _, *rows = cells("README.md", "headline")
    found = sim.compare(["arms-race", "commons"], 50, store=tmp_path).table.set_index("outcome")["difference"]
    told = {row[0]: row[heads.index("default")] for row in rows}
    assert told == {name: plain(found[name], sign=True) for name in told}
    assert len(told) == 12


def test_every_package_is_judged_on_every_headline_outcome():
    heads, _, *rows = cells("docs/findings.md", "packages")
    assert len(heads) == 6 and len(rows) == 12
    words = ("robust: more", "robust: less", "hangs on ", "luck", "no room")
    assert all(any(word in cell for word in words) for row in rows for cell in row[1:])
