"""What is said of a claim says why."""

import pytest

from sim.analysis.claims.tables import manner
from sim.report.claims_words import verdict, where

ROW = {
    "verdict": "refuted",
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
    ("direction", "effect", "told"),
    [
        ("more", 0.01, "too small"),
        ("less", 0.01, "other way"),
        ("more", -0.01, "other way"),
        ("less", 0.0, "no change"),
        ("same", 0.01, "too large"),
        ("no more", 0.01, "too large"),
    ],
)
def test_a_refuted_claim_says_whether_the_effect_is_small_or_opposite(direction, effect, told):
    assert manner({"direction": direction, "effect": effect}) == told
    assert verdict({"verdict": "refuted", "how": told}) == f"refuted: {told}"
    assert verdict({"verdict": "supported", "how": ""}) == "supported"


def test_a_wired_claim_says_that_it_follows_from_an_assumption():
    row = {**ROW, "verdict": "supported", "wired": True, "depends_on": "trust", "turns_beyond": "trust.gain = 0"}
    assert where(row) == "follows from an assumption: trust; beyond its ranges turns at trust.gain = 0"
