"""Policies as bars: where they begin and end, whose they are, and which can be added."""

from datetime import date
from types import SimpleNamespace

import pytest

from sim.scenario import load, names
from sim.scenario.schema.kinds import POLICIES
from sim.view.plans import added_bars, fields_for, kinds_of, own_bars, quarter_names, years

PIVOT = {"kind": "pivot", "actor": "alpha", "start": date(2022, 4, 1), "end": date(2025, 1, 1)}
LEAK = {"kind": "leak", "actor": "beta", "start": date(2021, 5, 2)}


def added(*rows):
    scenario = load("base", {"policies": list(rows)})
    policies = [SimpleNamespace(id=str(n), letter="B", policy=row) for n, row in enumerate(scenario.policies)]
    return added_bars(policies, scenario)


def test_a_bar_lasts_from_its_first_quarter_to_its_end():
    pivot, leak = added(PIVOT, LEAK)
    assert (pivot.start, pivot.end, pivot.once, pivot.fixed, pivot.letter) == (9, 20, False, False, "B")
    assert (leak.start, leak.end, leak.once) == (5, None, True)
    assert "alpha" in pivot.title and "open" in pivot.title
    assert pivot.told()["from"] == 9 and pivot.told()["to"] == 20


def test_an_end_after_the_run_is_none():
    assert added({**PIVOT, "end": date(2035, 1, 1)})[0].end is None


def test_what_a_policy_waits_for_is_told_beside_it():
    condition = {"outcome": "trust", "least": 0.5}
    bar = added({"kind": "pivot", "actor": "alpha", "start": date(2020, 1, 1), "when": condition})[0]
    assert bar.waits == "when trust is at least 0.5"


def test_policies_of_the_scenario_are_told_once_where_all_worlds_have_them():
    pivot, commons = load("leader-pivot"), load("commons")
    both = own_bars([("A", pivot), ("B", pivot)], pivot)
    assert len(both) == sum(row.on for row in pivot.policies) and {bar.letter for bar in both} == {""}
    one = own_bars([("A", commons), ("B", pivot)], pivot)
    assert {bar.letter for bar in one} == {"B"} and len(one) == len(both)
    assert all(bar.fixed for bar in one) and len({bar.id for bar in one}) == len(one)


def test_rows_that_are_off_are_not_shown():
    assert own_bars([("", load("base", {"policies": [{**PIVOT, "on": False}]}))], load("base")) == []


@pytest.mark.parametrize("name", names())
def test_every_scenarios_own_policies_lie_within_its_run(name):
    scenario = load(name)
    for bar in own_bars([("", scenario)], scenario):
        assert 0 <= bar.start < scenario.quarters and (bar.end is None or bar.start < bar.end < scenario.quarters)


def test_quarters_and_years_are_named():
    base = load("base")
    assert quarter_names(base)[:5] == ["2020 Q1", "2020 Q2", "2020 Q3", "2020 Q4", "2021 Q1"]
    assert len(quarter_names(base)) == base.quarters and years(base)[1] == {"at": 4, "year": 2021}


def test_only_kinds_that_can_do_something_are_offered(base):
    assert kinds_of(base) == list(POLICIES)
    assert "alliance" not in kinds_of(load("base", {"clubs.on": False}))
    one_bloc = load("base", {f"actors.{name}.bloc": "west" for name in base.actors})
    assert "export_control" not in kinds_of(one_bloc) and "pivot" in kinds_of(one_bloc)


def test_a_policy_of_two_worlds_names_only_who_is_in_both(base):
    race = load("race-2019")
    tiers = fields_for([base, race], "pivot", 0)
    actor = next(field for field in tiers if field.path == "actor")
    assert not actor.choices
    same = next(field for field in fields_for([base, load("commons")], "pivot", 0) if field.path == "actor")
    assert set(same.choices) == set(base.actors)


def test_policies_of_worlds_that_begin_apart_stand_at_their_dates():
    later, early = load("base", {"policies": [PIVOT]}), load("race-2019")
    (bar,) = [each for each in own_bars([("A", later), ("B", early)], early) if each.letter == "A"]
    assert bar.start == early.quarter_of(PIVOT["start"]) == 13
