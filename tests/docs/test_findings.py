"""The findings are those of today's model: their defaults are run again, and README tells the same in short."""

import importlib.util
import re
from pathlib import Path

import pytest

import sim
from sim.numbers import plain

ROOT = Path(__file__).parents[2]


def block(page, name):
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.search(f"<!-- {name}: written by docs/findings.py -->\n(.*?)<!-- end of {name} -->", text, re.DOTALL)[1]


def cells(page, name):
    lines = [line for line in block(page, name).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def generator():
    spec = importlib.util.spec_from_file_location("docs_findings", ROOT / "docs/findings.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_readme_tells_the_same_in_short():
    pytest.importorskip("matplotlib")
    pytest.importorskip("solara")
    page = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
    told = generator().short(page)
    assert told.strip() == block("README.md", "headline").strip(), "run `python docs/findings.py --readme`"
    turned = page.replace("| -0.0326 [-2.84, +4.9] | 53%", "| +0.0326 [-2.84, +4.9] | 95%").replace(
        "52 / 37 / 11 | depends on knowledge", "52 / 37 / 11 | robust: more"
    )
    assert "| best AI | more | 95% | yes |" in generator().short(turned)
    assert generator().short(turned).startswith("**1 of 12 outcomes is")


def test_readme_counts_the_claims_as_their_page_does():
    mark = "<!-- written by docs/claims.py -->\n\n"
    readme, page = (
        (ROOT / name).read_text(encoding="utf-8").partition(mark)[2].partition("\n")[0]
        for name in ("README.md", "docs/claims.md")
    )
    assert readme.startswith("Of 48 claims") and readme == page


def test_defaults_are_those_of_todays_model(tmp_path):
    heads, _, *rows = cells("docs/findings.md", "headline")
    found = sim.compare(["arms-race", "commons"], 50, store=tmp_path).table.set_index("outcome")["difference"]
    told = {row[0]: row[heads.index("default")] for row in rows}
    assert told == {name: plain(found[name], sign=True) for name in told}
    assert len(told) == 12


def test_the_guide_shows_rows_of_this_table():
    heads, _, *rows = cells("docs/findings.md", "headline")
    guide = (ROOT / "docs/howto/comparing.md").read_text(encoding="utf-8").splitlines()
    left_out = next(line for line in guide if line.startswith("| outcome |")).strip("|").split("|")
    column = [head.strip() for head in left_out].index("depends most on")
    shown = [[cell.strip() for cell in line.strip("|").split("|")] for line in guide if line.count("|") == 10]
    told = [row[:column] + row[column + 1 :] for row in shown]
    assert len([row for row in rows if row in told]) == 4 and "depends most on" not in heads
    assert len(told) == 6, "heads, rule and four rows"


def test_every_package_is_judged_on_every_headline_outcome():
    heads, _, *rows = cells("docs/findings.md", "packages")
    assert len(heads) == 6 and len(rows) == 12
    words = ("robust: more", "robust: less", "depends on ", "luck", "no room")
    assert all(any(word in cell for word in words) for row in rows for cell in row[1:])
