"""A rule is told only if it holds on draws that had no part in finding it."""

import numpy as np
import pandas as pd
import pytest

from sim.analysis.claims.boxes import find_box, laid_out
from tests.analysis.claims.test_verdict import FORMS

DRAWS = 200
RANDOM = np.random.default_rng(0)
VALUES = pd.DataFrame(RANDOM.random((DRAWS, 40)), columns=[f"a.n{number}" for number in range(40)])


def box(holds):
    points, draws = laid_out(VALUES, FORMS)
    return find_box(points, np.asarray(holds(points), bool), draws)


def test_draws_are_laid_out_form_by_form_with_their_options():
    points, draws = laid_out(VALUES, FORMS)
    assert len(points) == len(draws) == DRAWS * len(FORMS) and draws[DRAWS + 3] == 3
    assert points["strategies is adaptive"].iloc[2 * DRAWS] == 1.0 and points["strategies is fixed"].iloc[0] == 1.0
    assert list(laid_out(VALUES, [{"network": "blocs"}])[0]) == list(VALUES), "what does not vary tells nothing"


def test_the_number_that_decides_is_found_in_all_forms():
    found = box(lambda points: points["a.n7"] > 0.6)
    assert list(found.limits) == ["a.n7"] and found.limits["a.n7"][0] == pytest.approx(0.6, abs=0.02)
    assert str(found).startswith("a.n7 >= 0.") and found.tested_density > 0.95


def test_a_number_and_a_form_are_found_together():
    found = box(lambda points: (points["a.n3"] < 0.5) & (points["strategies is fixed"] == 1.0))
    assert set(found.limits) == {"a.n3", "strategies is fixed"} or "strategies is not adaptive" in str(found)
    assert "a.n3 <= 0." in str(found) and "strategies is" in str(found)


def test_noise_has_no_rule():
    assert box(lambda points: RANDOM.random(len(points)) < 0.5) is None


def test_a_rule_that_is_right_in_one_of_two_is_none():
    noisy = RANDOM.random(DRAWS * len(FORMS))
    assert box(lambda points: (points["a.n5"] > 0.5) & (noisy < 0.5)) is None, "it would separate, but say little"


def test_what_holds_nearly_always_or_never_has_no_rule():
    assert box(lambda points: points["a.n1"] >= 0.0) is None
    assert box(lambda points: points["a.n1"] < 0.0) is None


def test_forms_of_one_draw_are_no_independent_witnesses():
    few = pd.DataFrame({"a": np.linspace(0.0, 1.0, 16)})
    points, draws = laid_out(few, FORMS)
    holds = (points["a"] > 0.45).to_numpy()
    assert find_box(points, holds, draws) is None, "eight draws in twelve forms are eight draws"
