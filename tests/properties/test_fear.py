"""Fear of who is ahead, haste where one is close, care in a contest: what they do and cost, and when they are off."""

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import load, run
from sim.noise import noise_of
from sim.rules.decide import care
from sim.rules.fear import care_in_contest, dread_of, haste_of, odds_of
from sim.rules.perceive import perceive
from tests.worlds import actor, changed, day, numbers, record, row, same, series, small, world_of

SEEDS = range(6)
BOTH = ("arms-race", "commons")
FEARLESS = {"fear": 0.0}
CALM = {"haste": 0.0}
LEAP = {"kind": "breakthrough", "actor": "beta", "start": day(20), "size": 1.0}
ooms = st.floats(-30.0, 30.0)
unit = st.floats(0.0, 1.0)


def as_before(one, other):
    """Whether two runs agree bit for bit in every outcome, all series and releases."""
    return one.outcomes == other.outcomes and same(one, other)


@pytest.mark.parametrize("name", BOTH)
def test_without_fear_no_lead_matters_and_at_once_despaired_of_none_is_feared(name):
    base = load(name)
    calm = run(changed(base, effort=FEARLESS), 1)
    assert as_before(calm, run(changed(base, effort=FEARLESS | {"despair": 0.5}), 1))
    assert as_before(calm, run(changed(base, effort={"despair": 0.0}), 1))
    assert not as_before(calm, run(base, 1))


@pytest.mark.parametrize("name", BOTH)
def test_without_haste_nobody_is_close_and_none_is_hasty_about_who_is_not_as_good_as_level(name):
    base = load(name)
    calm = run(changed(base, safety=CALM), 1)
    assert as_before(calm, run(changed(base, safety=CALM | {"width": 3.0}), 1))
    assert as_before(calm, run(changed(base, safety={"width": 1e-9}), 1))
    assert not as_before(calm, run(base, 1))


@pytest.mark.parametrize("name", BOTH)
def test_decisiveness_is_read_in_a_contest_alone(name):
    base = load(name)
    assert as_before(run(base, 1), run(changed(base, safety={"decisiveness": 1.0}), 1))
    contests = (run(changed(base, safety={"form": "contest", "decisiveness": k}), 1) for k in (1.0, 4.0))
    assert not as_before(*contests)


@given(ooms, unit, st.floats(0.0, 10.0), st.floats(0.0, 5.0))
def test_dread_rises_with_a_lead_up_to_despair_and_falls_with_trust(ahead, trust, despair, more):
    dread = dread_of(ahead, trust, despair)
    assert 0.0 <= dread <= despair
    assert dread <= dread_of(ahead + more, trust, despair)
    assert dread_of(ahead, 1.0, despair) == 0.0 == dread_of(-abs(ahead), trust, despair)
    assert dread_of(ahead, trust, despair) == pytest.approx((1.0 - trust) * min(max(ahead, 0.0), despair))


def test_one_fears_the_rival_who_is_furthest_ahead_as_far_as_it_is_mistrusted():
    actors = {"me": {}, "near": {"know_how": 0.5}, "far": {"know_how": 2.0}, "behind": {"know_how": -5.0}}

    def threat(trust, **effort):
        world = world_of(small(actors, trust={"on": False, "prior_within": trust}, effort=effort))
        world.actors["effort"] = 0.0
        perceive(world, noise_of(0), 0)
        return world.actors["threat"].tolist()

    assert threat(0.25, fear=0.4) == pytest.approx([0.4 * 0.75 * 2.0, 0.4 * 0.75 * 1.5, 0.0, 0.4 * 0.75 * 3.0])
    assert threat(1.0, fear=0.4) == threat(0.25, fear=0.0) == [0.0] * 4
    assert threat(0.0, fear=0.4, despair=1.0) == pytest.approx([0.4, 0.4, 0.0, 0.4])


def rise_of_effort(name, fear, seed):
    """Largest rise of others' mean effort after a rival's know-how leaps by an order of magnitude."""
    base = changed(load(name), effort={"fear": fear}, quarters=32)
    leapt, calm = run(changed(base, policies=[LEAP]), seed), run(base, seed)
    apart = series(leapt, "effort") - series(calm, "effort")
    assert not apart[:20].any()
    return apart.max()


def test_a_rivals_leap_is_answered_by_effort_where_there_is_fear_and_hardly_where_there_is_none():
    calm, afraid, alike = (
        np.mean([rise_of_effort(name, fear, seed) for seed in SEEDS])
        for name, fear in (("arms-race", 0.0), ("arms-race", 0.3), ("commons", 0.3))
    )
    assert afraid > 0.03 > calm and afraid > 2.0 * calm
    assert afraid > alike, "who shares has less to fear: what leaps is disclosed, and others are trusted"


def test_fear_spends_money_sooner_and_leaves_flaws():
    actors = {"weak": {"endowment": 1.0, "cash": 20.0}, "strong": {"know_how": 3.0}}
    on = {"effort": {"grievance": 0.4}, "trust": {"on": False, "prior_within": 0.2}, "flaws": {}}
    calm, afraid = (run(small(actors, **on | {"effort": {"fear": x}, "research": {"luck": 0.0}})) for x in (0.0, 1.0))
    assert actor(afraid, "weak", "cash") < actor(calm, "weak", "cash")
    assert actor(afraid, "weak", "flaws") > actor(calm, "weak", "flaws")


@given(st.floats(0.0, 100.0), st.floats(0.0, 5.0), unit, st.floats(1e-3, 10.0))
def test_haste_falls_with_distance(closest, more, haste, width):
    p = numbers("safety", haste=haste, width=width)
    near, far = haste_of(closest, p), haste_of(closest + more, p)
    assert 0.0 <= far <= near <= haste
    assert haste_of(0.0, p) == haste
    assert haste_of(width, p) == pytest.approx(haste / exp(1.0))


@pytest.mark.parametrize(
    ("form", "moved"), [("constant", 0.2), ("linear", 0.2), ("own", 0.0), ("gap", 0.0), ("contest", 0.0)]
)
def test_a_close_rival_makes_careless_in_the_forms_that_are_no_game_of_their_own(form, moved):
    me = {"capability": 2.0, "rival": 1.5, "second": 1.0, "rivals": 2, "odds": 1.0}
    p = numbers("safety", form=form, level=0.5, haste=0.2)
    level, lonely = (care(record(closest=apart, **me), 2.0, 0.0, p) for apart in (0.0, 9.0))
    assert lonely - level == pytest.approx(moved)


def test_whoever_is_level_is_hasty_and_whoever_is_alone_or_far_ahead_is_not():
    def taken(gap, **ties):
        actors = {"a": {"know_how": gap}, "b": {}}
        made = run(small(actors, safety={"form": "constant", "level": 0.5, "haste": 0.2}, quarters=1, **ties))
        return made.world.actors["safety"].tolist()

    assert taken(0.0) == pytest.approx([0.3, 0.3])
    assert taken(9.0) == pytest.approx([0.5, 0.5])
    assert taken(0.0, ties={"topology": "edges"}) == [0.5, 0.5]


def test_haste_leaves_flaws_and_costs_incidents():
    def means(name, outcome):
        made = [[run(load(name, {"safety.haste": x}), seed) for seed in SEEDS] for x in (0.0, 0.4)]
        return [np.mean([each.outcomes[outcome] for each in one]) for one in made]

    for name in BOTH:
        calm, hasty = means(name, "flaws")
        assert hasty > 1.03 * calm, name
    calm, hasty = means("commons", "incidents")
    assert hasty > calm


def test_sharing_makes_rivals_close_and_closeness_careless():
    def loss(name):
        pairs = [[run(load(name, {"safety.haste": x}), seed).outcomes["safety"] for x in (0.0, 0.1)] for seed in SEEDS]
        return np.mean([calm - hasty for calm, hasty in pairs])

    assert loss("commons") > 0.005 > loss("arms-race")


def test_care_in_a_contest_is_that_of_the_chance_to_win():
    actors = {"a": {"know_how": 0.2}, "b": {}, "c": {"know_how": -0.1}}
    made = run(small(actors, safety={"form": "contest", "decisiveness": 3.0, "floor": 0.0}, quarters=1))
    strength = 10.0 ** (3.0 * np.array([0.2, 0.0, -0.1]))
    assert made.world.actors["safety"] == pytest.approx(1.0 / (1.0 + 3.0 * (1.0 - strength / strength.sum())))
    alone = run(small(("a", "b"), safety={"form": "contest"}, ties={"topology": "edges"}, quarters=1))
    assert alone.world.actors["safety"].tolist() == [1.0, 1.0]


@given(st.lists(ooms, min_size=1, max_size=20), st.floats(0.0, 50.0))
def test_care_in_a_contest_is_a_share_and_falls_with_every_rival(gaps, k):
    odds = sum(odds_of(gap, k) for gap in gaps)
    assert 1.0 / (1.0 + k) <= care_in_contest(odds, k) <= care_in_contest(odds_of(gaps[0], k), k) <= 1.0
    assert care_in_contest(odds, 0.0) == 1.0


def test_odds_of_any_number_of_rivals_are_finite():
    assert np.isfinite(1e6 * odds_of(1e3, 50.0)) and odds_of(-1e3, 50.0) > 0.0


@pytest.mark.parametrize("name", BOTH)
def test_a_decisive_contest_is_careless_and_care_that_is_saved_is_speed(name):
    slow, fast = (
        [run(load(name, {"safety.form": "contest", "safety.decisiveness": k}), seed).outcomes for seed in SEEDS]
        for k in (0.5, 16.0)
    )
    for outcome in ("incidents", "frontier"):
        assert np.mean([made[outcome] for made in fast]) > np.mean([made[outcome] for made in slow]), outcome
    assert np.mean([made["safety"] for made in fast]) < np.mean([made["safety"] for made in slow])


def test_the_leader_of_a_contest_is_the_one_who_can_afford_care():
    scenario = small({"first": {"know_how": 1.0}, "last": {}}, safety={"form": "contest"}, quarters=1)
    taken = run(scenario).world.actors["safety"]
    assert taken[row(scenario, "first")] > 0.95 > 0.25 > taken[row(scenario, "last")]
