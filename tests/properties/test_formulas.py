"""The small formulas behind the rules keep their ranges and their order, whatever the numbers."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.outcomes.figures import kaplan_meier_median, passages
from sim.rules.adapt import fermi
from sim.rules.common import mean_level, usable
from sim.rules.decide import care, next_effort
from sim.rules.expect import UNSEEN, believed, chance_to_share
from sim.rules.flaws import readers
from sim.rules.learn import absorptive_capacity, adoption
from sim.rules.market import cournot, market_size
from sim.rules.objectives import buildup
from sim.rules.observe import gini_of_power
from sim.rules.perceive import estimate
from sim.rules.release import presence, settled
from sim.rules.research import bricks
from sim.rules.strategies import best_reply
from sim.rules.trust import updated
from sim.rules.turnover import profit_of_one_more
from sim.world import DOMAIN_FIELDS, KNOWLEDGE_FIELDS, RELEASE_FIELDS
from tests.worlds import numbers, record, small, world_of

unit = st.floats(0.0, 1.0)
oom = st.floats(-20.0, 20.0)
positive = st.floats(0.01, 50.0)
levels = st.lists(oom, min_size=1, max_size=6)


def known(values):
    """Records of know-how in so many domains, and of the domains, weighted 1, 2, 3, ..."""
    fields, domains = np.zeros(len(values), KNOWLEDGE_FIELDS), np.zeros(len(values), DOMAIN_FIELDS)
    fields["know_how"] = values
    domains["weight"] = np.arange(1, len(values) + 1) / sum(range(1, len(values) + 1))
    return fields, domains


@given(levels, st.floats(-20.0, 20.0))
@example([1.0, 2.0, 0.5], 1e-17)
@example([0.0] * 6, 1.5619543162909732e-279)
def test_usable_know_how_lies_between_the_least_and_the_most_known(values, substitution):
    assert min(values) - 1e-9 <= usable(*known(values), substitution) <= max(values) + 1e-9


@given(levels, st.floats(-20.0, 20.0), st.data())
def test_knowing_more_is_never_less_usable(values, substitution, data):
    more = [value + data.draw(st.floats(0.0, 5.0)) for value in values]
    assert usable(*known(more), substitution) >= usable(*known(values), substitution) - 1e-9


@given(levels)
def test_the_more_domains_are_complements_the_less_is_usable(values):
    found = [usable(*known(values), substitution) for substitution in (-5.0, -1e-15, 0.0, 1e-15, 5.0)]
    assert all(low <= high + 1e-9 for low, high in pairwise(found))
    assert found[2] == mean_level(*known(values))


@given(unit, unit, unit, unit, unit)
def test_a_tie_answers_experience_within_zero_and_one(before, up, down, gain, loss):
    after = updated(before, up, down, gain, loss)
    assert -1e-12 <= after <= 1.0 + 1e-12
    assert updated(before, up, 0.0, gain, loss) >= before - 1e-12
    assert updated(before, 0.0, down, gain, loss) <= before


@given(unit, unit, unit)
def test_a_constant_signal_relaxes_trust_geometrically(before, signal, rate):
    assert updated(before, signal, 1.0 - signal, rate, rate) == pytest.approx(
        before + rate * (signal - before), abs=1e-12
    )


def test_with_falling_steps_trust_is_the_mean_of_a_beta_reputation():
    kept = [1, 0, 0, 1, 1, 0, 1, 1]
    tau = 0.5
    for t, good in enumerate(kept):
        tau = updated(tau, good, 1 - good, 1 / (t + 3), 1 / (t + 3))
        assert tau == pytest.approx((1 + sum(kept[: t + 1])) / (t + 3), abs=1e-12)


@given(st.lists(st.floats(0.0, 20.0), min_size=1, max_size=8), st.floats(0.5, 20.0), st.floats(0.1, 5.0), unit)
def test_cournot_outputs_are_best_replies_to_each_other(costs, intercept, slope, rivalry):
    output = np.empty(len(costs))
    price = cournot(np.array(costs), intercept, slope, rivalry, output)
    assert price == pytest.approx(intercept - slope * rivalry * output.sum())
    for cost, quantity in zip(costs, output, strict=True):
        others = rivalry * (output.sum() - quantity)
        assert quantity == pytest.approx(max(0.0, (intercept - cost - slope * others) / (2 * slope)), abs=1e-9)


@given(st.lists(st.floats(0.0, 9.0), min_size=1, max_size=8), st.floats(9.5, 20.0), st.floats(0.1, 5.0))
def test_equal_goods_give_the_bits_of_plain_cournot(costs, intercept, slope):
    output = np.empty(len(costs))
    price = cournot(np.array(costs), intercept, slope, 1.0, output)
    producing, total = [cost for cost, quantity in zip(costs, output, strict=True) if quantity > 0.0], 0.0
    for cost in producing:
        total += cost
    assert price == (intercept + total) / (len(producing) + 1)
    assert [quantity for quantity in output if quantity > 0.0] == [(price - cost) / slope for cost in producing]


@given(st.lists(st.floats(0.0, 9.0), min_size=1, max_size=6), st.floats(9.5, 20.0), st.floats(0.1, 5.0), unit)
def test_what_one_more_firm_would_earn_is_what_it_earns_once_it_has_joined(costs, intercept, slope, rivalry):
    p = numbers("market", slope=slope, rivalry=rivalry)
    output, grown = np.empty(len(costs)), np.empty(len(costs) + 1)
    price = cournot(np.array(costs), intercept, slope, rivalry, output)
    cournot(np.array([*costs, 5.0]), intercept, slope, rivalry, grown)
    if np.count_nonzero(grown[:-1]) == np.count_nonzero(output):
        foreseen = profit_of_one_more(price, np.count_nonzero(output), 5.0, p)
        assert foreseen == pytest.approx(slope * grown[-1] ** 2, abs=1e-9)


@given(st.integers(1, 30), st.floats(0.0, 8.0), st.floats(9.0, 20.0), st.floats(0.1, 5.0))
def test_equal_cournot_firms_produce_the_closed_form(firms, cost, intercept, slope):
    output = np.empty(firms)
    price = cournot(np.full(firms, cost), intercept, slope, 1.0, output)
    assert output == pytest.approx(np.full(firms, (intercept - cost) / (slope * (firms + 1))))
    assert price == pytest.approx((intercept + firms * cost) / (firms + 1))


def test_a_firm_that_costs_more_than_the_price_stays_out_and_the_rest_share_the_market():
    output = np.empty(3)
    assert cournot(np.array([1.0, 1.0, 9.0]), 10.0, 1.0, 1.0, output) == pytest.approx(4.0)
    assert output == pytest.approx([3.0, 3.0, 0.0])
    assert cournot(np.array([11.0, np.inf]), 10.0, 1.0, 1.0, output[:2]) == 10.0
    assert output[:2].tolist() == [0.0, 0.0]


FORMS = st.sampled_from(["constant", "own", "gap", "linear"])
"""Forms in which care rises with own capability, all else that is seen equal."""


@given(FORMS, oom, oom, st.floats(0.0, 5.0), st.integers(0, 30), st.floats(0.0, 2.0), positive, unit)
def test_care_is_a_share_above_the_floor_and_rises_with_own_capability(
    form, capability, rival, gap, rivals, floor, enmity, base
):
    p = numbers("safety", form=form, level=base, enmity=enmity)
    me = {"rival": rival, "second": rival - gap, "rivals": rivals}
    low, high = (care(record(capability=k, **me), rival, floor, p) for k in (capability, capability + 1.0))
    assert min(1.0, floor) <= low <= 1.0
    if form != "gap" or capability >= rival:
        assert low <= high


@given(st.floats(0.0, 10.0), st.floats(0.0, 10.0), st.floats(0.0, 10.0), st.floats(-2.0, 2.0))
def test_effort_rises_with_threat_between_its_bounds(effort, threat, more, grievance):
    p = numbers("effort", grievance=grievance)
    calm, alarmed = next_effort(effort, threat, p), next_effort(effort, threat + more, p)
    assert 0.0 <= calm <= alarmed <= 3.0


@given(oom, oom, unit, unit, st.floats(0.0, 5.0))
def test_an_estimate_is_at_least_what_is_released_and_falls_with_trust(capability, released, tau, visibility, premium):
    p = numbers("perception", visibility=visibility, premium=premium)
    other = record(capability=capability, released=released)
    guess = estimate(other, tau, 0.0, p)
    assert guess >= min(capability, released) - 1e-9
    assert estimate(other, 1.0, 0.0, p) <= guess + 1e-9


@given(st.floats(0.0, 50.0), positive, st.floats(0.0, 5.0))
def test_absorptive_capacity_is_a_share_that_grows_with_own_research(own, half, more):
    assert 0.0 <= absorptive_capacity(own, half) <= absorptive_capacity(own + more, half) <= 1.0
    assert absorptive_capacity(own, 0.0) == 1.0


@given(st.floats(0.0, 100.0), st.floats(0.0, 100.0))
def test_adoption_falls_with_the_fee_from_all(fee, more):
    p = numbers("licence", deterrence=0.7)
    assert 0.0 < adoption(fee + more, p) <= adoption(fee, p) <= adoption(0.0, p) == 1.0


@given(unit, st.floats(0.0, 50.0), st.floats(0.0, 5.0))
def test_bricks_speed_research_by_no_more_than_their_strength(strength, elsewhere, more):
    p = numbers("recombination", strength=strength)
    assert 1.0 <= bricks(elsewhere, p) <= bricks(elsewhere + more, p) <= 1.0 + strength


@given(st.floats(-20.0, 60.0), st.floats(0.0, 10.0))
def test_a_market_grows_with_the_frontier_and_never_exceeds_its_ceiling(rise, more):
    p = numbers("market", ceiling=100.0)
    assert 0.0 < market_size(rise, p) <= market_size(rise + more, p) <= 100.0 * (1 + 1e-12)


@given(st.integers(1, 50), unit, unit)
def test_more_projects_split_a_community_less_the_more_they_interoperate(projects, kappa, other):
    low, high = sorted((kappa, other))
    assert low - 1e-12 <= presence(projects, low) <= presence(projects, high) <= 1.0 + 1e-12
    assert presence(projects + 1, low) <= presence(projects, low)
    assert presence(0, kappa) == 0.0


@given(unit, unit, st.floats(0.0, 5.0), unit, unit)
def test_a_community_is_a_share(members, attraction, growth, settlers, fading):
    p = numbers("community", growth=growth, settlers=settlers, fading=fading)
    assert 0.0 <= settled(members, attraction, p) <= 1.0


@given(st.floats(0.01, 0.9), st.floats(0.1, 0.8), st.floats(0.0, 0.1))
def test_below_its_critical_mass_a_community_shrinks_from_any_size(members, fading, growth):
    p = numbers("community", growth=growth, settlers=0.0, fading=fading)
    assert settled(members, min(1.0, fading / max(growth, 1e-9)), p) < members


@given(st.floats(0.0, 100.0), st.floats(0.0, 1.0))
def test_the_use_of_readers_rises_to_one_and_falls_beyond_the_best_number(crowd, less):
    assert 0.0 <= readers(crowd) <= readers(1.0) == 1.0
    small_crowd, large_crowd = min(crowd, 1.0), max(crowd, 1.0)
    assert readers(small_crowd * less) <= readers(small_crowd)
    assert readers(large_crowd + less) <= readers(large_crowd)


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.floats(0.0, 1e6))
def test_fermi_is_a_probability_symmetric_in_who_does_better(own, other, intensity):
    forth, back = fermi(own, other, intensity), fermi(other, own, intensity)
    assert forth + back == pytest.approx(1.0)
    assert (forth >= 0.5) if other >= own else (forth <= 0.5)
    assert fermi(own, own, intensity) == 0.5


@given(st.floats(-1e3, 1e3), st.floats(1e-6, 1e3), unit, st.floats(0.0, 1e6))
def test_a_logit_reply_shares_the_sooner_the_larger_the_gain(gain, scale, mood, intensity):
    alone = (mood, intensity, 0.0)
    assert best_reply(gain, scale, 0.2, *alone) <= best_reply(gain + 1.0, scale, 0.2, *alone)
    assert best_reply(0.0, scale, 0.2, *alone) == (mood < 0.5)


@given(st.floats(-1e3, 1e3), st.floats(1e-6, 1e3), unit, unit, st.floats(0.0, 1e3), st.floats(0.0, 5.0))
def test_who_conforms_shares_the_sooner_the_more_others_do_and_hoards_as_they_do(gain, means, one, other, beta, J):
    few, many = sorted((one, other))
    assert chance_to_share(gain, means, few, beta, J) <= chance_to_share(gain, means, many, beta, J)
    assert chance_to_share(gain, means, few, beta, 0.0) == chance_to_share(gain, means, many, beta, 0.0)
    alike = [chance_to_share(0.0, means, belief, beta, J) for belief in (few, 1.0 - few)]
    assert sum(alike) == pytest.approx(1.0)


@given(unit, st.floats(1e-3, 1.0), unit, unit)
def test_a_belief_lies_between_what_was_believed_and_what_is_seen(before, memory, sharing, heeded):
    after = believed(before, sharing * heeded, heeded, memory)
    if heeded == 0.0:
        assert after == before
    else:
        seen = sharing * heeded / heeded
        assert min(before, seen) - 1e-15 <= after <= max(before, seen) + 1e-15
        assert believed(before, sharing * heeded, heeded, 1.0) == believed(UNSEEN, sharing * heeded, heeded, memory)


@given(st.floats(0.01, 1.0), st.integers(1, 50))
def test_a_loss_that_builds_up_weighs_less_than_one_at_once(discount, quarters):
    assert 0.0 < buildup(discount, quarters) <= 1.0
    assert buildup(1.0, quarters) == pytest.approx((quarters + 1) / (2 * quarters))


@given(st.lists(st.floats(-3.0, 3.0), min_size=1, max_size=8))
def test_gini_is_the_mean_difference_over_twice_the_mean(values):
    world = world_of(small([f"firm{n}" for n in range(len(values))]))
    world.actors["capability"], world.society["frontier"] = values, max(values)
    power = np.exp(1.5 * (np.array(values) - max(values)))
    apart = np.abs(power[:, None] - power[None, :]).mean() / (2.0 * power.mean())
    assert gini_of_power(world, 1.5) == pytest.approx(apart, abs=1e-12)


def test_gini_is_of_the_living_alone():
    world = world_of(small(("a", "b", "c")))
    world.actors["capability"], world.society["frontier"] = (1.0, 1.0, -5.0), 1.0
    world.actors["alive"][2] = 0
    assert gini_of_power(world, 1.5) == 0.0


def survival(cases, time):
    """The curve of Kaplan and Meier, case by case in order of time."""
    alive = 1.0
    for moment in sorted({t for t, seen in cases if seen and t <= time}):
        at_risk = sum(t >= moment for t, _ in cases)
        alive *= 1.0 - sum(t == moment and seen for t, seen in cases) / at_risk
    return alive


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=12))
def test_the_median_passage_is_where_the_survival_curve_reaches_one_half(cases):
    table = np.array([(float(t), float(seen)) for t, seen in cases]).reshape(-1, 2)
    reached = [t for t in range(13) if cases and survival(cases, t) <= 0.5]
    expected = reached[0] if reached else max((t for t, _ in cases), default=0)
    assert kaplan_meier_median(table, 20) == expected


def log(*rows):
    """A release log of (quarter, actor, tier, capability)."""
    table = np.zeros(len(rows), RELEASE_FIELDS)
    for name, column in zip(("quarter", "actor", "tier", "capability"), zip(*rows, strict=True), strict=True):
        table[name] = column
    return table


def test_passages_are_from_closed_records_to_open_matches_and_from_records_to_other_actors():
    closed = [(0, 0, 1, 1.0), (1, 1, 0, 0.5), (2, 0, 1, 2.0), (7, 1, 1, 1.9), (9, 0, 0, 3.0)]
    lags, responses = passages(log(*sorted([*closed, (3, 1, 3, 1.5), (4, 0, 3, 2.0)])))
    assert lags.tolist() == [[3.0, 1.0], [2.0, 1.0], [0.0, 0.0]]  # 1.0 by 1.5; 2.0 by its own 2.0; 3.0 by nobody
    assert responses.tolist() == [[3.0, 1.0], [7.0, 0.0], [0.0, 0.0]]  # 1.0 by 1.5; 2.0 and 3.0 by nobody
