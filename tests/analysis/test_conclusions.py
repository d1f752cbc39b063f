"""Verdicts of conclusions, on differences that are made up, and on two scenarios end to end."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.conclusions import Difference
from sim.analysis.ensemble.draws import Ensemble
from sim.analysis.ensemble.forms import Form
from sim.analysis.robust import are_sure

N = 400
NUMBERS = ("trust.gain", "choice.intensity", "sharing.speed")


def _ensemble(forms=("ladder", "bricks"), draws=N):
    random = np.random.default_rng(0)
    values = pd.DataFrame(random.random((draws, len(NUMBERS))), columns=list(NUMBERS))
    made = tuple(Form({"knowledge": each}, {}) for each in forms) or (Form({}, {}),)
    return Ensemble({}, made, values, dict.fromkeys(NUMBERS, "prior"), 0, frozenset())


def _noise(shape, seed=1):
    return np.random.default_rng(seed).normal(size=shape)


def _of(d, again=None, **given):
    found = _ensemble(**given)
    return Difference(found, d, np.zeros((len(d), 0, 2)) if again is None else again)


def test_what_every_draw_agrees_on_is_robust():
    each = _of(3.0 + 0.5 * _noise((2, N)))
    assert each.verdict == "robust"
    assert each.agreeing.min() > 0.99
    assert each.turns == ""


def test_what_one_form_turns_hangs_on_it():
    d = _noise((2, N)) + np.array([[-3.0], [3.0]])
    each = _of(d)
    assert each.verdict == "depends on knowledge"
    assert each.turns == (
        "robustly less with ladder; robustly more with bricks; "
        "robustly more in 1 of 2 forms; robustly less in 1 of 2 forms; 99% of the variance of the sign"
    )
    assert each.variance["forms"] == pytest.approx(0.9, abs=0.02)


def test_what_one_number_turns_hangs_on_it():
    found = _ensemble()
    d = 10.0 * (found.values["sharing.speed"].to_numpy() - 0.5) + 0.1 * _noise((2, N))
    each = Difference(found, d, np.zeros((2, 0, 2)))
    assert each.verdict == "depends on sharing.speed"
    assert each.turns.startswith("more in 0% of draws where it is low, in 100% where it is high; ")
    assert each.named == ["sharing.speed 98%"]
    assert each.variance["parameters"] == pytest.approx(1.0, abs=0.01)


def test_luck_is_told_from_numbers_by_second_runs():
    again = np.random.default_rng(5).normal(size=(2, 50, 2))
    each = _of(_noise((2, N)), again)
    assert each.verdict == "luck"
    assert each.variance["luck"] > 0.8


def test_second_runs_that_agree_leave_no_luck():
    same = _noise((2, 50, 1)).repeat(2, axis=2)
    assert _of(_noise((2, N)), same).variance["luck"] == 0.0


def test_what_never_differs_has_no_room():
    each = _of(np.zeros((2, N)))
    assert each.verdict == "no room"
    assert each.variance == {"parameters": 0.0, "forms": 0.0, "luck": 0.0}


def test_a_form_that_decides_goes_before_luck():
    d = _noise((2, N)) + np.array([[-0.9], [0.9]])
    again = np.random.default_rng(5).normal(size=(2, 50, 2)) * 1.1
    each = _of(d, again)
    assert each.variance["luck"] > 0.5
    assert each.verdict == "depends on knowledge"


def test_what_hardly_turns_the_sign_is_not_what_it_hangs_on():
    found = _ensemble()
    d = (found.values["sharing.speed"].to_numpy() - 0.5) * 0.5 + _noise((2, N), 3)
    each = Difference(found, d, np.zeros((2, 0, 2)))
    assert each.verdict in ("depends on many numbers", "luck")


def test_one_form_with_room_is_room():
    d = np.zeros((3, N))
    d[0] = 1.0
    each = _of(d, forms=("ladder", "between", "bricks"))
    assert each.verdict == "depends on knowledge"
    assert [row["robust"] for row in each.forms()] == ["more", "", ""]


def test_few_draws_conclude_nothing():
    assert _of(3.0 + 0.1 * _noise((2, 199)), draws=199).verdict == "too few draws"
    assert _of(3.0 + 0.1 * _noise((2, 200)), draws=200).verdict == "robust"


def test_failed_runs_are_left_out():
    d = 3.0 + 0.1 * _noise((2, N))
    d[:, :150] = np.nan
    assert _of(d).verdict == "robust"
    d[:, :250] = np.nan
    assert _of(d).verdict == "too few draws"


def test_the_robust_sign_must_hold_in_each_form():
    d = 3.0 + 0.1 * _noise((3, N))
    d[2, : N // 5] *= -1.0
    each = _of(d, forms=("ladder", "between", "bricks"))
    assert each.verdict != "robust"
    assert [row["robust"] for row in each.forms()] == ["more", "more", ""]


@pytest.mark.parametrize(
    ("count", "of", "sure"),
    [(180, 200, True), (179, 200, False), (199, 199, False), (460, 512, False), (461, 512, True)],
)
def test_robust_takes_nine_in_ten_of_two_hundred(count, of, sure):
    holds = (np.arange(of) < count)[None, :]
    assert are_sure(holds, np.ones_like(holds)).tolist() == [sure]


def test_two_scenarios_end_to_end(tmp_path):
    found = sim.compare(
        ["arms-race", "commons"], 2, draws=6, quarters=5, outcomes=["trust", "frontier"], store=tmp_path,
        settings={"ties.topology": "complete", "sharing.variety": 0.1},
    ).conclusions  # fmt: skip
    assert list(found.table["outcome"]) == ["trust", "frontier"]
    assert list(found.table["over"]) == ["end", "end"]
    assert set(found.table["verdict"]) == {"too few draws"}
    assert list(found.by_form["form"].unique()) == ["fixed", "adaptive"]
    parts = found.table[["parameters", "forms", "luck"]].sum(axis=1)
    assert np.allclose(parts, 1.0)
    assert found.failed == 0


def test_one_draw_is_refused(tmp_path):
    with pytest.raises(sim.ScenarioError, match="draws: 1 of them say nothing"):
        sim.compare(["arms-race", "commons"], 2, draws=1, quarters=2, store=tmp_path)
