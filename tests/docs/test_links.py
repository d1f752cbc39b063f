"""Every link of a document leads to a file that is there, and to a heading that is in it."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.program import ROOT

PAGES = sorted({*ROOT.glob("*.md"), *(page for room in ("docs", "seeds", "benchmarks", "experiments")
                                      for page in (ROOT / room).rglob("*.md"))})  # fmt: skip
ELSEWHERE = ("https://", "http://", "mailto:")


@cache
def prose(page):
    """A document without what it shows of programs."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def links(page):
    """Where a document's links lead."""
    told = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", prose(page)))
    return [link for link in told if not link.startswith(ELSEWHERE)]


def anchors(page):
    """The names of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def problem(page, link):
    """What is wrong with a link, or ""."""
    place, _, heading = link.partition("#")
    target = (page.parent / place).resolve() if place else page
    if not target.exists():
        return f"{link}: no such file"
    return f"{link}: no such heading" if heading and heading not in anchors(target) else ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page):
    assert [told for told in (problem(page, link) for link in links(page)) if told] == []


def test_what_leads_nowhere_is_noticed(tmp_path):
    (tmp_path / "other.md").write_text("# What it's about: `a_b`, C-d\n\n```bash\n# no heading\n```\n")
    page = Path(tmp_path / "page.md")
    page.write_text(
        "[a](other.md#what-its-about-a_b-c-d) [b](other.md#no-heading) [c](gone.md) [d](#here) `[e](f)`\n# Here\n"
    )
    assert links(page) == ["other.md#what-its-about-a_b-c-d", "other.md#no-heading", "gone.md", "#here"]
    assert [bool(problem(page, link)) for link in links(page)] == [False, True, True, False]
