"""The contest of two nations: closed forms against brute force, and the rules against the closed forms."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.theory import contest, contesting
from sim.theory.contest import lead, point, risk
from sim.theory.contesting import alone, chance, largest_gain, met, played_risk, taking
from sim.theory.racing import Information
from tests.theory.mutants import agree, mutate

CLOSE = contest.CLOSE
PUBLIC, PRIVATE, NONE = Information.PUBLIC, Information.PRIVATE, Information.NONE
CARES = np.linspace(1e-4, 1.0 - 1e-4, 20_001)


@given(st.floats(0.1, 50.0), st.floats(0.51, 0.99))
def test_at_the_lead_in_closed_form_the_strengths_give_the_chance(k, w):
    one, other = 1.0 / (1.0 + k * (1.0 - w)), 1.0 / (1.0 + k * w)
    strength = lead(w, k) + np.log((1.0 - one) / (1.0 - other))
    assert 1.0 / (1.0 + np.exp(-k * strength)) == pytest.approx(w, rel=1e-6)


@pytest.mark.parametrize(("k", "w"), [(1.0, 0.6), (4.0, 0.9), (16.0, 0.75)])
def test_care_in_closed_form_is_the_best_that_brute_force_finds(k, w):
    for sign, mine, others in ((1.0, w, 1.0 - w), (-1.0, 1.0 - w, w)):
        other = 1.0 / (1.0 + k * (1.0 - others))
        apart = sign * lead(w, k) + np.log(1.0 - CARES) - np.log(1.0 - other)
        best = CARES[(chance(apart, k) * CARES).argmax()]
        assert best == pytest.approx(1.0 / (1.0 + k * (1.0 - mine)), abs=1e-4)


@pytest.mark.parametrize(("k", "expected"), [(1.0, 0.298), (4.0, 0.492), (16.0, 0.539)])
def test_the_risk_between_nations_that_know_each_other_is_that_of_draws(k, expected):
    assert risk(k) == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize(("k", "expected"), [(1.0, 0.289), (4.0, 0.457), (8.0, 0.487)])
def test_the_risk_between_nations_that_know_only_themselves_is_that_of_a_fine_grid(k, expected):
    assert risk(k, 0.0, PRIVATE) == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize(("k", "care"), [(1.0, 2 / 3), (2.0, 0.5), (4.0, 1 / 3), (0.5, 0.8)])
def test_equals_take_two_parts_in_two_and_k(k, care):
    assert taking(k, 3)(np.zeros((3, 2))) == pytest.approx(np.full((3, 2), care))


def test_three_statements_hold_and_the_fourth_does_not():
    cares = met(4.0, np.array([0.0, 0.5, 2.0, 5.0]))[1]
    assert (np.diff(cares[:, 0]) > 0.0).all(), "1: the closer, the less care"
    assert played_risk(1.0) < played_risk(4.0) < played_risk(16.0), "2: decisiveness is a risk"
    assert played_risk(4.0) < played_risk(4.0, 0.5) < played_risk(4.0, 1.0), "3: the loser's impact is a risk"
    for k in (1.0, 2.0, 4.0, 8.0):
        for impact in (0.0, 1.0):
            assert played_risk(k, impact) > played_risk(k, impact, PRIVATE), "4: theirs has it the other way round"


@pytest.mark.parametrize(
    "parameters",
    [
        {"k": 0.1},
        {"k": 50.0},
        {"k": 3.0, "impact": 0.3},
        {"k": 0.1, "information": PRIVATE},
        {"k": 6.0, "impact": 1.0, "information": PRIVATE},
        {"k": 5.0, "impact": 0.7, "information": NONE},
        {"k": 50.0, "information": NONE},
    ],
)
def test_other_points_agree(parameters):
    assert agree(point(**parameters), CLOSE)


def test_above_the_limit_of_private_information_a_deviation_would_pay():
    with pytest.raises(ValueError, match="care does not settle"):
        alone(50.0, 0.0)
    assert largest_gain(contest.MOST_PRIVATE, 0.0, PRIVATE) <= contest.EXACT


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [("safety", "decisiveness", 4.4), ("safety", "form", "linear"), ("safety", "floor", 0.6), ("safety", "on", False)],
)
@pytest.mark.parametrize("information", list(Information))
def test_a_wrong_constant_is_found_out(monkeypatch, table, field, value, information):
    mutate(monkeypatch, contesting, table, field, value)
    assert not agree(point(4.0, information=information), CLOSE)


def test_a_wrong_constant_turns_checks_red(monkeypatch):
    mutate(monkeypatch, contesting, "safety", "decisiveness", 4.1)
    red = [check.what for check in contest.checks() if not check.passed]
    for part in ("care between", "public: chance", "risk: public", "risk: private", "largest gain", "statement 4"):
        assert any(what.startswith(part) for what in red), part


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"k": 0.0}, "k must lie in [0.1, 50], got 0"),
        ({"k": 51.0}, "got 51"),
        ({"k": float("nan")}, "got nan"),
        ({"impact": -0.1}, "impact must lie in [0, 1]"),
        ({"impact": float("nan")}, "got nan"),
        ({"information": "rumours"}, "none, private or public"),
        ({"k": 9.0, "information": PRIVATE}, "must be at most 8"),
    ],
)
def test_what_the_case_does_not_cover_is_refused(parameters, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        point(**{"k": 4.0} | parameters)
