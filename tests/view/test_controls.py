"""Controls follow the schema and the scenario."""

import pytest

from sim.scenario import ScenarioError, load, names
from sim.scenario.priors import priors
from sim.scenario.reading.assignments import parts
from sim.scenario.reading.outline import spot
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.quantity import limits
from sim.view.controls import MAIN, all_levers, control, is_change, main_levers, policy_controls, policy_row


def test_a_number_brings_its_unit_range_help_and_value(base):
    found = control(base, "spillover.leak")
    assert (found.kind, found.unit, found.value, found.least) == ("number", "1/quarter", 0.02, 0.0)
    assert "leaks to another actor" in found.help and "Jacquemin" in found.help


def test_a_choice_brings_its_words_and_a_switch_its_state(base):
    strategy = control(base, "actors.alpha.strategy")
    assert strategy.kind == "choice" and strategy.value == "complement" and "tit-for-tat" in strategy.choices
    assert control(base, "trust.on").kind == "switch" and control(base, "trust.on").value is True


@pytest.mark.parametrize("name", names())
def test_every_lever_of_every_scenario_has_a_control_that_holds_its_value(name):
    scenario = load(name)
    for path in all_levers(scenario):
        found = control(scenario, path)
        assert found.kind in ("number", "choice", "switch"), path
        if found.kind == "number":
            assert found.least <= found.value <= found.most and found.step > 0, path


def test_levers_follow_the_scenario(base):
    off = load("base", {"trust.on": False})
    assert "trust.gain" in main_levers(base) and "trust.gain" not in main_levers(off)
    logit = load("base", {"market.form": "logit"})
    assert "prices.nest" in main_levers(base) and "prices.nest" not in main_levers(logit)
    assert main_levers(load("race-2019"))[0] == "actors.google.strategy"
    assert set(MAIN) <= set(all_levers(base))


def test_a_path_that_leads_nowhere_has_no_control(base):
    with pytest.raises(KeyError):
        control(base, "trust.gian")


def test_names_with_dots_are_levers_too():
    dotted = load("base", {"actors": {"gpt.4": {"kind": "firm"}, "other": {"kind": "firm"}}})
    paths = [path for path in all_levers(dotted) if "gpt.4" in path]
    assert paths and control(dotted, paths[0]).value == "complement"


@pytest.mark.parametrize("kind", POLICIES)
def test_a_policys_controls_name_only_who_is_there(base, kind):
    for each in policy_controls(base, kind):
        named = each.value if isinstance(each.value, list) else [each.value]
        if each.choices:
            assert set(named) <= {*each.choices, "", None}


def test_a_row_takes_effect_in_the_quarter_that_comes_next(base):
    row = policy_row(base, "leak", {"actor": "alpha", "share": None}, 5)
    assert row == {"kind": "leak", "start": "2021-04-01", "actor": "alpha"}


def test_how_far_a_slider_reaches_does_not_follow_its_value(base):
    """Dragged to its end again and again, a slider stays where the scenario put that end."""
    for path in [path for path in all_levers(base) if control(base, path).kind == "number"]:
        own = control(base, path)
        try:
            moved = load(base, {path: int(own.most) if own.step == 1.0 else own.most})
        except ScenarioError:
            continue
        again = control(moved, path, own=base)
        assert (again.least, again.most, again.step) == (own.least, own.most, own.step), path


def test_a_value_beyond_the_reach_leaves_the_slider_where_it_ends(base):
    own = control(base, "misuse.rate")
    beyond = control(load(base, {"misuse.rate": 10 * own.most}), "misuse.rate", own=base)
    assert (beyond.least, beyond.most, beyond.value, beyond.own) == (own.least, own.most, 10 * own.most, own.value)


@pytest.mark.parametrize("name", ["base", "race-2019", "race-2019-fitted"])
def test_a_slider_reaches_over_the_prior_and_no_further_than_the_schema(name):
    scenario = load(name)
    for path, prior in priors(scenario).items():
        if path not in all_levers(scenario):
            continue
        found, bounds = control(scenario, path), limits(spot(parts(path)).field)
        assert found.least <= min(prior.least, found.value) and found.most >= prior.most, path
        assert bounds.least is None or found.least >= bounds.least, path
        assert bounds.above is None or found.least > bounds.above, path
        assert bounds.most is None or found.most <= bounds.most, path
        assert found.most <= max(3.0 * prior.most, 4.0 * abs(found.value), 1.0), path


def test_a_value_that_is_the_scenarios_own_is_no_change(base):
    for path in all_levers(base):
        assert not is_change(base, path, control(base, path).value), path
    assert not is_change(base, "choice.horizon", float(base.choice.horizon))
    for path, value in (
        ("trust.gain", 0.07),
        ("trust.on", 1),
        ("trust.on", False),
        ("trust.gian", 1),
        ("trust.gain", None),
    ):
        assert is_change(base, path, value)
