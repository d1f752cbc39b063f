"""The page of facts shows what the data give."""

from pathlib import Path

from sim.analysis.facts.fact import facts
from sim.report.facts_files import spoken

PAGE = (Path(__file__).parents[2] / "docs" / "facts.md").read_text(encoding="utf-8")


def test_the_page_has_every_figure_with_the_value_of_the_data():
    rows = [line for line in PAGE.splitlines() if line.startswith("|")]
    for fact in facts():
        assert f"\n{fact.number}. {fact.statement}" in PAGE
        for figure in fact.figures:
            assert any(figure.name in row and f"| {spoken(figure.data)} |" in row for row in rows), "run `make docs`"
