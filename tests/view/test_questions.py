"""Cards say what the stored runs say, by rule, and their links open the very worlds that were run."""

from dataclasses import replace

import pytest

from sim.analysis.questions.answers import Answer, OutcomeAnswer
from sim.analysis.questions.declared import questions
from sim.analysis.questions.stored import answers
from sim.scenario.reading.catalogue import names

links = pytest.importorskip("sim.view.links")
panel = pytest.importorskip("sim.view.panel_questions")
words = pytest.importorskip("sim.view.question_words")
setting = pytest.importorskip("sim.view.setting")

ANSWERED = [spec for spec in questions() if spec.id in answers().answers]
TRUST = OutcomeAnswer(
    "trust", a=0.3, b=0.5, default=0.2, agree=20, median=0.1, low=-0.1, high=0.3, more=0.61, less=0.37, least=0.3,
    robust_in=2, luck=0.1, verdict="depends on knowledge", drivers="knowledge 20%", turns="",
)  # fmt: skip
SURE = replace(TRUST, outcome="misuse", more=0.95, less=0.01, least=0.91, robust_in=6, verdict="robust")
FORMS = [f"form {number}" for number in range(6)]


def answer_of(*outcomes):
    bands = {each.outcome: {letter: [[0.0, 0.1], [0.1, 0.2], [0.2, 0.4]] for letter in "ab"} for each in outcomes}
    return Answer({}, 2, 208, 20, FORMS, 9, list(outcomes), bands, [])


@pytest.mark.parametrize("spec", questions(), ids=lambda spec: spec.id)
def test_a_link_opens_the_worlds_that_were_run(spec):
    path, _, query = panel.question_link(spec.id).partition("?")
    opened = links.read_all(query, names(), setting.Setting())
    worlds = list(spec.arms.values())
    assert path == "/"
    assert [each.resolved().digest for each in opened] == [each.digest for each in worlds]
    assert {each.quarter for each in opened} == {each.quarters for each in worlds}
    assert {each.seed for each in opened} == {0}
    assert [len(each.own) for each in opened] == [len(spec.a.policies), len(spec.b.policies)]


@pytest.mark.parametrize("spec", ANSWERED, ids=lambda spec: spec.id)
def test_a_card_shows_the_question_and_its_stored_shares(spec):
    found = answers().answers[spec.id]
    card = str(panel.card(spec, found))
    assert spec.question.replace("'", "&#39;") in card
    assert f'data-verdict="{found.main.verdict}"' in card
    assert f'data-bar="draws" data-share="{found.main.share!r}"' in card
    assert f"{round(100 * found.main.share)} %" in words.line(found)
    assert ('class="better"' in card or 'class="worse"' in card) <= (found.main.verdict == "robust")


def test_the_open_question_is_known_by_its_worlds_whatever_the_quarter_and_the_luck():
    one, other = panel.settings_of(questions()[0])
    assert panel.asked_here([replace(one, seed=7, quarter=3), replace(other, seed=7, quarter=3)]) == questions()[0].id
    assert panel.asked_here([replace(one, changes={"trust.gain": 0.1}), other]) == ""
    assert panel.asked_here([one]) == ""


def test_what_hangs_on_something_says_on_what_and_both_shares():
    line = words.line(answer_of(TRUST, SURE))
    assert line == (
        "Actors trust each other more in 61 % of what nobody knows, the opposite in 37 %: "
        "it depends on whether knowledge adds up. Robust all the same: there is more misuse."
    )
    assert words.certainty(TRUST) == "depends on whether knowledge adds up"
    assert words.colour(TRUST) == ""


def test_what_is_robust_says_so_with_its_colour_losses_like_gains():
    line = words.line(answer_of(SURE, TRUST))
    assert line.startswith("There is more misuse: in 95 % of what nobody knows, and robustly in each of 6 forms")
    assert line.endswith("Nothing else that was asked is robust.")
    assert words.colour(SURE) == "worse"
    assert words.colour(replace(SURE, more=0.01, less=0.95)) == "better"
    assert words.colour(replace(SURE, outcome="open_actors")) == ""


@pytest.mark.parametrize(
    ("verdict", "word", "line"),
    [
        ("luck", "mostly luck", "mostly luck"),
        ("depends on many numbers", "depends on many numbers", "many numbers together"),
        ("no room", "hardly changes", "hardly changes"),
        ("too few draws", "too few draws", "Too few draws"),
        ("depends on trust.gain", "depends on trust gain", "it depends on trust gain"),
    ],
)
def test_every_verdict_has_its_words(verdict, word, line):
    found = replace(TRUST, verdict=verdict)
    assert words.certainty(found).startswith(word)
    assert line in words.line(answer_of(found))
    assert words.line(answer_of(found)).endswith("Nothing that was asked is robust.")


def test_shares_of_draws_add_up_to_all_of_them():
    assert words.shares(TRUST) == "61 % more, 37 % less, 2 % no difference"
    assert words.shares(replace(TRUST, more=0.4, less=0.6)) == "60 % less, 40 % more"


def test_less_is_said_where_less_is_what_most_draws_say():
    assert words.effect(replace(TRUST, more=0.2, less=0.7)) == "actors trust each other less"
    assert words.effect(replace(TRUST, outcome="welfare", more=0.2, less=0.7)).endswith("is lower")


def test_without_an_answer_a_card_says_so_and_still_opens_its_worlds():
    spec = questions()[0]
    assert "Not answered yet" in panel.card(spec, None)
    assert "data-verdict" not in panel.card(spec, None)


@pytest.mark.parametrize(
    ("seen", "colour"), [((20, 0), "worse"), ((18, 2), "worse"), ((17, 3), ""), ((0, 20), ""), ((10, 10), "")]
)
def test_a_bill_has_colour_only_where_seeds_and_draws_have_one_sign(seen, colour):
    assert words.colour_of_both(SURE, seen) == colour
    assert words.colour_of_both(replace(SURE, verdict="luck"), seen) == words.colour_of_both(None, seen) == ""
