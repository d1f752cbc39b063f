"""Off and neutral agree bit for bit, for every mechanism that has a switch, and the switch matters."""

import re
from functools import cache

import pytest

from sim import run
from sim.scenario import load
from sim.scenario.kinds import POLICIES
from sim.scenario.schema import MECHANISMS
from tests.worlds import SWITCHED, changed, day, same

QUARTERS = 40
SEEDS = (1, 3)
LICENCES = [
    {"kind": "open_licence", "actor": "alpha", "start": day(4), "fee": 0.3, "threshold": 0.02, "host": "beta"},
    {"kind": "open_licence", "actor": "gamma", "start": day(8), "fee": 0.3, "threshold": 0.02},
]
LEVERS = [
    {"kind": "treaty", "start": day(2), "tier": "open", "effort": 1.0},
    {"kind": "public_compute", "start": day(4), "payer": "west-state", "actors": ["west-lab"]},
    {"kind": "training", "start": day(4), "actors": ["delta"]},
    {"kind": "partnership", "start": day(4), "actors": ["alpha", "epsilon"], "host": "epsilon"},
    {"kind": "developer_tools", "start": day(4), "actors": ["alpha"]},
    {"kind": "education", "start": day(4)},
]
CONTROL = [{"kind": "export_control", "start": day(6), "from_bloc": "west", "to_bloc": "east"}]

NEUTRAL = {
    "research": {"productivity": 0.0},
    "recombination": {"strength": 0.0},
    "absorption": {"half": 0.0},
    "sharing": {"speed": 0.0},
    "spillover": {"leak": 0.0},
    "friction": {"across": 1.0},
    "commons": {"reach": 0.0},
    "codevelopment": {"rate": 0.0},
    "duplication": {"waste": 0.0},
    "compute": {"share": 0.0, "decay": 0.0, "progress": 0.0},
    "community": {"growth": 0.0, "settlers": 0.0, "interoperability": 0.0},
    "challenge": {"rate": 0.0, "share": 0.0},
    "perception": {"visibility": 1.0, "premium": 0.0, "error": 0.0, "alarm": 0.0},
    "effort": {"reaction": 0.0, "fatigue": 0.0, "grievance": 0.0},
    "safety": {"form": "constant", "level": 0.0, "floor": 0.0},
    "flaws": {"birth": 0.0},
    "eyes": {"rate": 0.0},
    "incidents": {"rate": 0.0},
    "misuse": {"rate": 0.0},
    "trust": {"gain": 0.0, "loss": 0.0, "drift": 0.0, "gossip": 0.0},
    "market": {"size": 0.0},
    "licence": {"fees": 0.0},
    "finance": {"reinvest": 0.0, "appetite": 0.0, "growth": 0.0, "commitment": 0.0},
    "imitation": {"rate": 0.0},
    "reinforcement": {"weight": 0.0, "forgetting": 0.0},
    "entry": {"rate": 0.0},
    "exit": {"rate": 0.0},
    "literacy": {"level": 0.0},
    "clubs": {},
    "academy": {},
    "stack": {},
    "agreement": {},
    "pooling": {},
    "compliance": {"cost": 0.0},
    "partnering": {"cut": 0.0, "rate": 0.0},
    "pledges": {},
}
"""The neutral setting of every mechanism, as its switch words it."""


@cache
def rich():
    """Worlds that between them use every form of every mechanism."""
    base = load("base")
    courts = {"market": {"form": "cournot"}, "safety": {"form": "own"}, "sharing": {"form": "sum"}}
    imitators = {name: {"strategy": "imitate"} for name in ("zeta", "lambda", "iota", "nu")}
    return {
        "base": base,
        "race-2019": load("race-2019"),
        "licences": changed(base, codevelopment={"on": True}, safety={"form": "gap"}, policies=LICENCES),
        "imitators": changed(base, actors=imitators, imitation={"rate": 0.5}),
        **{name: load(name) for name in ("harmonized", "open-licence", "global-commons", "open-alliance")},
        "levers": changed(base, policies=LEVERS),
        "courts": changed(base, codevelopment={"on": True}, policies=LICENCES + CONTROL, **courts),
    }


def worlds(mechanism):
    """The rich worlds; for friction without export controls, and what answers them, as its neutral setting says."""
    for name, scenario in rich().items():
        yield name, without(scenario, ("export_control", "retaliation")) if mechanism == "friction" else scenario


def without(scenario, kinds):
    return scenario.model_copy(update={"policies": [row for row in scenario.policies if row.kind not in kinds]})


def neutral_of(mechanism, scenario):
    """A scenario at the neutral setting of a mechanism: its numbers, and without the kinds of row that it names."""
    told = changed(scenario, **{mechanism: NEUTRAL[mechanism] | {"on": True}})
    return without(told, [kind for kind in POLICIES if re.search(rf"\b(no|and) {kind}s?\b", words_of(mechanism))])


def words_of(mechanism):
    return MECHANISMS[mechanism].model_fields["on"].json_schema_extra["neutral"]


def test_every_switch_has_its_neutral_setting_here():
    assert set(NEUTRAL) == set(SWITCHED)


@pytest.mark.parametrize("mechanism", SWITCHED)
def test_the_settings_are_those_that_the_schema_words(mechanism):
    worded = set(re.findall(r"\w+", words_of(mechanism))) & set(MECHANISMS[mechanism].model_fields)
    assert worded == set(NEUTRAL[mechanism])


@pytest.mark.parametrize("mechanism", SWITCHED)
def test_off_and_neutral_agree_bit_for_bit(mechanism):
    for name, scenario in worlds(mechanism):
        off = changed(scenario, **{mechanism: {"on": False}})
        neutral = neutral_of(mechanism, scenario)
        for seed in SEEDS:
            one, other = run(off, seed, QUARTERS), run(neutral, seed, QUARTERS)
            apart = [series for series in one.series if (one.series[series] != other.series[series]).any()]
            assert not apart, (name, seed)
            assert same(one, other), (name, seed)
            assert one.outcomes == other.outcomes, (name, seed)


@pytest.mark.parametrize("mechanism", SWITCHED)
def test_the_switch_matters(mechanism):
    assert any(
        not same(*(run(changed(scenario, **{mechanism: {"on": on}}), seed, QUARTERS) for on in (True, False)))
        for seed in SEEDS
        for _, scenario in worlds(mechanism)
    )
