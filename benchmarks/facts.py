"""Time of one run, observed and with all figures of the facts, against the run alone, in turn in one process."""

import sys
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

import sim
from sim.analysis.facts.declared import declared
from sim.analysis.facts.fact import rows_of, values
from sim.analysis.facts.observation import lens, observed
from sim.analysis.facts.runs import of_world, places

RUNS = 400
PARTS = ("history", "observation", "figures")


def given():
    """What the measures of all figures are given."""
    return rows_of(spec for fact in declared().facts for spec in fact.figures)


def compare(config, runs=RUNS):
    """Milliseconds of a run, of its history, of what is observed of it, and of all figures; the median of each."""
    place, through, rows = places(config), lens(config), given()
    clocks = []
    for seed in range(runs):
        clock = [time.perf_counter()]
        finished = sim.run(config, seed)
        clock.append(time.perf_counter())
        history = of_world(place, finished.world, finished.quarters)
        clock.append(time.perf_counter())
        lists = observed(history, seed, through)
        clock.append(time.perf_counter())
        values(rows, *lists)
        clock.append(time.perf_counter())
        clocks.append([1e3 * (after - before) for before, after in pairwise(clock)])
    return [median(part) for part in zip(*clocks, strict=True)]


if __name__ == "__main__":
    for name in ("arms-race", "race-2019"):
        run, *parts = compare(sim.load(name))
        told = ", ".join(f"{part} {each:.3f} ms" for part, each in zip(PARTS, parts, strict=True))
        print(f"{name}: run {run:.2f} ms, {told}: {(run + sum(parts)) / run:.2f} times the run")
