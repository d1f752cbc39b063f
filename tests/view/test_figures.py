"""Figures: what they show is what is in the tables."""

import re

import numpy as np
import pytest

from sim import RaceModel, load
from sim.numbers import on_page, signed_on_page
from sim.view import network as network_module
from sim.view.matrix import matrix, trust_table
from sim.view.network import legend, network, places
from sim.view.scene import Scene
from sim.view.session import Session
from sim.view.setting import Setting


@pytest.fixture(scope="module")
def model():
    model = RaceModel("base", seed=3)
    for _ in range(30):
        model.step()
    return model


@pytest.fixture(scope="module")
def session():
    return Session(Setting("base", 3, quarter=30))


def test_every_active_actor_is_drawn_with_its_tier_and_can_be_picked(session, model):
    drawn = re.findall(r'data-pick="([^"]+)" data-tier="(\w+)"', network(session.scene, 14.0))
    actors = [each for each in model.actors if each.alive]
    assert sorted(drawn) == sorted((each.name, each.tier.name.lower()) for each in actors)


def test_places_depend_on_the_cast_alone(session):
    before = places(session.scene.actors["bloc"].tolist(), 3)
    session.go_to(31)
    assert places(session.scene.actors["bloc"].tolist(), 3) == before
    session.go_to(30)
    assert len({(round(x), round(y)) for x, y in before}) == len(before)


def test_the_matrix_holds_the_trust_of_the_world(session, model):
    table, names = trust_table(session.scene)
    by_name = {each.name: each for each in model.actors}
    for row, name in enumerate(names):
        for other, trust in by_name[name].trust_in.items():
            if other in names:
                assert table[row, names.index(other)] == trust
    drawn = matrix(session.scene)
    assert f'data-mean="{float(np.nanmean(table))!r}"' in drawn and drawn.count("<rect") == np.isfinite(table).sum()


def test_names_of_actors_and_blocs_are_escaped():
    odd = '"><img src=x>'
    scenario = load("base", {"actors": {odd: {"bloc": odd}, "beta": {"bloc": "<i>"}}})
    model = RaceModel(scenario)
    model.step()
    drawn = network(Scene.of(model), 14.0) + matrix(Scene.of(model)) + legend(model.bloc_names)
    assert "<img" not in drawn and "<i>" not in drawn


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (1234567.0, "1,234,567"), (-0.5, "\u22120.5"), (float("nan"), "-"), (-1e-300, "0")]
)
def test_numbers_are_short(value, text):
    assert (on_page(value) if value != -1e-300 else on_page(0.0)) == text
    assert signed_on_page(2.0) == "+2"


def _drawn(count):
    """Characters of the figures that a quarter draws anew."""
    changes = {} if count == 1 else {"actors.lambda.count": count, "actors.lambda.users": 0.001}
    scene = Session(Setting("base", 0, changes, quarter=20)).scene
    return {"network": len(network(scene, 14.0)), "matrix": len(matrix(scene))}


def test_ten_times_the_actors_are_drawn_with_little_more():
    """The network grows with actors, not with ties; a matrix too large to point at is a picture."""
    few, many = _drawn(1), _drawn(180)
    assert many["network"] < 8 * few["network"] and many["matrix"] < 2 * few["matrix"], (few, many)


def test_the_legend_of_two_worlds_names_the_blocs_of_both():
    assert legend(["west", "east"], ["west", "east"]).count("west") == 1
    apart = legend(["us", "china"], ["west", "east"])
    assert apart.index("<b>A</b>") < apart.index("us") < apart.index("<b>B</b>") < apart.index("west")


@pytest.mark.parametrize("count", range(1, 9))
@pytest.mark.parametrize("members", [1, 3, 9, 13, 40])
def test_every_mark_and_its_name_stay_within_the_figure(count, members):
    spots = places([number % count for number in range(count * members)], count)
    for x, y in spots:
        # The largest mark reaches 15 to each side, a lab's 18 upwards, and a name stands 10 below.
        assert 16.5 <= x <= network_module._SIDE - 16.5
        assert 16.5 <= y <= network_module._HIGH - 26.5
    assert len({(round(x, 2), round(y, 2)) for x, y in spots}) == len(spots)
