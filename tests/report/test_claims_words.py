"""What is said of a claim says why."""

import pytest

from sim.analysis.claims.register import load_register
from sim.report.claims_words import contrast, effect, verdict, where

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
    ("name", "how", "firm", "told"),
    [
        ("refuted", "too small", True, "refuted: too small"),
        ("refuted", "too small", False, "refuted, barely: too small"),
        ("supported", "", True, "supported"),
        ("supported", "", False, "supported, barely"),
    ],
)
def test_a_verdict_says_how_a_claim_fails_and_whether_only_just(name, how, firm, told):
    assert verdict({"verdict": name, "how": how, "firm": firm}) == told


@pytest.mark.parametrize(
    ("name", "unit", "told"),
    [("trust", "share", "trust -2 [-3, -1] share"), ("incidents", "incidents", "incidents -2 [-3, -1]"),
     ("effort", "1", "effort -2 [-3, -1]")],
)  # fmt: skip
def test_a_unit_is_told_where_the_name_does_not(name, unit, told):
    row = {"outcome": name, "unit": unit, "of": "difference", "effect": -2.0, "low": -3.0, "high": -1.0}
    assert effect(row) == told


def test_a_contrast_of_a_scenario_with_itself_says_what_is_changed():
    told = {question.id: contrast(question.claim) for question in load_register().questions}
    for name, words in told.items():
        treatment, control = words.split(" against ")
        assert treatment != control, name
    assert told["G4"] == "arms-race against commons"
    assert told["H9"] == "harmonized against harmonized (policies.data.on = false)"


def test_a_wired_claim_says_that_it_follows_from_an_assumption():
    row = {**ROW, "verdict": "supported", "wired": True, "depends_on": "trust", "turns_beyond": "trust.gain = 0"}
    assert where(row) == "follows from an assumption: trust; beyond its ranges turns at trust.gain = 0"
