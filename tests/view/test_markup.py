"""HTML is written in one way, which escapes; whoever writes it by another is found here."""

import ast
import re
from pathlib import Path

import pytest

from sim.view.markup import Markup, fill, joined, repeated

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "sim/view").rglob("*.py"), *(ROOT / "sim/report").glob("*.py")])
OWN = ("fill", "repeated")
SINKS = {"unsafe_innerHTML": "widgets.py", "Markup": "markup.py", "markupsafe": "markup.py"}
HOSTILE = "</style></title><script>alert(1)</script>\"' onload=alert(1) {{7*7}} {0} %s &amp;"


def is_html(text):
    """Whether a text holds a tag; named groups of a regular expression are none."""
    return re.search(r"(?<!\(\?P)</?[A-Za-z!]", text) is not None


def faults(source, name="page.py"):
    """What in a source writes HTML by any way but the one."""
    tree = ast.parse(source)
    literal, described = set(), {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OWN:
            if not (node.args and isinstance(node.args[0], ast.Constant)):
                found.append(f"{name}:{node.lineno}: {node.func.id} takes a literal")
            literal |= {id(argument) for argument in node.args}
    for node in ast.walk(tree):
        is_written = isinstance(node, ast.Constant) and isinstance(node.value, str) and is_html(node.value)
        if is_written and id(node) not in literal | described:
            found.append(f"{name}:{node.lineno}: HTML outside of fill: {node.value[:40]!r}")
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        used = {called} | ({word.arg for word in node.keywords} if isinstance(node, ast.Call) else set())
        used |= {node.module} if isinstance(node, ast.ImportFrom) else set()
        used |= {each.name for each in node.names} if isinstance(node, ast.Import) else set()
        found += [f"{name}:{node.lineno}: {sink}" for sink in used & set(SINKS) if SINKS[sink] != name]
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_file_writes_html_by_another_way(file):
    assert faults(file.read_text(encoding="utf-8"), file.name) == []


@pytest.mark.parametrize(
    "source",
    [
        'Words(f"<h2>{name}</h2>")',
        'Words("<h2>" + name + "</h2>")',
        'Words("<h2>%s</h2>" % name)',
        'Words("<h2>{}</h2>".format(name))',
        'fill(f"<h2>{name}</h2>")',
        'fill("<h2>" + name)',
        "fill(name)",
        "repeated(name, rows)",
        "Markup(name)",
        'solara.HTML(tag="div", unsafe_innerHTML=name)',
        "from markupsafe import Markup as Safe",
        "import markupsafe",
        'parts = ["<b>", name, "</b>"]',
        'fill("<a>{}</a>", f"<b>{name}</b>")',
    ],
)
def test_the_check_finds_every_way_around(source):
    assert faults(source)


def test_the_check_lets_the_one_way_pass():
    assert faults('def f():\n    """Text in <b>."""\n    return fill("<h2>{}</h2>", name) + fill("<i/>")') == []
    assert faults('told = f"{low} <= {high}"\nwhy = "a < b, c <- d"') == []


def test_values_are_escaped_wherever_they_stand():
    for drawn in (
        fill("<a href=\"{}\" title='{}'>{}</a>", HOSTILE, HOSTILE, HOSTILE),
        fill("<a>{word}</a>", word=HOSTILE),
        repeated("<a>%s</a>", [(HOSTILE,)]),
        joined([HOSTILE, fill("<a>{}</a>", "b")]),
        fill("<a>") + HOSTILE,
    ):
        assert isinstance(drawn, Markup) and "<script" not in drawn and "</style" not in drawn
        assert "\"'" not in drawn and "{{7*7}} {0} %s &amp;amp;" in drawn


def test_what_is_markup_is_kept_and_numbers_are_written_as_asked():
    assert fill("<p>{}{:.1f}</p>", fill("<b>{}</b>", "&"), 2.25) == "<p><b>&amp;</b>2.2</p>"
    assert repeated("<i>%.1f</i>", [(1.25,), (2,)]) == "<i>1.2</i><i>2.0</i>"


def test_a_page_shows_as_text_what_is_no_markup():
    pytest.importorskip("solara")
    from sim.view.widgets import Figure, Words

    assert Words(f"<b>{HOSTILE}</b>").kwargs["unsafe_innerHTML"].startswith("&lt;b&gt;&lt;/style")
    assert Figure(f"<b>{HOSTILE}</b>").kwargs["drawn"].startswith("&lt;b&gt;&lt;/style")
    assert Words(fill("<b>{}</b>", "a")).kwargs["unsafe_innerHTML"] == "<b>a</b>"


def test_templates_of_the_browser_put_text_in_as_text():
    for file in (file for ending in ("vue", "js") for file in (ROOT / "sim/view").rglob(f"*.{ending}")):
        text = file.read_text(encoding="utf-8")
        sinks = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc")
        assert not [sink for sink in sinks if sink in text], file.name
        assert text.count("v-html") == (1 if file.name == "figure.vue" else 0), file.name
    assert 'v-html="drawn"' in (ROOT / "sim/view/vue/figure.vue").read_text(encoding="utf-8")


def test_templates_of_reports_leave_nothing_unescaped():
    for file in (ROOT / "sim/report/pages").glob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape|<script|javascript:|\son\w+=", text), file.name
        # A value stands between quotes, or between tags; nowhere else is escaping enough.
        assert not re.search(r"=\{\{|<style>[^<]*\{\{", text), file.name
