"""Harm: misuse counts what a release adds, catastrophes happen where danger has risen, lies scar trust for good."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import load, run
from sim.noise import noise_of
from sim.rules.flaws import be_misused, have_incidents, parts_of_misuse
from sim.rules.pledges import expected_sanction
from sim.rules.quarter import advance
from sim.rules.trust import trust
from sim.rules.turnover import turnover
from sim.scenario.schema.series import SERIES
from sim.world import parameters
from tests.worlds import changed, day, record, small, world_of

UNGUARDED = {"tier": "open", "hoards_as": "open", "governance": 0.0}
SEEDS = (1, 3)
FOUR = range(4)
REGIMES = ("arms-race", "commons")
STEP = 1e-4


def out(rises, exposures, **misuse):
    """A world in which actors have models out, so far above the start, exposed to misuse by their governance."""
    actors = {f"firm{k}": UNGUARDED for k in range(len(rises))}
    world = world_of(small(actors, misuse={"mitigation": 1.0} | misuse))
    world.actors["released"] = world.society["reference"][0] + np.array(rises)
    world.actors["governance"] = 1.0 - np.array(exposures)
    return world


def hazards(rises, exposures):
    """What each keeps of exposure times rise, OOM."""
    return parts_of_misuse(out(rises, exposures)) * np.maximum(0.0, rises) * np.array(exposures)


def apart(one, other):
    """Outcomes in which two runs differ."""
    return {name for name, value in one.outcomes.items() if value != other.outcomes[name]}


def mean(scenario, name, seeds=SEEDS):
    return np.mean([run(scenario, seed).outcomes[name] for seed in seeds])


# Misuse


def test_what_several_have_out_is_divided_slice_by_slice():
    # 2 to 4 is the first's alone; 1 to 2 is two equals'; below 1 three share in 1, by 1, 1 and one half
    expected = [(2.0 + 1 / 2 + 1 / 2.5) / 4.0, (1 / 2 + 1 / 2.5) / 2.0, 1 / 2.5]
    assert parts_of_misuse(out([4.0, 2.0, 1.0], [1.0, 1.0, 0.5])) == pytest.approx(expected)
    assert hazards([4.0, 2.0, 1.0], [1.0, 1.0, 0.5]).sum() == pytest.approx(4.0)


@given(st.integers(1, 12), st.floats(0.1, 20.0), st.floats(0.01, 1.0))
def test_many_equal_releases_are_misused_no_more_than_one(count, rise, exposed):
    equals = hazards([rise] * count, [exposed] * count)
    assert equals.sum() == pytest.approx(rise * exposed)
    assert equals == pytest.approx(equals[0])


releases = st.lists(st.tuples(st.floats(-1.0, 20.0), st.floats(0.0, 1.0)), min_size=1, max_size=7)


@given(releases, st.randoms(use_true_random=False))
def test_misuse_is_that_of_the_envelope_whatever_the_order_and_never_more_than_by_itself(told, luck):
    rises, exposures = map(list, zip(*told, strict=True))
    found = hazards(rises, exposures)
    levels = sorted({0.0, *(rise for rise in rises if rise > 0.0)})
    easiest = [max(e for r, e in told if r >= top) for top in levels[1:]]
    assert found.sum() == pytest.approx(np.dot(np.diff(levels), easiest), abs=1e-9)
    assert (found <= np.maximum(0.0, rises) * exposures + 1e-12).all() and (found >= 0.0).all()
    order = list(range(len(told)))
    luck.shuffle(order)
    shuffled = hazards([rises[k] for k in order], [exposures[k] for k in order])
    assert shuffled == pytest.approx(found[order], abs=1e-9)


@given(releases, st.integers(0, 6))
def test_a_small_step_of_one_release_changes_the_hazards_of_all_a_little(told, which):
    rises, exposures = map(np.array, zip(*told, strict=True))
    k = which % len(told)
    step = np.where(np.arange(len(told)) == k, STEP, 0.0)
    assert np.abs(hazards(rises + step, exposures) - hazards(rises, exposures)).max() <= 2 * STEP
    less = np.abs(exposures - step)
    assert np.abs(hazards(rises, less) - hazards(rises, exposures)).max() <= 40 * STEP


def test_who_is_alone_and_who_opens_where_all_are_closed_adds_all_of_it():
    assert parts_of_misuse(out([3.0], [0.3])).tolist() == [1.0]
    assert parts_of_misuse(out([3.0, 0.0, -1.0], [1.0, 1.0, 1.0]))[0] == 1.0
    scenario = small({"open": {"tier": "open", "hoards_as": "open"}, "closed": {}}, research={}, misuse={"rate": 0.2})
    one, other = (run(changed(scenario, misuse={"marginal": marginal})) for marginal in (0.0, 1.0))
    assert not apart(one, other) and one.outcomes["misuse"] > 0.0


def test_guarding_one_release_prevents_little_while_an_equal_is_out_unguarded():
    def prevented(others):
        before, after = (hazards([3.0] * (1 + others), [own] + [1.0] * others).sum() for own in (1.0, 0.4))
        return before - after

    assert prevented(0) == pytest.approx(1.8)
    assert prevented(1) == pytest.approx(0.0, abs=1e-12)


def test_at_marginal_0_each_release_counts_whole_bit_for_bit():
    assert parts_of_misuse(out([4.0, 2.0, 2.0], [1.0, 0.5, 0.5], marginal=0.0)).tolist() == [1.0, 1.0, 1.0]
    assert (parts_of_misuse(out([4.0, 2.0, 2.0], [1.0, 0.5, 0.5])) < 1.0).all()


@pytest.mark.parametrize("regime", REGIMES)
def test_equals_count_once_so_openness_costs_less_misuse(regime):
    whole, half, once = (
        mean(load(regime, {"misuse.marginal": part, "misuse.rate": 0.1}), "misuse") for part in (0.0, 0.5, 1.0)
    )
    assert whole > half > once
    assert once > 0.0


def test_the_misused_are_still_blamed_and_the_law_tightens():
    world = out([50.0, 50.0], [1.0, 1.0], rate=10.0, tightening=0.1)
    be_misused(world, noise_of(0), 0)
    assert world.actors["misuse"].tolist() == [1.0, 1.0]
    assert world.society["regulation"][0] == pytest.approx(0.2)


# Catastrophes, and reports


def ill(rise, know_how=0.0, **incidents):
    """The world after an incident for certain, of a firm that has risen so far above the start and takes no care."""
    world = world_of(small({"alpha": {"know_how": know_how}}, incidents={"rate": 10.0} | incidents))
    world.actors["flaws"][0] = 1e3
    world.actors["capability"][0] += rise
    have_incidents(world, noise_of(0), 0)
    return world


@pytest.mark.parametrize(
    ("rise", "know_how", "expected"), [(7.6, 0.0, 1), (7.4, 0.0, 0), (7.4, 9.0, 0), (7.6, -9.0, 1)]
)
def test_danger_counts_from_the_start_wherever_that_was(rise, know_how, expected):
    assert ill(rise, know_how).society["catastrophes"][0] == expected


def test_care_prevents_the_catastrophe_and_not_the_incident():
    world = world_of(small({"alpha": {}}, incidents={"rate": 10.0, "danger": -1.0}))
    world.actors["flaws"][0], world.actors["safety"][0] = 1e3, 1.0
    have_incidents(world, noise_of(0), 0)
    assert world.actors["incident"][0] == 1.0 and world.society["catastrophes"][0] == 0


def test_a_catastrophe_weighs_as_it_is_said_to():
    mild, grave = (ill(8.0, severity=severity, tightening=0.1) for severity in (1.0, 4.0))
    assert (mild.actors["incident"][0], grave.actors["incident"][0]) == (1.0, 4.0)
    assert mild.society["regulation"][0] == pytest.approx(0.1)
    assert grave.society["regulation"][0] == pytest.approx(0.4)


def test_grave_catastrophes_make_the_law_ask_for_care_and_slow_everybody():
    mild, grave = (load("arms-race", {"incidents.severity": severity}) for severity in (1.0, 10.0))
    assert mean(grave, "safety", FOUR) > mean(mild, "safety", FOUR)
    assert mean(grave, "mean_capability", FOUR) < mean(mild, "mean_capability", FOUR)


@pytest.mark.parametrize("regime", REGIMES)
def test_a_catastrophe_that_weighs_as_an_ordinary_incident_changes_nothing_else(regime):
    for seed in SEEDS:
        one, other = (run(load(regime, {"incidents.danger": danger}), seed) for danger in (6.0, 1e3))
        differ = apart(one, other)
        assert all(name.startswith("catastrophe") for name in differ)
        assert other.outcomes["catastrophes"] == 0.0


def test_catastrophes_happen_and_fewer_the_later_danger_comes():
    worlds = [load("arms-race", {"incidents.danger": danger}) for danger in (3.0, 6.0, 7.5, 1e3)]
    found = [mean(scenario, "catastrophes", FOUR) for scenario in worlds]
    assert found[0] > found[1] > found[2] > found[3] == 0.0
    assert mean(load("commons"), "catastrophes", FOUR) < found[1]


@pytest.mark.parametrize("regime", REGIMES)
def test_reports_are_the_index_to_scale_and_move_nothing(regime):
    plain, scaled = (run(load(regime, {"incidents.scale": scale}), 1) for scale in (100.0, 250.0))
    assert apart(plain, scaled) == {"reported_incidents"}
    assert (scaled.series["reported_incidents"] == 250.0 * scaled.series["incidents"]).all()
    assert plain.outcomes["reported_incidents"] == 100.0 * plain.outcomes["incidents"] > 0.0


# Trust


def bound(words, **numbers):
    """A world after quarters in which the second of two firms was found to have kept, or broken, its word."""
    given = {"drift": 0.1, "gossip": 0.0, "prior_within": 0.5} | numbers
    world = world_of(small(("alpha", "beta"), trust=given, pledges={}))
    for word in words:
        world.duties["word"][1] = word
        trust(world)
    return world


def towards(world):
    """Trust of the first firm in the second."""
    return world.ties.trust[0]


def test_each_lie_scars_by_a_share_of_what_was_left():
    world = bound([-1.0, -1.0, 1.0, 0.0, -1.0], depth=0.25)
    assert world.actors["scar"].tolist() == [0.0, pytest.approx(1.0 - 0.75**3)]


@given(st.lists(st.floats(-1.0, 1.0), max_size=30), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_trust_never_passes_what_the_scar_leaves_and_the_scar_never_heals(words, depth, repair):
    before = 0.0
    world = bound([], depth=depth, repair=repair, gain=1.0, prior_within=1.0)
    for word in words:
        world.duties["word"][1] = word
        trust(world)
        scar = world.actors["scar"][1]
        assert towards(world) <= 1.0 - scar and before <= scar <= 1.0
        before = scar


def test_without_deception_trust_recovers_and_after_it_never_fully():
    kept = [1.0] * 400
    for depth, end in ((0.0, 1.0), (0.4, 0.6)):
        world = bound([-1.0, *kept], depth=depth, drift=0.0)
        assert towards(world) == pytest.approx(end, abs=1e-6)


def test_promises_speed_repair_and_less_so_after_deception():
    def regained(repair, scar):
        world = bound([], repair=repair, drift=0.0, prior_within=0.2)
        world.actors["scar"][1] = scar
        world.duties["word"][1] = 0.5
        trust(world)
        return towards(world) - 0.2

    assert regained(0.5, 0.0) == pytest.approx(1.25 * regained(0.0, 0.0))
    assert regained(0.5, 0.6) == pytest.approx(1.1 * regained(0.0, 0.0))


@pytest.mark.parametrize("regime", REGIMES)
def test_where_nobody_promises_nothing_scars_bit_for_bit(regime):
    for seed in SEEDS:
        one, other = (run(load(regime, {"trust.depth": d, "trust.repair": d}), seed) for d in (0.0, 1.0))
        assert not apart(one, other)


def test_a_scar_deters_more_than_trust_that_comes_back():
    actors = {"a": {"users": 0.4}}
    shallow, deep = (parameters(small(actors, market={}, trust={"depth": depth}))[0] for depth in (0.0, 0.8))
    firm = record(users=0.5, swing=2.0, edge=1.5, outlay=2.0, reputation=0.6)
    mild, grave = (expected_sanction(firm, 0.5, 0.0, True, 1.0, 8.0, p) for p in (shallow, deep))
    # .18 * .6 of reputation against .6 - .2
    assert grave == pytest.approx(mild * 0.4 / 0.108)
    already = record(users=0.5, swing=2.0, edge=1.5, outlay=2.0, reputation=0.1, scar=0.9)
    assert expected_sanction(already, 0.5, 0.0, True, 1.0, 8.0, deep) < grave


def test_newcomers_trust_nobody_further_than_those_who_were_there():
    entry = {"enters": day(1)}
    world = world_of(small({"alpha": {}, "beta": entry}, trust={"prior_within": 0.9}))
    world.actors["scar"][0] = 0.5
    turnover(world, noise_of(0), 0)
    assert world.actors["alive"].tolist() == [1, 1]
    assert world.ties.trust[1] == 0.5


def test_in_a_world_of_promises_the_bound_holds_on_every_tie_in_every_quarter():
    entry = {"entry.rate": 2.0, "entry.capital": 0.1, "entry.cost": 0.1}
    scenario = load("harmonized", {"trust.depth": 0.5, "policies.ethics.audit": 0.9, **entry})
    world, noise = world_of(scenario, 1), noise_of(1)
    owner = np.repeat(np.arange(len(world.actors)), np.diff(world.ties.start))
    for t in range(scenario.quarters):
        advance(world, noise, t, t + 1)
        alive = world.actors["alive"] == 1
        there = alive[owner] & alive[world.ties.target]
        most = 1.0 - world.actors["scar"][world.ties.target]
        assert (world.ties.trust[there] <= most[there]).all()
    assert (world.actors["scar"] > 0.0).any()
    assert world.series[:, SERIES.index("entrants")].sum() > 0.0


def test_lies_cost_trust_for_good_and_make_the_race_harder_and_promises_are_broken_less():
    forgiving, scarred = (load("harmonized", {"trust.depth": depth}) for depth in (0.0, 0.5))
    assert mean(scarred, "trust", FOUR) < mean(forgiving, "trust", FOUR)
    assert mean(scarred, "effort", FOUR) > mean(forgiving, "effort", FOUR)
    assert mean(scarred, "breaches", FOUR) < mean(forgiving, "breaches", FOUR)


def test_promises_kept_raise_trust_in_a_world_of_promises():
    slow, fast = (load("harmonized", {"trust.depth": 0.0, "trust.repair": repair}) for repair in (0.0, 1.0))
    assert mean(fast, "trust", FOUR) > mean(slow, "trust", FOUR)
