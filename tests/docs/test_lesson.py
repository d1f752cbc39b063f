"""What the lesson tells a teacher that a class will see is what twenty runs of today's model give."""

import re

import numpy as np
import pytest

import sim
from tests.program import ROOT

PAGE = " ".join((ROOT / "docs/howto/lesson.md").read_text(encoding="utf-8").split())
SEEDS = range(20)


def ends(scenario, overrides=()):
    """Outcomes of twenty runs that differ in luck."""
    world = sim.load(scenario, overrides)
    return [sim.run(world, seed=seed).outcomes for seed in SEEDS]


def apart(overrides=(), suffix=""):
    """By how many powers of ten the best AI of who shares is ahead, seed by seed."""
    sharing, hoarding = (ends(f"{name}{suffix}", overrides) for name in ("commons", "arms-race"))
    return np.array([one["frontier"] - other["frontier"] for one, other in zip(sharing, hoarding, strict=True)])


def test_trust_ends_where_the_first_step_says():
    told = re.search(r"falls from 41 of 100 to (\d+), in all twenty runs between (\d+) and (\d+)", PAGE)
    trust = [100 * each["trust"] for each in ends("arms-race")]
    assert [f"{np.median(trust):.0f}", f"{min(trust):.0f}", f"{max(trust):.0f}"] == list(told.groups())


@pytest.mark.parametrize(
    ("suffix", "overrides", "said"),
    [
        ("", (), r"best AI gets further in (\d+) of 20 runs"),
        ("-bricks", (), r"B has the best AI in (\d+) of 20 runs"),
        ("", ["spillover.leak=0.25"], r"in (\d+) of 20 runs it is that of B"),
        ("", ["effort.reaction=0.6"], r"effort: \*0\.6\* \| B has the best AI in (\d+) of 20 runs"),
    ],
)
def test_a_lever_turns_what_the_page_says(suffix, overrides, said):
    assert int(re.search(said, PAGE)[1]) == np.sum(apart(overrides, suffix) > 0.0)


def test_on_a_ladder_hoarding_is_ahead_by_as_much_as_it_says():
    times, runs = re.search(r"best AI in (\d+) of 20 runs, (\d+) times as much", PAGE).groups()[::-1]
    differences = apart(suffix="-ladder")
    assert int(runs) == np.sum(differences < 0.0) and f"{10 ** -np.median(differences):.2g}" == times


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ((), r"Why do (\d+) of 20 runs with hoarding end in a catastrophe, and (\d+) of 20 with sharing"),
        (["incidents.danger=9"], r"Put it at 9 \(`incidents.danger`\), and it is (\d+) and (\d+) of 20"),
    ],
)
def test_catastrophes_are_as_many_as_it_says(overrides, said):
    seen = [sum(each["catastrophe"] for each in ends(name, overrides)) for name in ("arms-race", "commons")]
    assert seen == [int(count) for count in re.search(said, PAGE).groups()]
