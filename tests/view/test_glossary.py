"""Terms on tap: each is explained by its declaration, in plain words, and an unknown one is just a word."""

import re
import tomllib

import pytest

pytest.importorskip("solara")

from sim.scenario import load
from sim.scenario.schema.enums import Kind, Strategy, Tier, words
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.series import OUTCOMES, SERIES
from sim.view import glossary, say
from sim.view.controls import all_levers
from sim.view.markup import Markup

TECHNICAL = re.compile(r"OOM|\bHHI$|Gini$")


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_says_what_it_is_its_unit_and_which_way_is_better(name):
    told = glossary.about(name)
    assert "better" in told and "{" not in told
    assert not TECHNICAL.search(glossary.label(name)) and not TECHNICAL.search(glossary.unit(name))


def test_a_series_without_an_outcome_of_its_name_is_explained_by_the_one_that_summarises_it():
    summarised = {each.series for each in OUTCOMES.values() if each.series}
    assert all(glossary.about(name) for name in SERIES if name in summarised)


def test_every_lever_says_what_it_means():
    levers = [path for path in all_levers(load("base")) if not path.startswith("actors.")]
    told = {path: glossary.about(path) for path in levers}
    assert len(levers) > 100 and [path for path, text in told.items() if not text] == []
    assert told["effort.reaction"].startswith("How strongly actors race harder when rivals whom they mistrust do")
    assert "Richardson 1960" in told["effort.reaction"]


def test_every_word_that_an_actor_can_be_described_by_is_explained():
    named = [("tier", Tier), ("kind", Kind), ("strategy", Strategy)]
    named = [f"{group}.{word}" for group, enum in named for word in words(enum)] + [
        f"policy.{kind}" for kind in POLICIES
    ]
    assert [name for name in named if not glossary.about(name)] == []


def test_every_explained_text_belongs_to_something():
    told = tomllib.loads((say.FOLDER / "en.toml").read_text(encoding="utf-8"))
    for key in (*told["outcomes"], *told["parameters"]):
        assert glossary.about(key.removesuffix(".about")), key


def test_a_term_is_a_button_and_an_unknown_one_a_word():
    assert glossary.term("trust", "<b>").startswith(
        '<button type="button" class="term" data-term="trust" data-about="How'
    )
    assert "&lt;b&gt;</button>" in glossary.term("trust", "<b>")
    assert glossary.term("<i>of mine") == Markup("&lt;i&gt;of mine")
    assert glossary.label("of_mine") == "of mine" and glossary.about("of_mine") == ""
