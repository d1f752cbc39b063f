"""A film is the library's run, bit for bit, at every quarter."""

from threading import Thread

import numpy as np
import pytest

import sim
from sim import RaceModel
from sim.divergence import Diverged
from sim.view import film as module
from sim.view.film import Film, film_of
from sim.world import arrays

LEAVING = ("base", {"investors.on": False, "entry.on": False, "effort.reaction": 0.9})
CASES = [
    ("race-2019", {}),
    ("leader-pivot", {}),
    ("open-alliance", {"quarters": 24}),
    ("harmonized", {"quarters": 24}),
    LEAVING,
]


@pytest.fixture(params=CASES, ids=[name for name, _ in CASES])
def filmed(request):
    name, changes = request.param
    return film_of(sim.load(name, changes), 3)


def test_its_series_and_outcomes_are_those_of_the_run(filmed):
    run = sim.run(filmed.scenario, seed=3)
    np.testing.assert_array_equal(filmed.series, run.world.series)
    assert filmed.outcomes() == run.outcomes and filmed.done == filmed.quarters and not filmed.fault


def test_its_scenes_and_outcomes_are_those_of_the_model_that_steps(filmed):
    model = RaceModel(filmed.scenario, 3)
    for quarter in range(1, filmed.quarters + 1):
        model.step()
        if quarter in (1, 9, 20, filmed.quarters):
            scene = filmed.scene(quarter)
            of_model, of_scene = arrays(model.world), arrays(scene.world)
            for one, other in zip(of_model[:-2], of_scene[:-2], strict=True):
                np.testing.assert_array_equal(one, other)
            np.testing.assert_array_equal(model.world.series[:quarter], scene.world.series[:quarter])
            np.testing.assert_array_equal(scene.releases, filmed.releases[: len(scene.releases)])
            assert filmed.outcomes(quarter) == model.outcomes() == sim.run(filmed.scenario, 3, quarter).outcomes
            assert (scene.names, scene.bloc_names) == ([each.name for each in model.actors], model.bloc_names)
            assert (scene.leader, scene.value("trust")) == (model.leader, model.trust)


def test_scenes_can_be_had_in_any_order(filmed):
    late = filmed.scene(9).world.actors.copy()
    filmed.scene(2)
    filmed.scene(0)
    np.testing.assert_array_equal(filmed.scene(9).world.actors, late)
    assert filmed.scene(10**6).quarter == filmed.quarters and len(filmed._scenes) <= 2


def test_who_leaves_is_told_with_its_date():
    film = film_of(sim.load(*LEAVING), 3)
    assert len(film.exits()) == film.outcomes()["exits"] > 0
    first = film.exits()[0]
    assert first.when == f"{film.scenario.date_of(first.quarter).year} Q{first.quarter % 4 + 1}"
    assert film.exits(first.quarter) == [] and film.exits(first.quarter + 1)[0] == first
    row = film.names.index(first.name)
    alive = [film.scene(first.quarter + after).world.actors["alive"][row] for after in (0, 1)]
    assert alive == [1, 0]


def test_what_diverges_is_told_in_one_message():
    with pytest.raises(Diverged, match=r"effort must lie in.* diverge") as told:
        film_of(sim.load("base", {"effort.clamp": False, "effort.reaction": 2.0}))
    assert "\n" not in str(told.value)


def test_events_of_a_film_that_mesa_steps_are_those_of_the_compiled_one():
    scenario = sim.load("leader-pivot", {"quarters": 20})
    stepped, compiled = film_of(scenario, 2, {"beta": sim.Firm}), film_of(scenario, 2)
    assert stepped is not compiled and stepped.events == compiled.events
    np.testing.assert_array_equal(stepped.series, compiled.series)
    np.testing.assert_array_equal(stepped.scene(7).world.actors, compiled.scene(7).world.actors)
    assert stepped.outcomes(7) == compiled.outcomes(7)


def test_a_class_that_fails_ends_its_film_and_can_be_mended():
    class Fragile(sim.Firm):
        fails = True

        def choose(self):
            if Fragile.fails and self.model.quarter == 3:
                raise ZeroDivisionError("by nothing")
            return None

    scenario = sim.load("base", {"quarters": 8})
    film = film_of(scenario, 0, {"alpha": Fragile})
    assert (film.done, len(film.series), film.scene().quarter) == (3, 3, 3)
    assert film.fault.startswith("2020 Q4 failed in Fragile, the class of alpha: ZeroDivisionError: by nothing")
    Fragile.fails = False
    assert film_of(scenario, 0, {"alpha": Fragile}).done == 8


def test_of_no_quarter_there_is_nothing_to_measure(filmed):
    with pytest.raises(ValueError, match="no outcomes of 0 quarters"):
        filmed.outcomes(0)


def test_nobody_can_change_a_film(filmed):
    with pytest.raises(ValueError, match="read-only"):
        filmed.series[0, 0] = 1.0


def test_counts_of_events_are_summed_as_charts_show_them(filmed):
    np.testing.assert_array_equal(filmed.shown("incidents"), np.cumsum(filmed.column("incidents")))
    np.testing.assert_array_equal(filmed.shown("trust"), filmed.column("trust"))


def test_films_are_shared_and_bounded(monkeypatch):
    scenario = sim.load("base", {"quarters": 2})
    monkeypatch.setattr(module, "_films", module.Memo(3))
    monkeypatch.setattr(module, "memory_of", lambda *_: 1)
    monkeypatch.setattr(module, "_WORLDS", 1)
    first = film_of(scenario, 0)
    assert film_of(sim.load("base", {"quarters": 2}), 0) is first
    for seed in range(1, 6):
        film_of(scenario, seed)
    assert len(module._films) == 3 and film_of(scenario, 0) is not first


def test_visitors_may_look_at_one_film_at_once():
    film = Film(sim.load("base", {"quarters": 12}), 1)
    expected = [Film(film.scenario, 1).scene(quarter).world.actors.tobytes() for quarter in range(13)]
    wrong = []

    def look(order):
        wrong.extend(q for q in order if film.scene(q).world.actors.tobytes() != expected[q])

    threads = [Thread(target=look, args=(list(range(13))[::step] * 3,)) for step in (1, -1, 2, -3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not wrong


@pytest.mark.parametrize("extensions", [(), ("a module",)])
def test_outcomes_of_users_modules_are_measured_in_the_world_as_it_was(monkeypatch, extensions):
    scenario = sim.load("base", {"quarters": 8})
    run, short = sim.run(scenario, 1), sim.run(scenario, 1, 4)
    asked = []
    monkeypatch.setattr(module, "in_use", lambda: extensions)
    found = module.outcomes_of(scenario, 1, 4, run.world, lambda: asked.append(1) or short.world)
    assert found == short.outcomes and len(asked) == len(extensions)
