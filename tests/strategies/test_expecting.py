"""Best replies that expect: what they have seen, what others would reply, what conforming is worth; and trembles."""

from math import exp

import numpy as np
import pytest

from sim import run
from sim.rules.expect import expect
from sim.scenario.schema.enums import Tier
from tests.worlds import GROWN, actor, changed, moves, same, series, small, world_of

SURE = {"intensity": 1e6}
OPEN = {"tier": "open", "strategy": "share"}


def logistic(x):
    return 1.0 / (1.0 + exp(-x))


@pytest.mark.parametrize(
    ("memory", "partner", "played"),
    [
        (1.0, "CCDDC", "DCCDD"),  # what was seen last
        (0.4, "CCCCDDDD", "DDCCCCDD"),  # beliefs 0, .4, .64, .78, .87, .52, .31, .19
        (0.1, "CCCCCCC", "DDDDDDD"),  # .47 at last
        (0.1, "CCCCCCCCC", "DDDDDDDCC"),
    ],
)
def test_who_conforms_does_what_it_expects_of_others(memory, partner, played):
    assert moves("best-reply", partner, choice=SURE, expectations={"conformity": 1.0, "memory": memory}) == played


def test_the_first_belief_is_what_is_seen_at_the_start():
    world = world_of(small({"me": {}, "a": OPEN, "b": {}}, expectations={"conformity": 1.0, "memory": 0.1}))
    assert world.actors["belief"].tolist() == [-1.0] * 3
    expect(world)
    assert world.actors["belief"].tolist() == [0.5, 0.0, 0.5]
    world.actors["tier"][2] = Tier.LICENSED
    expect(world)
    assert world.actors["belief"].tolist() == pytest.approx([0.9 * 0.5 + 0.1, 0.1 * 0.5, 0.9 * 0.5 + 0.1 * 0.5])


def test_who_has_nobody_to_look_at_is_undecided():
    hermit = run(small({"me": {"strategy": "best-reply"}}, expectations={"conformity": 5.0}, quarters=400))
    assert actor(hermit, "me", "belief") == 0.5
    assert series(hermit, "open_actors").mean() == pytest.approx(0.5, abs=4 * 0.5 / 20)


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_thinking_ahead_replies_to_replies_and_expects_all_others_to_go_on(depth):
    actors = {name: {"strategy": "best-reply"} for name in "abc"} | {"open": OPEN, "closed": {}, "bound": {}}
    scenario = small(actors, choice={"intensity": 2.0}, expectations={"conformity": 0.7, "depth": depth})
    world = world_of(scenario)
    world.actors["rent"][:3], world.actors["beside"][:3] = (1.0, 0.0, 0.3), (0.0, 1.0, 0.4)
    world.actors["endowment"][:3] = 1.0, 2.0, 0.5
    world.actors["strategy"][5], world.actors["ordered"][5] = world.actors["strategy"][0], Tier.CLOSED
    gains, means = (-1.0, 1.0, 0.1), (1.0, 2.0, 0.5)
    x = 1 / 6
    for _ in range(depth):
        x = (sum(logistic(2.0 * (g / m + 0.7 * (2 * x - 1))) for g, m in zip(gains, means, strict=True)) + 1.0) / 6
    expect(world)
    assert world.actors["appraisal"][:3] == pytest.approx(gains)
    assert world.society["foreseen"][0] == pytest.approx(x, rel=1e-12)


def test_conforming_forgoes_gains_and_bears_losses_that_a_best_reply_would_not():
    # Sharing pays a complementor and costs a seller of access; who conforms does as its partner does, at its own cost.
    on = {"market": {"form": "prices", "churn": 1.0}, "prices": GROWN | {"complements": 0.25}, "choice": SURE}
    rich, poor = ({"complement": share, "users": 0.1, "hoards_as": "access", "tier": "access"} for share in (3.0, 0.0))
    assert moves("best-reply", "D" * 6, me=rich, **on)[1:] == "C" * 5
    assert moves("best-reply", "D" * 6, me=rich, expectations={"conformity": 5.0}, **on) == "D" * 6
    assert moves("best-reply", "C" * 6, me=poor, **on)[1:] == "D" * 5
    assert moves("best-reply", "C" * 6, me=poor, expectations={"conformity": 5.0}, **on)[1:] == "C" * 5


@pytest.mark.parametrize("strategy", ["tit-for-tat", "grim", "imitate", "complement"])
def test_who_trembles_does_the_other_thing_as_often_as_it_says(strategy):
    script, me = "C" * 128, {"tier": "open", "complement": 0.0}
    steady = moves(strategy, script, me=me)
    shaken = [moves(strategy, script, seed, me=me, expectations={"tremble": 0.3}) for seed in range(8)]
    slips = np.mean([a != b for played in shaken for a, b in zip(played, steady, strict=True)])
    assert slips == pytest.approx(0.3, abs=4 * (0.3 * 0.7 / 1024) ** 0.5)


@pytest.mark.parametrize(("strategy", "played"), [("hoard", "D"), ("share", "C")])
def test_who_looks_at_nothing_does_not_tremble(strategy, played):
    assert moves(strategy, "CD" * 32, expectations={"tremble": 0.5}) == played * 64


def test_a_tremble_of_one_ends_the_sharing_of_two_that_never_forgive():
    pair = {name: {"strategy": "grim"} for name in ("a", "b")}
    shaken = run(small(pair, quarters=200, expectations={"tremble": 0.05}))
    assert series(shaken, "open_actors")[100:].mean() == pytest.approx(0.05, abs=0.05)


def crowd(tier, **changes):
    actors = {f"m{n}": {"strategy": "best-reply", "tier": tier} for n in range(24)}
    return series(run(small(actors, quarters=80, **changes), 3), "open_actors")[-40:].mean()


def test_norms_remember_the_start_and_profit_forgets_it():
    closed, opened = (crowd(tier, expectations={"conformity": 0.8}) for tier in ("closed", "open"))
    assert closed < 0.05 and opened > 0.95
    closed, opened = (crowd(tier, expectations={"conformity": 0.0}) for tier in ("closed", "open"))
    assert closed == opened == pytest.approx(0.5, abs=0.05)


def test_without_conformity_nothing_that_is_expected_matters(base):
    expecting = changed(base, expectations={"conformity": 0.0, "memory": 0.2, "depth": 4})
    assert same(run(base, 3), run(expecting, 3))
