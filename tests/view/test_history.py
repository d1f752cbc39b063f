"""Every change of the settings can be undone and done again; what is dragged is one change."""

from dataclasses import replace

import pytest

from sim.view.history import History
from sim.view.setting import Setting

START = Setting("base")


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def history(clock):
    found = History(clock)
    found.see([START])
    return found


def test_nothing_is_undone_before_anything_was_done(history):
    assert not history.can_undo and not history.can_redo
    assert history.undo() is None and history.redo() is None


def test_changes_are_undone_one_by_one_and_done_again(history):
    states = [START, START.with_change("trust.gain", 0.1), replace(START, seed=4)]
    for state in states[1:]:
        history.see([state])
    assert [history.undo(), history.undo(), history.undo()] == [(states[1],), (states[0],), None]
    assert [history.redo(), history.redo(), history.redo()] == [(states[1],), (states[2],), None]


def test_what_is_seen_again_after_an_undo_is_no_new_change(history):
    history.see([START.with_change("trust.gain", 0.1)])
    history.see(history.undo())
    assert history.can_redo


def test_a_new_change_ends_what_could_be_done_again(history):
    history.see([START.with_change("trust.gain", 0.1)])
    history.undo()
    history.see([replace(START, seed=1)])
    assert not history.can_redo and history.undo() == (START,)


def test_a_dragged_slider_is_one_change_and_a_later_drag_another(history, clock):
    for step in range(1, 9):
        clock.now += 0.125
        history.see([START.with_change("trust.gain", step / 100)])
    clock.now += 10.0
    history.see([START.with_change("trust.gain", 0.2)])
    assert history.undo() == (START.with_change("trust.gain", 0.08),)
    assert history.undo() == (START,)


def test_two_levers_at_once_are_two_changes(history):
    first = START.with_change("trust.gain", 0.1)
    history.see([first])
    history.see([first.with_change("trust.loss", 0.1)])
    assert history.undo() == (first,)


def test_a_dragged_policy_is_one_change_and_adding_one_is_another(history):
    row = {"kind": "leak", "actor": "alpha", "start": "2021-01-01"}
    added = replace(START, policies=(row,))
    history.see([added])
    for month in ("04", "07", "10"):
        history.see([replace(START, policies=({**row, "start": f"2021-{month}-01"},))])
    assert history.undo() == (added,)
    assert history.undo() == (START,)


def test_the_quarter_shown_is_no_change(history):
    history.see([replace(START, quarter=20)])
    assert not history.can_undo


def test_another_number_of_worlds_is_a_change(history):
    history.see([START, Setting("commons")])
    assert history.undo() == (START,)


def test_states_are_kept_by_name(history):
    history.keep("before")
    history.see([replace(START, seed=1)])
    history.keep("after")
    assert [(each.name, each.state[0].seed) for each in history.kept] == [("before", 0), ("after", 1)]
