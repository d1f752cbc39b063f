"""The temporal hold-out: what is fitted ends where what is forecast begins, and 2026 is apart from both."""

import numpy as np
import pytest

from sim import ScenarioError
from sim.analysis.facts.declared import ForecastFile, declared, folder, forecast
from sim.analysis.facts.fact import FORECAST, facts, forecasts, read_facts, rows_of, values
from sim.analysis.facts.history import QUARTERS_A_YEAR, evidence
from sim.analysis.facts.measures import quarter_of
from tests.analysis.facts import plain

SPECS = [(fact, spec) for fact in forecast().facts for spec in fact.figures]
NAMES = [f"{fact.number} {spec.name}" for fact, spec in SPECS]
FIGURES = {(fact.number, figure.name): figure for fact in forecasts() for figure in fact.figures}
END = quarter_of(f"{forecast().fitted_until:%Y}Q4")
"""Last quarter that may be fitted."""


def quarters(given):
    """First and last quarter of a window."""
    return quarter_of(given["first"]), quarter_of(given["last"], is_last=True)


def test_numbers_follow_those_of_the_facts_by_role():
    numbers = [fact.number for fact in forecasts()]
    assert numbers == sorted(set(numbers)) and not set(numbers) & {fact.number for fact in facts()}
    hundreds = {"fit": 1, "forecast": 2, "held out": 3}
    assert [number // 100 for number in numbers] == [hundreds[fact.role] for fact in forecasts()]
    followed = {fact.number % 100: {each.measure for each in fact.figures} for fact in facts()}
    for fact in forecasts():
        if fact.role != "held out":
            assert {each.measure for each in fact.figures} <= followed[fact.number % 100], fact.number


def test_what_is_fitted_ends_where_what_is_forecast_begins():
    assert QUARTERS_A_YEAR * forecast().begin == END + 1
    assert (forecast().fitted_until.month, forecast().fitted_until.day) == (12, 31)


@pytest.mark.parametrize(("fact", "spec"), SPECS, ids=NAMES)
def test_windows_are_those_of_their_role(fact, spec):
    first, last = quarters(spec.given)
    if fact.role == "fit":
        assert quarter_of(2019) <= first and last <= END and spec.models == "notable"
    elif fact.role == "forecast":
        assert first > END and last <= quarter_of("2025Q4")
        assert spec.before is None or quarters(spec.before)[1] <= END
    else:
        assert quarter_of("2025Q4") <= first and last == quarter_of("2026Q2") and spec.models == "scored"
        assert quarters(spec.before)[1] == quarter_of("2025Q4")
    assert (spec.before is None) == (fact.role == "forecast" and spec.models == "scored")


def test_what_is_held_out_among_the_facts_is_not_in_it():
    held_out = {spec.measure for fact in declared().facts if fact.role == "held out" for spec in fact.figures}
    assert held_out and not held_out & {spec.measure for _, spec in SPECS}


@pytest.mark.parametrize(("fact", "spec"), SPECS, ids=NAMES)
def test_the_value_of_the_data_is_measured_on_its_models(fact, spec):
    data = FIGURES[fact.number, spec.name].data
    assert data.low <= data.value <= data.high
    assert data.value == pytest.approx(values(rows_of([spec]), evidence(spec.models))[0], rel=1e-12)
    tolerance = 0.03 if spec.measure == "largest_four" else 1e-9
    assert data.value == pytest.approx(getattr(plain, spec.measure)(evidence(spec.models), **spec.given), abs=tolerance)


def test_every_kind_that_is_fitted_is_forecast():
    kinds = {role: {spec.measure for fact, spec in SPECS if fact.role == role} for role in ("fit", "forecast")}
    scored = {spec.measure for fact, spec in SPECS if fact.role == "forecast" and spec.models == "scored"}
    assert kinds["forecast"] - scored == kinds["fit"]
    assert scored == {"frontier_rise", "open_lag", "lead_concentration", "leader_changes"}
    assert all(np.isfinite(FIGURES[fact.number, spec.name].persistence) for fact, spec in SPECS if spec.before)


def test_figures_of_the_same_window_have_the_same_data_as_the_facts():
    told = {(each.measure, *quarters(each.given), each.given.get("bloc")): each for f in facts() for each in f.figures}
    same = 0
    for figure in FIGURES.values():
        other = told.get((figure.measure, *quarters(figure.given), figure.given.get("bloc")))
        same += other is not None
        assert other is None or figure.data == other.data
    assert same == 10


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("begin = 2023", "begins = 2023", "begins: unknown key; expected one of facts, begin, fitted_until"),
        ("fitted_until = 2022-12-31", 'fitted_until = "soon"', "fitted_until"),
        ("number = 203", "number = 204", "name: has no frozen interval; expected a row of forecast.csv"),
        ('role = "forecast"', 'role = "foreseen"', '"foreseen" is not allowed; expected one of input, fit, forecast'),
    ],
)
def test_a_fault_in_the_file_is_told_at_its_line(tmp_path, before, after, told):
    text = (folder() / "forecast.toml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "forecast.toml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_facts(tmp_path / "forecast.toml", ForecastFile, FORECAST)
    assert str(caught.value).startswith("forecast.toml:") and told in str(caught.value)
