"""The pages say a thing by the same words as the view and the glossary."""

import json

import pytest

from sim.scenario.schema.enums import Kind, Strategy, Tier, word
from sim.view.glossary import about, label

pytest.importorskip("playwright.sync_api")


@pytest.fixture
def words(open_page):
    page = open_page("join")
    return json.loads(page.evaluate("import('/static/words.js').then((words) => JSON.stringify(words))"))


def test_tiers_kinds_and_strategies_are_called_as_in_the_glossary(words):
    for table, group, members in (
        ("TIERS", "tier", Tier),
        ("KINDS", "kind", Kind),
        ("STRATEGIES", "strategy", Strategy),
    ):
        declared = {word(each): [label(f"{group}.{word(each)}"), about(f"{group}.{word(each)}")] for each in members}
        assert words[table] == {name: told for name, told in declared.items() if name != "python"}


def test_every_kind_is_told_what_it_wants(words):
    assert set(words["WANTS"]) == {word(each) for each in Kind}
