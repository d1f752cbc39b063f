"""Every mechanism moves an outcome beyond noise in a shipped scenario: what is declared and does nothing is found here.

Where a mechanism lives was found by running; to find another place for one, or a place for a new one, run

    python -m tests.analysis.test_no_mechanism_is_dead [NAME...]
"""

import sys
from functools import cache

import numpy as np
import pytest

from sim.analysis.ablate import parts_of
from sim.analysis.paired import holm, p_values
from sim.outcomes import OUTCOMES
from sim.scenario import ScenarioError, load, names
from sim.study.execute import run
from tests.worlds import SWITCHED

LOOKS = (12, 50, 200)
"""Pairs of runs: more where fewer do not tell what is moved from noise."""
LEVEL = 0.05 / len(LOOKS)
"""Each look's part of the chance of calling noise a difference; what is dead differs in no bit, however many look."""
LIVES = {
    "initial": "arms-race",
    "research": "arms-race",
    "recombination": "arms-race",
    "absorption": "arms-race",
    "sharing": "arms-race",
    "spillover": "arms-race",
    "friction": "arms-race",
    "commons": "base",
    "codevelopment": "race-2019",
    "duplication": "arms-race",
    "direction": "arms-race",
    "compute": "arms-race",
    "supply": "arms-race",
    "models": "arms-race",
    "community": "arms-race",
    "challenge": "arms-race",
    "perception": "arms-race",
    "effort": "arms-race",
    "safety": "arms-race",
    "flaws": "arms-race",
    "eyes": "base",
    "incidents": "arms-race",
    "misuse": "arms-race",
    "trust": "arms-race",
    "market": "arms-race",
    "licence": "open-licence",
    "finance": "arms-race",
    "investors": "arms-race",
    "expectations": "arms-race-norms",
    "imitation": "base",
    "reinforcement": "arms-race-learners",
    "entry": "arms-race",
    "tail": "arms-race",
    "exit": "arms-race",
    "literacy": "arms-race",
    "clubs": "race-2019",
    "academy": "global-commons",
    "stack": "race-2019",
    "agreement": "harmonized",
    "pooling": "harmonized",
    "compliance": "arms-race",
    "partnering": "race-2019",
    "pledges": "race-2019",
    "regulators": "regulated",
}
"""A scenario in which each mechanism that has a switch moves something, which is on there."""
PARTS = {
    ("sharing.variety", 0.0): "arms-race",
    ("commons.union", 0.0): "commons",
    ("research.fishing", 0.0): "commons",
    ("effort.fear", 0.0): "arms-race",
    ("safety.haste", 0.0): "arms-race",
    ("spillover.leak", 0.0): "arms-race",
    ("spillover.mobility", 0.0): "arms-race",
    ("spillover.distillation", 0.0): "arms-race",
    ("incidents.danger", 1000.0): "arms-race",
    ("misuse.marginal", 0.0): "commons",
    ("trust.depth", 0.0): "harmonized",
    ("trust.repair", 0.0): "harmonized",
    ("pledges.concern", 0.0): "restrained",
    ("codevelopment.chance", 0.0): "race-2019",
    ("codevelopment.shown", 0.0): "race-2019",
    ("expectations.conformity", 0.0): "arms-race-norms",
}
"""Parts without a switch: the number that makes each neutral, and a world where it is another and the part lives."""


@cache
def outcomes(name, path, value, seeds):
    """Outcomes of a scenario, shape (seeds, outcomes); of one whose number at a path is another, where one is given."""
    scenario = load(name, {path: value} if path else {})
    return np.array([list(run(scenario, seed).outcomes.values()) for seed in seeds])


def moved(name, path, value):
    """Outcomes that a number moves beyond noise in a scenario, by the paired test of `hoardshare compare` (Holm)."""
    differences, first = np.empty((0, len(OUTCOMES))), 0
    for last in LOOKS:
        seeds, first = range(first, last), last
        more = outcomes(name, "", None, seeds) - outcomes(name, path, value, seeds)
        differences = np.concatenate((differences, more))
        chances = holm(p_values(differences))
        if np.any(chances < LEVEL):
            return [outcome for outcome, chance in zip(OUTCOMES, chances, strict=True) if chance < LEVEL]
    return []


def switch_of(mechanism, name):
    """Path of the switch of a mechanism that is on in a scenario; None where it is off."""
    scenario = load(name)
    return next((part.path for part in parts_of(scenario, scenario) if part.name == mechanism), None)


def test_every_mechanism_has_a_scenario_in_which_it_lives():
    assert set(LIVES) == set(SWITCHED), "say where a new mechanism lives; this file's first lines say how to find out"
    assert set(LIVES.values()) <= set(names())


@pytest.mark.parametrize("mechanism", LIVES)
def test_it_moves_an_outcome_beyond_noise_there(mechanism):
    name = LIVES[mechanism]
    path = switch_of(mechanism, name)
    assert path, f"{mechanism} is off in {name}"
    assert moved(name, path, False)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part[0])
def test_a_part_moves_an_outcome_beyond_noise_too(part):
    path, neutral = part
    section, number = path.split(".")
    assert getattr(getattr(load(PARTS[part]), section), number) != neutral
    assert moved(PARTS[part], path, neutral)


def test_what_nobody_uses_is_found_dead():
    assert moved("arms-race", "imitation.on", False) == []


def find(mechanism):
    """The first scenario in which a mechanism lives, and what it moves there; regimes come first."""
    for name in sorted(names(), key=lambda each: load(each).group):
        path = switch_of(mechanism, name)
        try:
            found = moved(name, path, False) if path else []
        except ScenarioError:  # a row of policies needs it
            continue
        if found:
            return f'    "{mechanism}": "{name}",  # {len(found)} outcomes'
    return f"    {mechanism} lives nowhere"


if __name__ == "__main__":
    for each in sys.argv[1:] or SWITCHED:
        print(find(each), flush=True)
