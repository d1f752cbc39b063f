"""A race that stands before a choice goes on to the same bits, and remembers what each quarter left."""

import numpy as np
import pytest

from sim import RaceModel, load
from sim.game.standing import standing
from sim.world import arrays

SCENARIOS = ("arms-race-adaptive-blocs", "open-alliance")


def same(one, other):
    """Whether two worlds agree, in all that is in use: the rest of the log of releases holds anything."""
    count = one.society["releases"][0]
    pairs = zip(*(arrays(world._replace(releases=world.releases[:count])) for world in (one, other)), strict=True)
    return all(np.array_equal(a[name], b[name]) for a, b in pairs for name in (a.dtype.names or [...]))


@pytest.mark.parametrize("name", SCENARIOS)
def test_who_looks_ahead_and_asks_what_would_be_chosen_changes_no_bit(name):
    plain, curious = RaceModel(name, rng=3), RaceModel(name, rng=3)
    for _ in range(6):
        plain.pass_quarter()
        curious.look_ahead()
        curious.look_ahead()  # who has looked has looked
        curious.would_choose()
        curious.would_choose(unbound=0)
        curious.pass_quarter()
    assert same(plain.world, curious.world)


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_would_be_chosen_is_what_the_quarter_chooses(name):
    model = standing(load(name), 1, 17)
    would = model.would_choose().actors
    before = model.world.actors["tier"].copy()
    model.pass_quarter()
    for field in ("tier", "effort", "safety", "openness"):
        assert np.array_equal(would[field], model.world.actors[field])
    assert (would["tier"] != before).any() or name == "open-alliance"


def test_it_stands_in_the_middle_of_the_quarter():
    model = standing(load("base"), 0, 2)
    after = RaceModel("base", rng=0)
    after.pass_quarter()
    after.pass_quarter()
    assert model.quarter == 2
    assert not np.array_equal(model.world.actors["rival"], after.world.actors["rival"])  # it has looked
    assert np.array_equal(model.world.actors["effort"], after.world.actors["effort"])  # nobody has chosen


def test_pages_hold_what_each_quarter_left():
    model, beside = standing(load("base"), 0, 3), RaceModel("base", rng=0)
    assert len(model.past) == 4
    for page in model.past:
        assert np.array_equal(page.actors["capability"], beside.world.actors["capability"])
        beside.pass_quarter()


def test_after_the_last_quarter_and_after_the_end_it_stands_too():
    short = load("base", {"quarters": 3})
    assert standing(short, 0, 3).quarter == 3
    doomed = load("base", {"incidents.danger": 0.0, "incidents.rate": 10.0, "incidents.ends_run": True})
    model = standing(doomed, 0, 12)
    assert model.world.society["ended"][0] == 1
    assert model.quarter == 12


def test_a_quarter_before_the_first_is_refused():
    with pytest.raises(ValueError, match="expected 0 or more completed quarters, got -1"):
        standing(load("base"), 0, -1)
