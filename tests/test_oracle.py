"""The compiled rules and a plain Mesa model, written apart from them, tell the same story number by number."""

from datetime import date

import numpy as np
import pytest

import sim
from benchmarks.plain_mesa import PlainRace
from benchmarks.plain_outcomes import outcomes
from sim.scenario.schema.enums import word
from sim.world import actor_names

TOLERANCE = 1e-9
NAMES = list(sim.load("arms-race").actors)
A_THIRD_SHARES = {f"actors.{name}.strategy": "share" for name in NAMES[::3]}


def both(config, seed):
    """A compiled run, and the plain model after as many quarters."""
    plain = PlainRace(config, seed)
    money = plain.money.total(plain.agents)
    for _ in range(config.quarters):
        plain.step()
        assert plain.money.total(plain.agents) == pytest.approx(money, rel=1e-12), "no money comes from nowhere"
    return sim.run(config, seed), plain


def releases_of(plain):
    names = [*actor_names(plain.config), ""]
    return [(row.quarter, names[row.actor], names[row.co_releaser], row.base, word(row.tier)) for row in plain.log]


def assert_same(compiled, plain):
    log = compiled.releases
    columns = (log[name] for name in ("quarter", "actor", "co_releaser", "base", "tier"))
    assert list(zip(*columns, strict=True)) == releases_of(plain)
    np.testing.assert_allclose(log["capability"], [row.capability for row in plain.log], TOLERANCE, TOLERANCE)
    observed = plain.datacollector.model_vars
    assert {"quarter", *observed} == set(compiled.series), "benchmarks/plain_outcomes.py computes each series once more"
    for name, values in observed.items():
        np.testing.assert_allclose(values, compiled.series[name], TOLERANCE, TOLERANCE, err_msg=name)
    assert not outcomes(plain).keys() ^ compiled.outcomes.keys(), "benchmarks/plain_outcomes.py computes all figures"
    assert outcomes(plain) == pytest.approx(compiled.outcomes, rel=TOLERANCE, abs=TOLERANCE)


@pytest.mark.parametrize("seed", range(10))
def test_an_arms_race_is_the_same_in_both(seed):
    assert_same(*both(sim.load("arms-race"), seed))


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_where_a_third_shares_in_a_long_run(seed):
    config = sim.load("arms-race", {**A_THIRD_SHARES, "entry.rate": 0.0, "quarters": 80})
    assert_same(*both(config, seed))


KNOWLEDGE = {
    "a ladder": {"sharing.variety": 0.0},
    "bricks": {"sharing.variety": 1.0},
    "bricks without a library": {"sharing.variety": 1.0, "commons.union": 0.0, "research.fishing": 0.0},
    "gaps that add, and little time to read": {
        "sharing.pooling": 0.7,
        "sharing.variety": 0.3,
        "absorption.crowding": 2.0,
    },
}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("numbers", KNOWLEDGE.values(), ids=KNOWLEDGE)
def test_it_is_the_same_whatever_knowledge_is(seed, numbers):
    assert_same(*both(sim.load("arms-race", {**A_THIRD_SHARES, **numbers, "entry.rate": 0.02}), seed))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("form", ["prices", "logit"])
def test_it_is_the_same_where_releases_hold_many_models_and_many_makers_of_a_single_one_come(seed, form):
    changes = {"tail.makers": 20.0, "models.further": 2.0, "models.elasticity": 0.5}
    compiled, plain = both(sim.load("arms-race", {**A_THIRD_SHARES, **changes, "market.form": form}), seed)
    assert compiled.outcomes["single_makers"] > 100 and max(compiled.releases["models"]) > 4
    assert compiled.releases["models"].tolist() == [row.models for row in plain.log]
    assert_same(compiled, plain)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_where_firms_enter(seed):
    compiled, plain = both(sim.load("arms-race", {**A_THIRD_SHARES, "entry.rate": 0.1}), seed)
    assert compiled.outcomes["entrants"] > 0
    assert_same(compiled, plain)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_where_rules_take_most_of_what_an_entrant_would_earn(seed):
    rules = {"compliance.cost": 0.3, "compliance.divergence": 1.0}
    entry = {"entry.rate": 2.0, "entry.capital": 0.1, "entry.cost": 0.1}
    compiled, plain = both(sim.load("arms-race", {**A_THIRD_SHARES, **rules, **entry}), seed)
    assert compiled.outcomes["entrants"] > 0
    assert_same(compiled, plain)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_where_developers_build_on_licences_and_paid_access_too(seed):
    licensed = {f"actors.{name}.shares_as": "licensed" for name in NAMES[::6]}
    governed = {f"actors.{name}.governance": 0.1 * (number % 9) for number, name in enumerate(NAMES)}
    numbers = {"tiers.access.building": 0.2, "community.carelessness": 5.0, "community.settlers": 0.05}
    overrides = {**A_THIRD_SHARES, **licensed, **governed, **numbers, "entry.rate": 0.0}
    compiled, plain = both(sim.load("arms-race", overrides), seed)
    assert compiled.outcomes["community"] > 0.1
    assert_same(compiled, plain)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_with_safety_tools_a_literate_public_and_rules_that_differ(seed):
    numbers = {
        "commons.catalogue": 0.5,
        "literacy.level": 0.8,
        "literacy.sense": 0.9,
        "compliance.cost": 0.2,
        "compliance.divergence": 0.9,
        "community.interoperability": 0.9,
        "entry.rate": 0.0,
    }
    compiled, plain = both(sim.load("arms-race", {**A_THIRD_SHARES, **numbers}), seed)
    assert compiled.outcomes["misuse"] > 0
    assert_same(compiled, plain)


@pytest.mark.parametrize("marginal", [0.0, 0.6, 1.0])
def test_it_is_the_same_where_misuse_is_shared_and_catastrophes_weigh(marginal):
    governed = {f"actors.{name}.governance": 0.1 * (number % 9) for number, name in enumerate(NAMES)}
    numbers = {"misuse.marginal": marginal, "misuse.rate": 0.05, "incidents.danger": 2.0, "incidents.severity": 3.0}
    compiled, plain = both(sim.load("arms-race", {**A_THIRD_SHARES, **governed, **numbers, "entry.rate": 0.0}), 1)
    assert compiled.outcomes["misuse"] > 0 and compiled.outcomes["catastrophes"] > 0
    assert_same(compiled, plain)


@pytest.mark.parametrize("seed", range(2))
def test_it_is_the_same_where_open_models_are_alike_and_use_is_dearer(seed):
    numbers = {"prices.nest": 0.5, "prices.open_markup": 2.0, "prices.paid_markup": 1.3, "market.churn": 1.0}
    assert_same(*both(sim.load("arms-race", {**A_THIRD_SHARES, **numbers, "prices.reached": 0.5}), seed))


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_where_firms_weigh_paid_access_against_open_weights(seed):
    weighing = [name for name in NAMES[:14] if f"actors.{name}.strategy" not in A_THIRD_SHARES]
    strategies = {f"actors.{name}.strategy": "complement" for name in weighing}
    beside = {f"actors.{name}.complement": 5.0 if name in ("delta", "zeta") else 0.0 for name in NAMES}
    numbers = {"prices.complements": 0.5, "prices.nest": 0.6, "tiers.open.appeal": 3.0}
    compiled, plain = both(sim.load("arms-race", {**A_THIRD_SHARES, **strategies, **beside, **numbers}), seed)
    log = compiled.releases
    chosen = {tier for actor, tier in zip(log["actor"], log["tier"], strict=True) if actor in weighing}
    assert {"access", "open"} <= chosen
    assert_same(compiled, plain)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("depth", [0, 2])
def test_it_is_the_same_where_actors_expect_answer_and_tremble(seed, depth):
    ways = ["best-reply", "tit-for-tat", "grim", "best-reply", "win-stay-lose-shift", "generous-tit-for-tat"]
    strategies = {f"actors.{name}.strategy": ways[number % 6] for number, name in enumerate(NAMES[:14])}
    numbers = {"conformity": 0.3, "memory": 0.4, "depth": depth, "tremble": 0.05, "opening": 0.4, "heed": 1.5}
    expected = {f"expectations.{name}": number for name, number in numbers.items()}
    rates = {"choice.fairness": 0.3, "choice.intensity": 3.0, "trust.gain": 0.3, "entry.rate": 0.1}
    compiled, plain = both(sim.load("arms-race", {**A_THIRD_SHARES, **strategies, **expected, **rates}), seed)
    assert 0.1 < compiled.series["open_actors"][20:].mean() < 0.9
    assert_same(compiled, plain)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_where_specialists_turn_away_from_each_other_and_some_build_on_what_is_not_out(seed):
    fields = list(sim.load("arms-race").domains)
    foci = {f"actors.{name}.focus": {fields[number % 4]: 1.0} for number, name in enumerate(NAMES)}
    numbers = {"direction.turning": 0.2, "direction.pull": 1.5, "direction.aversion": 0.8, "release.theft": 0.3}
    learning = {"spillover.leak": 0.5, "absorption.half": 0.01}
    compiled, plain = both(sim.load("arms-race", {**A_THIRD_SHARES, **foci, **numbers, **learning}), seed)
    assert compiled.outcomes["overlap"] < 0.99 and 0.0 < compiled.outcomes["foreign_bases_open"] < 1.0
    assert_same(compiled, plain)


@pytest.mark.parametrize("seed", range(2))
def test_it_is_the_same_where_firms_earn_a_share_of_what_users_are_worth(seed):
    assert_same(*both(sim.load("arms-race", {**A_THIRD_SHARES, "market.form": "logit"}), seed))


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_where_actors_fear_who_is_ahead_and_are_hasty_where_one_is_close(seed):
    numbers = {"effort.fear": 0.8, "effort.despair": 1.5, "safety.haste": 0.6, "safety.width": 1.2}
    assert_same(*both(sim.load("arms-race", {**A_THIRD_SHARES, **numbers, "entry.rate": 0.1}), seed))


def test_a_row_that_is_switched_off_is_as_if_it_were_not_there():
    off = {"kind": "education", "level": 1.0, "start": date(2020, 1, 1), "on": False}
    assert_same(*both(sim.load("arms-race", {"policies": [off], "quarters": 12}), 0))


@pytest.mark.parametrize(
    ("overrides", "missing"),
    [
        ({"market.form": "cournot"}, "market by Cournot"),
        ({"actors.alpha.strategy": "imitate"}, "strategies other than hoard, share"),
        ({"trust.on": False, "eyes.on": False}, "mechanisms switched off: eyes, trust"),
        ({"codevelopment.on": True}, "codevelopment"),
        ({"policies": [{"kind": "education", "start": date(2020, 1, 1)}]}, "policies"),
        ({"partnering.rate": 0.1}, "firms that look for hosts"),
        ({"compliance.on": False}, "mechanisms switched off: compliance"),
    ],
)
def test_the_plain_model_says_what_it_does_not_have(overrides, missing):
    with pytest.raises(ValueError, match=missing):
        PlainRace(sim.load("arms-race", overrides))


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_where_the_start_is_known_roughly(seed):
    runs = {f"actors.{name}.run": 18.0 + 0.5 * (number % 7) for number, name in enumerate(NAMES[::2])}
    spreads = {f"actors.{name}.run_spread": 1.2 for name in NAMES[::4]}
    numbers = {"initial.imputed": 1.0, "initial.exponent": 0.6, "initial.know_how_spread": 0.2, "entry.rate": 0.0}
    assert_same(*both(sim.load("arms-race", {**A_THIRD_SHARES, **runs, **spreads, **numbers}), seed))
