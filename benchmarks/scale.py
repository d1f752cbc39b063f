"""Cost of large worlds: time a tie from ten thousand ties to a million, and the memory that a tie takes.

``python benchmarks/scale.py`` prints it without the other benchmarks.
"""

import re
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.crowd import DEGREE, crowd
from sim.noise import noise_of
from sim.rules.quarter import advance
from sim.start import begin

SMALL, LARGE = 10_000, 1_000_000
GROWING = (100_000, 300_000, 1_000_000)
WARM, STRETCH, ROUNDS = 8, 2, 15
ROOT = Path(__file__).parents[1]
STATUS = Path("/proc/self/status")
FORGET = Path("/proc/self/clear_refs")


class Worlds:
    """A crowd that has run for a while, ready to be clocked stretch by stretch."""

    def __init__(self, ties):
        scenario = crowd(ties)
        self.world, self.noise = begin(scenario, 1, scenario.quarters), noise_of(1)
        self.now = 0
        self.clock(WARM)

    def clock(self, quarters):
        """Nanoseconds a tie and quarter over the next quarters."""
        start = time.process_time()
        advance(self.world, self.noise, self.now, self.now + quarters)
        self.now += quarters
        return (time.process_time() - start) * 1e9 / quarters / len(self.world.ties.target)


def time_a_tie():
    """Nanoseconds a tie and quarter in rounds: [(small world, large world), ...]."""
    small, large = Worlds(SMALL), Worlds(LARGE)
    return [(small.clock(STRETCH), large.clock(STRETCH)) for _ in range(ROUNDS)]


def time_building():
    """Seconds until the large world is ready to run."""
    scenario, start = crowd(LARGE), time.process_time()
    begin(scenario, 1, scenario.quarters)
    return time.process_time() - start


def resident(field):
    """Resident bytes of this process: VmRSS now, VmHWM at the most."""
    return 1024 * int(re.search(rf"{field}:\s+(\d+) kB", STATUS.read_text())[1])


def growth(ties):
    """Bytes by which this process grows, at the most, while it builds a crowd and runs it."""
    Worlds(SMALL // 10)  # what compiled rules take is not the crowd's
    before = resident("VmRSS")
    FORGET.write_text("5")  # the peak so far
    Worlds(ties)
    return resident("VmHWM") - before


def peak(ties):
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", str(ties)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout)


def memory():
    """Peaks for growing numbers of ties, [(ties, bytes), ...]; none where the system does not tell."""
    if not FORGET.exists():
        return []
    return [(ties, peak(ties)) for ties in GROWING]


def medians(rounds):
    return median(small for small, _ in rounds), median(large for _, large in rounds)


def report():
    rounds = time_a_tie()
    small, large = medians(rounds)
    print(f"a tie and quarter: {small:.0f} ns with {SMALL:,} ties, {large:.0f} with {LARGE:,}; ", end="")
    print(f"large / small {median(one / other for other, one in rounds):.2f}")
    print(f"{LARGE // DEGREE:,} actors: built in {time_building():.1f} s, a quarter in {large * LARGE / 1e9:.2f} s")
    for ties, most in memory():
        print(f"{ties:,} ties: {most / 1e6:,.0f} MB, {most / ties:,.0f} bytes a tie")


if __name__ == "__main__":
    print(growth(int(sys.argv[1]))) if len(sys.argv) > 1 else report()
