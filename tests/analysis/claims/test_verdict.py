"""Verdicts follow from differences: of points by their interval, of claims by the share of points."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from sim.analysis.claims.claim import Claim
from sim.analysis.claims.verdict import FAILS, HOLDS, UNCLEAR, effect, judge, judged, ruling

REPLICATES = 12
SPREAD = 0.1
DIRECTIONS = ["more", "less", "no more", "no less", "same"]


def noisy(*means):
    """Differences around each mean, whose interval is half as wide as .1 times the quantile of t / sqrt(12) * 1.04."""
    noise = np.tile([SPREAD, -SPREAD], REPLICATES // 2)
    return np.array(means)[:, None] + noise


def claim(*outcomes):
    rows = [{"name": name, "direction": way, "least": least, "why": "why"} for name, way, least in outcomes]
    side = {"scenario": "base"}
    told = {"id": "X1", "statement": "s", "systems": [], "reading": "r", "parameters": ["p"], "outcomes": rows}
    return Claim.model_validate({**told, "control": side, "treatment": side})


@pytest.mark.parametrize(
    ("direction", "verdicts"),
    [
        # At least 1 counts; the interval reaches .066 to either side.
        ("more", {2: HOLDS, 1: UNCLEAR, 0.5: FAILS, 0: FAILS, -2: FAILS}),
        ("less", {2: FAILS, 0: FAILS, -0.5: FAILS, -1: UNCLEAR, -2: HOLDS}),
        ("no more", {2: FAILS, 1: UNCLEAR, 0.5: HOLDS, 0: HOLDS, -2: HOLDS}),
        ("no less", {2: HOLDS, 0: HOLDS, -0.5: HOLDS, -1: UNCLEAR, -2: FAILS}),
        ("same", {2: FAILS, 1: UNCLEAR, 0.5: HOLDS, 0: HOLDS, -1: UNCLEAR, -2: FAILS}),
    ],
)
def test_a_point_holds_fails_or_is_unclear_by_where_its_interval_lies(direction, verdicts):
    table = judged(noisy(*verdicts), direction, 1.0)
    assert dict(zip(verdicts, table["verdict"], strict=True)) == verdicts


def test_the_interval_is_that_of_t():
    values = np.random.default_rng(0).normal(size=(5, REPLICATES))
    table = judged(values, "more", 1.0)
    for row, told in zip(values, table.itertuples(), strict=True):
        low, high = t.interval(0.95, REPLICATES - 1, row.mean(), row.std(ddof=1) / np.sqrt(REPLICATES))
        assert (told.low, told.high) == pytest.approx((low, high))
        assert (told.margin_low, told.margin_high) == pytest.approx((low - 1.0, high - 1.0))


@pytest.mark.parametrize(
    ("direction", "value", "verdict"),
    [
        ("more", 1.0, HOLDS),
        ("more", 0.0, FAILS),
        ("less", -1.0, HOLDS),
        ("less", 0.0, FAILS),
        ("no more", 1.0, HOLDS),
        ("no more", 1.1, FAILS),
        ("no less", -1.0, HOLDS),
        ("no less", -1.1, FAILS),
        ("same", 0.0, HOLDS),
        ("same", 1.0, HOLDS),
        ("same", -1.1, FAILS),
    ],
)
def test_differences_that_do_not_vary_are_compared_as_they_are(direction, value, verdict):
    assert list(judged(np.full((1, 6), value), direction, 1.0)["verdict"]) == [verdict]


def test_differences_that_vary_by_rounding_alone_do_not_vary():
    tenth = np.array([[0.1 + 0.2, *[0.3] * 5]])
    table = judged(tenth, "more", tenth[0, 0])
    assert table["low"][0] == table["high"][0] and table["verdict"][0] == HOLDS


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("value", [-5.0, 5.0])
def test_few_equal_differences_may_be_chance(direction, value):
    assert list(judged(np.full((1, 5), value), direction, 1.0)["verdict"]) == [UNCLEAR]
    assert list(judged(np.full((1, 6), value), direction, 1.0)["verdict"]) != [UNCLEAR]


def test_no_difference_in_any_run_is_none_however_few_they_are():
    assert list(judged(np.zeros((1, 2)), "more", 1.0)["verdict"]) == [FAILS]
    assert list(judged(np.zeros((1, 2)), "same", 1.0)["verdict"]) == [HOLDS]


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_point_with_a_failed_run_is_unclear(direction):
    values = noisy(5.0, 5.0)
    values[0, 3] = np.nan
    assert judged(values, direction, 1.0)["verdict"][0] == UNCLEAR
    assert judged(values, direction, 1.0)["verdict"][1] != UNCLEAR


@given(st.floats(-3, 3), st.floats(0.01, 2), st.integers(0, 2**32 - 1))
def test_opposite_claims_never_both_hold(mean, least, seed):
    values = np.random.default_rng(seed).normal(mean, 1.0, (1, REPLICATES))
    verdicts = {way: judged(values, way, least)["verdict"][0] for way in DIRECTIONS}
    for one, other in [("more", "no more"), ("less", "no less")]:
        assert {verdicts[one], verdicts[other]} in ({HOLDS, FAILS}, {UNCLEAR})
    assert not verdicts["more"] == verdicts["less"] == HOLDS
    if verdicts["same"] == HOLDS:
        assert verdicts["no more"] == verdicts["no less"] == HOLDS
        assert verdicts["more"] == verdicts["less"] == FAILS


def test_one_run_a_point_tells_no_interval():
    with pytest.raises(ValueError, match="at least 2 values, got 1"):
        judged(np.ones((3, 1)), "more", 1.0)


def test_a_claim_of_several_outcomes_holds_when_all_hold_and_fails_when_one_fails():
    both = claim(("frontier", "more", 1.0), ("trust", "less", 0.5))
    found = judge(both, [noisy(2, 2, 2, 1, 1), noisy(-1, 1, -0.5, -1, 1)])
    assert list(found.verdicts) == [HOLDS, FAILS, UNCLEAR, UNCLEAR, FAILS]
    assert found.margins.tolist() == pytest.approx([1, -3, 0, 0, -3]), "in units of what counts, the worst outcome's"


@pytest.mark.parametrize(
    ("holds", "fails", "unclear", "verdict"),
    [
        (10, 0, 0, "supported"),
        (9, 1, 0, "supported"),
        (8, 2, 0, "conditional"),
        (2, 8, 0, "conditional"),
        (1, 9, 0, "refuted"),
        (0, 10, 0, "refuted"),
        (5, 0, 5, "supported"),
        (4, 0, 6, "undetermined"),
        (0, 0, 10, "undetermined"),
        (3, 3, 4, "conditional"),
    ],
)
def test_a_claim_is_judged_by_the_share_of_its_clear_points(holds, fails, unclear, verdict):
    found = ruling(pd.Series([HOLDS] * holds + [FAILS] * fails + [UNCLEAR] * unclear))
    assert found.verdict == verdict
    assert (found.holds, found.fails, found.unclear) == (holds / 10, fails / 10, unclear / 10)
    assert 0 <= found.low <= found.holds <= found.high <= 1 and found.low < found.high


@pytest.mark.parametrize(
    ("holds", "fails", "unclear", "firm"),
    [
        (128, 0, 0, True),
        (118, 10, 0, False),
        (125, 3, 0, True),
        (64, 64, 0, True),
        (3, 125, 0, True),
        (10, 118, 0, False),
        (10, 0, 0, False),
        (75, 6, 47, False),
        (70, 0, 58, False),
        (0, 0, 128, True),
        (0, 60, 68, False),
    ],
)
def test_a_verdict_is_firm_when_no_share_that_decides_it_is_near_its_limit(holds, fails, unclear, firm):
    found = ruling(pd.Series([HOLDS] * holds + [FAILS] * fails + [UNCLEAR] * unclear))
    assert found.firm is firm


@pytest.mark.parametrize(("direction", "swapped"), [("more", "less"), ("more", "no more"), ("no less", "less")])
def test_a_claim_with_a_true_effect_is_supported_and_its_opposite_refuted(direction, swapped):
    values = np.random.default_rng(1).normal(2.0, 0.5, (128, REPLICATES))
    verdicts = [ruling(judge(claim(("trust", way, 0.5)), [values]).verdicts).verdict for way in (direction, swapped)]
    assert verdicts == ["supported", "refuted"]


def test_noise_alone_is_never_called_an_effect():
    values = np.random.default_rng(2).normal(0.0, 1.0, (128, REPLICATES))
    assert ruling(judge(claim(("trust", "more", 0.5)), [values]).verdicts).verdict != "supported"
    assert ruling(judge(claim(("trust", "same", 0.05)), [values]).verdicts).verdict == "undetermined"


def test_the_effect_is_the_mean_of_the_points_that_ran_with_their_central_nine_tenths():
    values = noisy(*range(101), 1000.0)
    values[101, 0] = np.nan
    assert effect(values) == pytest.approx((50.0, 5.0, 95.0))
    assert np.isnan(effect(np.full((2, 3), np.nan))).all()
