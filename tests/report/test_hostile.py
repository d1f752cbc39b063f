"""Reports and tables of scenarios that mean ill: text stays text."""

import re
from base64 import b64decode
from html.parser import HTMLParser

import pytest

from sim.analysis.tables import in_markdown
from tests.view import hostile

pytest.importorskip("matplotlib")
SVG = "data:image/svg+xml;base64,"


class Tags(HTMLParser):
    """What a page is made of, and what is said in it."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text = set(), [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    from sim.analysis.compare import compare
    from sim.report.comparison import write

    folder = tmp_path_factory.mktemp("hostile")
    file = hostile.scenario(folder, hostile.FORMULA)
    found = compare([str(file), "base"], replicates=2, quarters=4, store=folder / "store", workers=1)
    write(found, folder / "out", hostile.ALL, report=True)
    return folder / "out"


def test_a_report_says_what_a_scenario_says_and_does_nothing_of_it(compared):
    page = Tags((compared / "report.html").read_text(encoding="utf-8"))
    assert page.tags.isdisjoint({"script", "iframe", "svg", "object", "form", "base"})
    assert all(value.startswith((SVG, "#")) for name, value in page.attributes
               if name in ("src", "href"))  # fmt: skip
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]
    text = "".join(page.text)
    assert all(payload in text for payload in hostile.PAYLOADS[:5]) and "{{7*7}}" in text
    assert any("default-src 'none'" in (value or "") for _, value in page.attributes)


def test_markdown_makes_no_tag_and_no_link_of_it(compared):
    text = (compared / "comparison.md").read_text(encoding="utf-8")
    assert not re.search(r"<(?!br>)[A-Za-z/!?]", text) and "](javascript" not in text
    assert "&lt;img src=x" in text


def test_markdown_keeps_what_is_no_tag():
    assert in_markdown("a < b <= c, [1, 2], 3 > 2") == "a < b <= c, [1, 2], 3 > 2"
    assert in_markdown("one\ntwo <b> ![x](y) <!-- --> </i>") == "one<br>two &lt;b> ![x]\\(y) &lt;!-- --> &lt;/i>"


def test_figures_hold_no_script(compared):
    page = Tags((compared / "report.html").read_text(encoding="utf-8"))
    figures = [value.removeprefix(SVG) for name, value in page.attributes if name == "src" and value.startswith(SVG)]
    assert figures
    for figure in figures:
        drawn = Tags(b64decode(figure).decode("utf-8"))
        assert "svg" in drawn.tags and drawn.tags.isdisjoint({"script", "foreignobject", "iframe", "a"})
        assert all(value.startswith(("#", "data:image/png;base64,")) for name, value in drawn.attributes
                   if name.endswith("href"))  # fmt: skip
        assert not [name for name, _ in drawn.attributes if name.startswith("on")]
