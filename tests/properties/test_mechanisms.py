"""Each mechanism acts in the direction that it claims, and has the cost that it claims."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim import run
from sim.noise import noise_of
from sim.rules.compute import buy_compute
from sim.rules.decide import care, next_effort
from sim.rules.finance import pay_fees, schooling, settle_accounts
from sim.rules.flaws import age_flaws, be_misused, find_rate, have_incidents, hazard, misuse_hazard, sober
from sim.rules.learn import adoption, learn, owes_fee
from sim.rules.market import trade
from sim.rules.perceive import perceive
from sim.rules.release import carry_flaws, meet_challenges, settle, step
from sim.rules.research import research_money
from sim.rules.trust import trust
from sim.rules.turnover import entry_value, leave
from sim.scenario.schema.enums import Tier
from sim.world import COMMONS, NOBODY, parameters
from tests.worlds import (
    BOTH_FORMS,
    GROWN,
    LOGIT,
    actor,
    duty,
    numbers,
    record,
    series,
    small,
    society,
    spend_and_search,
    world_of,
)

LUCKLESS = {"luck": 0.0}
OPEN = {"tier": "open", "hoards_as": "open"}
TWO_BLOCS = {"me": {"bloc": "west"}, "other": {"bloc": "east"}}
ALIKE = {"capture": 1.0, "appeal": 0.0}
ONLY_DISCLOSURE = dict.fromkeys(("closed", "access", "licensed", "open"), ALIKE)
"""Tiers that differ in what they disclose, and in nothing that users feel."""
APART = {"topology": "edges"}
in_both_forms = pytest.mark.parametrize("form", BOTH_FORMS)


def found(scenario, **fields):
    """What the first actor finds in one quarter, OOM, with fields of its record set before."""
    world = world_of(scenario)
    for name, value in fields.items():
        world.actors[name][0] = value
    spend_and_search(world)
    return world.actors["researched"][0]


def learnt(scenario, **fields):
    """What the first actor learns in one quarter, OOM, with fields of all know-how set before."""
    world = world_of(scenario)
    for name, value in fields.items():
        world.knowledge[name][:] = value
    learn(world)
    return world.actors["learned"][0]


# Research


def test_research_grows_with_money_by_its_elasticity():
    poor, rich = (found(small({"a": {"endowment": money}}, research=LUCKLESS)) for money in (0.5, 1.0))
    assert rich == pytest.approx(poor * 2**0.35)


def test_ideas_get_harder_with_every_order_of_magnitude():
    new, old = (found(small({"a": {"know_how": known}}, research=LUCKLESS)) for known in (0.0, 1.0))
    assert old == pytest.approx(new * 10**-0.12)


def test_care_slows_research_and_shared_tools_lower_that_cost():
    alone, helped = (
        small(("a",), research=LUCKLESS, safety={"cost": 0.0}, commons={"catalogue": tools}) for tools in (0.0, 1.0)
    )
    assert found(alone, safety=0.5) == pytest.approx(found(alone, safety=0.0) * 0.5**0.7)
    assert found(helped, safety=0.5) == found(helped, safety=0.0)


def test_know_how_in_other_fields_speeds_research_and_within_one_field_there_is_no_such_gain():
    def pace(on, **domains):
        spec = {"know_how": 2.0, "focus": {"field": 1.0}}
        world = world_of(small({"a": spec}, domains=domains, research=LUCKLESS, recombination={"on": on}))
        spend_and_search(world)
        return world.knowledge["discovered"][0, 0]

    assert pace(True, other={"weight": 1.0}) == pytest.approx(1.25 * pace(False, other={"weight": 1.0}))
    assert pace(True) == pace(False)


def test_a_public_brick_serves_as_well_as_an_own_one():
    spec, domains = {"know_how_in": {"field": 1.0}, "focus": {"field": 1.0}}, {"other": {"weight": 1.0}}
    scenario = small({"a": spec}, domains=domains, research=LUCKLESS, recombination={}, commons={})
    world = world_of(scenario)
    spend_and_search(world)
    lonely = world.knowledge["discovered"][0, 0]
    world = world_of(scenario)
    world.domains["public"][1] = 2.0
    spend_and_search(world)
    assert world.knowledge["discovered"][0, 0] == pytest.approx(1.25 * lonely)


def test_what_somebody_holds_hidden_is_found_twice_at_a_loss():
    actors = {"follower": {}, "leader": {"know_how": 2.0}}
    wasted, spared = (small(actors, research=LUCKLESS, duplication={"on": on}) for on in (True, False))
    assert found(wasted) == pytest.approx(0.7 * found(spared))
    world = world_of(wasted)
    spend_and_search(world)
    assert world.actors["duplicated"].tolist() == [world.actors["outlay"][0], 0.0]


def test_what_is_public_is_not_found_twice():
    actors = {"follower": {}, "leader": {"know_how": 2.0} | OPEN}
    scenario = small(actors, research=LUCKLESS, duplication={}, commons={})
    world = world_of(scenario)
    spend_and_search(world)
    assert world.domains["public"][0] == 2.0
    assert world.actors["duplicated"].sum() == 0.0


# Learning


def test_own_research_lets_one_learn_and_free_riders_stop_learning():
    actors = {"rider": {"endowment": 0.0}, "worker": {"endowment": 1.0}, "source": {"know_how": 15.0} | OPEN}
    ran = run(small(actors, quarters=30, research={}, absorption={}, sharing={"speed": 0.05}))
    assert actor(ran, "rider", "absorption") < 0.05 < 0.5 < actor(ran, "worker", "absorption")
    assert 0.0 < 5.0 * actor(ran, "rider", "learned") < actor(ran, "worker", "learned")


def test_only_what_is_disclosed_is_learnt_and_a_withheld_field_is_not():
    def gain(**giver):
        return learnt(small({"me": {}, "giver": {"know_how": 1.0} | giver}, sharing={"speed": 1.0}))

    assert gain(tier="open") == 1.0
    assert gain(tier="licensed") == pytest.approx(0.6)
    assert gain(tier="closed") == gain(tier="open", withheld=["field"]) == 0.0


def test_hoarded_know_how_leaks_less_under_protection():
    def leak(protection):
        actors = {"me": {}, "hoarder": {"know_how": 1.0}}
        return learnt(small(actors, spillover={"leak": 0.1, "mobility": 0.0, "protection": protection}))

    assert leak(0.0) == pytest.approx(0.1)
    assert leak(0.5) == pytest.approx(0.05)
    assert leak(1.0) == 0.0


@in_both_forms
def test_a_leak_costs_the_leader_users(form):
    def users(leak):
        actors = {"leader": {"know_how": 2.0}, "follower": {}}
        on = {"market": {"form": form}, "prices": GROWN, "release": {"threshold": 0.1}}
        ran = run(small(actors, spillover={"leak": leak}, **on))
        return actor(ran, "leader", "users")

    assert users(0.3) < users(0.0)


def test_a_border_lets_only_its_share_across():
    def gain(across, bloc):
        actors = {"me": {"bloc": "west"}, "giver": {"know_how": 1.0, "bloc": bloc} | OPEN}
        return learnt(small(actors, sharing={"speed": 1.0}, friction={"across": across}))

    assert gain(0.3, "east") == pytest.approx(0.3)
    assert gain(0.3, "west") == 1.0


def test_strangers_learn_from_the_commons_what_an_open_actor_has_put_there():
    actors = {"reader": {}, "giver": {"know_how": 2.0} | OPEN}
    assert learnt(small(actors, ties=APART, commons={"speed": 0.5})) == 1.0
    assert learnt(small(actors | {"giver": {"know_how": 2.0}}, ties=APART, commons={"speed": 0.5})) == 0.0


@in_both_forms
def test_giving_to_the_commons_costs_the_giver_users_and_money(form):
    def earned(tier):
        actors = {"giver": {"know_how": 2.0, "tier": tier, "hoards_as": tier}, "reader": {}}
        on = {"market": {"form": form}, "prices": GROWN, "commons": {}, "release": {"threshold": 0.1}}
        ran = run(small(actors, tiers=ONLY_DISCLOSURE, **on))
        return actor(ran, "giver", "users"), actor(ran, "giver", "revenue")

    (given, poor), (kept, rich) = earned("open"), earned("closed")
    assert given < kept and poor < rich


def test_those_who_release_together_show_each_other_everything_at_the_cost_of_the_lead():
    def ran(trusted):
        actors = {"leader": {"know_how": 2.0, "endowment": 1.0}, "follower": {}}
        priors = {"on": False, "prior_within": trusted}
        return run(
            small(
                actors,
                trust=priors,
                sharing={},
                research=LUCKLESS,
                codevelopment={"rate": 1.0, "shown": 1.0},
                release={"threshold": 0.1},
            )
        )

    together, apart = ran(1.0), ran(0.0)
    assert together.outcomes["joint_share"] == 1.0
    assert apart.outcomes["joint_share"] == 0.0
    gaps = [one.world.knowledge["know_how"][0, 0] - one.world.knowledge["know_how"][1, 0] for one in (together, apart)]
    assert gaps[0] < 0.5 * gaps[1]


# The race


def perceived(tau=1.0, hidden=1.0, **changes):
    """What an actor without fear believes of a rival at 0 that hides some progress: (its capability, the threat)."""
    priors, calm = {"on": False, "prior_within": tau}, {"on": False, "fear": 0.0}
    scenario = small(("me", "other"), trust=priors, effort=calm, perception={"error": 0.0} | changes)
    world = world_of(scenario)
    world.actors["capability"][1] += hidden
    perceive(world, noise_of(0), 0)
    return world.actors["rival"][0], world.actors["threat"][0]


def test_hidden_progress_is_seen_as_far_as_it_is_visible_and_mistrust_adds_to_it():
    assert perceived(visibility=0.25)[0] == pytest.approx(0.25)
    assert perceived(visibility=1.0)[0] == pytest.approx(1.0)
    assert perceived(tau=0.2, visibility=1.0, premium=0.5)[0] == pytest.approx(1.4)


def test_an_over_estimate_feeds_the_race():
    calm, alarmed = (perceived(tau=0.5, visibility=1.0, premium=1.0, alarm=alarm)[1] for alarm in (0.0, 1.0))
    assert calm == pytest.approx(0.5)
    assert alarmed == pytest.approx(0.75)

    def effort(tau):
        priors = {"on": False, "prior_within": tau}
        return series(run(small(trust=priors, perception={}, effort={})), "effort")[-1]

    assert effort(0.1) > effort(0.9)


def test_effort_follows_richardson_and_stays_within_its_bounds_unless_unclamped():
    p = {"reaction": 0.3, "fatigue": 0.4, "grievance": 0.25}
    assert next_effort(1.0, 2.0, numbers("effort", **p)) == pytest.approx(1.0 + 0.6 - 0.4 + 0.25)
    assert next_effort(1.0, 9.0, numbers("effort", **p)) == 3.0
    lowest = p | {"grievance": -2.0}
    assert next_effort(0.5, 0.0, numbers("effort", **lowest)) == 0.0
    assert next_effort(0.5, 0.0, numbers("effort", clamp=False, **lowest)) == pytest.approx(0.3 - 2.0)


def test_effort_costs_money_and_leaves_flaws():
    idle, hasty = (
        run(small(("a", "b"), effort={"grievance": wanted}, research=LUCKLESS, flaws={})) for wanted in (0.0, 0.5)
    )
    assert actor(hasty, "a", "cash") < actor(idle, "a", "cash")
    assert series(hasty, "flaws")[-1] > series(idle, "flaws")[-1]


def test_without_cash_nobody_spends_beyond_what_comes():
    scenario = small({"a": {"effort": 2.0, "endowment": 0.5}})
    for cash, outlay in ((1.0, 1.0), (0.0, 0.5)):
        world = world_of(scenario)
        world.actors["cash"][0] = cash
        spend_and_search(world)
        assert world.actors["outlay"][0] == outlay


@pytest.mark.parametrize(
    ("form", "me", "level"),
    [
        ("constant", {"capability": 5.0, "rival": 0.0}, 0.4),
        ("own", {"capability": 1.0, "rival": 9.0}, 3.0 / 5.0),  # (1 - (0 - 2)) / (2*2 + 1)
        ("gap", {"capability": 1.5, "rival": 1.0}, 0.25),
        ("gap", {"capability": 0.8, "rival": 1.0, "second": 0.5}, 0.0),  # believes 0.2/2 of the leader, trails by 0.2
        ("gap", {"capability": 1.9, "rival": 3.9, "second": 0.5}, 0.0),
        ("linear", {"capability": 1.5, "rival": 1.0}, 0.65),
        ("linear", {"capability": 1.0, "rival": 1.5}, 0.15),
        ("linear", {"capability": 0.0, "rival": 9.0}, 0.0),
        ("linear", {"capability": 9.0, "rival": 0.0}, 1.0),
    ],
)
def test_care_has_the_form_that_the_scenario_names(form, me, level):
    p = numbers("safety", form=form, level=0.4, enmity=2.0, spread=2.0, haste=0.0)
    assert care(record(rivals=2, **me), 0.0, 0.0, p) == pytest.approx(level)


def test_in_form_gap_a_chaser_cuts_care_just_so_far_that_it_ties():
    p = numbers("safety", form="gap", enmity=0.5)
    leader, chaser = record(capability=1.0, rival=0.8), record(capability=0.8, rival=1.0, second=-1.0)
    ahead, behind = (care(me, 0.0, 0.0, p) for me in (leader, chaser))
    assert (ahead, behind) == (pytest.approx(0.4), pytest.approx(0.2))
    assert 1.0 - ahead == pytest.approx(0.8 - behind)


def test_only_living_rivals_count_in_the_care_of_form_own():
    changes = {"safety": {"form": "own"}, "quarters": 1}
    some = run(small(("a", "b"), **changes))
    slots = run(small(("a", "b"), entry={"rate": 0.0, "slots": 8}, **changes))
    assert series(some, "safety")[0] == series(slots, "safety")[0]


def test_care_costs_speed_and_money():
    hasty, careful = (
        run(small(("a", "b"), research=LUCKLESS, safety={"form": "constant", "level": level})) for level in (0.0, 0.8)
    )
    assert careful.outcomes["frontier"] < hasty.outcomes["frontier"]
    p = parameters(careful.scenario)[0]
    assert research_money(record(outlay=1.0, safety=0.8), duty(), 0.0, p) == pytest.approx(1.0 - 0.1 * 0.8)


def aged(scenario, **fields):
    """Flaws of all actors after a quarter, with fields of the records set before."""
    world = world_of(scenario)
    for name, values in fields.items():
        world.actors[name] = values
    world.society["flaws"] = 5.0
    age_flaws(world)
    return world.actors["flaws"].tolist()


def test_hurried_progress_leaves_flaws_and_tests_find_them():
    two = small(flaws={"birth": 2.0, "testing": 0.5})
    assert aged(two, researched=0.1, safety=(0.0, 1.0)) == pytest.approx([0.2, 0.0])
    assert aged(two, flaws=1.0, safety=(0.0, 1.0)) == pytest.approx([1.0, 0.5])


def test_who_builds_on_others_takes_over_their_flaws():
    two = small(flaws={"inheritance": 0.5})
    assert aged(two, flaws=(0.0, 3.0), source=(1, 0), learned=(0.2, 0.0)) == pytest.approx([0.3, 3.0])
    assert aged(two, source=COMMONS, learned=(0.2, 0.0)) == pytest.approx([0.5, 0.0])


def test_open_releases_of_one_quarter_carry_their_flaws_whoever_comes_first():
    def carried(*flaws):
        world = world_of(small(("a", "b", "c")))
        world.society["flaws"] = 1.0
        world.actors["flaws"], world.actors["tier"] = flaws, (Tier.OPEN, Tier.OPEN, Tier.CLOSED)
        world.actors["openness"] = (0.5, 0.5, 0.0)
        carry_flaws(world, np.array([NOBODY, NOBODY, NOBODY]))
        return world.society["flaws"][0]

    assert carried(2.0, 6.0, 99.0) == carried(6.0, 2.0, 99.0) == pytest.approx(1.0 + 0.75 * (4.0 - 1.0))


def test_readers_find_flaws_in_open_work_alone_and_too_many_find_less():
    p = parameters(small(flaws={"testing": 0.0}, eyes={"rate": 0.2, "crowd": 0.5}))[0]
    few, best, many = (find_rate(record(openness=1.0), 0.0, society(community=crowd), p) for crowd in (0.1, 0.5, 1.0))
    assert few < many < best == pytest.approx(0.2)
    assert find_rate(record(openness=0.0), 0.0, society(community=0.5), p) == 0.0


def test_what_everybody_builds_on_fails_together():
    def flawed(tier):
        actors = {"source": {"know_how": 8.0, "tier": tier}, "one": {}, "two": {}, "three": {}}
        world = world_of(small(actors, sharing={}, flaws={}))
        world.actors["flaws"][0] = 10.0
        learn(world)
        age_flaws(world)
        return np.count_nonzero(world.actors["flaws"])

    assert flawed("open") == 4
    assert flawed("closed") == 1


def test_the_hazard_of_an_incident_rises_with_flaws_and_with_capability():
    p = numbers("incidents", rate=0.1, steepness=0.5)
    assert hazard(2.0, 0.0, p) == pytest.approx(0.2)
    assert hazard(2.0, 2.0, p) == pytest.approx(0.4)
    assert hazard(0.0, 9.0, p) == 0.0


def incident(flaws, **incidents):
    """Two firms of which the first has so many flaws: their world after the incidents of a quarter."""
    scenario = small(incidents={"rate": 10.0} | incidents)
    world = world_of(scenario)
    world.actors["flaws"][0] = flaws
    have_incidents(world, noise_of(0), 0)
    return world


def test_an_incident_harms_its_actor_and_tightens_regulation():
    world = incident(1e3, harm=0.5, tightening=0.1)
    assert world.actors["incident"].tolist() == [1.0, 0.0]
    assert world.society["regulation"][0] == pytest.approx(0.1)
    world.actors["revenue"] = 2.0
    settle_accounts(world)
    assert world.actors["payoff"][1] - world.actors["payoff"][0] == pytest.approx(1.0)
    assert world.actors["cash"][1] - world.actors["cash"][0] == pytest.approx(1.0)


def test_regulation_fades_whatever_tightened_it():
    def left(**incidents):
        scenario = small(incidents={"relaxation": 0.5} | incidents, misuse={})
        world = world_of(scenario)
        world.society["regulation"] = 0.4
        have_incidents(world, noise_of(0), 0)
        return world.society["regulation"][0]

    assert left() == left(on=False) == pytest.approx(0.2)


def test_a_catastrophe_needs_dangerous_capability_and_can_end_the_run():
    assert incident(1e3).society["catastrophes"][0] == 0
    assert incident(1e3, danger=-50.0).society["catastrophes"][0] == 1
    assert not incident(1e3, danger=-50.0).society["ended"][0]
    at_once = {"rate": 10.0, "danger": -50.0, "ends_run": True}
    ran = run(small(market={}, research={}, flaws={"birth": 100.0}, incidents=at_once))
    end = int(np.argmax(series(ran, "catastrophes") > 0)) + 1
    assert end < 6
    frozen = ran.world.series[end:]
    assert (frozen == frozen[0]).all()
    for flow in ("outlay", "research_gain", "incidents", "misuse", "market", "profits", "entrants"):
        assert series(ran, flow)[end] == 0.0


def test_open_weights_are_misused_and_governance_and_literacy_prevent_it():
    p = parameters(small(misuse={"rate": 0.1, "mitigation": 0.6}, literacy={"level": 0.5, "prevention": 0.4}))[0]
    assert misuse_hazard(1.0, 2.0, 0.0, 0.5, p) == pytest.approx(0.1 * 2.0 * 0.8)
    assert misuse_hazard(1.0, 2.0, 1.0, 0.5, p) == pytest.approx(0.1 * 2.0 * 0.8 * 0.4)
    assert misuse_hazard(0.0, 2.0, 0.0, 0.5, p) == misuse_hazard(1.0, -1.0, 0.0, 0.5, p) == 0.0


def test_misuse_is_a_price_of_openness_alone():
    scenario = small({"open": OPEN, "closed": {}}, misuse={"rate": 10.0, "tightening": 0.1})
    world = world_of(scenario)
    world.actors["released"] = 50.0
    be_misused(world, noise_of(0), 0)
    assert world.actors["misuse"].tolist() == [1.0, 0.0]
    assert world.society["regulation"][0] == pytest.approx(0.1)


def test_release_governance_takes_time():
    p = numbers("release", threshold=0.4, delay=0.5)
    assert (step(0.0, p), step(1.0, p)) == (pytest.approx(0.4), pytest.approx(0.6))
    free, governed = (
        run(small({"a": {"governance": care}}, quarters=40, research={}, release={"delay": 2.0})) for care in (0.0, 1.0)
    )
    assert governed.outcomes["releases"] < free.outcomes["releases"]


# Trust


def answer(me=(), other=(), border=0.0, **changes):
    """How my trust in the other, one half before, changes with what both did."""
    scenario = small(TWO_BLOCS, trust={"prior_across": 0.5, "drift": 0.0, "gossip": 0.0} | changes)
    world = world_of(scenario)
    for number, fields in enumerate((dict(me), dict(other))):
        for name, value in fields.items():
            world.actors[name][number] = value
    world.control[1, 0] = border
    trust(world)
    return world.ties.trust[0] - 0.5


KEPT = {"ordered": Tier.OPEN, "tier": Tier.OPEN, "openness": 1.0, "openness_before": 1.0}
GAVE = {"openness": 1.0, "openness_before": 1.0}


@pytest.mark.parametrize(
    ("me", "other", "border", "change"),
    [
        ({}, {}, 0.0, 0.0),
        ({}, {"openness": 1.0}, 0.0, 0.0),  # openness as such
        ({}, KEPT, 0.0, 0.06 * 0.5),
        ({}, {"ordered": Tier.CLOSED}, 0.0, 0.0),  # a pledge to give nothing
        (GAVE, {"openness": 1.0}, 0.0, 0.06 * 0.5),  # a returned favour
        (GAVE, {"openness": 0.0}, 0.0, -0.18 * 0.3 * 0.5),  # a slight
        ({}, {"openness_before": 1.0}, 0.0, -0.18 * 0.5),  # closing what was open
        ({}, {"incident": 1.0}, 0.0, -0.18 * 0.5 * 0.5),
        ({}, {"misuse": 1.0}, 0.0, -0.18 * 0.5 * 0.5),
        ({}, {"released": 1.0}, 0.0, -0.18 * 0.2 * 0.5),  # overtaken
        ({}, {"released": 1.0, "released_before": 0.5}, 0.0, 0.0),  # was ahead before
        ({}, {}, 0.5, -0.18 * 0.2 * 0.5 * 0.5),  # shut out
    ],
)
def test_trust_answers_conduct_and_never_openness_as_such(me, other, border, change):
    assert answer(me, other, border) == pytest.approx(change, abs=1e-12)


def test_trust_is_lost_faster_than_it_is_won():
    kept, broken = answer({}, KEPT), answer({}, {"openness_before": 1.0})
    assert -broken == pytest.approx(3.0 * kept)


def test_trust_drifts_to_its_prior_and_gossip_pulls_it_towards_reputation():
    def moved(**changes):
        world = world_of(small(("a", "b", "c"), trust={"gain": 0.0, "loss": 0.0, "prior_within": 0.5} | changes))
        world.ties.trust[0] = 0.9
        trust(world)
        return world.ties.trust[0]

    assert moved(drift=0.1, gossip=0.0) == pytest.approx(0.86)
    assert moved(drift=0.0, gossip=0.5) == pytest.approx(0.7)
    assert moved(drift=0.0, gossip=0.0) == 0.9


unit = st.floats(0.0, 1.0)


@given(unit, unit, unit, unit, unit, unit, unit)
@example(1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0)
def test_trust_stays_a_share_whatever_happens(before, gain, loss, drift, gossip, opened, incident):
    world = world_of(small(trust={"gain": gain, "loss": loss, "drift": drift, "gossip": gossip, "attack": 1.0}))
    world.ties.trust[:] = before
    for number, value in enumerate((opened, 1.0 - opened)):
        world.actors["openness"][number] = world.actors["openness_before"][1 - number] = value
    world.actors["incident"] = incident
    for _ in range(3):
        trust(world)
        assert ((world.ties.trust >= 0.0) & (world.ties.trust <= 1.0)).all()


# Markets and money


def users(form, actors=("a", "b"), market=None, bases=(0.0, 0.0), out=None, **changes):
    """The users of all firms after one quarter in which all reconsider.

    ``bases`` are the users that they had; ``out`` sets fields of the first firm.
    """
    choosing = {"form": form, "churn": 1.0} | (market or {})
    world = world_of(small(actors, market=choosing, prices=GROWN, **changes))
    world.actors["users"][:2] = bases
    for name, value in (out or {}).items():
        world.actors[name][0] = value
    trade(world)
    return world.actors["users"].tolist()


@in_both_forms
def test_users_go_where_quality_and_reputation_are(form):
    better, worse = users(form, {"a": {"know_how": 1.0}, "b": {}}, {"quality": 1.5})
    assert better > worse
    assert form != "logit" or better == pytest.approx(worse * np.exp(1.5))
    good, bad = (users(form, out={"reputation": reputation})[0] for reputation in (0.9, 0.1))
    assert good > bad


@in_both_forms
def test_a_larger_base_attracts_and_interoperability_levels_it(form):
    bases = (0.6, 0.1)
    gap = {
        kappa: np.subtract(*users(form, market={"network": 1.0}, bases=bases, community={"interoperability": kappa}))
        for kappa in (0.0, 0.5, 1.0)
    }
    assert gap[0.0] > gap[0.5] > gap[1.0] == pytest.approx(0.0, abs=1e-12)
    assert np.subtract(*users(form, market={"network": 0.0}, bases=bases)) == pytest.approx(0.0, abs=1e-15)


@in_both_forms
def test_a_host_adds_users(form):
    assert users(form, out={"host": 1})[0] > users(form)[0]


@in_both_forms
def test_the_best_open_model_takes_users_from_firms(form):
    actors = {"seller": {"know_how": 1.0}, "giver": {"know_how": 1.0, "kind": "lab"} | OPEN, "last": {"kind": "lab"}}
    assert users(form, actors, commons={})[0] < users(form, actors)[0]


def revenue_at(tier, **on):
    """Revenue of a firm at a tier in one quarter, beside another that hoards."""
    world = world_of(small({"a": {"tier": tier, "users": 0.2}, "b": {}}, **on))
    trade(world)
    return world.actors["revenue"][0]


def test_disclosure_lowers_rents():
    assert revenue_at("open", market=LOGIT) < revenue_at("licensed", market=LOGIT) < revenue_at("access", market=LOGIT)


def test_nobody_pays_the_maker_of_open_weights_but_for_what_goes_with_them():
    bare, usual = GROWN | {"complements": 0.0}, GROWN
    assert revenue_at("open", market={}, prices=bare) == revenue_at("licensed", market={}, prices=bare) == 0.0
    assert 0.0 < revenue_at("open", market={}, prices=usual) < revenue_at("access", market={}, prices=usual)


def test_know_how_wins_in_a_cournot_market_and_more_firms_earn_less_each():
    def revenues(*levels):
        actors = {f"firm{n}": {"know_how": level} for n, level in enumerate(levels)}
        world = world_of(small(actors, market={"form": "cournot", "unit_cost": 6.0}))
        trade(world)
        return world.actors["revenue"].tolist()

    assert revenues(0.0, 0.0) == pytest.approx([(4.0 / 3.0) ** 2] * 2)
    assert revenues(1.0, 0.0)[0] == pytest.approx(4.0) and revenues(1.0, 0.0)[1] == pytest.approx(1.0)
    assert revenues(0.0, 0.0, 0.0)[0] == pytest.approx(1.0)
    assert revenues(5.0, 0.0)[1] == 0.0


def test_goods_that_differ_sell_at_prices_of_their_own_and_give_users_more():
    def sold(rivalry):
        actors = {"ahead": {"know_how": 1.0}, "behind": {}}
        world = world_of(small(actors, market={"form": "cournot", "unit_cost": 6.0, "rivalry": rivalry}))
        trade(world)
        commons = world.society[0]
        return world.actors["users"] * commons["output"], world.actors["revenue"], commons

    for rivalry in (0.0, 0.5, 1.0):
        q, revenue, commons = sold(rivalry)
        price = 10.0 - q - rivalry * q[::-1]
        assert revenue == pytest.approx((price - [5.0, 6.0]) * q) and revenue == pytest.approx(q**2)
        assert commons["market"] == pytest.approx(price @ q)
        worth = 10.0 * q.sum() - 0.5 * (q @ q) - rivalry * q.prod()
        assert commons["surplus"] == pytest.approx(worth - price @ q)
    assert sold(0.0)[0] == pytest.approx([2.5, 2.0])


def licensed(users=0.2, fee=0.4, **changes):
    """A user that learns from a licensor which asks a fee above one tenth of users; the world after learning."""
    actors = {"user": {}, "licensor": {"know_how": 1.0, "tier": "licensed"}}
    world = world_of(small(actors, sharing={"speed": 1.0}, licence={"deterrence": 2.0} | changes))
    world.actors["users"][0] = users
    world.actors["fee"][1], world.actors["fee_threshold"][1] = fee, 0.1
    learn(world)
    pay_fees(world)
    return world


def test_a_fee_is_due_above_the_threshold_alone_and_goes_to_the_licensor_in_full():
    assert licensed(0.2).actors["fees"].tolist() == [-0.4, 0.4]
    assert licensed(0.1).actors["fees"].tolist() == [0.0, 0.0]
    assert licensed(0.2, on=False).actors["fees"].tolist() == [0.0, 0.0]
    world = licensed(0.2)
    assert owes_fee(*world.actors, world.parameters[0]["licence"])
    world.actors["tier"][1] = Tier.OPEN
    assert not owes_fee(*world.actors, world.parameters[0]["licence"])


def test_a_fee_lowers_adoption():
    assert adoption(0.5, numbers("licence", deterrence=2.0)) == pytest.approx(0.5)
    free, due = (licensed(0.2, fee).actors["learned"][0] for fee in (0.0, 0.4))
    assert due == pytest.approx(free / 1.8)


def value_of_entry(form, public, appeal):
    world = world_of(small(market={"form": form}, entry={"slots": 1, "useful": 0.0}))
    world.society["released_frontier"], world.society["stakes"] = 5.0, 5.0
    world.knowledge["know_how"] = 3.0
    world.domains["public"], world.society["market"], world.society["appeal"] = public, 10.0, appeal
    return entry_value(world)


@in_both_forms
def test_a_commons_lowers_the_cost_of_entry_and_the_rents_that_entrants_seek(form):
    closed, rich, crowded = (value_of_entry(form, *told) for told in ((0.0, 10.0), (2.0, 10.0), (0.0, 100.0)))
    assert crowded < closed < rich
    actors = {"seller": {"know_how": 1.0}, "giver": {"know_how": 1.0} | OPEN, "last": {"kind": "lab"}}
    rents = {}
    for on in (True, False):
        market = {"market": {"form": form}, "prices": GROWN}
        world = world_of(small(actors, commons={"on": on}, entry={"slots": 1}, **market))
        trade(world)
        world.domains["public"] = 0.5
        rents[on] = entry_value(world)
    assert rents[True] < rents[False]


@pytest.mark.parametrize(
    ("large", "tiny"),
    [
        ({"market": LOGIT | {"size": 50.0}}, {"market": LOGIT | {"size": 1e-6}}),
        ({"market": {}, "prices": GROWN}, {"market": {}, "prices": GROWN | {"potential": 1e-6}}),
    ],
    ids=BOTH_FORMS,
)
def test_firms_enter_where_it_pays_and_start_from_what_is_public(large, tiny):
    actors = {"seller": {"know_how": 2.0}, "giver": {"know_how": 2.0, "kind": "lab"} | OPEN}
    changes = {"commons": {}, "research": {}}
    ran = run(small(actors, entry={"rate": 1.0, "slots": 4}, **large, **changes))
    assert ran.outcomes["entrants"] > 0
    assert (ran.world.knowledge["know_how"][2:][ran.world.actors["alive"][2:] == 1] >= 2.0).all()
    poor = run(small(actors, entry={"rate": 1.0, "slots": 4}, **tiny, **changes))
    assert poor.outcomes["entrants"] == 0


def test_an_entrant_is_trusted_as_a_newcomer_of_its_own_bloc():
    actors = {"abroad": {"bloc": "west", "kind": "lab"}, "at-home": {"bloc": "east", "users": 0.3}}
    priors = {"on": False, "prior_within": 0.9, "prior_across": 0.1}
    market = {"market": {}, "prices": GROWN}
    ran = run(small(actors, quarters=4, trust=priors, entry={"rate": 9.0, "slots": 1}, **market))
    world = ran.world
    assert world.actors["alive"][2] and world.actors["bloc"][2] == world.actors["bloc"][0] != world.actors["bloc"][1]
    tie = {
        (i, int(j)): world.ties.trust[e]
        for i in range(3)
        for e, j in enumerate(world.ties.target[world.ties.start[i] : world.ties.start[i + 1]], world.ties.start[i])
    }
    assert (tie[0, 2], tie[1, 2], tie[2, 0], tie[2, 1]) == (0.9, 0.1, 0.9, 0.1)


def test_entry_into_a_cournot_market_is_worth_less_among_more_firms():
    def value(firms):
        actors = [f"firm{n}" for n in range(firms)]
        world = world_of(small(actors, market={"form": "cournot", "unit_cost": 6.0}, entry={"slots": 1}))
        trade(world)
        return entry_value(world)

    assert value(20) < value(2) < value(1)


def test_firms_that_cannot_pay_leave_and_others_stay():
    world = world_of(small({"owing": {}, "sound": {}, "state": {"kind": "nation"}}, exit={"rate": 1e3}))
    world.actors["distress"] = (1, 0, 1)
    leave(world, noise_of(0), 0)
    assert world.actors["alive"].tolist() == [0, 1, 1]
    assert world.society["exits"][0] == 1


# The commons in the wide sense


def community(**numbers_):
    actors = {"giver": {"know_how": 1.0} | OPEN, "other": {"know_how": 1.0}}
    return series(run(small(actors, quarters=60, community={"giving": 0.0, "settlers": 0.001} | numbers_)), "community")


def test_a_community_forms_above_its_critical_mass_and_fails_below_it():
    assert community(growth=0.3, fading=0.1)[-1] > 0.5
    assert community(growth=0.3, fading=0.4)[-1] < 0.01


def test_nobody_comes_to_what_lags_far_behind():
    actors = {"giver": OPEN, "leader": {"know_how": 3.0}}
    world = world_of(small(actors, community={"relevance": 2.0, "settlers": 0.5}))
    settle(world)
    assert world.society["community"][0] == 0.0


def test_a_community_gives_back_and_costs_its_hosts_upkeep():
    scenario = small({"giver": {"know_how": 1.0, "governance": 0.0} | OPEN}, community={"giving": 0.1, "upkeep": 0.2})
    world = world_of(scenario)
    world.domains["community"] = 0.5
    settle(world)
    assert world.domains["public"][0] == pytest.approx(1.0 + 0.1 * 0.5 * 10**-0.12)
    p = parameters(scenario)[0]
    assert research_money(record(outlay=1.0, tier=Tier.OPEN), duty(), 0.5, p) == pytest.approx(0.9)
    assert research_money(record(outlay=1.0, tier=Tier.CLOSED), duty(), 0.5, p) == 1.0


def test_governance_turns_some_gifts_away_and_keeps_flaws_out():
    def given(governance):
        community = {"giving": 0.1, "gatekeeping": 0.5, "carelessness": 0.4}
        world = world_of(small({"giver": OPEN | {"governance": governance}}, community=community, flaws={}))
        world.domains["community"] = 0.5
        settle(world)
        return world.domains["public"][0], world.society["flaws"][0]

    (loose, flaws), (strict, none) = given(0.0), given(1.0)
    assert (loose, strict) == pytest.approx((0.05, 0.025))
    assert (flaws, none) == pytest.approx((0.4 * 0.05, 0.0))


def test_a_community_pays_open_firms_alone_through_their_complements():
    actors = {name: {"complement": 0.4, "tier": tier} for name, tier in (("a", "open"), ("b", "open"), ("c", "closed"))}

    def earned(size):
        world = world_of(small(actors, market=LOGIT, community={}))
        world.society["community"] = size
        trade(world)
        return world.actors["revenue"] / world.society["market"][0]

    assert (earned(0.5) - earned(0.0)).tolist() == pytest.approx([0.1, 0.1, 0.0])


def test_public_know_how_serves_challenges_better_than_hidden_and_they_cost_research():
    def progress(tier):
        world = world_of(
            small({"a": {"tier": tier, "know_how": 1.0}, "b": {"know_how": 0.0}}, challenge={}, commons={})
        )
        meet_challenges(world)
        return world.society["challenge"][0]

    assert progress("open") > progress("closed") > 0.0
    p = parameters(small(challenge={"share": 0.2}))[0]
    assert research_money(record(outlay=1.0), duty(), 0.0, p) == pytest.approx(0.8)


@in_both_forms
def test_literacy_brings_users_and_costs_states_money(form):
    assert sum(users(form, literacy={"level": 1.0})) > sum(users(form, literacy={"level": 0.0}))
    p = numbers("literacy", level=1.0, cost=0.1)
    assert schooling(record(kind=1), 2.0, 1.0, p) == pytest.approx(0.2)
    assert schooling(record(kind=0), 2.0, 1.0, p) == 0.0


def test_educated_policymakers_tighten_the_law_less_after_an_event():
    p = parameters(small(literacy={"sense": 0.5}))[0]
    assert sober(0.1, 0.0, p) == pytest.approx(0.1)
    assert sober(0.1, 1.0, p) == pytest.approx(0.05)


def test_money_for_schools_is_spent_and_not_saved():
    def saved(level):
        state = {"state": {"kind": "nation", "cash": 1.0}}
        return actor(run(small(state, literacy={"level": level, "cost": 0.5})), "state", "cash")

    assert saved(1.0) == pytest.approx(saved(0.0))


def test_compute_is_bought_scrapped_and_taken_from_research_money():
    scenario = small(("a",), compute={"share": 0.5, "decay": 0.1, "price": 2.0})
    world = world_of(scenario)
    world.blocs["shock"] = 1.0
    world.actors["outlay"] = 0.4
    buy_compute(world)
    assert world.actors["compute"][0] == pytest.approx(0.9 + 2.0 * 0.5 * 0.4)
    assert world.society["compute_price"][0] > 2.0
    assert research_money(record(outlay=1.0), duty(), 0.0, parameters(scenario)[0]) == pytest.approx(0.5)
