"""Structural forms: the adaptive form is the shipped adaptive world, and a form is closed where an arm makes it."""

import pytest

from sim.analysis.ensemble import ensemble_of
from sim.analysis.ensemble.draws import ROOTS
from sim.scenario.load import load, written

PAIR = ("arms-race", "commons")


def _ensemble(*names, draws=4, **given):
    return ensemble_of({name: load(name) for name in names}, draws, **given)


def _form(found, name):
    return next(form for form in found.forms if form.name == name)


@pytest.mark.parametrize("network", ["complete", "blocs"])
@pytest.mark.parametrize("arm", PAIR)
def test_the_adaptive_form_is_the_adaptive_world(arm, network):
    form = _form(_ensemble(*PAIR), f"between, adaptive, {network}")
    twin = load(arm + "-adaptive" + ("-blocs" if network == "blocs" else ""))
    made = form.apply(arm, load(arm))
    assert made.actors == twin.actors
    assert (made.ties, made.expectations, made.sharing) == (twin.ties, twin.expectations, twin.sharing)


@pytest.mark.parametrize("end", ["ladder", "bricks"])
@pytest.mark.parametrize("arm", PAIR)
def test_the_ends_of_knowledge_are_the_shipped_worlds(arm, end):
    form = _form(_ensemble(*PAIR), f"{end}, fixed, complete")
    assert form.apply(arm, load(arm)).sharing == load(f"{arm}-{end}").sharing


def test_every_choice_is_combined_with_every_other():
    found = _ensemble(*PAIR)
    assert len(found.forms) == len({form.name for form in found.forms}) == 3 * 2 * 2


@pytest.mark.parametrize(
    ("pair", "closed"),
    [
        (("arms-race-ladder", "commons-ladder"), "knowledge"),
        (("arms-race-adaptive", "commons-adaptive"), "strategies"),
        (("arms-race-blocs", "commons-blocs"), "network"),
    ],
)
def test_what_an_arm_decides_is_no_form(pair, closed):
    found = _ensemble(*pair, written=set().union(*(written(name, ROOTS) for name in pair)))
    assert all(closed not in form.choices for form in found.forms)
    assert all(len(form.choices) == 2 for form in found.forms)


def test_what_is_set_is_no_form_and_not_drawn():
    found = _ensemble(*PAIR, settings={"sharing.variety": 0.1, "ties.topology": "complete", "trust.gain": 0.05})
    assert {"knowledge", "network"}.isdisjoint(found.forms[0].choices)
    assert {"sharing.variety", "trust.gain"}.isdisjoint(found.paths)


def test_without_forms_there_is_one_as_written():
    (only,) = _ensemble(*PAIR, forms=False).forms
    assert only.name == "as written"
    scenario = load("commons")
    assert only.apply("commons", scenario) is scenario


def test_names_of_actors_are_any_names(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('extends = "arms-race"\n[actors."a.b c"]\nstrategy = "hoard"\n', encoding="utf-8")
    arms = {"arms-race": load("arms-race"), "mine": load(file)}
    form = _form(ensemble_of(arms, 4), "between, adaptive, complete")
    assert form.apply("mine", arms["mine"]).actors["a.b c"].strategy.name == "BEST_REPLY"
