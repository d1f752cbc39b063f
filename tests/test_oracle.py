"""The compiled rules and a plain Mesa model, written apart from them, tell the same story number by number."""

import numpy as np
import pytest

import sim
from benchmarks.plain_mesa import PlainRace
from benchmarks.plain_outcomes import outcomes
from sim.scenario.enums import word
from sim.world import actor_names

TOLERANCE = 1e-9
NAMES = list(sim.load("arms-race").actors)
A_THIRD_SHARES = {f"actors.{name}.strategy": "share" for name in NAMES[::3]}


def both(config, seed):
    """A compiled run, and the plain model after as many quarters."""
    plain = PlainRace(config, seed)
    for _ in range(config.quarters):
        plain.step()
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
    assert {"quarter", *observed} == set(compiled.series)
    for name, values in observed.items():
        np.testing.assert_allclose(values, compiled.series[name], TOLERANCE, TOLERANCE, err_msg=name)
    assert outcomes(plain) == pytest.approx(compiled.outcomes, rel=TOLERANCE, abs=TOLERANCE)


@pytest.mark.parametrize("seed", range(10))
def test_an_arms_race_is_the_same_in_both(seed):
    assert_same(*both(sim.load("arms-race"), seed))


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_where_a_third_shares_and_the_run_outlasts_a_block_of_noise(seed):
    config = sim.load("arms-race", {**A_THIRD_SHARES, "entry.rate": 0.0, "quarters": 80})
    assert_same(*both(config, seed))


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_where_firms_enter(seed):
    compiled, plain = both(sim.load("arms-race", {**A_THIRD_SHARES, "entry.rate": 0.1}), seed)
    assert compiled.outcomes["entrants"] > 0
    assert_same(compiled, plain)


@pytest.mark.parametrize(
    ("overrides", "missing"),
    [
        ({"market.form": "cournot"}, "market other than logit"),
        ({"actors.alpha.strategy": "grim"}, "strategies other than hoard and share"),
        ({"trust.on": False, "eyes.on": False}, "mechanisms switched off: eyes, trust"),
        ({"codevelopment.on": True}, "codevelopment"),
    ],
)
def test_the_plain_model_says_what_it_does_not_have(overrides, missing):
    with pytest.raises(ValueError, match=missing):
        PlainRace(sim.load("arms-race", overrides))
