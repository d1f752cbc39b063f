"""Treaties, retaliation, public money and regulation: each with its benefit and its cost."""

import pytest

from sim import Firm, RaceModel, run
from sim.scenario.schema.enums import Tier
from tests.institutions import CALM, CONTROL, START, paired, rise, with_rows
from tests.worlds import actor, changed, day, row, small

TREATY = {"kind": "treaty", "start": day(2)}


def bound(row_, quarters=6, **more):
    actors = {"a": {"users": 0.4, "effort": 2.0}, "b": {"users": 0.4, "effort": 2.0}}
    on = {"market": {}, "research": {"luck": 0.0}, "pledges": {}, "compliance": {"on": False}} | more
    return run(small(actors, quarters=quarters, policies=[TREATY | row_], **on))


def test_a_pause_holds_effort_and_slows_research_where_inspection_bites_and_is_reneged_where_not():
    kept = bound({"effort": 0.5, "inspection": 1.0, "penalty": 50.0})
    cheated = bound({"effort": 0.5, "inspection": 0.0})
    assert kept.world.actors["effort"].tolist() == [0.5, 0.5] and kept.outcomes["breaches"] == 0.0
    assert cheated.world.actors["effort"][0] == 2.0 and cheated.outcomes["breaches"] > 0.0
    assert actor(kept, "a", "researched") < actor(cheated, "a", "researched")


def test_a_pledge_of_openness_opens_hoarders_who_would_pay_for_cheating():
    kept, cheated = (
        bound({"tier": "open", "inspection": 1.0, "penalty": 50.0}),
        bound({"tier": "open", "inspection": 0.0}),
    )
    assert kept.world.actors["tier"].tolist() == [Tier.OPEN] * 2
    assert cheated.world.actors["tier"].tolist() == [Tier.CLOSED] * 2 and cheated.outcomes["breaches"] > 0.0


def test_an_empty_pledge_that_is_inspected_earns_no_trust():
    for empty in ({"tier": "closed"}, {"effort": 1e5}):
        found = bound(empty | {"inspection": 1.0}, trust=CALM)
        assert found.world.ties.trust.tolist() == [0.5, 0.5]


def test_treaties_on_different_subjects_bind_at_once_in_whatever_order():
    openness = TREATY | {"tier": "open", "inspection": 1.0, "penalty": 50.0}
    pause = TREATY | {"effort": 0.5, "inspection": 1.0, "penalty": 50.0}
    actors = {"a": {"users": 0.4, "effort": 2.0}, "b": {"users": 0.4, "effort": 2.0}}
    for rows in ([openness, pause], [pause, openness]):
        found = run(small(actors, quarters=6, policies=rows, market={}, research={"luck": 0.0}, pledges={}))
        assert found.world.actors["effort"].tolist() == [0.5, 0.5]
        assert found.world.actors["tier"].tolist() == [Tier.OPEN] * 2


def test_an_actor_that_decides_in_python_answers_for_its_choice():
    class Stubborn(Firm):
        def choose(self):
            return Tier.CLOSED

    row_ = TREATY | {"tier": "open", "inspection": 1.0, "penalty": 50.0}
    model = RaceModel(small(policies=[row_], pledges={}, market={}), agents={"alpha": Stubborn})
    for _ in range(4):
        model.step()
    assert model.actors[0].tier == Tier.CLOSED and model.breaches >= 1.0


def test_retaliation_answers_controls_in_kind_and_hurts_both(base):
    answer = {"kind": "retaliation", "from_bloc": "east", "to_bloc": "west", "strength": 0.5, "compute": 0.2}
    control = CONTROL | {"strength": 0.6}
    found = run(with_rows(base, control, answer), 1, 20)
    west, east = (found.world.actors["bloc"][row(base, name)] for name in ("alpha", "beta"))
    assert found.world.control[west, east] == pytest.approx(0.6)
    assert found.world.control[east, west] == pytest.approx(0.3)
    assert found.world.blocs["restriction"][west] == pytest.approx(0.12)
    alone = run(with_rows(base, control), 1, 20)
    assert found.outcomes["trust_across"] < alone.outcomes["trust_across"]
    assert actor(found, "alpha", "compute") < actor(alone, "alpha", "compute")


def test_retaliation_without_controls_does_nothing_and_ends_with_them(base):
    answer = {"kind": "retaliation", "from_bloc": "east", "to_bloc": "west", "start": day(2)}
    found = run(with_rows(base, CONTROL | {"end": day(12)}, answer), 1, 20)
    assert not found.world.control.any()


def test_public_compute_serves_who_may_use_it_at_the_expense_of_who_pays(base):
    row_ = {"kind": "public_compute", "payer": "west-state", "actors": ["west-lab", "east-lab"], "share": 0.3}
    plentiful = changed(base, supply={"on": False})  # where compute is scarce all others pay a little more for it
    (before, after), *_ = paired(plentiful, row_, seeds=[1], quarters=START + 1)
    gained = [actor(after, name, "compute") - actor(before, name, "compute") for name in ("west-lab", "east-lab")]
    assert gained[0] == pytest.approx(gained[1]) and gained[0] > 0.0
    assert actor(after, "west-state", "researched") < actor(before, "west-state", "researched")
    assert actor(after, "third-lab", "compute") == actor(before, "third-lab", "compute")


def test_a_subsidy_can_be_paid_by_a_state_that_then_has_less(base):
    row_ = {"kind": "subsidy", "actor": "delta", "payer": "west-state", "amount": 0.2}
    (before, after), *_ = paired(base, row_, seeds=[1], quarters=START + 2)
    assert actor(after, "delta", "outlay") > actor(before, "delta", "outlay")
    assert actor(after, "west-state", "outlay") < actor(before, "west-state", "outlay")


def test_regulation_after_incidents_makes_actors_careful_and_slow(base):
    flawed = changed(base, incidents={"rate": 0.5})
    pairs = paired(flawed, {"kind": "incident_regulation", "tightening": 0.2})
    assert rise(pairs, "safety") > 0.0 > rise(pairs, "research_gain")
