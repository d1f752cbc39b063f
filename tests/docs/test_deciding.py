"""The study that the guide shows is one, and the shipped one has what the guide says of it."""

from sim.analysis.decide.choice import choice_of
from tests.docs.test_guide import blocks


def test_the_study_of_the_guide_is_read(tmp_path):
    (text,) = blocks("docs/howto/deciding.md")
    (tmp_path / "waiting.toml").write_text(text, encoding="utf-8")
    choice = choice_of(tmp_path / "waiting.toml")
    assert [len(option.signposts) for option in choice.options] == [0, 0, 1]


def test_the_shipped_study_asks_what_the_guide_says():
    choice = choice_of("ministry")
    assert {each.outcome: (each.satisfice, each.by) for each in choice.objectives} == {
        "catastrophes": (0.9, "factor"), "incidents": (0.9, "factor"), "welfare": (0.95, "factor"),
        "mean_capability": (-0.5, "difference"), "autonomy": (-0.02, "difference"), "hhi_revenue": (0.01, "difference"),
    }  # fmt: skip
    assert str(choice.options[0].scenario.date_of(choice.quarters - 1)) == "2034-10-01"
