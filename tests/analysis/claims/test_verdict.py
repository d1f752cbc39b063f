"""Verdicts follow from differences over forms and draws, and from nothing else."""

import numpy as np
import pytest

from sim.analysis.claims.claim import Expectation
from sim.analysis.claims.verdict import (
    CONDITIONAL,
    EITHER,
    FAILS,
    HOLDS,
    OTHER_WAY,
    REFUTED,
    SUPPORTED,
    TOO_FEW,
    TOO_LARGE,
    TOO_SMALL,
    UNDETERMINED,
    effect,
    jointly,
    manner,
    margins,
    named,
    ruling,
    shares,
    weakest,
)
from sim.analysis.robust import ENOUGH, is_sure

FORMS = [
    {"knowledge": knowledge, "strategies": strategies, "network": network}
    for knowledge in ("ladder", "between", "bricks")
    for strategies in ("fixed", "adaptive")
    for network in ("complete", "blocs")
]


def expected(direction="more", least=1.0, name="trust"):
    return Expectation.model_validate({"name": name, "direction": direction, "least": least, "why": "why"})


def holding(*percent, draws=ENOUGH):
    """Margins of 1 at so many per cent of the draws of each form, else of -1."""
    rows = [np.where(np.arange(draws) < share * draws // 100, 1.0, -1.0) for share in percent]
    return np.array(rows)


@pytest.mark.parametrize(
    ("direction", "holds"),
    [
        ("more", {2: True, 1: True, 0.5: False, 0: False, -2: False}),
        ("less", {2: False, 0: False, -0.5: False, -1: True, -2: True}),
        ("no more", {2: False, 1: True, 0.5: True, 0: True, -2: True}),
        ("no less", {2: True, 0: True, -0.5: True, -1: True, -2: False}),
        ("same", {2: False, 1: True, 0.5: True, -0.5: True, -1: True, -2: False}),
    ],
)
def test_a_draw_holds_where_its_difference_passes_what_counts(direction, holds):
    found = margins(np.array([list(holds)], float), direction, 1.0)
    assert dict(zip(holds, (found[0] >= 0.0).tolist(), strict=True)) == holds


def test_a_difference_that_is_what_counts_but_for_rounding_holds():
    assert 0.6 - 0.55 < 0.05
    assert (margins(np.array([0.6 - 0.55]), "more", 0.05) >= 0.0).all()


@pytest.mark.parametrize(
    ("count", "of", "robust"), [(180, 200, True), (179, 200, False), (199, 199, False), (900, 1000, True)]
)
def test_robust_is_nearly_all_of_enough_draws(count, of, robust):
    assert is_sure(count, of) == robust


def test_what_is_unclear_counts_against_a_claim():
    margin = holding(100)
    margin[0, :21] = np.nan
    (row,) = shares(margin).to_dict("records")
    assert row["holds"] == pytest.approx(0.895) and row["unclear"] == pytest.approx(0.105) and row["robust"] == ""
    assert ruling(margin, [{}]).verdict == UNDETERMINED


@pytest.mark.parametrize(
    ("percent", "verdict"),
    [
        ([90] * 12, SUPPORTED),
        ([10] * 12, REFUTED),
        ([100] * 11 + [89], CONDITIONAL),
        ([89] * 12, UNDETERMINED),
        ([50] * 12, UNDETERMINED),
        # Nearly never in some forms, in half of the others: no form in which it holds.
        ([0] * 6 + [50] * 6, UNDETERMINED),
    ],
)
def test_a_verdict_takes_every_form(percent, verdict):
    assert ruling(holding(*percent), FORMS).verdict == verdict


@pytest.mark.parametrize("percent", [100, 50, 0])
def test_few_draws_give_no_verdict(percent):
    assert ruling(holding(percent, draws=ENOUGH - 1), [{}], lambda _: "a rule").verdict == TOO_FEW


def test_a_conditional_claim_says_in_which_forms_it_holds():
    adaptive = [100 if form["strategies"] == "adaptive" else 20 for form in FORMS]
    found = ruling(holding(*adaptive), FORMS)
    assert (found.verdict, found.where) == (CONDITIONAL, "strategies adaptive")
    assert found.forms["robust"].tolist().count(HOLDS) == 6 and FAILS not in set(found.forms["robust"])


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (lambda form: form["knowledge"] != "bricks", "knowledge ladder or between"),
        (lambda form: form == FORMS[0], "knowledge ladder and strategies fixed and network complete"),
        (lambda form: form["network"] == "blocs" or form == FORMS[0], "network blocs, and in 1 more of 12 forms"),
    ],
)
def test_forms_are_named_by_their_options(chosen, told):
    assert named(FORMS, [chosen(form) for form in FORMS]) == told


def test_a_rule_makes_a_claim_conditional_only_where_forms_do_not_decide():
    asked = []

    def rule(margin):
        asked.append(margin)
        return "trust.gain >= 0.1"

    found = ruling(holding(*[50] * 12), FORMS, rule)
    assert (found.verdict, found.where) == (CONDITIONAL, "trust.gain >= 0.1")
    for percent in ([100] * 12, [0] * 12, [100] * 6 + [0] * 6):
        ruling(holding(*percent), FORMS, rule)
    assert len(asked) == 1


def test_a_claim_that_asks_for_all_holds_where_all_do():
    outcomes = [expected(least=2.0), expected(least=1.0)]
    joint = jointly(outcomes, [np.array([[2.0, 2.0, -1.0]]), np.array([[0.5, -0.5, 3.0]])])
    assert joint.tolist() == [[0.5, -0.5, -0.5]]
    assert weakest(outcomes, [np.array([[1.0, 1.0]]), np.array([[1.0, -1.0]])]) == 1
    assert weakest(outcomes, [np.array([[-8.0, -8.0]]), np.array([[-3.0, -3.0]])]) == 0, "-4 least, and -3"


@pytest.mark.parametrize(
    ("direction", "values", "how"),
    [
        ("more", [0.5, 0.0, -0.9, 5.0, 5.0], TOO_SMALL),
        ("more", [-2.0, -3.0, 0.0, 5.0], OTHER_WAY),
        ("more", [-2.0, 0.0], EITHER),
        ("less", [2.0, 3.0, 0.0], OTHER_WAY),
        ("less", [-0.5, 0.5, 0.0], TOO_SMALL),
        ("same", [2.0, 3.0], TOO_LARGE),
        ("no more", [2.0], TOO_LARGE),
    ],
)
def test_a_refuted_claim_says_how_it_fails(direction, values, how):
    assert manner(expected(direction), np.array([*values, np.nan])) == how


def test_of_actors_better_off_less_than_half_is_the_other_way():
    outcome = expected(name="better_off", least=0.6)
    assert manner(outcome, np.array([0.4, 0.45])) == OTHER_WAY
    assert manner(outcome, np.array([0.55, 0.52])) == TOO_SMALL


def test_the_effect_is_the_median_with_the_central_ninety_per_cent():
    assert effect(np.append(np.arange(101.0), np.nan)) == pytest.approx((50.0, 5.0, 95.0))
    assert np.isnan(effect(np.array([np.nan]))).all()
