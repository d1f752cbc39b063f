"""Time of one run, observed and with all figures of the facts, against the run alone, in turn in one process."""

import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

import sim
from sim.analysis.facts.declared import declared
from sim.analysis.facts.fact import rows_of, values
from sim.analysis.facts.observation import observed
from sim.analysis.facts.runs import of_world, places

ROUNDS, RUNS_A_ROUND = 15, 20


def given():
    """What the measures of all figures are given."""
    return rows_of(spec for fact in declared().facts for spec in fact.figures)


def compare(config, rounds=ROUNDS, runs=RUNS_A_ROUND):
    """Milliseconds of a run, and of a run with all figures, and how many times the one the other is, round by round."""
    place, rows = places(config), given()

    def alone(seed):
        return sim.run(config, seed)

    def measured(seed):
        finished = sim.run(config, seed)
        return values(rows, *observed(of_world(place, finished.world, finished.quarters), seed, place.slope))

    measured(0)
    found = []
    for seed in range(rounds):
        clocks = {alone: [], measured: []}
        for _ in range(runs):
            for call, clock in clocks.items():
                begin = time.perf_counter()
                call(seed)
                clock.append(1e3 * (time.perf_counter() - begin))
        one, both = (median(clock) for clock in clocks.values())
        found.append((one, both, both / one))
    return tuple(zip(*found, strict=True))


if __name__ == "__main__":
    for name in ("arms-race", "race-2019"):
        one, both, ratios = compare(sim.load(name))
        print(f"{name}: {median(one):.2f} ms alone, {median(both):.2f} ms measured, {median(ratios):.2f} times")
