"""Cost of large worlds: time a tie from ten thousand ties to a million, and the memory that a tie takes."""

import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.crowd import crowd
from sim.rules.quarter import advance
from sim.start import begin, noise_block

SMALL, LARGE = 10_000, 1_000_000
GROWING = (100_000, 300_000, 1_000_000)
WARM, STRETCH, ROUNDS = 8, 2, 15
ROOT = Path(__file__).parents[1]
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Worlds:
    """A crowd that has run for a while, ready to be clocked stretch by stretch."""

    def __init__(self, ties):
        scenario = crowd(ties)
        self.world, self.noise = begin(scenario, 1, scenario.quarters), noise_block(scenario, 1, 0)
        self.now = 0
        self.clock(WARM)

    def clock(self, quarters):
        """Nanoseconds a tie and quarter over the next quarters."""
        start = time.perf_counter()
        advance(self.world, self.noise, self.now, self.now + quarters)
        self.now += quarters
        return (time.perf_counter() - start) * 1e9 / quarters / len(self.world.target)


def time_a_tie():
    """Nanoseconds a tie and quarter in rounds: [(small world, large world), ...]."""
    small, large = Worlds(SMALL), Worlds(LARGE)
    return [(small.clock(STRETCH), large.clock(STRETCH)) for _ in range(ROUNDS)]


def peak(ties):
    """Peak resident bytes of a process of its own that builds a crowd and runs it."""
    command = [sys.executable, "-m", "benchmarks.scale", str(ties)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout)


def memory():
    """Peaks for growing numbers of ties, [(ties, bytes), ...]."""
    return [(ties, peak(ties)) for ties in GROWING]


def slopes(peaks):
    """Bytes that each further tie takes, between neighbours."""
    return [(high - low) / (more - less) for (less, low), (more, high) in zip(peaks, peaks[1:], strict=False)]


def medians(rounds):
    return median(small for small, _ in rounds), median(large for _, large in rounds)


if __name__ == "__main__":
    Worlds(int(sys.argv[1]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT)
