"""What a result rests on is found from draws: a number, numbers that data inform, or a form."""

import numpy as np
import pandas as pd
import pytest

from sim.analysis.claims.basis import ASSUMPTION, INFORMED, RESTATES, WEAKLY, basis_of
from tests.analysis.claims.test_verdict import FORMS

DRAWS = 200
RANDOM = np.random.default_rng(1)
VALUES = pd.DataFrame(RANDOM.random((DRAWS, 20)), columns=[f"a.n{number}" for number in range(20)])
NOISE = RANDOM.normal(size=(len(FORMS), DRAWS))


def told(path):
    return {"a.n0": "informed", "a.n4": "informed", "a.n1": "weakly", "a.n6": "weakly"}.get(path, "not at all")


def basis(differences):
    return basis_of(VALUES, differences, FORMS, told)


def across(*numbers):
    return sum(VALUES[f"a.n{number}"].to_numpy() for number in numbers) + 0.05 * NOISE


def test_what_goes_with_one_number_restates_it():
    found = basis(np.exp(across(5)))
    assert (found.word, found.restates) == (RESTATES, "a.n5")
    assert found.hangs_on[0][0] == "a.n5" and found.hangs_on[0][1] > 0.8


def test_what_goes_the_other_way_restates_it_too():
    assert basis(-across(5)).restates == "a.n5"


@pytest.mark.parametrize(("numbers", "word"), [((0, 4), INFORMED), ((0, 1), WEAKLY), ((1, 6), WEAKLY)])
def test_what_history_informs_is_told_from_what_it_informs_weakly(numbers, word):
    found = basis(across(*numbers))
    assert (found.word, found.restates) == (word, "")
    assert {name for name, _ in found.hangs_on} == {f"a.n{number}" for number in numbers}


def test_what_others_explain_is_an_assumption():
    found = basis(across(0, 2, 3))
    assert found.word == ASSUMPTION and 0.1 < found.informed < 0.5


def test_a_form_that_decides_is_an_assumption_even_where_numbers_are_informed():
    way = np.array([3.0 if form["strategies"] == "adaptive" else 0.0 for form in FORMS])
    found = basis(across(0, 1) + way[:, None])
    assert (found.word, found.axis) == (ASSUMPTION, "strategies") and found.axis_share == pytest.approx(0.93, abs=0.04)


def test_noise_hangs_on_nothing():
    found = basis(NOISE)
    assert (found.word, found.hangs_on, found.axis) == (ASSUMPTION, (), "")


def test_runs_that_failed_are_left_out():
    gaps = np.where(np.arange(DRAWS) % 10 == 0, np.nan, np.exp(across(5)))
    assert basis(gaps).restates == "a.n5"
    assert basis(np.full((len(FORMS), DRAWS), np.nan)).word == ASSUMPTION
