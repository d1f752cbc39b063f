"""Each mechanism acts in the direction that it claims, and has the cost that it claims."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim import Tier, run
from sim.rules.adapt import fermi
from sim.rules.common import usable
from sim.rules.decide import care, next_effort
from sim.rules.finance import invest, next_budget, pay_fees, payoff, settle_accounts
from sim.rules.flaws import age_flaws, be_misused, find_rate, have_incidents, hazard, misuse_hazard, readers
from sim.rules.learn import absorptive_capacity, adoption, learn, owes_fee
from sim.rules.market import appeal, cournot, doing_without, market_size, trade
from sim.rules.observe import gini_of_power
from sim.rules.perceive import perceive
from sim.rules.quarter import advance
from sim.rules.release import meet_challenges, presence, settle, settled, step
from sim.rules.research import affordable, bricks, buy_compute, research, research_money
from sim.rules.trust import trust, updated
from sim.rules.turnover import entry_value, leave
from sim.world import DOMAIN_FIELDS, KNOWLEDGE_FIELDS, parameters
from tests.worlds import actor, day, noise_of, numbers, record, row, series, small, world_of

share = st.floats(0.0, 1.0)
level = st.floats(-20.0, 20.0)
ALIKE = {"capture": 1.0, "appeal": 0.0, "exposure": 0.0}
ONLY_DISCLOSURE = {"closed": ALIKE, "access": ALIKE, "licensed": ALIKE, "open": ALIKE}
"""Tiers that differ in what they disclose alone."""
OPEN = {"tier": "open", "hoards_as": "open"}
STEADY = {"luck": 0.0}


def researched(scenario, **fields):
    """The world of a scenario after one quarter's research, with fields of the first actor set before it."""
    world = world_of(scenario)
    for name, value in fields.items():
        world.actors[name][0] = value
    research(world, noise_of(scenario), 0)
    return world


def learnt(scenario):
    """What each actor learns in one quarter of a world in one field, OOM."""
    world = world_of(scenario)
    before = world.fields["know_how"].copy()
    learn(world)
    return (world.fields["know_how"] - before)[:, 0]


# Research, recombination, duplication


def test_research_grows_with_money_by_its_elasticity():
    poor, rich = (researched(small({"a": {"endowment": money}}, research=STEADY)) for money in (0.5, 1.0))
    assert 0 < poor.actors["researched"][0] * 2**0.35 == pytest.approx(rich.actors["researched"][0])


def test_ideas_get_harder_with_every_order_of_magnitude():
    new, old = (researched(small({"a": {"know_how": known}}, research=STEADY)) for known in (0.0, 1.0))
    assert old.actors["researched"][0] == pytest.approx(new.actors["researched"][0] * 10**-0.12)


def test_care_slows_research_and_shared_tools_lower_that_cost():
    scenario = small(("a",), research=STEADY)
    careful, careless = researched(scenario, safety=0.5), researched(scenario, safety=0.0)
    slower = careful.actors["researched"][0] / careless.actors["researched"][0]
    assert slower == pytest.approx(0.5**0.7)
    helped = researched(small(("a",), research=STEADY, commons={"catalogue": 1.0}), safety=0.5)
    assert helped.actors["researched"][0] == careless.actors["researched"][0]


@given(share, st.floats(0.0, 50.0))
def test_bricks_speed_research_by_no_more_than_their_strength(strength, elsewhere):
    factor = bricks(elsewhere, numbers("recombination", strength=strength))
    assert 1.0 <= factor <= 1.0 + strength


def test_know_how_in_other_fields_speeds_research_and_a_single_field_gains_nothing():
    domains = {"field": {"weight": 0.5}, "other": {"weight": 0.5}}
    pace = {}
    for name, fields in (("two", domains), ("one", {"field": {"weight": 1.0}})):
        for on in (True, False):
            spec = {"know_how_in": dict.fromkeys(fields, 2.0), "focus": {"field": 1.0}}
            world = researched(small({"a": spec}, domains=fields | dict.fromkeys(()), research=STEADY,
                                     recombination={"on": on})) if name == "two" else researched(
                small({"a": {"know_how": 2.0}}, research=STEADY, recombination={"on": on}))
            pace[name, on] = world.fields["discovered"][0, 0]
    assert pace["two", True] == pytest.approx(pace["two", False] * 1.25)
    assert pace["one", True] == pace["one", False]
