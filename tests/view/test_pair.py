"""Two worlds in lock step: one seed, one set of levers, and a difference that is the library's."""

import pytest

import sim
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import displayed_on
from sim.view import charts
from sim.view.effect import effect
from sim.view.pair import Difference, Pair
from sim.view.setting import Setting


@pytest.fixture
def pair():
    return Pair(Setting("arms-race", 2), Setting("commons", 9))


def test_both_have_the_seed_of_the_first(pair):
    assert [each.setting.seed for each in pair.both] == [2, 2]
    pair.seed(5)
    assert [each.setting.seed for each in pair.both] == [5, 5]


def test_they_step_go_and_reset_together(pair):
    pair.step()
    pair.go_to(12)
    assert [each.quarter for each in pair.both] == [12, 12] and pair.when() == "2022 Q4"
    pair.reset()
    assert pair.quarter == 0 and pair.differences() == []


def test_differences_are_those_of_the_librarys_runs(pair):
    pair.go_to(60)
    race, commons = (sim.run(sim.load(name), 2).outcomes for name in ("arms-race", "commons"))
    assert [each.outcome for each in pair.differences()] == [each.name for each in displayed_on(Display.DIFFERENCE)]
    for each in pair.differences():
        assert (each.first, each.second) == (race[each.outcome], commons[each.outcome])
    assert pair.is_over


def test_a_change_that_does_not_fit_one_world_changes_neither():
    pair = Pair(Setting("base"), Setting("race-2019"))
    pair.change("actors.alpha.strategy", "share")
    assert "alpha" in pair.message
    assert [each.setting.changes for each in pair.both] == [{}, {}]
    pair.change("trust.gain", 0.2)
    assert not pair.message and all(each.setting.changes == {"trust.gain": 0.2} for each in pair.both)
    pair.restore("trust.gain")
    assert all(each.setting.changes == {} for each in pair.both)


def test_signs_are_counted_over_seeds(pair):
    pair.go_to(8)
    expected = 0
    here = next(each.value for each in pair.differences() if each.outcome == "frontier")
    for seed in range(5):
        one, other = (sim.run(sim.load(name), seed, 8).outcomes["frontier"] for name in ("arms-race", "commons"))
        expected += (other - one) * here > 0
    assert pair.signs(5)["frontier"] == expected


@pytest.mark.parametrize(
    ("outcome", "first", "second", "verdict"),
    [("trust", 0.1, 0.2, "better"), ("misuse", 1, 2, "worse"), ("openness", 0, 1, ""), ("trust", 1, 1, "")],
)
def test_better_and_worse_are_as_outcomes_have_it(outcome, first, second, verdict):
    assert Difference(outcome, first, second).verdict == verdict


def test_a_class_that_raises_is_told_and_still_there_after_reset():
    class Fragile(sim.Firm):
        def choose(self):
            if self.model.quarter == 3:
                raise ZeroDivisionError("by nothing")
            return None

    pair = Pair(Setting("base", quarter=60), Setting("commons", quarter=60), {"alpha": Fragile})
    assert "2020 Q4 failed in Fragile, the class of alpha" in pair.message and pair.quarter == 3
    pair.reset()
    assert not pair.message and all(each.agents == {"alpha": Fragile} for each in pair.both)


def test_a_class_that_fits_no_actor_is_left_out_and_that_is_told(monkeypatch):
    pytest.importorskip("solara")
    from sim.view import page_compare

    monkeypatch.setattr(page_compare.OFFER, "agents", {"google": sim.Firm})
    assert page_compare._pair("").message == "no actor 'google'. Your classes do not decide here: google"
    monkeypatch.setattr(page_compare.OFFER, "agents", {"alpha": sim.Firm})
    pair = page_compare._pair("?scenario=race-2019"[1:])
    assert pair.message == "no actor 'alpha'" and pair.first.agents == {"alpha": sim.Firm}


def test_a_difference_is_named_as_its_chart_and_says_what_it_is_of_the_run(pair):
    pair.step()
    told = {each.outcome: (each.label, each.tag) for each in pair.differences()}
    assert told["incidents"] == ("incidents", "in all") and told["flaws"] == ("flaws an actor", "mean")
    assert told["frontier"] == ("frontier", "end, OOM") and told["surplus"] == ("consumer surplus", "mean, bn USD/q")
    assert all(label == charts.declared(name).label for name, (label, _) in told.items())


def test_the_last_change_is_told_in_one_line():
    earlier, now = ({"trust": ("trust", trust), "misuse": ("misuses", 3.0)} for trust in (0.5, 0.25))
    assert effect(earlier, now) == "Changed: trust <b>\u22120.25</b>"
    assert "no difference" in effect(earlier, earlier)


def test_a_lever_moved_back_is_no_change_where_it_is_so_in_both_worlds():
    pair = Pair(Setting("base"), Setting("base", changes={}))
    pair.change("trust.gain", 0.2)
    pair.change("trust.gain", pair.first.own.trust.gain)
    assert not any(each.setting.changes for each in pair.both)
    apart = Pair(Setting("arms-race"), Setting("commons"))
    own, other = (each.own.actors["alpha"].strategy.name.lower().replace("_", "-") for each in apart.both)
    assert own != other
    apart.change("actors.alpha.strategy", own)
    assert apart.second.setting.changes == {"actors.alpha.strategy": own}
