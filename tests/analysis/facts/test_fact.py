"""The data's side of the facts: what the file states is what the data give."""

import csv
import json

import numpy as np
import pytest

from sim import ScenarioError
from sim.analysis.facts.declared import declared, folder
from sim.analysis.facts.fact import Value, facts, read_facts, rows_of, rule, values
from sim.analysis.facts.history import QUARTERS_A_YEAR, evidence
from sim.analysis.facts.measures import MEASURES, one, quarter_of
from sim.analysis.facts.reproduce import END, is_hit, summary
from tests.analysis.facts import plain

PUBLISHED = json.loads((folder() / "derived_stylised_facts.json").read_text())
SPECS = {(fact.number, spec.name): (fact, spec) for fact in declared().facts for spec in fact.figures}
FIGURES = {(fact.number, figure.name): figure.data for fact in facts() for figure in fact.figures}


def test_there_are_fifteen_facts_of_four_roles():
    roles = [fact.role for fact in facts()]
    assert [fact.number for fact in facts()] == list(range(1, 16))
    assert {role: roles.count(role) for role in roles} == {"input": 2, "fit": 7, "seen": 1, "held out": 5}
    assert all(fact.statement and fact.source and fact.figures for fact in facts())


def test_every_measure_is_used_and_every_figure_lies_in_its_interval():
    used = {figure.measure for fact in facts() for figure in fact.figures}
    assert used == MEASURES.keys() - {"gap"}  # which is drawn year by year
    assert all(data.low <= data.value <= data.high for data in FIGURES.values())


@pytest.mark.parametrize("key", SPECS)
def test_the_value_of_the_data_is_measured_on_its_models(key):
    _, spec = SPECS[key]
    if spec.published:
        value = PUBLISHED[spec.published]
    else:
        value = values(rows_of([spec]), evidence(spec.models))[0]
        tolerance = 0.03 if spec.measure == "largest_four" else 1e-9
        assert value == pytest.approx(getattr(plain, spec.measure)(evidence(spec.models), **spec.given), abs=tolerance)
    assert FIGURES[key].value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("key", SPECS)
def test_no_fact_but_those_held_out_reads_2026(key):
    fact, spec = SPECS[key]
    last = quarter_of(spec.given["last"], is_last=True)
    assert last < (END if fact.role == "held out" else 2026 * QUARTERS_A_YEAR)
    assert quarter_of(spec.given["first"]) >= (2023 if spec.models == "scored" else 2019) * QUARTERS_A_YEAR


def test_scored_models_begin_with_2023():
    with (folder() / "epoch_eci_models.csv").open(encoding="utf-8", newline="") as file:
        assert min(row["date"] for row in csv.DictReader(file)) == "2023-02-24"


def test_shares_and_gaps_are_those_of_the_statements():
    notable, scored = evidence("notable"), evidence("scored")
    shares = [one(notable, "open_share", first=year, last=year) for year in range(2019, 2026)]
    assert (round(min(shares), 2), round(max(shares), 2)) == (0.39, 0.56)
    us, china = (
        [round(one(notable, "open_share", first=year, last=year, bloc=bloc), 2) for year in (2021, 2025)]
        for bloc in ("us", "china")
    )
    assert (us, china) == ([0.57, 0.18], [0.5, 0.77])
    gaps = [one(scored, "gap", first="2023Q1", last=last) for last in (2023, 2024, 2025, "2026Q2")]
    assert [round(gap, 1) for gap in gaps] == [12.6, 8.4, 5.9, 9.0]
    # Published by months, with every release of a month in it.
    assert gaps == pytest.approx(list(PUBLISHED["eci_gap_by_year"].values()), abs=1.5)


def test_bases_in_the_data_are_of_others_and_of_known_access():
    notable = evidence("notable")
    assert not (notable.foreign_open & ~notable.foreign).any()
    assert one(notable, "open_bases", first=2019, last=2025) == 29 / 31
    assert evidence("notable", merged=False).foreign.sum() > notable.foreign.sum()


def test_a_value_within_the_other_sides_interval_is_a_hit_whichever_side():
    assert is_hit(Value(5.0, 4.0, 6.0), Value(4.5, 4.4, 4.6))
    assert is_hit(Value(5.0, 5.0, 5.0), Value(2.0, 1.0, 6.0))
    assert is_hit(Value(5.0, 5.0, 5.0), Value(5.0, 5.0, 5.0))


def test_intervals_that_touch_far_from_both_values_are_a_miss():
    assert not is_hit(Value(5.0, 3.0, 6.0), Value(2.0, 1.0, 3.5))
    assert not is_hit(Value(0.4, 0.3, 0.5), Value(0.0, 0.0, 0.0))
    assert not is_hit(Value(0.4, 0.3, 0.5), Value(1.0, 1.0, 1.0))
    assert not is_hit(Value(0.4, 0.3, 0.5), Value(*[float("nan")] * 3))


def test_undefined_runs_are_left_out_of_the_median():
    told = summary(np.array([1.0, float("nan"), 3.0]), rule()[1])
    assert told.value == 2.0
    assert np.isnan(summary(np.array([float("nan")]), rule()[1]).value)


FAULTS = [
    (
        'role = "fit"',
        'role = "fitt"',
        'role: "fitt" is not allowed; expected one of input, fit, forecast, seen, held out; did',
    ),
    ('measure = "open_lag"', 'measure = "open_leg"', 'no measure "open_leg"; expected one of compute_growth'),
    ('measure = "open_lag"', 'measure = "open_leg"', 'did you mean "open_lag"?'),
    (
        "margin = 10.0",
        "marjin = 10.0",
        "(marjin is unknown); expected the arguments of contenders: first, last, margin",
    ),
    (
        "given = { top = 5 }",
        "given = { topp = 5 }",
        "figures.0.definitions: does not fit its measure (topp is unknown)",
    ),
    ('first = "2023Q1"', 'first = "2023Q9"', """expected a year, 2023, or a quarter, "2023Q1", not '2023Q9'"""),
    (
        "first = 2019, last = 2025",
        "first = 2026, last = 2025",
        "given: does not fit its measure (last is before first)",
    ),
    ("models =", "mesured =", "figures.1.mesured: unknown key; expected one of name, measure, given, before, mod"),
    ('how = "regression"', 'how = "guess"', 'how: "guess" is not allowed; expected one of stated, wilson'),
    ("stated = [1.0, 2.0]", "stated = [2.0, 1.0]", "stated: is not an interval; expected its two bounds"),
    ("stated = [1.0, 2.0]", "stated = [1.0]", "stated: is not an interval; expected its two bounds"),
    ("stated = [1.0, 2.0]", "", "stated: does not go with `how`; expected an interval if, and only if"),
    ("incident_growth_2020_2025", "incident_growth_2020", '"incident_growth_2020" does not point to a published'),
    ('name = "lag, months"', 'name = "lag, weeks"', "name: has no frozen interval; expected a row of intervals.csv"),
    ("level = 0.9", "level = 1.5", "rule.level: 1.5 is out of range; expected 0 < x <= 1"),
    (
        "before = { first = 2020, last = 2020 }",
        "before = { first = 2020, last = 2021 }",
        "figures.0.before: is not over when the window begins; expected a window before that",
    ),
    (
        "before = { first = 2020, last = 2020 }",
        "before = { begin = 2020, last = 2020 }",
        "before: does not fit its measure (begin is unknown)",
    ),
    ("[[facts]]\nnumber = 1\n", "[[facts]]\n", "facts.0.number: is missing; expected a whole number"),
    ("[rule]", "[rule", "not valid TOML"),
]


@pytest.mark.parametrize(("before", "after", "told"), FAULTS)
def test_a_fault_in_the_file_of_facts_is_told_at_its_line(tmp_path, before, after, told):
    text = (folder() / "facts.toml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "facts.toml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_facts(tmp_path / "facts.toml")
    assert str(caught.value).startswith("facts.toml:") and told in str(caught.value)
