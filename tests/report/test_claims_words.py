"""What is said of a claim says why."""

import pytest

from sim.report.claims_words import where

ROW = {
    "verdict": "refuted",
    "outcome": "trust",
    "direction": "more",
    "effect": 0.01,
    "coverage": float("nan"),
    "rule": "",
    "wired": False,
    "depends_on": "",
    "turns_beyond": "",
    "weightiest": "",
    "correlation": 0.0,
    "failed_runs": 0,
    "error": "",
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "trust changes less than would count"),
        ({"direction": "less"}, "trust goes the other way"),
        ({"effect": -0.01}, "trust goes the other way"),
        ({"effect": 0.0}, "trust does not change"),
        ({"direction": "same"}, ""),
        ({"verdict": "supported"}, ""),
    ],
)
def test_a_refuted_claim_says_whether_the_effect_is_small_or_opposite(changed, told):
    assert where({**ROW, **changed}) == told


def test_a_wired_claim_says_that_it_follows_from_an_assumption():
    row = {**ROW, "verdict": "supported", "wired": True, "depends_on": "trust", "turns_beyond": "trust.gain = 0"}
    assert where(row) == "follows from an assumption: trust; beyond its ranges turns at trust.gain = 0"
