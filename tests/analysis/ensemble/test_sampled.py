"""Runs of an ensemble: common random numbers, one result whatever the workers, and the bits of runs alone."""

import numpy as np
import pytest

import sim
from sim.analysis.ensemble import ensemble_of
from sim.keys import derived_seed

OUTCOMES = ("frontier", "trust")


def _found(store, **given):
    arms = {name: sim.load(name, {"quarters": 6}) for name in ("arms-race", "commons")}
    found = ensemble_of(arms, 3, settings={"ties.topology": "complete", "sharing.variety": 0.1})
    return found, found.run(store, OUTCOMES, replicates=2, **given)


@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    return _found(tmp_path_factory.mktemp("store"), workers=1)


def test_levels_are_those_of_runs_alone(sampled):
    found, runs = sampled
    form = found.forms[1]
    settings = list(found.rows(form))[2]
    alone = sim.run(sim.load(form.apply("commons", found.arms["commons"]), settings),
                    derived_seed(derived_seed(0, 2), 1), 6)  # fmt: skip
    assert runs.of("commons", "trust")[1, 2, 1] == alone.outcomes["trust"]


def test_arms_and_forms_share_their_seeds_and_draws_do_not(sampled, tmp_path):
    _, runs = sampled
    assert runs.levels["commons"].shape == (2, 3, 2, 2)
    assert len(set(runs.keys["commons"].ravel()) | set(runs.keys["arms-race"].ravel())) == 2 * 2 * 3 * 2
    assert not runs.errors


def test_the_workers_do_not_matter(sampled, tmp_path):
    _, again = _found(tmp_path, workers=2)
    for arm, levels in sampled[1].levels.items():
        assert np.array_equal(levels, again.levels[arm])


def test_fewer_draws_are_the_first(sampled, tmp_path):
    found, runs = sampled
    some = found.run(tmp_path, OUTCOMES, first=1, workers=1)
    assert np.array_equal(some.levels["commons"], runs.levels["commons"][:, :1, :1])


def test_actors_are_kept_where_they_are_asked_for(sampled, tmp_path):
    found, _ = sampled
    runs = found.run(tmp_path, OUTCOMES, first=1, actors=True, workers=1)
    assert {"payoff", "actor", "key"} <= set(runs.actors.columns)
    assert set(runs.actors["key"]) == {key for keys in runs.keys.values() for key in keys.ravel()}
