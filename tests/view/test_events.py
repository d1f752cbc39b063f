"""What happened is told in words, each thing once."""

from collections import Counter

import numpy as np
import pytest

import sim
from sim import RaceModel
from sim.scenario.schema.series import SERIES
from sim.view import events, words
from sim.view.events import awaited
from sim.view.film import film_of
from sim.view.scene import Scene
from sim.view.session import Session
from sim.view.setting import Setting
from sim.world import copied


def session(scenario="base", **options):
    watched = Session(Setting(scenario, 3, **options))
    watched.go_to(watched.quarters)
    return watched


def test_a_pivot_is_told_when_it_takes_effect_and_when_the_actor_turns():
    row = {"kind": "pivot", "start": "2022-01-01", "end": "2023-01-01", "actor": "alpha", "tier": "open"}
    told = [(each.quarter, each.text) for each in session("arms-race", policies=(row,)).events if each.actor == "alpha"]
    assert (8, "alpha turns to open weights: takes effect") in told and (
        8,
        "alpha turns from paid access to open",
    ) in told
    assert (12, "alpha turns to open weights: ends") in told
    assert [text for _, text in told].count("alpha turns to open weights: takes effect") == 1


def test_export_controls_are_told_at_their_dates():
    watched = session("race-2019")
    told = {each.text: each.quarter for each in watched.events if "export control" in each.text}
    rows = [row for row in watched.scenario.policies if row.kind == "export_control"]
    expected = {watched.scenario.quarter_of(row.start) for row in rows}
    assert expected and expected <= set(told.values()) | {
        each.quarter for each in watched.events if "export control" in each.text
    }


def test_entries_exits_incidents_and_records_agree_with_the_librarys_run():
    watched = session("commons")
    counts = Counter(each.kind for each in watched.events)
    run = sim.run(sim.load("commons"), seed=3)
    assert counts["entry"] == run.outcomes["entrants"] > 0
    assert counts["exit"] == run.outcomes["exits"]
    assert counts["incident"] == np.count_nonzero(run.series["incidents"])
    assert counts["misuse"] == np.count_nonzero(run.series["misuse"])
    assert counts["leader"] == run.outcomes["leader_changes"]
    records = np.maximum.accumulate(run.releases["capability"])
    assert counts["record"] == 1 + np.count_nonzero(np.diff(records))


def test_catastrophes_are_told_and_counted():
    watched = session("arms-race")
    told = {each.quarter: each.text for each in watched.events if each.kind == "catastrophe"}
    rises = np.diff(watched.series("catastrophes"), prepend=0.0)
    worse = {t: "a catastrophe" if rises[t] == 1 else f"{rises[t]:.0f} catastrophes" for t in np.flatnonzero(rises)}
    assert told == worse and told


def test_who_was_caught_in_a_lie_shows_what_trust_it_has_lost_for_good():
    model = RaceModel("harmonized", seed=3)
    for _ in range(12):
        model.step()
    caught = {actor.name for actor in model.actors if "trust lost for good" in words.state(Scene.of(model), actor.row)}
    assert caught == {actor.name for actor in model.actors if actor.scar > 0.0} and caught


def test_broken_promises_are_told():
    watched = session("harmonized")
    told = {each.quarter for each in watched.events if each.kind == "breach"}
    assert told == set(np.flatnonzero(watched.series("breaches")).tolist()) and told


def test_going_back_forgets_what_has_not_happened_yet():
    watched = session()
    before = [each for each in watched.events if each.quarter < 20]
    watched.go_to(20)
    assert watched.events == before


def test_a_policy_that_waits_says_for_what():
    when = {"outcome": "trust", "least": 0.5}
    rows = ({"kind": "leak", "actor": "alpha", "when": when}, {"kind": "leak", "actor": "beta", "proposer": "beta"})
    watched = Session(Setting("base", 0, policies=(*rows, {"kind": "leak", "actor": "mu", "start": "2022-01-01"})))
    assert [awaited(row) for row in watched.put_in] == [
        "when trust is at least 0.5",
        "when beta proposes it",
        "2022-01-01",
    ]


def test_a_policy_is_told_with_whose_it_is():
    told = {each.text for each in session("open-alliance").events if each.kind == "policy"}
    alliances = [text for text in told if text.startswith("alliance")]
    assert alliances and all(" of " in text for text in alliances)


def test_promises_are_counted_in_words():
    told = {each.text for each in session("harmonized").events if each.kind == "breach"}
    assert told and all("(s)" not in text for text in told)
    assert all(text.startswith("a promise is") or " promises are" in text for text in told)


@pytest.mark.parametrize(
    ("leaders", "told"), [([0, -1], []), ([-1, 1], []), ([0, 0], []), ([0, 1], ["beta takes the lead from alpha"])]
)
def test_nobody_takes_the_lead_where_everybody_has_left(leaders, told):
    film = film_of(sim.load("base", {"quarters": 2}), 3)
    world = copied(film.scene().world)
    world.series[:2, SERIES.index("leader")] = leaders
    found = events.told(film.scenario, film.names, film._history, world, 2)
    assert [each.text for each in found if each.kind == "leader"] == told


def test_events_are_in_the_order_of_time_and_policies_come_first():
    found = session("race-2019").events
    assert [each.quarter for each in found] == sorted(each.quarter for each in found)
    for quarter in {each.quarter for each in found}:
        kinds = [each.kind == "policy" for each in found if each.quarter == quarter]
        assert kinds == sorted(kinds, reverse=True)
