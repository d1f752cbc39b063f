"""The posterior that is shipped is the model's own: the same draws and seeds give the same figures."""

import re
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.calibration.shipped import FILE, PAIRS, posterior
from sim.analysis.facts.declared import folder
from sim.analysis.facts.fact import facts
from sim.scenario import load
from sim.scenario.priors import priors
from tests.program import ROOT

MOST_BYTES = 2_000_000
SCENARIOS = ("race-2019-fitted", "race-2019-forecast")


def test_its_runs_give_the_figures_that_were_kept():
    """If this fails the model has changed: fit it anew (`make calibrate`)."""
    assert len(posterior().about["pairs"]) == PAIRS
    assert posterior().differing() == 0


def test_a_model_that_gives_others_is_told():
    pairs = [dict(pair, figures=[0.5 if x is None else x + 1e-12 for x in pair["figures"]])
             for pair in posterior().about["pairs"][:2]]  # fmt: skip
    other = replace(posterior(), about={**posterior().about, "pairs": pairs, "model_version": "old"})
    assert other.differing() == 2
    assert "2 of 2 of its runs differ" in other.staleness
    assert "hoardshare calibrate" in other.staleness


def test_another_name_of_the_same_model_is_no_reason_to_warn():
    assert replace(posterior(), about={**posterior().about, "model_version": "renamed"}).staleness == ""


def test_it_is_small_and_whole():
    assert (folder() / FILE).stat().st_size < MOST_BYTES
    found = posterior()
    assert found.weights.sum() == pytest.approx(1.0)
    assert (found.weights >= 0).all()
    assert len(found.draws) >= 200
    for word in ("command", "digest", "model_version", "scenario", "seed", "budget"):
        assert found.about[word] is not None


def test_its_draws_lie_in_the_priors():
    world = load("race-2019")
    held, draws = priors(world), posterior().draws
    for path in draws.columns:
        prior = held[path]
        slack = 1e-9 * max(abs(prior.least), abs(prior.most))
        assert draws[path].between(prior.least - slack, prior.most + slack).all(), path
    load(world, posterior().settings(0))


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_fitted_scenarios_set_numbers_of_the_posterior_alone(name):
    world, base = load(name), load("race-2019")
    changed = [path for path in priors(base) if _value(world, path) != _value(base, path)]
    if name == "race-2019-fitted":
        assert set(changed) <= set(posterior().draws.columns)
    assert 5 < len(changed) < 120
    mine, same = world.model_dump(), base.model_dump()
    for tree in (mine, same):
        del tree["title"], tree["about"], tree["group"]
    for path in changed:
        table, field = path.rsplit(".", 1)
        _at(mine, table)[field] = _at(same, table)[field]
    assert mine == same


def _at(tree, path):
    for key in path.split("."):
        tree = tree[key]
    return tree


def _value(world, path):
    holder = world
    for key in path.split("."):
        if isinstance(holder, list):
            holder = next(row for number, row in enumerate(holder) if key in (row.name, str(number)))
        else:
            holder = holder[key] if isinstance(holder, dict) else getattr(holder, key)
    return holder


def test_it_tells_the_draws_apart():
    assert np.ptp(posterior().draws.to_numpy(), axis=0).min() > 0


def test_what_its_page_says_of_the_fit_is_what_came_of_it():
    page = (ROOT / "docs/explanation/history.md").read_text(encoding="utf-8")
    text, about = " ".join(re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", page).split()), posterior().about
    assert f"in {about['runs']:,} runs" in text
    assert f"Of {about['numbers']} numbers with a prior {about['active']} move any of these figures" in text
    inputs, fitted = ({str(fact.number) for fact in facts() if fact.role == role} for role in ("input", "fit"))
    rows = {"default": "default numbers", "mode": "likeliest draw", "posterior": "all draws"}
    for side, words in rows.items():
        hits = {number for number, hit in about[f"{side}_hits"].items() if hit}
        row = next(part for part in text.split("| ") if part.startswith(words))
        after = text[text.index(row) :]
        assert f"| {len(hits & inputs)} of 2 | {len(hits & fitted)} of 7 |" in after[:120], words
