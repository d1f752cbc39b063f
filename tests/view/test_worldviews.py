"""Worldviews are sets of assumptions within the priors, with reasons, and hold in every scenario that is offered."""

from math import isfinite

import pytest

from sim.scenario import load, names
from sim.scenario.priors import priors
from sim.study.execute import run
from sim.view.worldviews import held, with_view, worldviews

VIEWS = worldviews()
OPPOSITES = [
    ("open-advocate", "sceptic-of-openness"),
    ("progress-first", "safety-first"),
    ("diplomacy-works", "national-security"),
]


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_every_number_lies_in_its_prior_and_has_a_reason(view):
    known = priors(load("race-2019"))
    assert view.numbers and view.title and view.about.endswith(".")
    for each in view.numbers:
        assert known[each.path].least <= each.value <= known[each.path].most, each.path
        assert each.reason.endswith(".") and "\n" not in each.reason
    assert len({each.path for each in view.numbers}) == len(view.numbers)


@pytest.mark.parametrize("name", names())
def test_every_view_holds_in_every_scenario(name):
    own = load(name)
    for view in VIEWS.values():
        load(own, view.changes(own))


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("name", ["arms-race", "commons", "race-2019"])
def test_a_world_runs_to_its_end_with_every_view(view, name):
    own = load(name)
    assert all(map(isfinite, run(load(own, view.changes(own))).outcomes.values()))


@pytest.mark.parametrize(("one", "other"), OPPOSITES)
def test_opposite_views_set_the_same_numbers_to_either_side_of_the_scenarios_own(base, one, other):
    first, second = ({each.path: each.value for each in VIEWS[name].numbers} for name in (one, other))
    assert first.keys() == second.keys()
    for path, value in first.items():
        table, field = path.split(".")
        own = getattr(getattr(base, table), field)
        assert min(value, second[path]) <= own <= max(value, second[path]), path


def test_every_view_but_history_has_an_opposite():
    assert {name for pair in OPPOSITES for name in pair} == VIEWS.keys() - {"history"}


def test_history_has_the_numbers_of_the_fitted_scenario():
    fitted, own = load("race-2019-fitted"), load("race-2019")
    assert load(own, VIEWS["history"].changes(own)).research == fitted.research
    assert VIEWS["history"].changes(fitted) == {}


def test_a_view_is_known_by_what_it_sets_and_left_again(base):
    changes = with_view("safety-first", {"sharing.speed": 0.3}, base)
    assert held(changes, base).view.name == "safety-first" and held(changes, base).is_modified
    assert not held(with_view("safety-first", {}, base), base).is_modified
    assert held({**with_view("safety-first", {}, base), "flaws.birth": 1.5}, base).is_modified
    assert with_view("", changes, base) == {"sharing.speed": 0.3}
    assert held(with_view("open-advocate", changes, base), base).view.name == "open-advocate"
    assert held({"trust.gain": 0.1}, base) is None
