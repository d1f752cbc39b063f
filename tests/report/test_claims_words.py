"""What is said of a claim says why."""

import pytest

from sim.analysis.claims.register import load_register
from sim.report.claims_words import basis, contrast, effect, shares, verdict, where

ROW = {
    "verdict": "refuted", "how": "too small", "rule": "", "basis": "assumption", "restates": "", "hangs_on": "",
    "room": 1.0, "failed_runs": 0, "error": "", "holds": 0.1, "fails": 0.9, "unclear": 0.0, "lowest": 0.05,
    "highest": 0.2, "forms": 12,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "how", "told"), [("refuted", "too small", "refuted: too small"), ("supported", "", "supported")]
)
def test_a_verdict_says_how_a_claim_fails(name, how, told):
    assert verdict({"verdict": name, "how": how}) == told


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
        treatment, control = words.split(" against ", 1)
        assert treatment != control, name


def test_shares_are_told_over_all_forms_and_from_the_least_to_the_most():
    assert shares(ROW) == "10/90/0 %, by form 5 to 20 %"
    assert shares(ROW | {"forms": 1}) == "10/90/0 %"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "assumption; no single number or form explains it"),
        ({"hangs_on": "trust.gain 40%, strategies 20%"}, "assumption; depends on trust.gain 40%, strategies 20%"),
        ({"restates": "eyes.rate", "basis": "restates an input"}, "restates an input: eyes.rate"),
        ({"verdict": "conditional", "rule": "network blocs"}, "holds where network blocs"),
        ({"room": 0.2}, "no room: in 80% of the control's runs it cannot move by as much"),
        ({"failed_runs": 3, "error": "no luck"}, "3 runs failed: no luck"),
        ({"turns": True, "prior": "trust.gain", "without": "supported"}, "turns with trust.gain: without supported"),
        ({"turns": False, "prior": "trust.gain", "without": "refuted"}, "does not turn with trust.gain"),
        ({"turns": False, "prior": "", "without": "refuted"}, "has none of these numbers"),
    ],
)
def test_where_a_claim_holds_and_what_it_rests_on(changes, told):
    assert told in where(ROW | changes)


@pytest.mark.parametrize("name", ["not testable here", "too few draws"])
def test_what_has_no_verdict_rests_on_nothing(name):
    assert basis(ROW | {"verdict": name}) == ""
