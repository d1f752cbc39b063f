"""What choices are worth is what the rules reckon: by hand, by the rules' own functions, and by what actors then do."""

import json

import numpy as np
import pytest

from sim import RaceModel, Tier, load
from sim.game import by_rules
from sim.game.knows import default_of, knows
from sim.game.reckon import NOT_YET, NOTE, worth
from sim.game.standing import standing
from sim.kept import Kept
from sim.rules.common import quarters_worth
from sim.rules.objectives import appraise
from sim.rules.pledges import expected_sanction, slowed_by_care, slowed_by_restraint, temptation
from sim.version import sources
from tests.worlds import changed, day, small

LAB = {"kind": "lab", "endowment": 1.0}


def records(model, row):
    w = model.world
    return w.actors[row], w.tiers, w.society[0], w.parameters[0]


def test_tiers_are_weighed_as_by_actors_themselves():
    model = standing(load("arms-race-adaptive-blocs"), 2, 8)
    held = set()
    for row in range(8):
        me, tiers, society, p = records(model, row)
        weighed = worth(model, row, {})["tier"]
        held.add(Tier(int(me["tier"])))
        for tier in Tier:
            now = Tier(int(me["tier"]))
            up = appraise(me, tiers[min(now, tier)], tiers[max(now, tier)], society, p)
            assert weighed[tier.name.lower()] == (0.0 if tier == now else up if tier > now else -up)
    assert len(held) > 1


def test_a_lab_counts_the_prestige_of_what_it_publishes():
    model = standing(small({"lab": LAB, "other": LAB}, payoff={"prestige": 2.0}, research={}), 0, 3)
    me, tiers, *_ = records(model, 0)
    opened = tiers[Tier.OPEN.value]["disclosure"] - tiers[Tier.CLOSED.value]["disclosure"]
    assert me["researched"] > 0.0
    assert worth(model, 0, {})["tier"]["open"] == pytest.approx(2.0 * opened * me["researched"])


def test_a_nation_counts_how_far_it_trails():
    nations = {"behind": {"kind": "nation", "bloc": "a"}, "ahead": {"kind": "nation", "bloc": "b", "know_how": 2.0}}
    model = standing(small(nations, payoff={"security": 1.0}, perception={}), 0, 2)
    trails, leads = (worth(model, row, {})["tier"]["open"] for row in (0, 1))
    assert trails > 0.0 > leads


@pytest.mark.parametrize(("spec", "prices"), [(LAB, {}), ({"users": 0.3, "endowment": 1.0}, {"form": "logit"})])
def test_what_a_tier_is_worth_has_the_sign_of_what_it_then_pays(spec, prices):
    """A lab gains by publishing; a firm that lives by its users' fees, and sells nothing beside, loses."""
    actors = {"me": spec | {"hoards_as": "closed", "shares_as": "open", "complement": 0.0}, "other": {"users": 0.3}}
    scenario = small(actors, payoff={"prestige": 1.0}, market=prices, research={})
    reckoned = worth(standing(scenario, 0, 4), 0, {})["tier"]["open"]
    paid = []
    for strategy in ("hoard", "share"):
        model = RaceModel(changed(scenario, actors={"me": {"strategy": strategy}}), rng=0)
        for _ in range(12):
            model.pass_quarter()
        paid.append(model.world.actors["payoff_sum"][0])
    assert abs(reckoned) > 1e-6
    assert np.sign(paid[1] - paid[0]) == np.sign(reckoned)


def test_who_shares_when_it_gains_by_it_shares_exactly_when_it_is_told_so():
    same = {"hoards_as": "closed", "shares_as": "open", "strategy": "complement"}
    scenario = load("arms-race-adaptive-blocs", {"choice.revision": 1.0, "expectations.tremble": 0.0})
    changed_all = dict.fromkeys(scenario.actors, same)
    model = standing(changed(scenario, actors=changed_all), 3, 12)
    decided = set()
    for row in range(len(model.actors)):
        if not model.actors[row].alive:
            continue
        me, tiers, society, p = records(model, row)
        gain = appraise(me, tiers[Tier.CLOSED.value], tiers[Tier.OPEN.value], society, p)
        weighed = worth(model, row, {})["tier"]
        assert weighed["open"] - weighed["closed"] == gain
        assert default_of(model, row)["tier"] == ("open" if gain > 0.0 else "closed")
        decided.add(gain > 0.0)
    assert decided == {True, False}


FLOOR = {"kind": "ethics_framework", "name": "care", "start": day(0), "signatories": ["lab"], "floor": 0.9}


def bound(row, **changes):
    tables = {
        "pledges": {},
        "research": {},
        "payoff": {"prestige": 2.0},
        "safety": {"form": "constant", "level": 0.4, "haste": 0.0},
    } | changes
    return standing(small({"lab": LAB, "other": {}}, policies=[row], **tables), 0, 3)


def test_a_promise_of_care_costs_research_to_keep_and_a_fine_to_break():
    model = bound(FLOOR | {"audit": 0.5, "penalty": 0.3})
    me, _, society, p = records(model, 0)
    told = worth(model, 0, {})["promises"]["care"]
    slowed = 1.0 - (0.1 / 0.6) ** (p["research"]["drag"] * (1.0 - society["catalogue"]))
    horizon = quarters_worth(p["world"]["discount"], p["choice"]["horizon"])
    assert told["keep"] == pytest.approx(-2.0 * horizon * slowed * me["researched"])
    assert told["break"] == pytest.approx(-0.5 * 0.3 * me["outlay"])
    assert told["keep"] < 0.0
    assert worth(model, 0, {"care": 0.95})["promises"]["care"]["keep"] == 0.0  # it would do so anyhow
    assert worth(model, 1, {})["promises"] == {}


@pytest.mark.parametrize("penalty", [0.0, 0.02, 0.1, 0.4, 1.0, 4.0])
def test_an_actor_keeps_a_promise_exactly_when_it_is_told_that_this_costs_less(penalty):
    model = bound(FLOOR | {"audit": 0.5, "penalty": penalty})
    told = worth(model, 0, {})["promises"]["care"]
    assert (default_of(model, 0)["care"] == 0.9) == (told["keep"] >= told["break"])


def test_some_of_these_promises_are_kept_and_some_broken():
    kept = {default_of(bound(FLOOR | {"audit": 0.5, "penalty": penalty}), 0)["care"] for penalty in (0.0, 4.0)}
    assert kept == {0.4, 0.9}


def test_a_treaty_is_weighed_with_the_pause_and_the_tier_that_it_asks():
    treaty = {"kind": "treaty", "name": "t", "start": day(0), "parties": ["lab"], "tier": "open", "effort": 0.5,
              "inspection": 0.25, "penalty": 2.0}  # fmt: skip
    nation = {"lab": {"kind": "nation", "bloc": "a", "know_how": 1.0}, "other": {"bloc": "b"}}
    tables = {"pledges": {}, "trust": {}, "payoff": {"security": 2.0}, "policies": [treaty]}
    model = standing(small(nation, **tables), 0, 3)
    me, tiers, society, p = records(model, 0)
    capture, market = tiers[int(me["released_tier"])]["capture"], society["market"]
    slowed = slowed_by_restraint(0.8, 0.5, p["research"]["returns"])
    lost = -appraise(me, tiers[Tier.CLOSED.value], tiers[Tier.OPEN.value], society, p)
    told = worth(model, 0, {"tier": "closed", "effort": 0.8})["promises"]["t"]
    assert lost > 0.0
    assert told["keep"] == -(temptation(me, slowed, capture, market, p) + lost)
    assert told["break"] == -expected_sanction(me, 0.25, 2.0, True, capture, market, p)
    assert worth(model, 0, {"tier": "open", "effort": 0.5})["promises"]["t"]["keep"] == 0.0


def test_more_care_and_less_effort_cost_research_and_nothing_else_is_reckoned():
    model = standing(load("base"), 1, 5)
    me, tiers, society, p = records(model, 0)
    own = model.would_choose().actors[0]
    less, more = float(own["effort"]) / 2.0, 0.5 + float(own["safety"]) / 2.0
    told = worth(model, 0, {"effort": less, "care": more})
    capture = tiers[int(me["released_tier"])]["capture"]
    for name, slowed in (
        ("effort", slowed_by_restraint(own["effort"], less, p["research"]["returns"])),
        ("care", slowed_by_care(own["safety"], more, p["research"]["drag"], society["catalogue"])),
    ):
        assert told[name]["research"] == -slowed * me["researched"] < 0.0
        assert told[name]["worth"] == -temptation(me, slowed, capture, society["market"], p)
    other_way = worth(model, 0, {"effort": 2.0 * float(own["effort"]), "care": 0.0})
    assert (other_way["effort"], other_way["care"]) == (None, None)
    nothing = worth(model, 0, {})
    assert nothing["effort"] == nothing["care"] == {"research": 0.0, "worth": 0.0}
    assert "No rule reckons" in nothing["note"] == NOTE


def test_alliances_are_joined_and_left_as_their_worth_says():
    scenario = load("open-alliance", {"clubs.reconsider": 1.0, "clubs.inertia": 0.0})
    decided = set()
    for quarter in (16, 24):
        model = standing(scenario, 1, quarter)
        for row in range(20):
            (alliance,) = knows(model, row)["alliances"]
            gain = worth(model, row, {})["alliances"]["alliance"]
            stays = gain >= 0.0 if alliance["member"] else gain > 0.0 and alliance["admits"]
            assert default_of(model, row)["alliances"] == (["alliance"] if stays else [])
            decided.add((alliance["member"], stays))
    assert len(decided) >= 3


def test_a_commitment_is_worth_what_a_proposer_reckons():
    """A leader proposes to commit itself once that pays, by the same number."""
    for complement in (0.0, 3.0):
        row = {"kind": "pivot", "actor": "me", "proposer": "me", "start": day(4)}
        actors = {"me": {"users": 0.3, "complement": complement}, "other": {"users": 0.3}}
        scenario = small(actors, community={}, market={"form": "logit"}, policies=[row])
        before = standing(scenario, 0, 4)
        assert (before.world.policies["began"][0] == 4) == (worth(before, 0, {})["commit"] > 0.0) == (complement > 0.0)


@pytest.mark.parametrize("name", ["open-alliance", "harmonized", "restrained", "global-commons"])
def test_all_of_it_is_json(name):
    model = standing(load(name), 1, 22)
    for row in np.flatnonzero(model.world.actors["alive"] == 1).tolist():
        told = worth(model, row, {"tier": "open", "effort": 0.5, "care": 1.0, "alliances": [], "data": 0.5})
        assert json.loads(json.dumps(told, allow_nan=False)) == told
        bound_by = {each["row"] for each in knows(model, row)["promises"]}
        assert set(told["promises"]) == bound_by


def test_to_reckon_changes_nothing():
    model = standing(load("restrained"), 0, 20)
    before = model.world.actors.copy()
    for row in range(5):
        worth(model, row, {"tier": "open"})
        knows(model, row)
    assert all(np.array_equal(before[name], model.world.actors[name]) for name in before.dtype.names)


# How it is compiled.


def test_stored_code_is_out_of_date_when_the_calls_change(tmp_path, monkeypatch, capsys):
    cache = by_rules.see._cache
    if not isinstance(cache, Kept):
        pytest.skip("compiled code cannot be stored here")
    monkeypatch.setattr(cache._cache_file, "_folder", tmp_path)
    monkeypatch.setattr(cache._cache_file, "origin", cache._cache_file.origin)
    cache._cache_file.save("key", "code")
    assert cache._cache_file.load("key") == "code"
    cache.depend_on("another file", by_rules.NOTE)
    assert cache._cache_file.load("key") is None


def test_every_call_depends_on_the_file_as_it_is():
    calls = [each for each in vars(by_rules).values() if getattr(each, "__module__", "") == by_rules.__name__]
    compiled = [each for each in calls if hasattr(each, "py_func")]
    assert len(compiled) == 8
    for each in compiled:
        if isinstance(each._cache, Kept):
            assert each._cache._cache_file.origin.endswith(by_rules.source().encode())
    assert not [file for file in sources() if "game" in file.parts]


def test_before_anybody_has_earned_anything_nothing_is_told_rather_than_that_all_is_worth_nothing():
    summit = load("summit")
    first = [worth(standing(summit, 0, 0), row, {"tier": "open", "care": 0.9}) for row in range(len(summit.actors))]
    firm = first[list(summit.actors).index("borealis")]
    assert firm["note"] == NOT_YET
    assert set(firm["tier"].values()) == {firm["commit"]} == set(firm["care"].values()) == {None}
    assert firm["promises"]["commitments"] == {"keep": None, "break": None}
    later = worth(standing(summit, 0, 1), list(summit.actors).index("borealis"), {})
    assert later["note"] == NOTE and later["tier"]["open"] != 0.0
