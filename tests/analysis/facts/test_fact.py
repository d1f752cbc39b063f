"""The data's side of the facts: what the file states is what the data give."""

import json

import numpy as np
import pytest

from sim import ScenarioError
from sim.analysis.facts.declared import folder
from sim.analysis.facts.fact import Value, facts, read_facts, rule
from sim.analysis.facts.history import evidence
from sim.analysis.facts.measures import MEASURES, gaps, leader_changes, open_lag, open_share, open_shares
from sim.analysis.facts.reproduce import is_hit, summary

PUBLISHED = json.loads((folder() / "derived_stylised_facts.json").read_text())
FIGURES = {(fact.number, figure.name): figure.data for fact in facts() for figure in fact.figures}


def test_there_are_fifteen_facts_of_four_roles():
    roles = [fact.role for fact in facts()]
    assert [fact.number for fact in facts()] == list(range(1, 16))
    assert {role: roles.count(role) for role in roles} == {"input": 2, "fit": 7, "seen": 1, "held out": 5}
    assert all(fact.statement and fact.source and fact.figures for fact in facts())


def test_every_measure_is_used_and_every_figure_lies_in_its_interval():
    used = {figure.measure for fact in facts() for figure in fact.figures}
    assert used == MEASURES.keys()
    assert all(data.low <= data.value <= data.high for data in FIGURES.values())


def test_what_is_measured_on_the_models_is_what_was_published():
    scored = evidence("scored")
    assert open_lag(scored) == pytest.approx(PUBLISHED["eci_open_lag_tol0"]["kaplan_meier_median"], abs=0.05)
    published = {int(year): gap for year, gap in PUBLISHED["eci_gap_by_year"].items()}
    assert gaps(scored).to_dict() == pytest.approx(published, abs=0.5)
    # Published without the few weeks before the first record of 2023-03.
    leaders = PUBLISHED["eci_leadership"]
    assert leader_changes(scored) == pytest.approx(leaders["changes"] / leaders["years"], rel=0.1)


def test_open_shares_are_those_of_the_statement():
    notable = evidence("notable")
    shares = open_shares(notable, 2019, 2025)
    assert len(shares) == 7
    assert (round(shares.min(), 2), round(shares.max(), 2)) == (0.39, 0.56)
    us, china = ([round(open_share(notable, year, year, bloc), 2) for year in (2021, 2025)] for bloc in ("us", "china"))
    assert (us, china) == ([0.57, 0.18], [0.5, 0.77])


def test_counts_come_with_wilsons_interval():
    data = FIGURES[13, "others' bases that are open"]
    z, n = 1.6448536269514722, 36
    centre = (34 + z**2 / 2) / (n + z**2)
    assert data.value == 34 / 36
    assert (data.low + data.high) / 2 == pytest.approx(centre)


def test_published_growth_has_its_published_interval():
    assert FIGURES[1, "compute, factor a year"] == Value(5.0, 4.75, 5.26)


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
        'role: "fitt" is not allowed; expected one of input, fit, seen, held out; did you mean',
    ),
    ('measure = "open_lag"', 'measure = "open_leg"', 'no measure "open_leg"; expected one of compute_growth'),
    ('measure = "open_lag"', 'measure = "open_leg"', 'did you mean "open_lag"?'),
    (
        "given = { years = 4 }",
        "given = { yeers = 4 }",
        "argument: 'years'); expected the arguments of gap_turns: years",
    ),
    ("measured =", "mesured =", "figures.1.mesured: unknown key; expected one of name, measure, given, measured, pub"),
    (
        "measured =",
        "# measured =",
        "figures.1: does not come from a single source; expected one of measured, published",
    ),
    ("interval = [1.0, 2.0]", "interval = [2.0, 1.0]", "interval: is not an interval; expected its two bounds"),
    ("interval = [1.0, 2.0]", "interval = [1.0]", "interval: is not an interval; expected its two bounds"),
    (
        "running_top10_2010_2025.ci90",
        "running_top10.ci90",
        '"compute_growth.running_top10.ci90" does not point to a published',
    ),
    ("cross_org_links", "cross_org_link", 'counts.among: "building_on_foundations.cross_org_link" does not point to'),
    ("level = 0.9", "level = 1.5", "facts.toml:14: rule.level: 1.5 is out of range; expected 0 < x <= 1"),
    ("[[facts]]\nnumber = 1\n", "[[facts]]\n", "facts.0.number: is missing; expected a whole number"),
    ("[rule]", "[rule", "facts.toml:13:6: not valid TOML"),
]


@pytest.mark.parametrize(("before", "after", "told"), FAULTS)
def test_a_fault_in_the_file_of_facts_is_told_at_its_line(tmp_path, before, after, told):
    text = (folder() / "facts.toml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "facts.toml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_facts(tmp_path / "facts.toml")
    assert str(caught.value).startswith("facts.toml:") and told in str(caught.value)
