"""Draws: whole rows of the posterior, priors elsewhere, nothing that a scenario sets; more begin with the fewer."""

import numpy as np
import pytest

import sim
from sim.analysis.calibration.shipped import posterior
from sim.analysis.ensemble import ensemble_of
from sim.analysis.ensemble.draws import ROOTS, told
from sim.scenario.load import load, written
from sim.scenario.priors import priors
from sim.scenario.schema.quantity import Prior

PAIR = ("arms-race", "commons")


def _ensemble(*names, draws=16, **given):
    return ensemble_of({name: load(name) for name in names}, draws, **given)


def test_a_draw_holds_one_whole_row_of_the_posterior():
    found, known = _ensemble(*PAIR), posterior().draws
    mine = [path for path in found.paths if found.origin[path] == "posterior"]
    assert len(mine) > 40
    rows = {tuple(row) for row in known[mine].to_numpy()}
    assert all(tuple(row) in rows for row in found.values[mine].to_numpy())


def test_rows_come_by_their_weights():
    found, known = _ensemble(*PAIR, draws=2048), posterior()
    path = next(path for path in found.paths if found.origin[path] == "posterior")
    mean = known.weights @ known.draws[path]
    spread = np.sqrt(known.weights @ (known.draws[path] - mean) ** 2)
    assert abs(found.values[path].mean() - mean) < 4 * spread / np.sqrt(2048)


def test_other_numbers_lie_in_their_priors():
    found, known = _ensemble(*PAIR), priors(load("commons"))
    for path in found.paths:
        if found.origin[path] == "prior":
            assert found.values[path].between(known[path].least, known[path].most).all()


def test_more_draws_begin_with_the_fewer():
    few, many = _ensemble(*PAIR, draws=8).values, _ensemble(*PAIR, draws=32).values
    assert few.equals(many.iloc[:8])
    assert not few.equals(_ensemble(*PAIR, draws=8, seed=1).values)


def test_numbers_do_not_go_along_with_each_other():
    # The largest of the squared correlations between so many independent numbers is about 4 log(n)/draws.
    found = _ensemble(*PAIR, draws=512)
    mine = [path for path in found.paths if found.origin[path] == "prior"]
    ranks = found.values[mine].rank()
    off = np.abs(np.corrcoef(ranks.T) - np.eye(len(mine)))
    eighths = (ranks * 8 / 513).astype(int) % 2  # what a correlation does not see: the finer structure of a lattice
    fine = np.abs(np.corrcoef(eighths.T) - np.eye(len(mine)))
    assert max(off.max(), fine.max()) < np.sqrt(6 * np.log(len(mine)) / 512)


def test_nothing_that_a_file_sets_is_drawn(tmp_path):
    file = tmp_path / "mine.toml"
    default = sim.load("commons").trust.gain
    file.write_text(f'extends = "commons"\n[trust]\ngain = {default!r}\nloss = 0.2\n', encoding="utf-8")
    arms = {"arms-race": load("arms-race"), "mine": load(file)}
    assert "trust.loss" not in ensemble_of(arms, 4).paths  # by its value
    assert "trust.gain" not in ensemble_of(arms, 4, written=written(file, ROOTS)).paths


def test_nothing_of_policies_or_actors_is_drawn():
    found = _ensemble("arms-race", "open-alliance")
    assert not [path for path in found.paths if path.startswith(("policies.", "actors.", "domains."))]


def test_the_fitted_baseline_leaves_what_was_fitted_open():
    found = ensemble_of({"a": load("race-2019-fitted"), "b": load("race-2019-fitted", {"entry.on": False})}, 4)
    assert set(posterior().draws) <= set(found.paths)


def test_a_range_of_ones_own_goes_before_all():
    found = _ensemble(*PAIR, ranges={"research.returns": Prior(0.4, 0.41, "linear", "mine")})
    assert found.origin["research.returns"] == "given"
    assert found.values["research.returns"].between(0.4, 0.41).all()


def test_what_history_says_is_what_the_page_of_the_fit_says():
    words = {path: told(path) for path in posterior().draws}
    assert sum(word == "informed" for word in words.values()) == 8
    assert words["choice.intensity"] == "informed"
    assert told("trust.gain") == "not at all"


@pytest.mark.parametrize("arm", PAIR)
def test_every_draw_is_a_valid_scenario_in_every_form(arm):
    found = _ensemble(*PAIR, draws=2)
    for form in found.forms:
        for settings in found.rows(form):
            load(form.apply(arm, load(arm)), settings)
