"""A bargain of knowledge for care holds at gaps neither too large nor too small, and the rules say the same."""

import pytest

from sim.theory import restraint
from sim.theory.restraint import NONE, least_concern, model, point, rates, theory
from tests.theory.mutants import agree, mutate

USUAL = (0.3, 0.4, 0.8, 0.86, 0.12)
"""kappa, care before and after, what is understood, research."""


def test_the_range_is_empty_where_concern_is_small_and_widens_with_it():
    assert theory(0.5, *USUAL) == (NONE, NONE)
    assert theory(1.0, *USUAL) == pytest.approx((0.50, 0.61), abs=0.005)
    assert theory(4.0, *USUAL) == pytest.approx((0.50, 1.04), abs=0.005)


def test_concern_of_just_enough_makes_the_range_a_point():
    enough = least_concern(*USUAL)
    assert theory(enough * (1.0 - 1e-9), *USUAL) == (NONE, NONE)
    least, most = theory(enough * (1.0 + 1e-9), *USUAL)
    assert least == pytest.approx(most, abs=1e-8) == rates(*USUAL)[1]


@pytest.mark.parametrize("parameters", [{"H": 2.0, "kappa": 0.5}, {"H": 8.0, "s": 0.2, "promised": 0.6}, {"H": 0.4}])
def test_other_points_agree(parameters):
    assert agree(point(**parameters))


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [("pledges", "concern", 3.9), ("sharing", "speed", 0.51), ("research", "drag", 0.71), ("safety", "level", 0.41)],
)
def test_a_wrong_number_makes_a_row_fail(monkeypatch, table, field, value):
    mutate(monkeypatch, restraint, table, field, value)
    assert not agree(point(4.0))


@pytest.mark.parametrize(
    ("wrong", "named"), [({"H": 0.0}, "H = 0"), ({"kappa": 1.5}, "kappa = 1.5"), ({"promised": 0.3}, "promised = 0.3")]
)
def test_what_the_model_has_not_is_refused_by_name(wrong, named):
    with pytest.raises(ValueError, match=named):
        model(**({"H": 1.0, "kappa": 0.3, "s": 0.4, "promised": 0.8, "gamma": 0.86, "r": 0.12} | wrong))
