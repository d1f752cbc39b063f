"""Where somebody decides for an actor: it does that, within the law and its commitments, and nothing else changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import sim
from sim.scenario.schema.enums import Tier, word
from tests.worlds import actor, changed, day, same

QUARTERS = 12
NAMES = ("alpha", "beta", "gamma", "delta")


@pytest.fixture(scope="module")
def base(base):
    return changed(base, quarters=QUARTERS, exit={"on": False})


def decided(first, last, *, who=("alpha",), **choice):
    return {"kind": "decision", "actors": list(who), "start": day(first), "end": day(last)} | choice


def ran(scenario, *rows, seed=3, quarters=QUARTERS):
    return sim.run(changed(scenario, policies=list(rows)), seed, quarters)


def course(scenario, name, *rows, seed=3):
    """Tier, effort and care of an actor in each quarter."""
    model = sim.RaceModel(changed(scenario, policies=list(rows)), seed)
    actor = next(each for each in model.actors if each.name == name)
    found = []
    for _ in range(QUARTERS):
        model.step()
        found.append((word(actor.tier), actor.effort, actor.safety))
    return found


@pytest.mark.parametrize("name", ["alpha", "west-state", "west-lab"])
def test_to_decide_what_an_actor_would_do_anyway_changes_no_bit(base, name):
    own = course(base, name)
    rows = [decided(t, t + 1, who=[name], tier=tier, effort=e, care=s) for t, (tier, e, s) in enumerate(own)]
    assert same(ran(base), ran(base, *rows))


@given(
    tier=st.sampled_from([word(tier) for tier in Tier]),
    effort=st.floats(0.0, 2.0),
    care=st.floats(0.0, 1.0),
    name=st.sampled_from(NAMES),
)
def test_what_is_decided_is_done_from_its_start_to_its_end(base, tier, effort, care, name):
    scenario = changed(base, incidents={"on": False}, misuse={"on": False})  # no harm, so the law asks nothing
    told = course(scenario, name, decided(4, 8, who=[name], tier=tier, effort=effort, care=care))
    assert told[4:8] == [(tier, min(effort, scenario.effort.most), care)] * 4
    assert told[:4] == course(scenario, name)[:4]


def test_each_choice_can_be_left_open(base):
    for choice in ({"tier": "open"}, {"effort": 1.75}, {"care": 0.9375}):
        tier, effort, care = course(base, "alpha", decided(0, 1, **choice))[0]
        own = course(base, "alpha")[0]
        expected = (choice.get("tier", own[0]), choice.get("effort", own[1]), choice.get("care", own[2]))
        assert (tier, effort, care) == expected


def test_of_several_rows_the_one_that_started_last_counts_in_each_choice(base):
    told = course(base, "alpha", decided(0, 8, tier="open", effort=1.5), decided(2, 4, tier="closed"))
    assert [(tier, effort) for tier, effort, _ in told[:6]] == [
        *[("open", 1.5)] * 2, *[("closed", 1.5)] * 2, *[("open", 1.5)] * 2
    ]  # fmt: skip


def test_a_public_commitment_binds_all_the_same(base):
    pivot = {"kind": "pivot", "start": day(0), "actor": "alpha", "tier": "licensed"}
    told = course(base, "alpha", pivot, decided(0, QUARTERS, tier="closed"))
    assert {tier for tier, *_ in told} == {"licensed"}


def test_the_law_asks_its_least_care(base):
    strict = changed(base, incidents={"tightening": 1.0, "rate": 5.0, "relaxation": 0.0})
    cares = [care for *_, care in course(strict, "alpha", decided(0, QUARTERS, care=0.0))]
    assert cares[0] == 0.0 and max(cares) > 0.5


def test_who_is_told_breaks_a_promise_that_it_would_have_kept(base):
    duty = {"kind": "duty", "start": day(0), "floor": 0.7, "audit": 1.0, "penalty": 50.0}
    for care, broken in ((0.7, 0), (0.1, 1)):
        told = ran(base, duty, decided(2, QUARTERS, care=care))
        record = told.world.duties[0]
        assert (record["broken"], record["convicted"]) == (broken, broken)
        assert (record["fine"] > 0.0) == bool(broken)
    assert ran(base, duty).world.duties[0]["broken"] == 0, "by itself it keeps what costs so much to break"


def test_a_promise_kept_by_decision_earns_trust_by_what_it_costs(base):
    treaty = {"kind": "treaty", "start": day(0), "tier": "open", "inspection": 1.0, "parties": ["alpha"]}
    words = []
    for tier in ("open", "closed"):
        told = ran(base, treaty, decided(0, QUARTERS, tier=tier))
        words.append(float(told.world.duties[0]["word"]))
    disclosed = [base.tiers.open.disclosure, base.tiers.access.disclosure]
    assert words == [pytest.approx(disclosed[0] - disclosed[1]), -1.0]


ALLIANCE = {"kind": "alliance", "name": "club", "start": day(0), "members": ["gamma", "delta"], "dues": 0.0}


def belongs(run, name):
    return int(actor(run, name, "clubs"))


@pytest.mark.parametrize("admission", ["open", "founders"])
def test_who_is_told_to_join_joins_where_it_is_admitted_and_stays(base, admission):
    rows = ({**ALLIANCE, "admission": admission}, decided(2, QUARTERS, join=["club"]))
    assert belongs(ran(base, *rows), "alpha") == (admission == "open")


def test_who_is_told_to_leave_leaves_and_stays_out_until_it_may_choose(base):
    keen = changed(base, clubs={"reconsider": 1.0})
    rows = ({**ALLIANCE, "obligation": 1.0}, decided(2, QUARTERS, who=["gamma"], leave=["club"]))
    assert belongs(ran(keen, *rows, quarters=2), "gamma") == 1
    assert belongs(ran(keen, *rows), "gamma") == 0


def test_an_exclusive_alliance_keeps_out_who_belongs_to_another(base):
    other = {**ALLIANCE, "name": "other", "members": ["alpha", "beta"], "exclusive": True}
    both = decided(2, QUARTERS, join=["club"])
    assert belongs(ran(base, ALLIANCE, other, both), "alpha") == 2
    moved = decided(2, QUARTERS, join=["club"], leave=["other"])
    assert belongs(ran(base, ALLIANCE, other, moved), "alpha") == 1


BAD = [
    ({}, "decides nothing"),
    ({"tier": "wide"}, "expected one of closed, access, licensed, open"),
    ({"effort": -1.0}, "greater than or equal to 0"),
    ({"join": ["clubs"]}, 'no alliance "clubs"; expected one of club'),
    ({"join": ["club"], "leave": ["club"]}, "is to be joined and left"),
    ({"actors": ["alfa"], "tier": "open"}, "alpha"),
    ({"actors": [], "tier": "open"}, "actors"),
]


@pytest.mark.parametrize(("choice", "message"), BAD)
def test_what_cannot_be_decided_is_told(base, choice, message):
    with pytest.raises((sim.ScenarioError, ValidationError), match=message):
        changed(base, policies=[ALLIANCE, decided(0, 1) | choice])


def test_who_has_not_arrived_is_not_moved(base):
    late = sim.load(base, {"actors.alpha.enters": day(6)})
    told = ran(late, decided(0, QUARTERS, tier="open", effort=1.5))
    assert told.world.actors["tier"][0] == Tier.OPEN and told.world.actors["effort"][0] == 1.5
    np.testing.assert_array_equal(told.series["active"][:6], ran(late).series["active"][:6])
