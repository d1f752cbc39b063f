"""What gets out of what is hidden: with staff, by distillation; what law and limits do to it, and what each costs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import run
from sim.rules.common import leak_rate
from sim.rules.leaks import carried, distilled, expect_leaks, matched, seeping, staff_weight
from sim.rules.learn import learn
from sim.rules.objectives import rent_lost
from sim.scenario import load
from sim.scenario.schema.enums import Tier
from sim.world import parameters
from tests.institutions import CONTROL
from tests.worlds import GROWN, LOGIT, actor, changed, day, numbers, record, row, same, series, small, world_of

unit = st.floats(0.0, 1.0)
ALONE = {"leak": 0.0, "protection": 0.0, "mobility": 0.0, "distillation": 0.0}
"""Nothing leaks unless a test says so."""
PAID = {"tier": "access", "hoards_as": "access"}
SILENT = {"access": {"disclosure": 0.0}}
"""Paid access that shows nothing but what can be distilled of it."""


def after_learning(scenario, disclosed=None, outlay=None):
    """The world after one quarter's learning, with what was released, or spent, set before."""
    world = world_of(scenario)
    if disclosed is not None:
        world.knowledge["disclosed"][:] = disclosed
    if outlay is not None:
        world.actors["outlay"] = outlay
    learn(world)
    return world


def learned(actors, disclosed=None, outlay=None, **changes):
    """What the first actor learns in a quarter, OOM."""
    return after_learning(small(actors, tiers=SILENT, **changes), disclosed, outlay).actors["learned"][0]


# Staff


@given(st.floats(0.0, 1e6), st.floats(1e-3, 1e6), st.floats(0.0, 1e6))
def test_people_come_and_go_more_where_more_is_spent_twice_as_many_at_most(outlay, usual, more):
    assert 0.0 <= staff_weight(outlay, usual) <= staff_weight(outlay + more, usual) <= 2.0
    assert staff_weight(usual, usual) == staff_weight(outlay, 0.0) == 1.0


def test_staff_carry_a_share_of_what_their_employer_hides_by_the_size_of_both():
    pair = {"me": {}, "hoarder": {"know_how": 1.0}}
    rate = {"spillover": ALONE | {"mobility": 0.1}}
    assert learned(pair, **rate) == pytest.approx(0.1)
    for outlay in ([1.0, 3.0], [3.0, 1.0], [0.0, 1.0]):
        mean = sum(outlay) / 2
        weights = [2.0 * x / (x + mean) for x in outlay]
        assert learned(pair, outlay=outlay, **rate) == pytest.approx(0.1 * weights[0] * weights[1])
    three = pair | {"third": {}}
    small_pair, large_hoarder, large_me = (
        learned(three, outlay=outlay, **rate) for outlay in ([1.0, 1.0, 4.0], [1.0, 4.0, 1.0], [4.0, 1.0, 1.0])
    )
    assert small_pair < large_hoarder == large_me  # more come from the larger, and go to who hires more


@pytest.mark.parametrize("tier", ["licensed", "open"])
def test_of_what_is_open_staff_carry_nothing_that_is_hidden(tier):
    pair = {"me": {}, "giver": {"know_how": 1.0, "tier": tier, "hoards_as": tier}}
    hidden = 1.0 - load("base").tiers.licensed.disclosure if tier == "licensed" else 0.0
    assert learned(pair, spillover=ALONE | {"mobility": 0.1}) == pytest.approx(0.1 * hidden)


def test_who_loses_staff_forgets_what_they_knew_how_to_do():
    def experience(mobility, vacancy):
        rates = ALONE | {"mobility": mobility, "vacancy": vacancy}
        return after_learning(small(spillover=rates, absorption={"half": 1.0})).actors["experience"][0]

    assert experience(0.2, 0.5) == pytest.approx(0.9)
    assert experience(0.2, 0.0) == experience(0.0, 0.5) == 1.0


def test_a_leader_whose_staff_can_leave_loses_users_and_understands_less(base):
    def leader(mobility):
        firms = {"leader": PAID | {"know_how": 2.0}, "one": PAID, "two": PAID}
        on = {"market": LOGIT, "release": {"threshold": 0.1}, "research": {"luck": 0.0}, "absorption": {}}
        return run(small(firms, spillover=ALONE | {"mobility": mobility}, quarters=20, **on))

    kept, left = leader(0.0), leader(0.2)
    assert actor(left, "leader", "users") < actor(kept, "leader", "users")
    assert actor(left, "leader", "experience") < actor(kept, "leader", "experience")
    assert actor(left, "one", "capability") > actor(kept, "one", "capability")


def test_where_staff_may_not_go_to_rivals_they_carry_nothing_and_research_is_slower():
    pair = {"me": {}, "hoarder": {"know_how": 1.0}}

    def world(noncompete, **rates):
        law = {"kind": "ip_regime", "start": day(0), "protection": 0.0, "noncompete": noncompete}
        on = {"research": {"luck": 0.0}, "policies": [law]}
        return run(small(pair, spillover=ALONE | {"mobility": 0.1, "mismatch": 0.2} | rates, quarters=1, **on))

    free, half, barred = (world(noncompete) for noncompete in (0.0, 0.5, 1.0))
    learns = [actor(one, "me", "learned") for one in (free, half, barred)]
    assert learns[0] > learns[1] > learns[2] == 0.0
    finds = [actor(one, "hoarder", "researched") for one in (free, half, barred)]
    assert finds == pytest.approx([finds[0], 0.9 * finds[0], 0.8 * finds[0]])
    costless = [actor(world(noncompete, mismatch=0.0), "hoarder", "researched") for noncompete in (0.0, 1.0)]
    assert costless[0] == costless[1] == finds[0]


# Distillation


def sold(**changes):
    """What is learnt of a firm a gap of 1 ahead, of which .6 is released behind paid access."""
    seller = {"know_how": 1.0, "bloc": "west"} | PAID | changes.pop("seller", {})
    buyer = changes.pop("buyer", {"bloc": "west"})
    rates = ALONE | {"distillation": 0.5} | changes.pop("rates", {})
    shown = changes.pop("disclosed", [[0.0], [0.6]])
    return learned({"me": buyer, "seller": seller}, disclosed=shown, spillover=rates, **changes)


def test_what_is_released_behind_paid_access_can_be_distilled_and_nothing_else():
    assert sold() == pytest.approx(0.5 * 0.6)
    assert sold(disclosed=[[0.0], [0.0]]) == 0.0  # nothing of it is released yet
    assert sold(seller={"tier": "closed"}) == 0.0
    assert sold(seller={"tier": "open", "hoards_as": "open"}) == 0.0  # what is open needs no distillation
    assert sold(seller={"kind": "lab"}) == sold(seller={"kind": "nation"}) == 0.0  # they sell nothing


def test_property_law_stops_its_share_of_distillation():
    assert sold(rates={"protection": 0.4}) == pytest.approx(0.6 * 0.5 * 0.6)
    assert sold(rates={"protection": 1.0}) == 0.0


def test_export_controls_keep_access_from_who_would_distil_it():
    def across(denial, forth, back):
        world = world_of(
            small(
                {"me": {"bloc": "east"}, "seller": {"know_how": 1.0, "bloc": "west"} | PAID},
                spillover=ALONE | {"distillation": 0.5},
                market={"denial": denial},
                tiers=SILENT,
            )
        )
        world.control[:] = [[0.0, back], [forth, 0.0]]
        learn(world)
        return world.actors["learned"][0], world.actors["leaking"][1]

    assert across(1.0, 0.0, 0.0) == across(0.0, 0.8, 0.0) == pytest.approx((0.5, 0.5))
    assert across(1.0, 0.8, 0.0) == across(1.0, 0.1, 0.8) == pytest.approx((0.1, 0.1))
    assert across(0.5, 0.8, 0.0) == pytest.approx((0.3, 0.3))


def limited(base, limits, **changes):
    limit = [{"kind": "use_limits", "start": day(8), "actors": ["alpha"], "limits": limits}]
    return run(changed(base, policies=limit, **changes), 3, 24)


def test_limits_on_use_stop_distillation_of_who_sets_them():
    def leaking(limits):
        row_ = {"kind": "use_limits", "start": day(0), "actors": ["seller"], "limits": limits}
        rates = ALONE | {"distillation": 0.5}
        found = run(
            small({"me": {}, "seller": PAID | {"know_how": 1.0}}, tiers=SILENT, spillover=rates, policies=[row_])
        )
        return series(found, "learning_gain")[0], actor(found, "seller", "leaking")

    free, half, tight = (leaking(limits) for limits in (0.0, 0.5, 1.0))
    assert free[0] > half[0] > tight[0] == 0.0
    assert (free[1], half[1], tight[1]) == pytest.approx((0.5, 0.25, 0.0))


@pytest.mark.parametrize("form", ["prices", "logit"])
def test_limits_on_use_cost_users(form):
    base = changed(load("arms-race"), market={"form": form}, prices=GROWN, exit={"on": False})
    free, tight = limited(base, 0.0), limited(base, 1.0)
    assert actor(free, "alpha", "denied") == 0.0
    assert actor(tight, "alpha", "denied") == pytest.approx(base.spillover.turned_away)
    assert actor(tight, "beta", "denied") == 0.0
    assert series(tight, "surplus")[8] < series(free, "surplus")[8]
    at_once = [run(one.scenario, 3, 9) for one in (free, tight)]
    assert actor(at_once[1], "alpha", "users") < actor(at_once[0], "alpha", "users")
    kind = changed(base, spillover={"turned_away": 0.0})
    assert actor(limited(kind, 1.0), "alpha", "denied") == 0.0


def test_whom_controls_and_limits_keep_away_are_two_barriers():
    base = changed(load("arms-race"), spillover={"turned_away": 0.5}, policies=[CONTROL | {"strength": 0.6}])
    alone = actor(limited(base, 0.0), "alpha", "denied")
    assert 0.0 < alone < 1.0
    assert actor(limited(base, 1.0), "alpha", "denied") == pytest.approx(1.0 - 0.5 * (1.0 - alone))


# Together


@given(unit, unit, st.floats(0.0, 5.0), st.floats(-1.0, 5.0), st.floats(0.0, 3.0))
def test_all_that_leaks_is_a_share_that_grows_with_what_is_released(steady, bought, ahead, shown, more):
    less, further = max(0.0, min(ahead, shown)), max(0.0, min(ahead, shown + more))
    one, other = seeping(ahead, less, steady, bought), seeping(ahead, further, steady, bought)
    assert 0.0 <= steady * ahead <= one <= other <= ahead
    assert seeping(ahead, further, steady, 0.0) == steady * ahead


@given(unit, unit, unit, st.floats(0.0, 2.0), st.floats(0.0, 2.0))
def test_at_its_neutral_the_leak_is_the_constant_to_the_bit(leak, protection, standard, one, other):
    p = parameters(small(spillover=ALONE | {"leak": leak}, agreement={}))[0]
    constant, s = leak_rate(protection, standard, p), p["spillover"]
    steady = min(1.0, constant + carried(record(staff=one), record(staff=other), 0.0, s))
    seller = record(released_tier=Tier.ACCESS)
    assert seeping(2.0, 1.0, steady, distilled(seller, 0.0)) == constant * 2.0
    assert matched(0.0, numbers("spillover", mismatch=0.9)) == 1.0


@pytest.mark.parametrize("name", ["arms-race", "commons"])
@pytest.mark.parametrize("seed", [1, 7])
def test_without_mobility_and_distillation_their_costs_change_no_bit_either(name, seed):
    plain = changed(load(name), spillover={"leak": 0.08, "mobility": 0.0, "distillation": 0.0})
    one, other = run(plain, seed), run(changed(plain, spillover={"vacancy": 1.0, "mismatch": 1.0}), seed)
    assert same(one, other) and one.outcomes == other.outcomes
    for field in ("staff", "distillable", "leaving", "leaking"):
        assert not one.world.actors[field].any()


@pytest.mark.parametrize("part", ["mobility", "distillation"])
def test_each_matters_in_a_race_and_finds_nothing_hidden_in_the_commons(part):
    for name in ("arms-race", "commons"):
        full = changed(load(name), spillover={"vacancy": 0.0})
        gone = changed(full, spillover={part: 0.0})
        assert same(run(full, 1), run(gone, 1)) == (name == "commons")


def test_who_weighs_opening_expects_the_leak_that_it_has():
    actors = {"firm": PAID | {"know_how": 2.0}, "rival": PAID, "lab": {"kind": "lab"}}
    world = world_of(small(actors, spillover=ALONE | {"mobility": 0.1, "distillation": 0.3}))
    assert world.actors["leaking"] == pytest.approx([0.4, 0.4, 0.1])  # on the eve already
    world.actors["outlay"] = [2.0, 1.0, 0.0]
    expect_leaks(world)
    weights = [2.0 * x / (x + 1.0) for x in (2.0, 1.0, 0.0)]
    assert world.actors["leaving"][0] == pytest.approx(0.1 * weights[0] * np.mean(weights[1:]))
    assert world.actors["leaking"] == pytest.approx(world.actors["leaving"] + [0.3, 0.3, 0.0])
    world.actors["alive"][1] = 0
    expect_leaks(world)
    assert world.actors["leaving"][0] == 0.0  # the lab hires nobody


@pytest.mark.parametrize("form", ["prices", "logit"])
def test_a_firm_whose_lead_leaks_has_less_to_lose_by_opening(form):
    world = world_of(small(market={"form": form}, spillover=ALONE | {"leak": 0.1}))
    tiers, society, p = (world.tiers[Tier.ACCESS], world.tiers[Tier.OPEN]), world.society[0], world.parameters[0]
    society["market"] = 10.0
    firm = {"users": 0.1, "capability": 2.0, "rent": 1.0, "swing": 0.9, "edge": 1.5}
    level, tight, leaky, lost = (
        rent_lost(record(**firm, rival=rival, leaking=leaking), *tiers, society, p)
        for rival, leaking in ((2.0, 0.0), (0.0, 0.0), (0.0, 0.2), (0.0, 0.95))
    )
    quarters = p["choice"]["horizon"]
    assert leaky - level == pytest.approx((tight - level) * (0.7 / 0.9) ** quarters)
    assert lost == level < leaky < tight


def test_who_opened_still_expects_what_it_would_lose_if_it_hoarded_again():
    firms = {"firm": {"tier": "open", "hoards_as": "access", "strategy": "share"}, "rival": {}}
    found = run(small(firms, spillover=ALONE | {"distillation": 0.3}))
    assert actor(found, "firm", "tier") == Tier.OPEN
    assert found.world.actors["leaking"][row(found.scenario, "firm")] == pytest.approx(0.3)
