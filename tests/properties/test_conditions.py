"""A row can wait for an outcome, for an incident, or until somebody proposes it; and can end on an outcome."""

import numpy as np
import pytest

from sim import run
from sim.rules.proposals import gain_of_pledge, reputation_gained
from sim.scenario.schema.enums import Tier
from tests.worlds import BOTH_FORMS, GROWN, LOGIT, actor, changed, day, row, same, series, small, world_of

SHOCK = {"kind": "compute_shock", "factor": 0.1}


def began(found, number=0):
    """The quarter in which a row began, or None."""
    quarter = int(found.world.policies["began"][number])
    return quarter if quarter < found.quarters else None


def ran(base, *rows, quarters=40, seed=2):
    return run(changed(base, policies=list(rows)), seed, quarters)


@pytest.mark.parametrize(("side", "crosses"), [("least", np.greater_equal), ("most", np.less_equal)])
def test_a_row_begins_in_the_quarter_after_an_outcome_crossed_a_value(base, side, crosses):
    frontier = series(ran(base), "frontier")
    value = float(frontier[20]) if side == "least" else float(series(ran(base), "effort")[20])
    outcome = "frontier" if side == "least" else "effort"
    found = ran(base, SHOCK | {"when": {"outcome": outcome, side: value}})
    first = int(np.flatnonzero(crosses(series(ran(base), outcome), value))[0])
    assert began(found) == first + 1
    assert same(ran(base), found, before=first + 1) and not same(ran(base), found)


def test_a_row_with_a_date_waits_for_both(base):
    waiting = SHOCK | {"start": day(30), "when": {"outcome": "frontier", "least": -50.0}}
    assert began(ran(base, waiting)) == 30


def test_a_row_whose_condition_never_holds_changes_nothing(base):
    found = ran(base, SHOCK | {"when": {"outcome": "frontier", "least": 1e9}})
    assert began(found) is None and same(found, ran(base))


def test_nothing_has_been_observed_before_the_first_quarter(base):
    assert began(ran(base, SHOCK | {"when": {"outcome": "frontier", "least": -1e9}})) == 1


def test_regulation_can_answer_an_incident(base):
    calm = changed(base, incidents={"rate": 0.0}, misuse={"on": False})
    law = {"kind": "incident_regulation", "tightening": 0.3, "when": {"outcome": "incidents", "least": 1.0}}
    incident = {"kind": "incident", "actor": "alpha", "start": day(8)}
    assert began(ran(calm, law)) is None
    assert began(ran(calm, incident, law)) == 9  # rows are in order of start: the law may begin first
    both = ran(calm, incident, law | {"start": day(9)}, incident | {"start": day(12)})
    alone = ran(calm, incident, incident | {"start": day(12)})
    assert series(both, "regulation")[12] > series(alone, "regulation")[12] + 0.2


def test_a_row_ends_for_good_when_its_second_condition_holds(base):
    quarter = 15
    value = float(series(ran(base, SHOCK | {"start": day(4)}), "frontier")[quarter])
    found = ran(base, SHOCK | {"start": day(4), "until": {"outcome": "frontier", "least": value}})
    assert int(found.world.policies["ceased"][0]) == quarter + 1
    assert found.world.blocs["shock"].tolist() == [1.0] * len(found.world.blocs)
    assert same(found, ran(base, SHOCK | {"start": day(4), "end": day(quarter + 1)}))


def pivoting(form, complement, **changes):
    """A world in which one firm, which hoards, may pivot when that pays; the other stays."""
    actors = {"me": {"complement": complement, "users": 0.3}, "rival": {"users": 0.3}}
    rows = [{"kind": "pivot", "actor": "me", "proposer": "me", "start": day(2)}]
    on = {"market": {"form": form}, "prices": GROWN | {"complements": 0.25}, "community": {"settlers": 0.1}}
    return small(actors, quarters=20, policies=rows, **on, **changes)


@pytest.mark.parametrize("form", BOTH_FORMS)
def test_a_pivot_that_pays_is_made_and_one_that_does_not_is_not(form):
    rich, poor = run(pivoting(form, 5.0)), run(pivoting(form, 0.0))
    assert began(rich) is not None and actor(rich, "me", "tier") == Tier.OPEN
    assert began(poor) is None and actor(poor, "me", "tier") == Tier.CLOSED


@pytest.mark.parametrize("form", BOTH_FORMS)
def test_reputation_weighs_in_the_decision_to_pivot(form):
    def gain(standing, reputation=0.2):
        world = world_of(pivoting(form, 0.0, trust={"gain": standing}))
        world.society["market"], world.actors["swing"] = 10.0, 2.0
        world.actors["reputation"] = reputation
        return gain_of_pledge(world, 0)

    assert gain(0.5) > gain(0.0)
    assert gain(0.5, reputation=0.2) > gain(0.5, reputation=0.9)
    assert reputation_gained(0.5, 0.1, 1) == pytest.approx(0.05)
    assert reputation_gained(1.0, 0.1, 8) == 0.0


def test_a_cascade_happens_where_following_pays_and_not_where_it_does_not():
    """Where each open firm earns by the community; at prices complements are divided among all who sell them."""

    def followers(complement):
        actors = {name: {"complement": complement, "users": 0.15} for name in ("lead", "one", "two", "three")}
        rows = [{"kind": "pivot", "actor": "lead", "start": day(4)}]
        rows += [{"kind": "pivot", "actor": name, "proposer": name} for name in ("one", "two", "three")]
        found = run(
            small(
                actors, quarters=30, market=LOGIT, community={"settlers": 0.005}, policies=rows, commons={}, research={}
            )
        )
        return [began(found, number) for number in range(4)]

    assert sum(quarter is not None and quarter > 4 for quarter in followers(1.5)) >= 1
    assert all(quarter is None or quarter == 4 for quarter in followers(0.0))


def test_a_proposer_that_is_not_there_proposes_nothing(base):
    late = {"kind": "subsidy", "actor": "alpha", "proposer": "alpha"}
    absent = changed(base, market=LOGIT, actors={"alpha": {"enters": day(39), "complement": 10.0}})
    assert began(ran(absent, late, quarters=39)) is None
    assert began(ran(changed(base, market=LOGIT, actors={"alpha": {"complement": 10.0}}), late)) is not None


def test_an_alliance_is_proposed_by_who_gains_from_it():
    def founded(proposer):
        actors = {"ahead": {"know_how": 2.0, "users": 0.3}, "behind": {"users": 0.3}}
        alliance = {"kind": "alliance", "members": ["ahead", "behind"], "proposer": proposer, "dues": 0.0, "board": 0.0}
        found = run(small(actors, quarters=6, market={}, sharing={}, absorption={}, clubs={}, policies=[alliance]))
        return began(found)

    assert founded("behind") is not None
    assert founded("ahead") is None


def test_export_controls_are_proposed_by_who_is_ahead(base):
    def ordered(state):
        control = {"kind": "export_control", "from_bloc": "west", "to_bloc": "east", "proposer": state}
        ahead = changed(base, actors={"west-state": {"know_how": 9.0}, "east-state": {"know_how": -9.0}})
        return began(ran(ahead, control, quarters=5))

    assert ordered("west-state") is not None
    assert ordered("east-state") is None


def test_a_row_is_told_by_its_actors_place(base):
    scenario = changed(base, policies=[{"kind": "subsidy", "actor": "delta", "start": day(0)}])
    rows = world_of(scenario).policies
    assert (rows["first"][0], rows["last"][0]) == (row(base, "delta"), row(base, "delta") + 1)
