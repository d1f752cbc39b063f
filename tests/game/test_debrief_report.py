"""The report to take home: one page that needs nothing else, says what the debrief says, and escapes everything."""

import re

import pytest

from sim.game.debrief import debrief
from sim.game.report import report, sections
from tests.game import played

pytest.importorskip("jinja2")
EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def game():
    return played.play(played.new(overrides={"title": f"Summit {EVIL}"}))


@pytest.fixture(scope="module")
def page(game):
    return report(game)


def test_it_needs_no_network_and_no_script(page):
    assert not re.search(r"(?i)<script|<link|<iframe|javascript:|\bon\w+=", page)
    assert not re.findall(r"""(?:src|href|url\()\s*=?\s*["'(]?(?!data:|#)[a-z]+:""", page)
    assert "Content-Security-Policy" in page and "default-src 'none'" in page


def test_what_it_is_told_is_escaped(page):
    assert EVIL not in page and "&lt;script&gt;" in page


def test_it_says_what_the_debrief_says(game, page):
    found = debrief(game)
    named = {section.name: section for section in sections(found)}
    assert named.keys() >= {"summary", "gained", "world", "happened", "promises", "agreements", "hidden", "strategies"}
    assert list(named["gained"].table[""].index) == list(range(len(game.seats)))
    worlds = [each for each in found.counterfactuals if not each["seat"]]
    assert all(each["question"] in page for each in worlds)
    rows = sum(len(each["rows"]) for each in worlds)
    assert sum(len(section.table) for name, section in named.items() if name.startswith("world-")) == rows
    assert "They hold luck and nothing else" in page and "Nobody answers in it" in page


def test_words_of_people_stay_in_the_room(page):
    assert "Peace" not in page and "A private word" not in page


def test_a_game_without_a_round_has_a_report():
    game = played.new()
    game.end()
    assert "No round was played" in report(game)
