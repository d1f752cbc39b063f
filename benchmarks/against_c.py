"""The rules over ties, research and the market against the same loops in C, compiled here, on the same arrays."""

import ctypes
import shutil
import tempfile
import time
from datetime import date
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from benchmarks import eights
from benchmarks.c_world import as_c, library
from benchmarks.crowd import crowd
from sim.compile import rule
from sim.noise import noise_of
from sim.rules.learn import learn
from sim.rules.market import trade
from sim.rules.perceive import perceive
from sim.rules.quarter import advance
from sim.rules.research import research
from sim.rules.trust import trust
from sim.scenario import load
from sim.scenario.schema.enums import Tier
from sim.scenario.schema.institutions import (
    Alliance,
    EthicsFramework,
    Exchange,
    IntellectualProperty,
    Partnership,
    Standards,
    Treaty,
)
from sim.scenario.schema.policies import ExportControl, Pivot
from sim.start import begin
from sim.world import arrays, copied

TIES = 10_000
WARM = 12
SEEDS = tuple(range(1, 9))
ROUNDS = 60
OFTEN = 200
"""How often a rule is applied in a round: calling it is not what is compared."""
AGREED = 1e-12
FIRST = date(2020, 1, 1)
INSTITUTIONS = (
    Alliance(kind="alliance", start=FIRST, members=["west", "lab"], governance=20),
    Partnership(kind="partnership", start=FIRST, actors=["west", "east"]),
    Exchange(kind="exchange", start=FIRST, from_bloc="west", to_bloc="east", ties=4, ramp=100),
    ExportControl(kind="export_control", start=FIRST, from_bloc="west", to_bloc="east"),
    Standards(kind="standards", start=FIRST, negotiation=2),
    IntellectualProperty(kind="ip_regime", start=FIRST, protection=0.6),
    EthicsFramework(kind="ethics_framework", start=FIRST, signatories=["east"], floor=0.9, penalty=0.0),
    Treaty(kind="treaty", start=FIRST, parties=["lab"], effort=0.05, penalty=0.0),
    Pivot(kind="pivot", start=FIRST, actor="third", tier=Tier.OPEN),
)
"""Rows by which clubs, visits, borders, law and promises act: C must follow them, but is not clocked so."""


class Twin(NamedTuple):
    """A rule and the same in C.

    Attributes:
        unit: what its time is divided by.
        ours: applies it to a world, with the noise of a run, so often.
        eight: applies it to eight at once.
        theirs: its name in C.
    """

    unit: str
    ours: Any
    eight: Any
    theirs: str


@rule
def perceive_often(w, noise, times):
    for _ in range(times):
        perceive(w, noise, WARM)


@rule
def learn_often(w, noise, times):
    for _ in range(times):
        learn(w)


@rule
def trust_often(w, noise, times):
    for _ in range(times):
        trust(w)


@rule
def research_often(w, noise, times):
    for _ in range(times):
        research(w, noise, WARM)


@rule
def trade_often(w, noise, times):
    for _ in range(times):
        trade(w)


TWINS = {
    "perceive": Twin("tie", perceive_often, eights.look_often, "perceive"),
    "learn": Twin("tie", learn_often, eights.exchange_often, "learn"),
    "trust": Twin("tie", trust_often, eights.judge_often, "trust"),
    "research": Twin("actor", research_often, eights.search_often, "research"),
    "market": Twin("actor", trade_often, eights.sell_often, "trade"),
}


def numbers(array):
    """All numbers of an array, by field where it has records."""
    if array.dtype.names is None:
        yield array
    else:
        for name in array.dtype.names:
            yield from numbers(array[name])


def furthest(one, other):
    """Largest difference of two worlds in any number, relative to 1 or to its size."""
    worst = 0.0
    for left, right in zip(arrays(one), arrays(other), strict=True):
        for mine, its in zip(numbers(left), numbers(right), strict=True):
            other = (mine != its) & ~(np.isnan(mine) & np.isnan(its))
            gap = np.abs(mine[other] - its[other]) / np.maximum(1.0, np.abs(its[other]))
            worst = max(worst, np.inf if np.isnan(gap).any() else float(gap.max(initial=0.0)))
    return worst


def warm(scenario):
    """A world after a few quarters, and the noise of the next."""
    world, noise = begin(scenario, 1, scenario.quarters), noise_of(1)
    advance(world, noise, 0, WARM)
    return world, noise


def busy():
    """A crowd with institutions, and with whatever else the rules know that has not happened in it."""
    world, noise = warm(crowd(TIES, policies=INSTITUTIONS))
    world.parameters["commons"]["speed"] = 0.0  # else nobody offers more across a border than the commons do
    world.actors["safety"][::2] = 0.4  # who takes no other care than all finds nothing
    world.actors["outage"][::7] = 0.3
    world.actors["partner"][::9] = np.roll(np.arange(len(world.actors)), 1)[::9]
    world.duties["data"][::5] = 0.4
    world.society["pool"] = world.duties["data"].sum()
    world.duties["leader"][::11], world.duties["shown"][::11] = world.ties.target[world.ties.start[:-1]][::11], 0.6
    world.domains["stack"] = 0.5
    world.society["noncompete"] = 0.3
    return world, noise


def ours(twin, world, noise, times):
    """Seconds, and what the rule has made of a copy of the world."""
    mine = copied(world)
    start = time.process_time()
    twin.ours(mine, noise, times)
    return time.process_time() - start, mine


def theirs(c, twin, world, noise, times):
    """The same in C."""
    mine = copied(world)
    its = as_c(mine)
    call = getattr(c, twin.theirs)
    start = time.process_time()
    call(ctypes.byref(its), int(noise.key), WARM, times)
    return time.process_time() - start, mine


def eight_at_once(twin, eight, seeds, times):
    """Seconds for all eight, and what the rule has made of a copy of them."""
    mine = eights.again(eight, seeds)
    start = time.process_time()
    twin.eight(mine, WARM, times)
    return time.process_time() - start, mine


def ensure_agreed(twin, one, other):
    """Largest difference of two worlds.

    Raises:
        AssertionError: it is too large.
    """
    found = furthest(one, other)
    assert found <= AGREED, f"the rule and its twin {twin.theirs} in C differ by {found:.1e}"
    return found


def gap(c, twin, world, noise):
    """Largest difference that the two make to copies of the same world."""
    (_, mine), (_, other) = ours(twin, world, noise, 1), theirs(c, twin, world, noise, 1)
    assert furthest(mine, world) > 0.0, f"{twin.theirs} changes nothing"
    return ensure_agreed(twin, mine, other)


def gap_of_eight(c, twin, eight):
    """The same of eight at once, each against C."""
    before, after = eights.worlds_of(eight), eights.worlds_of(eight_at_once(twin, eight, SEEDS, 1)[1])
    pairs = zip(after, before, SEEDS, strict=True)
    return max(ensure_agreed(twin, mine, theirs(c, twin, world, noise_of(seed), 1)[1]) for mine, world, seed in pairs)


class Found(NamedTuple):
    """What came of a rule and its twin in C, in arms-race.

    Attributes:
        unit: what times are divided by.
        ours: nanoseconds for each, in rounds.
        eight: the same, eight replicates at once, for each of theirs.
        theirs: the same in C.
        apart: largest difference of any number, relative to 1 or to its size.
    """

    unit: str
    ours: list[float]
    eight: list[float]
    theirs: list[float]
    apart: float


def compare():
    """By rule what came of it; None without gcc. The two must agree in a crowd with institutions as well.

    Raises:
        AssertionError: they disagree.
    """
    if shutil.which("gcc") is None:
        return None
    scenario = load("arms-race")
    eight, full = eights.warm_eight(scenario, SEEDS, WARM), busy()
    with tempfile.TemporaryDirectory() as folder:
        c = library(folder)
        return {name: race(c, twin, eight, full) for name, twin in TWINS.items()}


def race(c, twin, eight, full):
    """Interleaved rounds on copies of the same worlds, once all agree there and in a fuller one."""
    world, noise = eights.worlds_of(eight)[0], noise_of(SEEDS[0])
    apart = max(gap(c, twin, *full), gap(c, twin, world, noise), gap_of_eight(c, twin, eight))
    alive = int(world.actors["alive"].sum())
    scale = 1e9 / OFTEN / (alive * (alive - 1) if twin.unit == "tie" else alive)
    mine, together, its = [], [], []
    for _ in range(ROUNDS):
        mine.append(scale * ours(twin, world, noise, OFTEN)[0])
        together.append(scale / len(SEEDS) * eight_at_once(twin, eight, SEEDS, OFTEN)[0])
        its.append(scale * theirs(c, twin, world, noise, OFTEN)[0])
    return Found(twin.unit, mine, together, its, apart)


if __name__ == "__main__":
    for name, found in (compare() or {}).items():
        times = " / ".join(f"{median(taken):.1f}" for taken in (found.ours, found.eight, found.theirs))
        print(f"{name}, {found.unit}: alone / eight at once / C {times} ns, apart {found.apart:.0e}")
