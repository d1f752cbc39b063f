"""Strategies that weigh rents against complements share when, and as often as, sharing pays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.objectives import appraise, rent_lost
from sim.rules.perceive import NOTHING_SEEN
from sim.rules.strategies import best_reply, complement
from sim.scenario.schema.enums import Kind, Tier
from tests.worlds import BOTH_FORMS, GROWN, LOGIT, moves, record, small, world_of

COMMUNITY = {"settlers": 0.05}
WEIGHED = {"rent": 1.0, "swing": 0.9, "edge": 1.5, "beside": 0.2}
"""What a firm that sets prices has weighed: what paid access earns, more utility, an OOM, and open weights."""
in_both_forms = pytest.mark.parametrize("form", BOTH_FORMS)


def gain(me=None, form="logit", market=10.0, openness=0.0, community=0.0, **changes):
    """The appraised gain from sharing (open) over hoarding (access) of one actor."""
    world = world_of(small(market={"form": form}, community=COMMUNITY, **changes))
    commons = world.society[0]
    commons["market"], commons["openness"], commons["community"] = market, openness, community
    firm = record(**{"users": 0.1, "outlay": 1.0, "rival": 0.0, "complement": 0.1} | WEIGHED | (me or {}))
    return appraise(firm, world.tiers[Tier.ACCESS], world.tiers[Tier.OPEN], commons, world.parameters[0])


@given(st.floats(-10.0, 10.0))
def test_a_firm_with_complements_shares_exactly_when_it_gains(value):
    assert complement(value) == (value > 0.0)


def test_rents_speak_against_sharing_and_complements_for_it():
    assert gain({"complement": 2.0}) > 0.0 > gain({"complement": 0.0})
    assert gain({"users": 0.4}) < gain({"users": 0.1})  # more users, more margin given up
    assert gain({"capability": 2.0}) < gain({"capability": 0.5})  # a lead would be closed
    assert gain(community=0.5) > gain(community=0.0)  # a community is there already
    assert gain(community=0.5, openness=4.0) < gain(community=0.5, openness=0.0)  # others share what it pays


def test_what_paid_access_would_earn_speaks_against_open_weights_and_what_is_spent_beside_them_for_it():
    assert gain({"beside": 2.0}, "prices") > 0.0 > gain({"beside": 0.0}, "prices")
    assert gain({"rent": 4.0}, "prices") < gain({"rent": 1.0}, "prices")
    assert gain({"capability": 2.0}, "prices") < gain({"capability": 0.5}, "prices")  # a lead would be closed
    assert gain(form="prices", community=0.5) < gain(form="prices", community=0.0)  # its upkeep costs


@in_both_forms
def test_patience_weighs_the_loss_of_the_lead_more(form):
    ahead = {"capability": 2.0}
    assert gain(ahead, form, world={"discount": 0.99}) < gain(ahead, form, world={"discount": 0.3})


@in_both_forms
def test_a_complementor_shares_or_hoards_in_a_run_by_what_it_would_gain(form):
    on = {"market": {"form": form, "churn": 1.0}, "prices": GROWN | {"complements": 0.25}, "community": COMMUNITY}
    rich, poor = ({"complement": share, "users": 0.1, "hoards_as": "access"} for share in (3.0, 0.0))
    assert moves("complement", "D" * 6, me=rich, **on)[1:] == "C" * 5
    assert moves("complement", "D" * 6, me=poor, **on) == "D" * 6


@in_both_forms
def test_a_firm_that_sees_no_rival_has_no_lead_to_lose(form):
    world = world_of(small(market={"form": form}))
    tiers, p = (world.tiers[Tier.ACCESS], world.tiers[Tier.OPEN]), world.parameters[0]
    alone, level = (record(users=0.1, capability=1.0, rival=rival, **WEIGHED) for rival in (NOTHING_SEEN, 1.0))
    world.society["market"] = 10.0
    assert rent_lost(alone, *tiers, world.society[0], p) == rent_lost(level, *tiers, world.society[0], p) > 0.0


@in_both_forms
def test_what_leaks_anyway_is_not_lost_by_sharing_so_protection_makes_hoarding_pay(form):
    ahead = {"capability": 2.0}
    leaky, sealed = (gain(ahead, form, spillover={"leak": 0.2, "protection": law}) for law in (0.0, 1.0))
    assert leaky > sealed == gain(ahead, form)


def test_a_lab_counts_prestige():
    assert gain({"kind": Kind.LAB, "researched": 0.2}) == pytest.approx(0.85 * 0.2)
    assert gain({"kind": Kind.LAB, "researched": 0.2}, payoff={"prestige": 0.0}) == 0.0


def test_a_state_counts_how_far_it_trails_its_best_foreign_rival():
    assert gain({"kind": Kind.NATION, "capability": 1.0, "foreign": 3.0}) == pytest.approx(0.85 * 2.0)
    assert gain({"kind": Kind.NATION, "capability": 3.0, "foreign": 1.0}) == pytest.approx(-0.85 * 2.0)
    assert gain({"kind": Kind.NATION, "capability": 1.0, "foreign": NOTHING_SEEN}) == 0.0


@pytest.mark.parametrize(("value", "chance"), [(0.0, 0.5), (0.2, 0.731), (-0.4, 0.119), (9.0, 1.0)])
def test_a_best_reply_shares_as_often_as_the_logit_of_its_gain(value, chance):
    draws = (np.arange(2000) + 0.5) / 2000
    assert np.mean([best_reply(value, 1.0, 0.9, draw, 5.0, 0.0) for draw in draws]) == pytest.approx(chance, abs=1e-3)


def test_best_replies_in_a_run_are_mixed_when_nothing_is_at_stake():
    played = "".join(moves("best-reply", "D" * 64, seed) for seed in range(8))
    assert played.count("C") / len(played) == pytest.approx(0.5, abs=4 * 0.5 / len(played) ** 0.5)
    assert (
        moves(
            "best-reply",
            "D" * 8,
            me={"complement": 9.0, "users": 0.1},
            market=LOGIT,
            community=COMMUNITY,
            choice={"intensity": 1e6},
        )[1:]
        == "C" * 7
    )
