"""A watched world: it is the library's run, branches from its twin, and survives what goes wrong."""

import json
from datetime import date

import numpy as np
import pytest

import sim
from sim.scenario import ScenarioError, Tier
from sim.scenario.schema.kinds import POLICIES
from sim.view.controls import policy_controls
from sim.view.session import Session
from sim.view.setting import Setting
from tests.growth import COUNTED
from tests.program import finish, start


@pytest.fixture
def session():
    return Session(Setting("base", 3))


def test_a_watched_run_is_the_librarys_run_bit_for_bit(session):
    session.go_to(session.quarters)
    run = sim.run(sim.load("base"), seed=3)
    np.testing.assert_array_equal(session.film.series, run.world.series)
    assert session.film.outcomes() == run.outcomes


def test_the_course_is_the_whole_run_and_the_twin_the_untouched_one(session):
    session.change("trust.gain", 0.2)
    run = sim.run(sim.load("base", {"trust.gain": 0.2}), seed=3)
    np.testing.assert_array_equal(session.film.series, run.world.series)
    np.testing.assert_array_equal(session.twin.series, sim.run(sim.load("base"), seed=3).world.series)


def test_going_back_and_forth_gives_the_same_bits(session):
    session.go_to(30)
    before = session.scene.actors.copy()
    session.go_to(10)
    session.go_to(30)
    assert session.quarter == 30
    np.testing.assert_array_equal(session.scene.actors, before)


def test_stepping_stops_at_the_end_of_the_run(session):
    session.go_to(10**9)
    session.step()
    assert session.quarter == session.quarters and session.is_over and not session.message


def test_a_policy_branches_from_the_twin_in_its_quarter_and_not_before(session):
    session.go_to(20)
    session.add("pivot", {"actor": "alpha", "tier": "open"})
    assert not session.message and session.quarter == 20
    session.go_to(40)
    run, twin = session.film.series[:40], session.twin.series[:40]
    np.testing.assert_array_equal(run[:20], twin[:20])
    assert not np.array_equal(run[20], twin[20])
    assert session.scene.actors[0]["tier"] == Tier.OPEN


def test_with_policies_the_twin_keeps_the_changes(session):
    session.change("trust.gain", 0.2)
    session.go_to(20)
    session.add("breakthrough", {"actor": "beta"})
    np.testing.assert_array_equal(
        session.twin.series, sim.run(sim.load("base", {"trust.gain": 0.2}), seed=3).world.series
    )


@pytest.mark.parametrize("scenario", ["base", "leader-pivot", "race-2019"])
def test_every_kind_of_policy_can_be_put_in_as_it_is_offered_or_says_what_it_lacks(scenario):
    session = Session(Setting(scenario, 0, quarter=4))
    controls = set()
    for kind in POLICIES:
        session.add(kind, {each.path: each.value for each in policy_controls(session.scenario, kind, 4)})
        if kind == "retaliation" and session.message:
            answered = {row.kind for row in session.scenario.policies}
            assert "this policy, to_bloc: answers nothing" in session.message and "export_control" not in answered
            controls.add(kind)
        else:
            assert not session.message and len(session.setting.policies) == 1, kind
            session.withdraw(session.rows()[0].id)
    assert controls == (set() if scenario == "race-2019" else {"retaliation"})


@pytest.mark.parametrize("kind", POLICIES)
def test_a_world_goes_on_with_every_kind_of_policy(kind):
    session = Session(Setting("race-2019", 0, quarter=4))
    session.add(kind, {each.path: each.value for each in policy_controls(session.scenario, kind, 4)})
    session.go_to(8)
    assert session.quarter == 8 and len(session.put_in) == 1


def test_a_policy_that_is_in_the_way_is_named_by_what_it_is():
    session = Session(Setting("leader-pivot", 0, quarter=10))
    session.add("pivot", {"actor": "alpha", "tier": "closed"})
    assert session.message == (
        "this policy, start: \"alpha\" is still committed by the policy 'alpha turns to open weights', 2022-01-01; "
        "expected a day from the `end` of the policy 'alpha turns to open weights', 2022-01-01"
    )


def test_a_field_left_empty_is_told_as_such(session):
    session.change("trust.gain", None)
    assert session.message == "override trust.gain: is empty; expected a number, 0 <= x <= 1 per quarter"


def test_a_policy_can_be_taken_back(session):
    session.go_to(10)
    session.add("pivot", {"actor": "alpha"})
    session.add("leak", {"actor": "beta"})
    session.withdraw(session.rows()[0].id)
    assert [row["kind"] for row in session.setting.policies] == ["leak"] and session.quarter == 10


def test_no_policy_can_be_put_in_after_the_end(session):
    session.go_to(60)
    session.add("leak", {"actor": "beta"})
    assert "not before the end of the run" in session.message and not session.setting.policies


def test_a_bad_value_is_told_and_the_world_stands(session):
    session.go_to(5)
    session.change("trust.gain", 7.0)
    assert "trust.gain: 7.0 is out of range; expected 0 <= x <= 1" in session.message
    assert session.quarter == 5 and not session.is_touched
    session.change("trust.gain", 0.5)
    assert not session.message and session.is_touched


@pytest.mark.parametrize(
    ("path", "value"), [("trust.gian", 1), ("trust.gain", None), ("trust.gain", "x"), ("nowhere", 1), ("actors.x.y", 1)]
)
def test_no_lever_however_wrong_breaks_the_session(session, path, value):
    session.change(path, value)
    assert session.message and not session.is_touched
    session.step()
    assert session.quarter == 1 and not session.message


def test_an_exception_in_a_strategy_is_told_and_reset_recovers():
    class Fragile(sim.Firm):
        fails = True

        def choose(self):
            if Fragile.fails and self.model.quarter == 3:
                raise ZeroDivisionError("by nothing")
            return None

    session = Session(Setting("base"), {"alpha": Fragile})
    for _ in range(6):
        session.step()
    assert session.broken and session.is_over and session.quarter == 3
    assert session.message == (
        "2020 Q4 failed in Fragile, the class of alpha: ZeroDivisionError: by nothing. Reset to go on."
    )
    session.watch(Setting("race-2019"))
    assert session.message == "no actor 'alpha'"
    Fragile.fails = False
    session.reset()
    session.go_to(6)
    assert session.quarter == 6 and not session.message


def test_a_world_with_a_class_of_ones_own_is_touched_from_the_start():
    session = Session(Setting("base"), {"alpha": sim.Firm})
    assert session.is_touched and session.baseline == "untouched"


def test_what_a_twin_is_without_is_named(session):
    session.change("trust.gain", 0.2)
    assert session.baseline == "untouched"
    session.add("breakthrough", {"actor": "beta"})
    assert session.baseline == "without policies"


def test_a_scenario_that_does_not_exist_is_told_at_once():
    with pytest.raises(ScenarioError, match="did you mean"):
        Session(Setting("arms-raec"))


def test_two_sessions_do_not_disturb_each_other():
    one, other = Session(Setting("base", 1)), Session(Setting("base", 1))
    one.change("trust.gain", 0.3)
    one.go_to(12)
    assert other.quarter == 0 and not other.is_touched
    other.go_to(60)
    np.testing.assert_array_equal(other.film.series, sim.run(sim.load("base"), seed=1).world.series)


GROWTH = """
from sim.view.session import Session
from tests.growth import grown

session = Session()

def reset(times):
    for _ in range(times):
        session.reset()
        session.step()

print(grown(reset))
"""


def test_memory_does_not_grow_over_many_resets():
    # In a program of its own: what other tests have left decides when garbage is collected.
    objects, size, blocks = json.loads(finish(start("-c", GROWTH, environment=COUNTED)).stdout)
    assert (objects < 100, size < 200_000, blocks) == (True, True, 0)


def test_a_lever_moved_back_to_its_value_is_no_change(session):
    session.go_to(5)
    session.change("trust.gain", 0.2)
    session.change("actors.alpha.strategy", "share")
    assert set(session.setting.changes) == {"trust.gain", "actors.alpha.strategy"}
    session.change("trust.gain", session.own.trust.gain)
    assert set(session.setting.changes) == {"actors.alpha.strategy"} and session.quarter == 5
    session.change("actors.alpha.strategy", "complement")
    assert not session.is_touched and not session.message


@pytest.mark.parametrize(
    "changes",
    [
        {"actors.lambda.count": 5000, "actors.lambda.users": 0.0, "ties.topology": "small-world"},
        {"quarters": 4000},
        {"entry.slots": 3000},
    ],
)
def test_a_link_to_more_than_a_page_can_draw_is_told(session, changes):
    session.watch(Setting("base", 3, changes))
    assert "too many to watch" in session.message and not session.is_touched


def test_slots_that_nobody_can_take_are_not_counted(session):
    session.watch(Setting("base", 3, {"entry.on": False, "entry.slots": 3000}))
    assert not session.message and session.setting.changes["entry.slots"] == 3000


def test_what_is_too_much_to_watch_says_what_to_do(session):
    session.watch(Setting("base", 3, {"quarters": 4000}))
    assert session.message == (
        "quarters: 4000 are too many to watch; expected at most 1000; run it without the view: hoardshare run"
    )


def test_a_change_that_diverges_is_told_and_the_world_stays():
    session = Session(Setting("base"))
    session.go_to(3)
    session.change("effort.clamp", False)
    assert session.message == ""
    session.change("effort.reaction", 2.0)
    assert "effort must lie in" in session.message and "the scenario's numbers diverge" in session.message
    assert (session.quarter, session.setting.changes, session.broken) == (3, {"effort.clamp": False}, False)
    assert session.film.done == session.twin.done == session.quarters


def test_a_policy_can_be_given_other_days_and_taken_back(session):
    session.add("pivot", {"actor": "alpha", "tier": "open"}, start=date(2022, 1, 1), end=date(2024, 1, 1))
    (added,) = session.rows()
    assert (added.letter, added.policy.start, added.policy.end) == ("", date(2022, 1, 1), date(2024, 1, 1))
    session.move(added.id, date(2023, 4, 1), None)
    (moved,) = session.rows()
    assert (moved.policy.start, moved.policy.end, moved.policy.tier) == (date(2023, 4, 1), None, Tier.OPEN)
    session.withdraw(moved.id)
    assert session.rows() == [] and not session.is_touched


def test_a_class_that_diverges_is_told_with_its_quarter_and_reset_recovers():
    class Wild(sim.Firm):
        wild = True

        def choose(self):
            if Wild.wild and self.model.quarter == 1:
                self.model.world.actors["effort"][:] = 1e12
                self.model.world.parameters["effort"]["clamp"] = 0
            return None

    session = Session(Setting("base"), {"alpha": Wild})
    session.go_to(60)
    assert session.broken and session.quarter == 1 and " at quarter 1 (2020 Q2): " in session.message
    assert session.message.endswith("; the scenario's numbers diverge. Reset to go on.")
    assert "the numbers" not in session.message and session.differences() != []
    Wild.wild = False
    session.reset()
    assert not session.broken and session.message == ""


def test_visitors_with_the_same_setting_share_their_film(session):
    assert Session(Setting("base", 3)).film is session.film
