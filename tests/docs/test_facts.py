"""The page of facts shows what the data give, and nothing of what is held out."""

from pathlib import Path

from sim.analysis.facts.fact import facts
from sim.analysis.facts.reproduce import HELD_OUT
from sim.report.facts_words import spoken

PAGE = (Path(__file__).parents[2] / "docs" / "facts.md").read_text(encoding="utf-8")


def test_the_page_has_every_figure_with_the_value_of_the_data():
    rows = [line for line in PAGE.splitlines() if line.startswith("|")]
    for fact in facts():
        if fact.role == HELD_OUT:
            assert not any(row.startswith(f"| {fact.number} |") for row in rows), "a held-out fact is looked at once"
            continue
        assert f"\n{fact.number}. {fact.statement}" in PAGE
        for figure in fact.figures:
            assert any(figure.name in row and f"| {spoken(figure.data)} |" in row for row in rows), "run `make docs`"
