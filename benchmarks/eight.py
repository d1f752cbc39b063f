"""Replicates eight at a time beside one by one, from the scenario to outcomes: processor time a run, in turn.

Run by itself: `python benchmarks/eight.py [scenario ...]`. It says for each scenario what a run takes either way, in
milliseconds, and the ratio, with and without what is done in Python around the rules.
"""

import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import sim  # noqa: E402
from sim.lanes import WIDTH  # noqa: E402
from sim.study.execute import run, runs  # noqa: E402

SCENARIOS = ("arms-race", "commons", "base")
ROUNDS = 15
REPLICATES = 8 * WIDTH


def together(config, seeds):
    """Outcomes of replicates that run eight at a time."""
    return [finish().outcomes for finish in runs(config, seeds, config.quarters)]


def alone(config, seeds):
    """Outcomes of the same replicates, one by one."""
    return [run(config, seed).outcomes for seed in seeds]


def seconds(call, config, seeds):
    """Processor seconds a run."""
    start = time.process_time()
    call(config, seeds)
    return (time.process_time() - start) / len(seeds)


def compare(name):
    """Processor seconds a run (together, alone), in rounds; the outcomes must be equal, bit for bit."""
    config, seeds = sim.load(name), range(REPLICATES)
    if together(config, seeds) != alone(config, seeds):
        raise RuntimeError(f"{name}: replicates that run together have other outcomes than alone")
    return [(seconds(together, config, seeds), seconds(alone, config, seeds)) for _ in range(ROUNDS)]


def main():
    for name in sys.argv[1:] or SCENARIOS:
        rounds = compare(name)
        eight, one = (median(each) for each in zip(*rounds, strict=True))
        ratio = median(slow / fast for fast, slow in rounds)
        print(f"{name:<14}{1e3 * eight:.2f} ms together  {1e3 * one:.2f} ms alone  {ratio:.2f}", flush=True)


if __name__ == "__main__":
    main()
