"""What knowledge is: a ladder that all climb, or bricks that nobody else would find; both ends, and what each costs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import run
from sim.noise import noise_of
from sim.rules.common import rise_of_public
from sim.rules.learn import learn, on_offer, pooled, taken_in
from sim.rules.quarter import advance
from sim.rules.release import release
from sim.rules.research import height
from sim.scenario import load
from sim.world import parameters
from tests.worlds import changed, numbers, same, small, spend_and_search, world_of

OPEN = {"tier": "open", "hoards_as": "open"}
LUCKLESS = {"luck": 0.0}
SEEDS = (2, 5)
oom = st.floats(0.0, 20.0)
share = st.floats(0.0, 1.0)


def learnt(known, found, disclosed=1.0, **sharing):
    """What ``me`` learns of sources with so much know-how above its own, and so much found this quarter, OOM."""
    sources = {f"source{number}": {"know_how": level} | OPEN for number, level in enumerate(known)}
    world = world_of(small({"me": {}} | sources, sharing={"speed": 0.5} | sharing))
    world.knowledge["found"][1 : len(known) + 1, 0] = found
    learn(world)
    return world.actors["learned"][0]


# By hand


def test_on_a_ladder_the_widest_gap_counts_alone():
    assert learnt([1.0], [0.2], variety=0.0) == learnt([1.0, 0.8], [0.2, 0.2], variety=0.0) == 0.5


def test_gaps_add_by_pooling_but_nobody_is_taken_beyond_the_best():
    assert learnt([1.0, 0.4], [0.0, 0.0], variety=0.0, pooling=0.5) == pytest.approx(0.6)
    assert learnt([1.0, 0.4], [0.0, 0.0], variety=0.0, pooling=1.0) == pytest.approx(0.7)
    assert learnt([1.0, 0.9, 0.9], [0.0] * 3, variety=0.0, pooling=1.0) == 1.0


def test_bricks_add_from_every_source_also_from_those_who_are_behind():
    assert learnt([1.0], [0.2], variety=1.0) == pytest.approx(0.1)
    assert learnt([1.0, -1.0], [0.2, 0.3], variety=1.0) == pytest.approx(0.25)


def test_between_the_ends_both_count_by_their_shares():
    assert learnt([1.0, 0.4], [0.2, 0.3], variety=0.2) == pytest.approx(0.8 * 0.5 + 0.2 * 0.25)


def after_release(variety, union=1.0, restricted=0.0):
    """Public know-how after two open releases on the same day, of makers at 1 and .5 that had found .3 and .4."""
    actors = {"one": {"know_how": 1.0} | OPEN, "two": {"know_how": 0.5} | OPEN, "three": {}}
    on = {"commons": {"union": union}, "sharing": {"variety": variety}, "release": {"threshold": 0.1}}
    world = world_of(small(actors, **on))
    world.domains["public"], world.actors["released"][:2] = 0.2, -1.0
    world.knowledge["unpublished"][:3, 0] = 0.3, 0.4, 9.0
    world.duties["restricted"][:2] = restricted
    release(world, noise_of(0), 0)
    kept = [0.3 * restricted, 0.4 * restricted, 9.0]  # what a licence forbids is not public, and can be later
    assert world.knowledge["unpublished"][:3, 0].tolist() == pytest.approx(kept)
    return world.domains["public"][0]


def test_the_public_stock_is_as_high_as_the_best_release_or_adds_up_what_is_new():
    assert after_release(0.0) == after_release(1.0, union=0.0) == 1.0
    assert after_release(1.0) == pytest.approx(0.2 + 0.3 + 0.4)
    assert after_release(1.0, restricted=0.25) == pytest.approx(0.2 + 0.75 * (0.3 + 0.4))
    assert after_release(0.5, union=0.5) == pytest.approx(0.2 + 0.75 * 0.8 + 0.25 * 0.7)


def test_what_only_one_would_have_found_cannot_be_found_twice():
    def found(variety):
        actors = {"follower": {}, "leader": {"know_how": 5.0}}
        on = {"research": LUCKLESS, "duplication": {"waste": 1.0}, "sharing": {"variety": variety}}
        world = world_of(small(actors, **on))
        spend_and_search(world)
        mine, me = world.knowledge[0, 0], world.actors[0]
        assert mine["unpublished"] == mine["found"] > 0.0
        assert me["duplicated"] == pytest.approx((1.0 - variety) * me["outlay"])
        return mine["discovered"] / mine["found"]

    assert [found(variety) for variety in (0.0, 0.3, 1.0)] == pytest.approx([0.0, 0.3, 1.0])


def test_bricks_get_harder_with_all_that_is_public_read_or_not():
    p = numbers("research", fishing=0.5)
    assert height(1.0, 3.0, 0.0, p) == height(1.0, 0.0, 1.0, p) == 1.0
    assert height(1.0, 3.0, 0.4, p) == 1.0 + 0.4 * 0.5 * 2.0

    def found(fishing):
        world = world_of(small({"a": {}}, research=LUCKLESS | {"fishing": fishing}, sharing={"variety": 1.0}))
        world.domains["public"] = 2.0
        spend_and_search(world)
        return world.knowledge["found"][0, 0]

    assert found(1.0) == pytest.approx(found(0.0) * 10 ** (-0.12 * 2.0))


@given(oom, share, oom, st.floats(0.001, 100.0))
def test_attention_is_scarce(offer, absorption, experience, crowding):
    without, p = numbers("absorption", crowding=0.0), numbers("absorption", crowding=crowding)
    taken = taken_in(offer, absorption, experience, p)
    assert 0.0 <= taken <= taken_in(offer, absorption, experience, without) == absorption * offer
    assert taken <= experience / crowding * (1.0 + 1e-12)


@given(st.lists(st.tuples(oom, share), min_size=1, max_size=9), share)
def test_pooled_gaps_lie_between_the_widest_and_the_best_source(sources, pooling):
    gaps, lead = [lead * flow for lead, flow in sources], max(lead for lead, _ in sources)
    got = pooled(max(gaps), sum(gaps), lead, pooling)
    assert max(gaps) * (1.0 - 1e-12) <= got <= lead


# Ends


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["arms-race", "global-commons"])
def test_on_a_ladder_nothing_that_is_about_bricks_changes_a_bit(name, seed):
    ladder = load(name, {"sharing.variety": 0.0})
    for table, number in (("commons", {"union": 0.0}), ("research", {"fishing": 0.0})):
        assert same(run(ladder, seed), run(changed(ladder, **{table: number}), seed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["commons", "base"])
def test_of_bricks_nothing_that_is_about_gaps_or_finding_twice_changes_a_bit(name, seed):
    bricks = load(name, {"sharing.variety": 1.0})
    assert run(bricks, seed).outcomes["duplicated"] == 0.0
    for table, number in (("sharing", {"pooling": 1.0}), ("duplication", {"on": False})):
        assert same(run(bricks, seed), run(changed(bricks, **{table: number}), seed))


@pytest.mark.parametrize("table", ["sharing.pooling", "commons.union", "research.fishing", "absorption.crowding"])
def test_each_number_matters_between_the_ends(table):
    base = load("commons", {"sharing.variety": 0.3})
    assert not same(run(base, 1), run(load(base, {table: 0.5}), 1))


def test_learning_does_not_depend_on_the_order_of_rows():
    actors = {name: {"know_how": level, "endowment": 1.0} | (OPEN if level < 1.5 else {})
              for name, level in (("a", 0.3), ("b", 1.1), ("c", 2.0), ("d", 1.3))}  # fmt: skip
    on = {"research": LUCKLESS, "sharing": {"variety": 0.4, "pooling": 0.6}, "commons": {}, "spillover": {}}
    on |= {"absorption": {"crowding": 1.0}, "release": {"threshold": 0.1}, "duplication": {}}
    specs = list(actors.values())
    one, other = (run(small(dict(zip(actors, order, strict=True)), **on)) for order in (specs, specs[::-1]))
    assert one.world.knowledge["know_how"][:, 0] == pytest.approx(other.world.knowledge["know_how"][::-1, 0], rel=1e-12)


@pytest.mark.parametrize("variety", [0.0, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("name", ["arms-race", "commons", "base"])
def test_nobody_knows_more_than_all_have_found(name, variety):
    numbers = {"sharing.variety": variety, "sharing.pooling": 1.0, "community.on": False}
    world, noise = world_of(load(name, numbers), 3), noise_of(3)
    union = world.knowledge["know_how"][world.actors["alive"] == 1].max(axis=0)
    for t in range(len(world.series)):
        advance(world, noise, t, t + 1)
        union = union + world.knowledge["found"].sum(axis=0)
        assert np.all(world.knowledge["know_how"] <= union + 1e-9), t
        assert np.all(world.domains["public"] <= union + 1e-9), t


@given(oom, oom, share, share)
def test_the_public_never_falls(highest, added, variety, union):
    p = parameters(small(sharing={"variety": variety}, commons={"union": union}))[0]
    least, most = sorted((highest, added))
    assert least * (1.0 - 1e-12) <= rise_of_public(highest, added, p) <= most * (1.0 + 1e-12)
    assert on_offer(highest, added, p["sharing"]) >= 0.0


# Effect and cost


def outcomes(scenario, name, variety, **more):
    settings = {"sharing.variety": variety, **more}
    return np.array([run(load(scenario, settings), seed).outcomes[name] for seed in range(6)])


@pytest.mark.parametrize("name", ["arms-race", "commons"])
def test_where_more_is_new_to_all_more_is_learnt_and_the_frontier_lies_further(name):
    for what in ("learning_gain", "frontier"):
        assert 1.05 * outcomes(name, what, 0.0).mean() < outcomes(name, what, 0.3).mean()


def test_a_leader_that_opens_alone_gives_up_more_lead_the_more_of_it_is_new_and_others_gain_more():
    def known(variety, tier):
        """What alpha knows after four years, and what all others do, OOM, by seed."""
        alpha = {"strategy": "share" if tier == "open" else "hoard", "tier": tier, "shares_as": tier}
        scenario = load("arms-race", {"sharing.variety": variety, "actors.alpha": alpha})
        worlds = [run(scenario, seed, 16).world for seed in range(6)]
        levels = np.array([world.knowledge["know_how"] @ world.domains["weight"] for world in worlds])
        return levels[:, 0], levels[:, 1 : len(scenario.actors)].mean(axis=1)

    lost, won = [], []
    for variety in (0.0, 1.0):
        (opened, others), (closed, without) = known(variety, "open"), known(variety, "access")
        lost.append(((closed - without) - (opened - others)).mean())
        won.append((others - without).mean())
    assert lost[1] > 1.5 * lost[0] > 0.0
    assert won[1] > 1.2 * won[0] > 0.0


def test_little_time_to_read_lowers_what_is_learnt():
    free, crowded = (outcomes("commons", "learning_gain", 0.5, **{"absorption.crowding": c}) for c in (0.0, 8.0))
    assert np.all(crowded < 0.8 * free)
