"""The rules over ties and research of `arms-race` beside JAX (benchmarks/dense.py): the same numbers, and in what time.

Both start from the same worlds, of as many runs, and go through the same quarters, in which nothing else happens. JAX
has all runs in one call, jit and vmap, float64. One thread each, and the same core. Run by itself:
`python benchmarks/jax_peer.py`. JAX comes with `pip install -e '.[peers]'`.
"""

import os
import sys
import time
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import sim  # noqa: E402
from benchmarks import eights  # noqa: E402
from sim.compile import rule  # noqa: E402
from sim.lanes import WIDTH  # noqa: E402
from sim.noise import noise_of  # noqa: E402
from sim.rules.learn import learn  # noqa: E402
from sim.rules.perceive import perceive  # noqa: E402
from sim.rules.quarter import advance  # noqa: E402
from sim.rules.research import research  # noqa: E402
from sim.rules.trust import trust  # noqa: E402
from sim.scenario.schema.enums import SELLING  # noqa: E402
from sim.start import begin  # noqa: E402
from sim.world import copied  # noqa: E402

RUNS = 64
WARM, QUARTERS = 12, 60
ROUNDS = 15
AGREED = 1e-9
PLACES = {"arms-race": {}, "arms-race without entrants": {"entry.slots": 0}}
"""What is changed of the scenario: its six places for entrants, mostly empty, are rows and columns of dense arrays."""
ONE_THREAD = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
READ = (
    *("bloc", "key", "tier", "openness", "openness_before", "capability", "released", "released_before", "effort"),
    *("released_tier", "outlay", "safety", "hoards_as", "ordered", "incident", "misuse", "scar"),
)
KNOWN = ("disclosed", "focus", "drive", "offered")
PUBLIC = ("community", "catalogue", "noncompete", "protection", "standard")
"""Fields of records that JAX reads and does not change."""
CHANGED = (
    *("experience", "reputation", "duplicated", "rival", "second", "foreign", "closest", "threat", "learned", "source"),
    "leaking",
)
MEANS = ("trust_across", "trust_within", "trust")


class Found(NamedTuple):
    """Processor seconds a run, in rounds, and the largest difference of any number, relative to 1 or to its size."""

    ours: dict[str, list[float]]
    peer: list[float]
    apart: float


@rule
def stand_still(w, noise, first, last):
    """Quarters in which there is nothing but research, ties and what is learnt along them."""
    for t in range(first, last):
        perceive(w, noise, t)
        research(w, noise, t)
        learn(w)
        trust(w)


def warm(config, seed):
    """A world after a few quarters of everything."""
    world, noise = begin(config, seed, config.quarters), noise_of(seed)
    advance(world, noise, 0, WARM)
    return world


def one_by_one(config, seeds):
    """A call that gives the seconds that the quarters take, and the worlds after them."""
    worlds, noises = [warm(config, seed) for seed in seeds], [noise_of(seed) for seed in seeds]

    def go():
        mine = [copied(world) for world in worlds]
        start = time.process_time()
        for world, noise in zip(mine, noises, strict=True):
            stand_still(world, noise, WARM, WARM + QUARTERS)
        return time.process_time() - start, mine

    return go


def eight_at_once(config, seeds):
    """The same, eight replicates at once."""
    groups = [seeds[first : first + WIDTH] for first in range(0, len(seeds), WIDTH)]
    begins = [eights.warm_eight(config, group, WARM) for group in groups]

    def go():
        mine = [eights.again(eight, group) for eight, group in zip(begins, groups, strict=True)]
        start = time.process_time()
        for eight in mine:
            eights.stand_still_eight(eight, WARM, WARM + QUARTERS)
        return time.process_time() - start, [world for eight in mine for world in eights.worlds_of(eight)]

    return go


WAYS = {"one by one": one_by_one, "eight at once": eight_at_once}
"""Ways of ours to go through the quarters."""


def dense(values, world):
    """What lies on ties, shape (actors, actors); 0 where there is none."""
    ties, whole = world.ties, np.zeros((len(world.actors), len(world.actors)))
    for i in range(len(whole)):
        along = slice(ties.start[i], ties.stop[i])
        whole[i, ties.target[along]] = values[along]
    return whole


def read(world):
    """What JAX reads of a world: of its actors, and of society."""
    actors, duties, society = world.actors, world.duties, world.society[0]
    mine = {name: actors[name] for name in READ} | {name: world.knowledge[name].T for name in KNOWN}
    mine |= {"alive": actors["alive"] == 1, "limits": duties["limits"]}
    mine["sells"] = mine["alive"] & np.isin(actors["kind"], SELLING)
    mine["institutional"] = np.minimum(1.0, sum(duties[name] for name in ("overhead", "dues", "mission", "checks")))
    public = {name: society[name] for name in PUBLIC} | {"border": world.border}
    return mine, public | {name: world.domains[name] for name in ("weight", "public", "stack")}


def state(world, as_state):
    """What the rules change of a world."""
    known = {name: world.knowledge[name].T for name in ("know_how", "found")}
    means = np.array([world.society[0][name] for name in MEANS])
    changed = {name: world.actors[name] for name in CHANGED}
    return as_state(trust=dense(world.ties.trust, world), means=means, **known, **changed)


def furthest(worlds, after):
    """Largest difference of ours from theirs in any number of a living actor, and in the means of society."""
    worst = 0.0
    for k, world in enumerate(worlds):
        alive = world.actors["alive"] == 1
        for name, mine in state(world, dict).items():
            its = np.asarray(getattr(after, name)[k])
            if name == "trust":
                mine, its = mine[alive], its[alive]
            elif name != "means":
                mine, its = mine[..., alive], its[..., alive]
            gap = np.abs(mine - its) / np.maximum(1.0, np.abs(its))
            worst = max(worst, np.inf if np.isnan(gap).any() else float(gap.max()))
    return worst


def stacked(trees):
    """The same for a batch: each array has one dimension more, in front."""
    import jax

    return jax.tree.map(lambda *parts: jax.numpy.asarray(np.stack(parts)), *trees)


def measure(changes):
    """Clock both in turn, once they agree. To be called in a process of its own: JAX reads its settings on import.

    Args:
        changes: of the scenario.

    Raises:
        AssertionError: they disagree.
    """
    os.environ["XLA_FLAGS"] = ONE_THREAD
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    import jax.numpy as jnp

    from benchmarks.dense import State, many

    config = sim.load("arms-race", changes)
    seeds = list(range(RUNS))
    worlds = [warm(config, seed) for seed in seeds]
    read_by = stacked([read(world) for world in worlds])
    begins = stacked([state(world, State) for world in worlds])
    keys = jnp.asarray(np.array([noise_of(seed).key for seed in seeds]))
    program = many(config, jnp.arange(WARM, WARM + QUARTERS, dtype=jnp.uint64))

    def theirs():
        start = time.process_time()
        after = program(*read_by, begins, keys)
        after.trust.block_until_ready()
        return time.process_time() - start, after

    ways, after = {name: way(config, seeds) for name, way in WAYS.items()}, theirs()[1]
    apart = max(furthest(go()[1], after) for go in ways.values())
    assert apart <= AGREED, f"the rules and their twins in JAX differ by {apart:.1e}"
    taken, peer = {name: [] for name in ways}, []
    for _ in range(ROUNDS):
        for name, go in ways.items():
            taken[name].append(go()[0] / RUNS)
        peer.append(theirs()[0] / RUNS)
    return Found(taken, peer, apart)


def compare():
    """By scenario what :func:`measure` finds, in a process of its own; None without JAX."""
    if find_spec("jax") is None:
        return None
    with get_context("spawn").Pool(1) as pool:
        return {name: pool.apply(measure, [changes]) for name, changes in PLACES.items()}


def main():
    found = compare()
    if found is None:
        print("skipped: JAX is not installed (pip install -e '.[peers]')")
        return
    for name, (ours, peer, apart) in found.items():
        print(f"research and ties of {name}, {QUARTERS} quarters; largest difference {apart:.0e}")
        print(f"  JAX{'':<17} {1e3 * median(peer):.2f} ms a run")
        for way, taken in ours.items():
            ratio = median(its / mine for its, mine in zip(peer, taken, strict=True))
            print(f"  {way:<20} {1e3 * median(taken):.2f} ms a run; JAX / ours {ratio:.2f}")


if __name__ == "__main__":
    main()
