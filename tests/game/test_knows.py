"""A seat knows what its actor knows: estimates by the rules, its own numbers, what is out; never what others hide."""

import json
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import Strategy, load
from sim.game.game import Game
from sim.game.knows import OF_OTHERS, default_of, knows
from sim.game.reckon import worth
from sim.game.seen import public
from sim.game.sight import SIGHTS, Eyes, seen_by
from sim.game.standing import standing
from sim.rules.perceive import NOTHING_SEEN
from sim.world import ActorRecord, DutyRecord, KnowledgeRecord
from sim.world.state import numbers_of
from tests.worlds import day, small

PLACES = (
    ("open-alliance", 1, 18),
    ("arms-race-adaptive-blocs", 5, 7),
    ("global-commons", 2, 22),
    ("harmonized", 0, 20),
)
"""Scenarios, with a seed and a quarter."""
HIDDEN = seen_by(Eyes.OWN, Eyes.NONE)
ESTIMATED = {"capability": {"estimate", "effort_seen"}, "key": {"estimate", "effort_seen"}, "effort": {"effort_seen"}}
"""What the rules let through of each hidden field: how a rival looks."""
RELEASED = {"disclosed", "offered"}
"""What is known of a field of knowledge by what was released."""


@cache
def stood(name, seed, quarter):
    return standing(load(name), seed, quarter)


def text(known):
    return json.dumps(known, allow_nan=False)


def without(known, name, *fields):
    """What is known, without some of how one rival looks."""
    others = [
        {key: None if each["name"] == name and key in fields else value for key, value in each.items()}
        for each in known["rivals"]
    ]
    return text(known | {"rivals": others})


def otherwise(value, kind):
    """Another value of a field, valid for rules that read it."""
    return (value + 1) % (12 if kind == "strategy" else 4 if kind == "tier" else 2) if kind else value * 1.37 + 0.0123


def others_of(model, row):
    return [other for other in np.flatnonzero(model.world.actors["alive"] == 1).tolist() if other != row]


# What it is told.


@pytest.mark.parametrize(("name", "seed", "quarter"), PLACES)
def test_all_of_it_is_json_of_plain_types(name, seed, quarter):
    model = stood(name, seed, quarter)
    for row in np.flatnonzero(model.world.actors["alive"] == 1).tolist():
        known = knows(model, row)
        assert json.loads(text(known)) == known
        assert types(known) <= {dict, list, str, int, float, bool, type(None)}
    assert json.loads(text(public(model))) == public(model)


def types(value):
    inside = value.values() if type(value) is dict else value if type(value) is list else ()
    return {type(value)}.union(*map(types, inside))


def test_every_field_of_an_actor_is_declared_and_what_is_told_is_what_is_declared():
    assert list(SIGHTS) and set(SIGHTS) == {field.name for field in numbers_of(ActorRecord)}
    assert set(OF_OTHERS) <= set(seen_by(Eyes.ALL))
    known = knows(stood(*PLACES[0]), 0)
    told = set(seen_by(Eyes.ALL, Eyes.OWN)) - {"safety"} | {"care", "know_how", "found_flaws"}
    assert set(known["you"]) == told
    for rival in known["rivals"]:
        assert set(rival) == {"name", *OF_OTHERS, "tied", "estimate", "error", "effort_seen", "trust"}


def test_its_own_numbers_are_those_of_the_state():
    model = stood(*PLACES[0])
    you, me = knows(model, 0)["you"], model.world.actors[0]
    assert (you["cash"], you["care"], you["capability"]) == (me["cash"], me["safety"], me["capability"])
    assert you["know_how"] == model.actors[0].know_how
    assert you["tier"] == model.actors[0].tier.name.lower()
    assert you["strategy"] == "hoard"


def test_what_it_found_is_the_share_found_of_the_flaws_before():
    model = stood("open-alliance", 1, 18)
    before = stood("open-alliance", 1, 17).world.actors["flaws"]
    found = [knows(model, row)["you"]["found_flaws"] for row in range(3)]
    assert found == pytest.approx((model.world.actors["find_rate"] * before)[:3])
    assert min(found) > 0.0
    assert knows(standing(load("base"), 0, 0), 0)["you"]["found_flaws"] == 0.0


# Estimates.


@pytest.mark.parametrize(("name", "seed", "quarter"), PLACES)
def test_the_largest_estimate_is_the_rival_by_whom_the_rules_decide(name, seed, quarter):
    model = stood(name, seed, quarter)
    actors, met = model.world.actors, 0
    for row in np.flatnonzero(actors["alive"] == 1).tolist():
        seen = [rival for rival in knows(model, row)["rivals"] if rival["estimate"] is not None]
        abroad = [rival["estimate"] for rival in seen if rival["bloc"] != model.actors[row].bloc_name]
        assert max((rival["estimate"] for rival in seen), default=NOTHING_SEEN) == actors["rival"][row]
        assert max(abroad, default=NOTHING_SEEN) == actors["foreign"][row]
        assert len(seen) == actors["rivals"][row]
        met += len(seen)
    assert met > 20


def test_the_effort_seen_is_that_which_frightens():
    model = standing(load("base", {"effort.fear": 0.0}), 4, 5)
    for row in range(5):
        seen = [rival for rival in knows(model, row)["rivals"] if rival["tied"]]
        threat = np.mean([(1.0 - rival["trust"]) * rival["effort_seen"] for rival in seen])
        assert threat == pytest.approx(model.world.actors["threat"][row], rel=1e-12)


def test_the_error_is_that_of_the_rules():
    truth, estimates = [], []
    for seed in range(40):
        model = standing(load("arms-race", {"perception.premium": 0.0, "perception.visibility": 1.0}), seed, 1)
        rivals = knows(model, 0)["rivals"]
        estimates += [rival["estimate"] for rival in rivals if rival["tied"]]
        names = [rival["name"] for rival in rivals if rival["tied"]]
        truth += [model.world.actors["capability"][model.names.index(name)] for name in names]
        assert {rival["error"] for rival in rivals if rival["tied"]} == {model.config.perception.error}
    off = np.array(estimates) - truth
    assert off.std() == pytest.approx(model.config.perception.error, rel=0.1)
    assert abs(off.mean()) < 0.02


def test_who_sees_everything_as_it_is_is_told_that_there_is_no_error():
    model = standing(load("base", {"perception.on": False}), 0, 4)
    for rival in knows(model, 0)["rivals"]:
        other = model.world.actors[model.names.index(rival["name"])]
        assert (rival["estimate"], rival["error"], rival["effort_seen"]) == (other["capability"], 0.0, other["effort"])


def test_nothing_is_known_of_whom_one_is_not_tied_to_but_what_is_public():
    edges = {"topology": "edges", "edges": [["alpha", "beta"]]}
    model = standing(small(("alpha", "beta", "gamma"), perception={}, ties=edges), 0, 2)
    beta, gamma = knows(model, 0)["rivals"]
    assert beta["tied"] and beta["estimate"] is not None
    assert not gamma["tied"]
    assert {gamma[name] for name in ("estimate", "error", "effort_seen", "trust")} == {None}
    assert gamma["released"] is not None
    alone = knows(model, 2)["you"]
    assert (alone["rival"], alone["second"], alone["foreign"], alone["closest"]) == (None,) * 4


def test_who_has_not_arrived_is_not_known_of_and_who_left_is_told_to_have_left():
    model = standing(small({"alpha": {}, "beta": {}, "gamma": {"enters": day(6)}}, exit={}), 0, 3)
    assert [rival["name"] for rival in knows(model, 0)["rivals"]] == ["beta"]
    model.actors[1].remove()
    (beta,) = knows(model, 0)["rivals"]
    assert beta["alive"] is False
    assert beta["estimate"] is None


# What it is not told: a change of what others hide changes nothing that is known.


@pytest.mark.parametrize(("name", "seed", "quarter"), PLACES)
def test_no_hidden_number_of_another_changes_what_is_known(name, seed, quarter):
    model = standing(load(name), seed, quarter)
    row, actors = 2, model.world.actors
    known = knows(model, row)
    wholes = {field.name: field.is_whole for field in numbers_of(ActorRecord)}
    kinds = {"choice": "tier", "hoards_as": "tier", "shares_as": "tier", "strategy": "strategy"}
    for other in others_of(model, row)[::6]:
        for field in HIDDEN:
            was = actors[field][other].copy()
            actors[field][other] = otherwise(was, kinds.get(field, "whole") if wholes[field] else "")
            assert actors[field][other] != was
            hidden = ESTIMATED.get(field, ())
            who = model.names[other]
            assert without(knows(model, row), who, *hidden) == without(known, who, *hidden), field
            actors[field][other] = was
    assert text(knows(model, row)) == text(known)


@pytest.mark.parametrize(("name", "quarter"), [("regulated", 20), ("restrained", 20)])
def test_where_a_law_answers_what_is_hidden_only_what_its_strategy_would_do_can_show_it(name, quarter):
    """Laws and bargains for restraint are reached by what others do, as the quarter is decided: the rules say so."""
    model = standing(load(name), 0, quarter)
    known = knows(model, 0)
    model.world.actors["safety"][1:] *= 0.7
    model.world.actors["researched"][1:] *= 3.0
    model.world.knowledge["found"][1:] *= 2.0
    after = knows(model, 0)
    assert {key for key in known if known[key] != after[key]} <= {"default"}


@pytest.mark.parametrize(("name", "seed", "quarter"), PLACES)
def test_nor_what_others_know_or_what_is_asked_of_them(name, seed, quarter):
    model = standing(load(name), seed, quarter)
    known = text(knows(model, 2))
    for record, of in ((KnowledgeRecord, model.world.knowledge), (DutyRecord, model.world.duties)):
        for field in (each for each in numbers_of(record) if each.name not in RELEASED):
            for other in others_of(model, 2)[::9]:
                was = of[field.name][other].copy()
                of[field.name][other] = otherwise(was, "whole" if field.is_whole else "")
                assert text(knows(model, 2)) == known, field.name
                of[field.name][other] = was


@pytest.mark.parametrize(("name", "seed", "quarter"), PLACES)
def test_no_hidden_number_of_anybody_changes_what_the_room_sees(name, seed, quarter):
    model = standing(load(name), seed, quarter)
    seen = text(public(model))
    model.world.knowledge["know_how"] += 0.1
    for field in HIDDEN:
        for records in (model.world.actors, *(page.actors for page in model.past)):
            records[field] = records[field] + 1
    for page in model.past:
        page.duties["broken"] += 1
        page.duties["fine"] += 1.0
    assert text(public(model)) == seen


def test_what_others_found_and_broke_in_the_past_is_not_told():
    model = standing(load("summit"), 4, 8)
    known, others = text(knows(model, 2)), [row for row in range(len(model.actors)) if row != 2]
    for page in model.past:
        for field in HIDDEN:
            page.actors[field][others] = page.actors[field][others] + 1
        page.duties["broken"][others] += 1
        page.duties["fine"][others] += 1.0
    assert text(knows(model, 2)) == known


@settings(max_examples=20)
@given(st.sampled_from(PLACES), st.integers(0, 12), st.floats(0.5, 2.0), st.floats(0.001, 0.5))
def test_all_that_others_hide_may_change_at_once(place, row, factor, more):
    model = standing(load(place[0]), *place[1:])
    known, thought = knows(model, row), {"tier": "open", "effort": 0.3, "care": 0.9}
    reckoned = worth(model, row, thought)
    floats = {field.name for field in numbers_of(ActorRecord) if not field.is_whole}
    others = [other for other in range(len(model.actors)) if other != row]
    for field in (name for name in HIDDEN if name in floats):
        model.world.actors[field][others] = model.world.actors[field][others] * factor + more
    after = knows(model, row)
    for one, other in zip(known["rivals"], after["rivals"], strict=True):
        assert {key for key in one if one[key] != other[key]} <= {"estimate", "effort_seen"}
    assert {key for key in known if known[key] != after[key]} <= {"rivals"}
    assert worth(model, row, thought) == reckoned


@settings(max_examples=20)
@given(st.floats(0.25, 8.0), st.integers(0, 4))
def test_who_sees_nothing_of_what_is_hidden_cannot_tell_how_much_it_is(hidden, seed):
    blind = load("base", {"perception.visibility": 0.0, "perception.alarm": 0.0})
    model = standing(blind, seed, 3)
    before = knows(model, 0)
    actors = model.world.actors
    actors["capability"][1:] = actors["released"][1:] + hidden
    for one, other in zip(before["rivals"], knows(model, 0)["rivals"], strict=True):
        assert one["estimate"] == pytest.approx(other["estimate"], abs=1e-12)
        assert one | {"estimate": 0} == other | {"estimate": 0}


@pytest.mark.parametrize(("name", "seed", "quarter"), PLACES)
def test_no_number_that_others_hide_stands_in_it(name, seed, quarter):
    model = standing(load(name), seed, quarter)
    row, actors = 1, model.world.actors
    others = [other for other in range(len(model.actors)) if other != row]
    floats = [field.name for field in numbers_of(ActorRecord) if not field.is_whole and field.name in HIDDEN]
    secrets = set()
    for place, field in enumerate(floats):  # each made one of a kind: that numbers agree by chance says nothing
        for other in others:
            actors[field][other] += 1e-7 * (1 + place + len(floats) * other)
            secrets.add(float(actors[field][other]))
    for field in ("know_how", "discovered", "found", "unpublished"):
        secrets |= set(model.world.knowledge[field][others].ravel().tolist()) - {0.0}
    assert len(secrets) > 500
    assert not secrets & set(figures(knows(model, row)))
    assert not (secrets | set(actors["cash"].tolist())) & set(figures(public(model)))


def figures(value):
    inside = value.values() if type(value) is dict else value if type(value) is list else ()
    return [*([value] if type(value) is float else []), *(number for each in inside for number in figures(each))]


def test_what_others_decide_offer_and_say_to_each_other_is_not_observed():
    game = Game.new("summit", seed=4, rounds=3)
    game.begin()
    before, seen = text(game.observe("atlas")), text(game.public())
    game.decide(
        "cobalt", {"tier": "open", "effort": 0.2137, "care": 0.9019, "alliances": ["concord"], "commit": "open"}
    )
    game.offer("cobalt", {"kind": "treaty", "to": ["borealis"], "terms": {"care": 0.7}})
    game.message("cobalt", "borealis", "only for you")
    assert (text(game.observe("atlas")), text(game.public())) == (before, seen)
    assert "only for you" in text(game.observe("borealis"))
    game.resolve()
    cobalt = next(rival for rival in game.observe("atlas")["rivals"] if rival["name"] == "cobalt")
    assert (cobalt["tier"], cobalt["ordered"], cobalt["clubs"]) == ("open", "open", ["concord"])
    assert not {0.2137, 0.9019} & set(figures(game.observe("atlas")))


# What its strategy would do, to what it belongs, what it has promised.


def test_the_default_is_what_the_quarter_then_does():
    model = standing(load("arms-race-adaptive-blocs"), 2, 9)
    defaults = [default_of(model, row) for row in range(6)]
    model.pass_quarter()
    for row, default in enumerate(defaults):
        me = model.actors[row]
        assert default == {
            "tier": me.tier.name.lower(), "effort": me.effort, "care": me.safety, "alliances": []
        }  # fmt: skip


def test_an_alliance_is_known_with_its_members_and_whom_it_takes_in():
    row = {"kind": "alliance", "name": "pact", "start": day(0), "members": ["alpha", "beta"], "admission": "founders"}
    open_one = row | {"name": "league", "members": ["beta", "gamma"], "admission": "open", "dues": 0.01}
    scenario = small(("alpha", "beta", "gamma"), clubs={"reconsider": 0.0}, policies=[row, open_one])
    model = standing(scenario, 0, 1)
    pact, league = knows(model, 0)["alliances"]
    assert (pact["name"], pact["members"], pact["member"], pact["admits"]) == ("pact", ["alpha", "beta"], True, False)
    assert (league["members"], league["member"], league["admits"], league["dues"]) == (
        ["beta", "gamma"], False, True, 0.01
    )  # fmt: skip
    assert knows(model, 0)["you"]["clubs"] == ["pact"]
    assert knows(model, 0)["rivals"][0]["clubs"] == ["pact", "league"]
    assert default_of(model, 0)["alliances"] == ["pact"]


def test_promises_are_told_to_whom_they_bind():
    treaty = {"kind": "treaty", "name": "pause", "start": day(1), "parties": ["alpha", "beta"], "tier": "open",
              "effort": 0.5, "inspection": 0.25, "penalty": 2.0}  # fmt: skip
    ethics = {"kind": "ethics_framework", "start": day(0), "signatories": ["beta"], "floor": 0.7, "audit": 0.1}
    model = standing(small(("alpha", "beta", "gamma"), pledges={}, policies=[treaty, ethics]), 0, 2)
    (pause,) = knows(model, 0)["promises"]
    assert pause == {
        "row": "pause", "kind": "treaty", "parties": ["alpha", "beta"], "asks": {"tier": "open", "effort": 0.5},
        "inspection": 0.25, "penalty": 2.0, "since": "2020-04-01",
    }  # fmt: skip
    assert [each["row"] for each in knows(model, 1)["promises"]] == ["pause", "ethics_framework-1"]
    assert knows(model, 1)["promises"][1]["asks"] == {"care": 0.7}
    assert knows(model, 2)["promises"] == []


def test_agreements_and_commitments_in_force_are_public_with_their_terms_and_laws_are_none():
    rows = [
        {
            "kind": "treaty",
            "name": "pause",
            "start": day(1),
            "parties": ["alpha", "beta"],
            "effort": 0.5,
            "inspection": 0.25,
        },
        {"kind": "alliance", "start": day(0), "members": ["alpha", "gamma"], "dues": 0.01},
        {"kind": "pivot", "actor": "beta", "start": day(1), "tier": "licensed"},
        {"kind": "partnership", "start": day(0), "actors": ["beta", "gamma"], "end": day(1)},
        {"kind": "data_sharing", "start": day(0), "actors": ["alpha"], "share": 0.3},
        {"kind": "duty", "start": day(0), "floor": 0.2},
    ]
    tables = {"pledges": {}, "clubs": {"reconsider": 0.0}, "pooling": {}}
    model = standing(small(("alpha", "beta", "gamma"), policies=rows, **tables), 0, 2)
    pause, alliance, pivot, data = public(model)["agreements"]
    assert (pause["row"], pause["parties"], pause["since"]) == ("pause", ["alpha", "beta"], "2020-04-01")
    assert pause["terms"] == {"effort": 0.5, "inspection": 0.25, "penalty": 0.2, "enforce": 0.0, "policing": 0.01}
    assert (alliance["row"], alliance["parties"]) == ("alliance-1", ["alpha", "gamma"])
    assert (alliance["terms"]["dues"], alliance["terms"]["admission"], alliance["terms"]["exclusive"]) == (
        0.01,
        "open",
        False,
    )
    assert (pivot["kind"], pivot["parties"], pivot["terms"]) == ("pivot", ["beta"], {"tier": "licensed"})
    assert (data["parties"], data["terms"]["share"]) == (["alpha"], 0.3)


def test_firms_answer_for_the_treaties_of_their_state():
    state = {"kind": "nation", "home": "here"}
    actors = {
        "state": state,
        "other": {"kind": "nation", "home": "there"},
        "firm": {"home": "here"},
        "lab": {"kind": "lab"},
    }
    treaty = {
        "kind": "treaty",
        "start": day(0),
        "parties": ["state", "other"],
        "effort": 0.5,
        "penalty": 2.0,
        "enforce": 0.4,
    }
    model = standing(small(actors, pledges={}, policies=[treaty]), 0, 1)
    (bound,) = knows(model, 2)["promises"]
    assert bound["penalty"] == pytest.approx(0.8)
    assert bound["parties"] == ["state", "other"]
    assert knows(model, 3)["promises"] == []


def test_controls_in_force_are_known():
    actors = {"alpha": {"bloc": "west"}, "beta": {"bloc": "east"}}
    row = {"kind": "export_control", "start": day(0), "from_bloc": "west", "to_bloc": "east", "strength": 0.5}
    model = standing(small(actors, policies=[row]), 0, 1)
    assert knows(model, 1)["controls"] == [{"from": "west", "to": "east", "strength": 0.5}]
    assert knows(model, 0)["controls"] == public(model)["controls"]


def test_words_of_strategies_are_those_of_the_scenario():
    model = standing(small({"alpha": {"strategy": "best-reply"}, "beta": {}}), 0, 1)
    assert [knows(model, row)["you"]["strategy"] for row in (0, 1)] == ["best-reply", "hoard"]
    assert model.world.actors["strategy"][0] == Strategy.BEST_REPLY
