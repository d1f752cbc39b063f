"""Perception and trust beside mesa-frames (benchmarks/frames.py): the same numbers, and in what time.

Run by itself: `MESA_FRAMES_PYTHON=frames/bin/python python benchmarks/frames_peer.py`, which names the Python of an
environment that has mesa-frames.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import sim  # noqa: E402
from benchmarks.crowd import crowd  # noqa: E402
from sim.compile import rule  # noqa: E402
from sim.noise import noise_of, pair_noise  # noqa: E402
from sim.rules.perceive import perceive  # noqa: E402
from sim.rules.quarter import advance  # noqa: E402
from sim.rules.trust import trust  # noqa: E402
from sim.start import begin  # noqa: E402
from sim.world import copied  # noqa: E402

WARM, QUARTERS, ROUNDS = 12, 60, 3
TIES = 10_000
AGREED = 1e-9
READ = (
    *("bloc", "capability", "released", "released_before", "effort", "openness", "openness_before", "reputation"),
    *("conduct_good", "conduct_bad", "scar"),
)
FOUND = ("rival", "second", "foreign", "closest", "threat", "reputation")
PYTHON = "MESA_FRAMES_PYTHON"
HOW = f"skipped: python -m venv frames; frames/bin/pip install mesa-frames; set {PYTHON} to frames/bin/python"


class Found(NamedTuple):
    """Processor seconds a run, and the largest difference of any number, relative to 1 or to its size."""

    ours: list[float]
    peer: list[float]
    apart: float


@rule
def look_and_trust(w, noise, first, last):
    for t in range(first, last):
        perceive(w, noise, t)
        trust(w)


@rule
def fill_draws(draws, noise, keys, origin, target, first):
    for k in range(draws.shape[0]):
        for e in range(draws.shape[1]):
            draws[k, e] = pair_noise(noise, keys[origin[e]], keys[target[e]], first + k)


def living(world):
    """Numbers of the ties between the living, and from whom each goes."""
    ties, alive = world.ties, world.actors["alive"] == 1
    origin = np.repeat(np.arange(len(alive)), np.diff(ties.start))
    is_open = np.arange(len(origin)) < ties.stop[origin]
    both = np.flatnonzero(is_open & alive[origin] & alive[ties.target])
    return both, origin[both]


def ours(world, noise):
    mine = copied(world)
    start = time.process_time()
    look_and_trust(mine, noise, WARM, WARM + QUARTERS)
    return time.process_time() - start, mine


def write(file, scenario, world, noise):
    """All that the peer is given."""
    both, origin = living(world)
    target, p = world.ties.target[both].astype(np.int64), scenario
    draws = np.empty((QUARTERS, len(both)))
    fill_draws(draws, noise, world.actors["key"].copy(), origin, target, WARM)
    actors = {f"actors_{name}": world.actors[name] for name in READ} | {
        "actors_unique_id": np.arange(len(world.actors))
    }
    numbers = {**p.perception.__dict__, **p.trust.__dict__, "fear": p.effort.fear, "despair": p.effort.despair}
    ties = {"origin": origin, "target": target, "trust": world.ties.trust[both]}
    np.savez(file, draws=draws, parameters=json.dumps(numbers), **ties, **actors)


def furthest(world, theirs):
    """Largest difference of what the two find, of the living and on ties between them."""
    both, alive = living(world)[0], world.actors["alive"] == 1
    pairs = [(world.ties.trust[both], theirs["trust"])]
    pairs += [(world.actors[name][alive], theirs[name][alive]) for name in FOUND]
    gaps = [float((np.abs(mine - its) / np.maximum(1.0, np.abs(its))).max()) for mine, its in pairs]
    return np.inf if np.isnan(gaps).any() else max(gaps)


def measure(scenario, python):
    """Clock both, once they agree.

    Raises:
        AssertionError: they disagree.
    """
    world, noise = begin(scenario, 1, scenario.quarters), noise_of(1)
    advance(world, noise, 0, WARM)
    trust(world)  # notes everybody's conduct of the last quarter, which stands still from here on
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "given.npz", Path(folder) / "found.npz"
        write(given, scenario, world, noise)
        program = [python, str(ROOT / "benchmarks" / "frames.py"), str(given), str(found), str(ROUNDS)]
        subprocess.run(program, check=True)
        with np.load(found) as theirs:
            apart, peer = furthest(ours(world, noise)[1], theirs), list(theirs["taken"])
    assert apart <= AGREED, f"the rules and their twins in mesa-frames differ by {apart:.1e}"
    return Found([ours(world, noise)[0] for _ in range(5 * ROUNDS)], peer, apart)


def compare():
    """By world what :func:`measure` finds; None where no Python with mesa-frames is named."""
    python = os.environ.get(PYTHON)
    if not python:
        return None
    worlds = {"arms-race": sim.load("arms-race"), f"a crowd of {TIES:,} ties": crowd(TIES)}
    return {name: measure(scenario, python) for name, scenario in worlds.items()}


def main():
    found = compare()
    if found is None:
        print(HOW)
        return
    for name, (mine, peer, apart) in found.items():
        print(f"perception and trust of {name}, {QUARTERS} quarters; largest difference {apart:.0e}")
        print(
            f"  mesa-frames {1e3 * median(peer):.1f} ms, compiled {1e3 * median(mine):.2f} ms, "
            f"{median(peer) / median(mine):.0f} times"
        )


if __name__ == "__main__":
    main()
