"""Where a crowd that conforms settles: its closed form, and the rules beside it."""

from math import atanh, tanh

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.theory import conformity
from sim.theory.conformity import Crowd, point, replied, settled, tolerance
from tests.theory.mutants import mutate
from tests.theory.test_golden import on_file


def test_tolerances_tell_the_branches_apart_beyond_the_turning_point_and_never_allow_everything():
    rows = on_file("conformity")
    assert len(rows) > 10
    for row in rows:
        assert row.tolerance < 0.3
        if abs(row.expected) > 0.5:
            assert row.tolerance < abs(row.expected) / 10


@pytest.mark.parametrize(("J", "m"), [(0.0, 0.0), (0.3, 0.0), (0.4, 0.0), (0.5, 0.710), (0.6, 0.859), (0.8, 0.958)])
def test_known_points(J, m):
    assert settled(Crowd(J=J), 1) == pytest.approx(m, abs=5e-4)
    assert str(settled(Crowd(J=0.3), -1)) == "0.0"


@given(st.floats(1.0001, 20.0))
def test_beyond_the_turning_point_there_are_two_branches_that_attract(k):
    crowd = Crowd(beta=2.0 * k, J=1.0)
    up, down = settled(crowd, 1), settled(crowd, -1)
    assert up == -down > 0.0
    assert replied(crowd, up) == pytest.approx(up, abs=1e-12)
    assert k * (1.0 - up * up) < 1.0
    if up < 0.999:
        assert atanh(up) / up == pytest.approx(k, rel=1e-6)


@given(st.floats(0.0, 1.0))
def test_up_to_the_turning_point_the_start_is_forgotten(k):
    assert settled(Crowd(beta=2.0 * k, J=1.0), 1) == settled(Crowd(beta=2.0 * k, J=1.0), -1) == 0.0


def test_a_mean_over_more_quarters_and_actors_may_be_off_by_less():
    crowd, m = Crowd(J=0.5), settled(Crowd(J=0.5), 1)
    assert tolerance(crowd, m, 400) < tolerance(crowd, m, 100)
    assert tolerance(Crowd(J=0.5, n=800), m, 400) < tolerance(crowd, m, 400)
    assert tolerance(Crowd(J=0.4), 0.0, 400) == tolerance(Crowd(J=0.4, n=50), 0.0, 400)  # at the turning point


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [("expectations", "conformity", 0.55), ("choice", "intensity", 4.5), ("choice", "revision", 0.9)],
)
def test_another_number_than_the_reductions_is_found_out(monkeypatch, table, field, value):
    mutate(monkeypatch, conformity, table, field, value)
    crowd = Crowd(J=0.5, depth=0)
    m = settled(crowd, 1)
    off = abs(conformity.simulated(crowd, 1, 400) - m)
    assert (off > tolerance(crowd, m, 400)) == (field != "revision")  # how often one reconsiders moves no rest point


def test_a_depth_too_many_is_found_out(monkeypatch):
    mutate(monkeypatch, conformity, "expectations", "depth", 1)
    (row, *_) = (conformity._how_far_it_thinks(Crowd(J=0.3, depth=depth)) for depth in (0,))
    assert not row.passed and row.got == pytest.approx(tanh(0.75 * tanh(0.75)), abs=0.03)


def test_a_point_says_how_far_it_may_be_off():
    told = point(J=0.8, quarters=100)
    for begins in ("begins open", "begins closed"):
        assert abs(told[f"{begins}, theory"] - told[f"{begins}, model"]) <= told["may be off by"] < 0.01


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"J": -0.1}, "J must lie in"),
        ({"beta": 2000.0}, "beta must lie in"),
        ({"n": 1}, "n must lie in"),
        ({"memory": 0.0}, "memory must lie in"),
        ({"depth": 6}, "depth must lie in"),
        ({"quarters": 0}, "quarters must be at least 1"),
    ],
)
def test_what_is_out_of_range_is_refused(changes, told):
    with pytest.raises(ValueError, match=told):
        point(**changes)
