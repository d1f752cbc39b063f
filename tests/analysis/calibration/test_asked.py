"""What a calibration is asked: targets, numbers, and what is wrong with them."""

from datetime import date

import numpy as np
import pytest

from sim.analysis.calibration.space import space_of
from sim.analysis.calibration.target import FITTED, of_facts, read_targets
from sim.analysis.facts.fact import facts, forecasts
from sim.scenario import ScenarioError, load

HELD_OUT = {fact.number for fact in (*facts(), *forecasts()) if fact.role not in FITTED}


def test_nothing_that_is_held_out_or_seen_is_a_target():
    assert {target.fact for target in of_facts()} == {1, 2, 3, 5, 6, 8, 10, 11, 14}
    assert not {target.fact for target in of_facts(until=date(2026, 6, 30))} & HELD_OUT


def test_data_to_a_day_are_those_of_windows_that_have_ended():
    early = of_facts(until=date(2022, 12, 31))
    assert early
    assert all(int(str(target.figure.given["last"])[:4]) <= 2022 for target in early)
    keys = [(target.figure.measure, repr(target.figure.given)) for target in early]
    assert len(keys) == len(set(keys))


def test_some_facts():
    assert {target.fact for target in of_facts([3, 5])} == {3, 5}


@pytest.mark.parametrize("number", sorted(HELD_OUT))
def test_held_out_facts_may_not_be_fitted(number):
    with pytest.raises(ScenarioError, match=f"fact {number} is held out|no fact {number} to fit"):
        of_facts([number])


def test_a_day_before_all_data():
    with pytest.raises(
        ScenarioError, match="no figure is told by data to 2018-12-31; expected a day from 2021-12-31 to 2026-06-30"
    ):
        of_facts(until=date(2018, 12, 31))


def test_a_day_after_all_data():
    with pytest.raises(
        ScenarioError,
        match="until: 2026-07-01 is after the last day of the data; expected 2026-06-30 or an earlier day",
    ):
        of_facts(until=date(2026, 7, 1))


def test_deviations_are_those_of_the_interval():
    target = next(each for each in of_facts([1]) if each.scale == "log")
    expected = (np.log(target.high) - np.log(target.low)) / (2 * 1.6448536)
    assert target.deviation == pytest.approx(expected)
    assert target.discrepancy == pytest.approx(target.deviation / 2)


def written(folder, text):
    path = folder / "targets.toml"
    path.write_text(text)
    return path


GOOD = """
parameters = ["research.productivity", "trust.gain"]
quarters = 8
[[targets]]
figure = "frontier"
value = 3.0
interval = [2.5, 3.5]
discrepancy = 0.1
"""


def test_targets_of_ones_own(tmp_path):
    (target,), file = read_targets(written(tmp_path, GOOD))
    assert (target.column, target.value, target.discrepancy, file.quarters) == ("frontier", 3.0, 0.1, 8)
    space = space_of(load("base"), file.asked)
    assert space.paths == ("research.productivity", "trust.gain")


def test_ranges_of_ones_own(tmp_path):
    text = GOOD.replace('parameters = ["research.productivity", "trust.gain"]\n', "")
    text += '[ranges."research.productivity"]\nleast = 0.1\nmost = 0.4\n'
    space = space_of(load("base"), read_targets(written(tmp_path, text))[1].asked)
    assert (space.axes[0].least, space.axes[0].most) == (0.1, 0.4)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("frontier", "fronteer", 'targets.toml:5: .*nothing measures "fronteer".*frontier'),
        ("[2.5, 3.5]", "[3.1, 3.5]", "does not hold the value"),
        ("[2.5, 3.5]", "[3.5, 2.5]", "does not hold the value"),
        ("[2.5, 3.5]", "[2.5]", "interval"),
        ("quarters = 8", "quarters = 100000", "quarters"),
        ('["research.productivity", "trust.gain"]', "[]", "targets.toml:2: parameters: is empty"),
        ('["research.productivity", "trust.gain"]', '["trust.gain", "trust.gain"]', "occurs twice"),
        ('["research.productivity", "trust.gain"]', '"trust.gain"', "parameters"),
        ("discrepancy = 0.1", "discrepancy = -1", "out of range"),
        ("discrepancy = 0.1", "discrepency = 1", "unknown key"),
        ('figure = "frontier"', 'figure = "9 end of 2025"', "nothing measures"),
    ],
)
def test_bad_targets_are_told_with_their_line(tmp_path, old, new, said):
    with pytest.raises(ScenarioError, match=said):
        read_targets(written(tmp_path, GOOD.replace(old, new)))


@pytest.mark.parametrize(
    ("asked", "said"), [(["trust.gian"], "trust.gian"), (["quarters"], "no prior"), (["actors.firm.count"], "no prior")]
)
def test_numbers_that_cannot_be_fitted(asked, said):
    with pytest.raises(ScenarioError, match=said):
        space_of(load("base"), asked)


def test_all_numbers_of_a_scenario():
    world = load("race-2019")
    space = space_of(world)
    assert len(space.axes) > 200
    assert not any(path.startswith(("policies", "domains", "actors")) for path in space.paths)
    settings = space.settings(space.default)
    there = [prior.least <= value <= prior.most for prior, value in zip(space.priors, space.defaults, strict=True)]
    same = [settings[p] == pytest.approx(v) for p, v, ok in zip(space.paths, space.defaults, there, strict=True) if ok]
    assert all(same)


def test_a_number_of_a_row_by_name_and_by_number():
    space = space_of(load("open-alliance"), ["policies.alliance.dues"])
    rows = {row.name: row for row in load("open-alliance").policies}
    assert space.defaults == (rows["alliance"].dues,)
    assert space_of(load("race-2019"), ["policies.30.cost"]).defaults[0] > 0


@pytest.mark.parametrize(
    ("path", "ends", "said"),
    [
        ("trust.gian", "least = 0.1\nmost = 0.2", "trust.gian"),
        ("start", "least = 0.1\nmost = 0.2", "start"),
        ("title", "least = 0.1\nmost = 0.2", "title"),
        ("choice.horizon", "least = 2.5\nmost = 8", "whole ends"),
        ("trust.gain", "least = 0.1\nmost = 2.0", "trust.gain"),
        ("trust.gain", "least = 0.2\nmost = 0.1", "out of range"),
    ],
)
def test_bad_ranges(tmp_path, path, ends, said):
    text = GOOD.replace('parameters = ["research.productivity", "trust.gain"]\n', "")
    text += f'[ranges."{path}"]\n{ends}\n'
    with pytest.raises(ScenarioError, match=said):
        space_of(load("base"), read_targets(written(tmp_path, text))[1].asked)


def test_whole_numbers_stay_whole(tmp_path):
    text = GOOD.replace('parameters = ["research.productivity", "trust.gain"]\n', "")
    text += '[ranges."choice.horizon"]\nleast = 2\nmost = 5\n'
    space = space_of(load("base"), read_targets(written(tmp_path, text))[1].asked)
    assert [space.settings(np.array([share]))["choice.horizon"] for share in (0.0, 0.3, 0.6, 0.99)] == [2, 3, 4, 5]


def test_a_figure_once(tmp_path):
    again = GOOD + '[[targets]]\nfigure = "frontier"\nvalue = 3.0\ninterval = [2.5, 3.5]\n'
    with pytest.raises(ScenarioError, match="occurs twice"):
        read_targets(written(tmp_path, again))


def test_no_window_counts_twice():
    """Figures of the hold-out are shorter windows of the same: they are fitted only where the whole is not told yet."""
    assert {target.fact for target in of_facts(until=date(2026, 6, 30))} == {1, 2, 3, 5, 6, 8, 10, 11, 14}
