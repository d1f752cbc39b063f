"""Questions are two worlds that differ in what is asked; the answers that come with the package are the model's own."""

import json

import pytest

from sim.analysis.facts.declared import folder
from sim.analysis.questions.answers import Answer, again, answer
from sim.analysis.questions.declared import questions, questions_in
from sim.analysis.questions.stored import FILE, Answers, answers, read, write
from sim.analysis.robust import ENOUGH
from sim.scenario import ScenarioError
from sim.version import rules_version
from tests.study.sweeps import Here

MOST_BYTES = 400_000
NAMES = [spec.id for spec in questions()]
ARTICLES = ("000", "001", "002", "003", "004")
KEPT = tuple(answers().answers)


def spec_of(name):
    return next(spec for spec in questions() if spec.id == name)


def test_every_article_has_a_question_and_every_question_an_answer():
    assert sorted(filter(None, (spec.article for spec in questions()))) == sorted(ARTICLES)
    assert len(set(NAMES)) == len(NAMES) >= 10
    assert list(KEPT) == NAMES, "run make questions"


@pytest.mark.parametrize("name", NAMES)
def test_the_worlds_of_a_question_have_the_same_actors_days_and_numbers(name):
    worlds = spec_of(name).arms
    one, other = worlds["a"], worlds["b"]
    assert one.digest != other.digest
    assert (one.start, one.quarters, list(one.actors)) == (other.start, other.quarters, list(other.actors))
    if spec_of(name).a.scenario.startswith("race-2019"):
        assert [table for table in one.texts if one.texts[table] != other.texts[table]] == ["policies"]


def test_answers_are_of_this_model():
    assert answers().model_version == rules_version(), "run make questions"
    assert answers().are_todays


@pytest.mark.parametrize("name", KEPT)
def test_an_answer_is_of_the_worlds_that_are_asked_about(name):
    kept, spec = answers().answers[name], spec_of(name)
    assert kept.digests == {letter: world.digest for letter, world in spec.arms.items()}
    assert [each.outcome for each in kept.outcomes] == spec.outcomes
    assert kept.draws >= ENOUGH
    assert kept.seeds == 20
    assert len(kept.forms) == len(set(kept.forms)) in {6, 12}


@pytest.mark.parametrize("name", KEPT)
def test_its_runs_are_the_same_bit_for_bit(name):
    kept, spec = answers().answers[name], spec_of(name)
    assert len(kept.pairs) == 2
    assert again(spec, kept.pairs) == kept.pairs


@pytest.mark.parametrize("name", KEPT)
def test_its_figures_agree_with_each_other(name):
    kept = answers().answers[name]
    for each in kept.outcomes:
        assert each.low <= each.median <= each.high
        assert each.more + each.less <= 1.0 + 1e-3
        assert each.least <= each.share + 1e-3
        assert 0 <= each.agree <= kept.seeds
        assert (each.verdict == "robust") == (each.robust_in == len(kept.forms))
        for letter in "ab":
            low, middle, high = kept.bands[each.outcome][letter]
            assert len(low) == kept.quarters
            assert all(bottom <= between <= top for bottom, between, top in zip(low, middle, high, strict=True))


def test_the_file_is_small_and_the_same_once_read_and_written(tmp_path):
    file = folder() / FILE
    assert file.stat().st_size < MOST_BYTES
    write(tmp_path / FILE, read(file))
    assert (tmp_path / FILE).read_text(encoding="utf-8") == file.read_text(encoding="utf-8")


def test_a_few_draws_are_answered_and_too_few_to_conclude(tmp_path):
    spec = spec_of("open-alliance")
    found = answer(spec, tmp_path, draws=2, executor=Here())
    assert found.main.outcome == "trust"
    assert {each.verdict for each in found.outcomes} == {"too few draws"}
    assert again(spec, found.pairs) == found.pairs
    assert Answer.of(json.loads(json.dumps(found.told()))) == found


def test_answers_of_another_model_are_told_from_todays(tmp_path):
    assert not Answers("000000000000", "", {}).are_todays
    assert read(tmp_path / "nothing.json").answers == {}


@pytest.mark.parametrize(
    ("line", "problem"),
    [('id = "Not One"', "id"), ('outcomes = ["happiness"]', "no outcome"), ("outcomes = []", "outcomes")],
)
def test_a_question_that_is_wrong_is_refused_with_its_place(tmp_path, line, problem):
    key = line.split(" = ")[0]
    rows = {
        "id": 'id = "one"', "question": 'question = "One?"', "context": 'context = "One."',
        "a": 'a = { scenario = "base" }', "b": 'b = { scenario = "commons" }', "outcomes": 'outcomes = ["trust"]',
    }  # fmt: skip
    file = tmp_path / "questions.toml"
    file.write_text("[[questions]]\n" + "\n".join((rows | {key: line}).values()), encoding="utf-8")
    with pytest.raises(ScenarioError, match=f"questions.toml:.*{problem}"):
        questions_in(file)
