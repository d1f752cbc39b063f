"""Every outcome is defined and finite, and the shipped scenarios give the numbers on file.

The golden file guards the numbers. When a change of the rules or of a default is meant to change results, write it anew
and say in CHANGELOG.md that results change:

    python -m tests.test_outcomes
"""

import ast
import json
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from sim import OUTCOMES, load, names, run
from sim.rules.observe import dependence
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import SERIES, displayed_on, summary_of
from sim.study.outcome_names import in_groups
from sim.world import ACTOR_FIELDS
from tests.worlds import changed, small

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden" / "outcomes.json"
SHIPPED = ("arms-race", "base", "commons", "race-2019")
QUARTERS = 60


def golden():
    """Outcomes of the shipped scenarios at seed 0."""
    return {name: run(load(name), 0, QUARTERS).outcomes for name in SHIPPED}


def test_every_outcome_says_what_it_is():
    for name, outcome in OUTCOMES.items():
        assert outcome.name == name and outcome.unit and outcome.definition and outcome.group
        assert outcome.better in ("more", "less", "neither")
        assert (outcome.series in SERIES) == (outcome.over != "log")
    definitions = [outcome.definition for outcome in OUTCOMES.values()]
    assert len(set(definitions)) == len(definitions)


def written(rules):
    """Series that rules write: the names in ``row[at.NAME] = ...``."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(rules.glob("*.py"))]
    places = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
    columns = [place.slice for place in places if isinstance(place.ctx, ast.Store)]
    return {each.attr for each in columns if isinstance(each, ast.Attribute) and ast.unparse(each.value) == "at"}


def ensure_written(series, rules):
    """Fail where a series is declared that no rule writes, or a rule writes one that is not declared."""
    found = written(rules)
    assert not (missing := set(series) - found), f"no rule writes row[at.NAME] in sim/rules/observe.py for {missing}"
    assert not (unknown := found - set(series)), f"no line of sim/scenario/schema/series.py declares {unknown}"


def test_a_rule_writes_every_series():
    ensure_written(SERIES, ROOT / "sim" / "rules")


def test_what_is_displayed_has_a_label_and_what_is_drawn_over_time_a_series():
    frontier, lag = OUTCOMES["frontier"], OUTCOMES["open_lag"]
    with pytest.raises(ValueError, match=r"outcome frontier has no label to be shown by \(HEADLINE\): add one"):
        replace(frontier, label="", displays=Display.HEADLINE)
    with pytest.raises(ValueError, match=r"outcome open_lag is one figure a run, .* over time: leave out CARD, COURSE"):
        replace(lag, label="lag", displays=Display.CARD | Display.COURSE | Display.HEADLINE)
    assert replace(lag, label="lag", displays=Display.HEADLINE | Display.DIFFERENCE).label == "lag"


def test_an_outcome_that_is_added_while_the_program_runs_is_displayed(monkeypatch):
    added = replace(OUTCOMES["trust"], name="trust_mean", over="mean", label="mean trust", displays=Display.SPREAD)
    monkeypatch.setitem(OUTCOMES, "trust_mean", added)
    assert displayed_on(Display.SPREAD)[-1] is added and summary_of("trust") is OUTCOMES["trust"]


@pytest.mark.parametrize("name", names())
def test_every_outcome_of_a_shipped_scenario_is_finite(name):
    made = run(load(name), 1, QUARTERS)
    assert list(made.outcomes) == list(OUTCOMES)
    assert np.isfinite(list(made.outcomes.values())).all()
    assert np.isfinite(made.world.series).all()


POOR = {"endowment": 0.0, "cash": 0.0, "users": 0.0}
RICH = {"research": {}, "market": {}, "finance": {}, "community": {}, "commons": {}, "trust": {}, "sharing": {}}
AT_ONCE = {"incidents": {"rate": 10.0, "danger": -50.0, "ends_run": True}, "flaws": {"birth": 100.0}}
EDGES = {
    "one actor": lambda base: small(("hermit",), **RICH),
    "one of each kind": lambda base: small({"a": {}, "b": {"kind": "nation"}, "c": {"kind": "lab"}}, **RICH),
    "no ties": lambda base: changed(base, ties={"topology": "edges", "edges": []}),
    "no releases": lambda base: changed(base, release={"threshold": 10.0}),
    "no firms": lambda base: small({"a": {"kind": "nation"}, "b": {"kind": "lab"}}, **RICH),
    "all closed": lambda base: changed(
        base, actors={name: {"strategy": "hoard", "tier": "closed", "hoards_as": "closed"} for name in base.actors}
    ),
    "all open": lambda base: load("commons"),
    "no market": lambda base: changed(base, market={"on": False}),
    "cournot where nobody can produce": lambda base: changed(
        base, market={"form": "cournot", "unit_cost": 99.0, "cost_cut": 0.0}
    ),
    "no money": lambda base: changed(base, market={"on": False}, actors=dict.fromkeys(base.actors, POOR)),
    "catastrophe at once": lambda base: changed(base, **AT_ONCE),
    "everything off": lambda base: small(),
    "all compute is scrapped": lambda base: changed(base, compute={"decay": 1.0, "share": 0.0}),
    "effort below zero": lambda base: small(research={}, effort={"clamp": False, "grievance": -1.0}),
    "steep in every way": lambda base: changed(
        base, market={"quality": 20.0, "network": 2.0, "demand": 2.0}, trust={"gain": 1.0, "loss": 1.0},
        finance={"growth": 1.0}, investors={"speed": 1.0, "chase": 20.0},
        research={"productivity": 5.0, "hardening": 0.0},
    ),
}  # fmt: skip


@pytest.mark.parametrize("quarters", [1, 60])
@pytest.mark.parametrize("edge", EDGES)
def test_every_outcome_is_finite_at_the_edges(base, edge, quarters):
    made = run(EDGES[edge](base), 0, quarters)
    assert [name for name, value in made.outcomes.items() if not np.isfinite(value)] == []
    assert np.isfinite(made.world.series).all()


@pytest.mark.parametrize("quarters", [4, 60])
def test_a_world_that_everybody_left_keeps_its_numbers_within_reason(quarters):
    spenders = {name: {"cash": 9.0, "endowment": 0.0} for name in ("a", "b", "c")}
    committed = RICH | {"finance": {"spending": 1.0, "commitment": 1.0}}
    made = run(small(spenders, exit={"rate": 1e3}, **committed), 0, quarters)
    assert made.outcomes["active"] == 0.0 and made.outcomes["exits"] == 3.0
    assert np.abs(made.world.series).max() < 1e6
    assert max(map(abs, made.outcomes.values())) < 1e6


@pytest.mark.parametrize("name", ["base", "race-2019"])
def test_shares_and_indices_lie_between_zero_and_one(name):
    made = run(load(name), 2, QUARTERS)
    for outcome in OUTCOMES.values():
        if outcome.unit in ("share", "index"):
            assert -1e-9 <= made.outcomes[outcome.name] <= 1.0 + 1e-9, outcome.name


def test_summaries_are_what_their_definitions_say(base):
    made = run(base, 2, QUARTERS)
    for outcome in OUTCOMES.values():
        if outcome.over != "log":
            values = made.series[outcome.series]
            expected = {
                "last": values[-1], "mean": values.mean(), "sum": values.sum(), "rise": (values[-1] - values[0]) / 59
            }[outcome.over]  # fmt: skip
            assert made.outcomes[outcome.name] == pytest.approx(expected)
    opened, models = [tier in ("licensed", "open") for tier in made.releases["tier"]], made.releases["models"]
    assert made.outcomes["open_release_share"] == pytest.approx(np.average(opened, weights=models))
    assert made.outcomes["releases"] == len(opened)
    makers = [actor or f"single {place}" for place, actor in enumerate(made.releases["actor"])]
    counts = np.bincount(np.unique(makers, return_inverse=True)[1], weights=models)
    assert made.outcomes["hhi_releases"] == pytest.approx(((counts / counts.sum()) ** 2).sum())
    assert made.outcomes["cr4_releases"] == pytest.approx(np.sort(counts)[-4:].sum() / counts.sum())
    leaders = made.series["leader"]
    assert made.outcomes["leader_changes"] == np.count_nonzero(np.diff(leaders))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_numbers_are_those_on_file(name):
    outcomes, on_file = run(load(name), 0, QUARTERS).outcomes, json.loads(GOLDEN.read_text())[name]
    changed = sorted(outcomes.keys() ^ on_file.keys())
    assert not changed, f"{changed} in one alone: if that is meant, run `python -m tests.test_outcomes`"
    assert outcomes == pytest.approx(on_file, rel=1e-9)


def test_dependence_is_by_home_nation_and_open_weights_end_it():
    actors = np.zeros(3, ACTOR_FIELDS)
    actors["alive"], actors["home"], actors["released"] = 1, [0, 1, 1], [1.0, 3.0, 2.0]
    assert dependence(actors, 0.0) == pytest.approx((3.0 - 1.0 + 0.0) / 2)
    assert dependence(actors, 2.5) == pytest.approx((3.0 - 2.5 + 0.0) / 2)
    assert dependence(actors, 4.0) == 0.0


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps(golden(), indent=2) + "\n")


def test_outcomes_of_a_group_stand_together_once():
    names = in_groups(OUTCOMES)
    assert sorted(names) == sorted(OUTCOMES)
    groups = [OUTCOMES[name].group for name in names]
    assert [name for name, _ in groupby(groups)] == list(dict.fromkeys(groups))
