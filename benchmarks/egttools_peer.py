"""The race in a finite population, beside EGTtools (compiled C++): the same answers, and in what time.

Run by itself: `python benchmarks/egttools_peer.py`. EGTtools comes with `pip install -e '.[peers]'`.
"""

import sys
import time
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sim.theory.dsair.chain import averages, exact_chain, small_mutation  # noqa: E402
from sim.theory.dsair.population import BLOCK, batch_means, simulate  # noqa: E402
from sim.theory.dsair.race import Conduct, Race, race_payoffs  # noqa: E402

RACE = Race(W=1e6, f=0.1, pr=0.4)
Z, BETA, MU = 100, 0.1, 0.01
BLOCKS = 16
STEPS = (BLOCKS + 1) * BLOCK
"""Steps a round, the first block of which is not measured."""
ROUNDS = 12
SOLVED_A_ROUND = 100
SLOWER = 5
"""How many times the peer solves in a round, since it takes longer."""


def timed(call, *arguments):
    start = time.perf_counter()
    found = call(*arguments)
    return time.perf_counter() - start, found


def show(what, value, range_="", target=""):
    print(f"  {what:<52}{value:>14}  {range_:<16}{target}", flush=True)


def spread(values, digits=0):
    return f"{min(values):.{digits}f}-{max(values):.{digits}f}"


def ours(seed):
    """Shares of AS, AU, CS, from the payoff matrix on."""
    return simulate(averages(race_payoffs(RACE), Z), BETA, MU, BLOCKS * BLOCK, seed, batches=BLOCKS).mean


def stepping(peer):
    """A. The same number of steps of the same process, in turn."""
    taken, shares = [], []
    for seed in range(ROUNDS):
        here, mine = timed(ours, seed)
        there, its = timed(peer.estimate_strategy_distribution, 1, STEPS, BLOCK, BETA, MU)
        taken.append((1e9 * here / STEPS, 1e9 * there / STEPS))
        shares.append((mine, its / its.sum()))
    print(f"Z = {Z}, beta = {BETA}, mu = {MU}, {ROUNDS} rounds of {STEPS:,} steps each, on one core")
    show("hoardshare, a step", f"{median(a for a, _ in taken):.0f} ns", spread([a for a, _ in taken]))
    show("EGTtools, a step", f"{median(b for _, b in taken):.0f} ns", spread([b for _, b in taken]))
    ratios = [b / a for a, b in taken]
    show("EGTtools / hoardshare", f"{median(ratios):.0f}", spread(ratios), "target: at least 5")
    return ratios, [batch_means(np.stack(rows)) for rows in zip(*shares, strict=True)]


def agreeing(mine, its):
    """B. Do both find the same shares, and the exact ones."""
    exact = exact_chain(averages(race_payoffs(RACE), Z), BETA, MU).shares
    print("shares (standard error), and the largest difference in standard errors")
    for conduct in Conduct:
        pairs = [(found.mean[conduct], found.standard_error[conduct]) for found in (mine, its)]
        text = " / ".join(f"{mean:.4f} ({error:.4f})" for mean, error in pairs)
        print(f"  {conduct.name}: exact {exact[conduct]:.4f}; hoardshare / EGTtools {text}")
    between = np.abs(mine.mean - its.mean) / np.hypot(mine.standard_error, its.standard_error)
    show("hoardshare against EGTtools", f"{between.max():.1f} s.e.", "", "target: at most 3")
    for name, found in (("hoardshare", mine), ("EGTtools", its)):
        apart = np.abs(found.mean - exact) / found.standard_error
        show(f"{name} against the exact chain", f"{apart.max():.1f} s.e.", "", "target: at most 3")


def solving(peer):
    """C. The limit of small mutations: fixation probabilities and, ours alone, the stationary distribution."""
    payoffs, taken = race_payoffs(RACE), []
    for _ in range(ROUNDS):
        here, _ = timed(lambda: [small_mutation(payoffs, Z, BETA) for _ in range(SOLVED_A_ROUND)])
        there, _ = timed(lambda: [peer.calculate_transition_and_fixation_matrix_sml(BETA) for _ in range(SLOWER)])
        taken.append((1e6 * here / SOLVED_A_ROUND, 1e6 * there / SLOWER))
    _, its = peer.calculate_transition_and_fixation_matrix_sml(BETA)
    apart = np.abs(small_mutation(payoffs, Z, BETA).fixation - its).max()
    print(f"limit of small mutations, three strategies; largest difference of fixation probabilities {apart:.0e}")
    show(
        "hoardshare, with the stationary distribution",
        f"{median(a for a, _ in taken):.0f} us",
        spread([a for a, _ in taken]),
    )
    show("EGTtools, without it", f"{median(b for _, b in taken):.0f} us", spread([b for _, b in taken]))
    ratios = [b / a for a, b in taken]
    show("EGTtools / hoardshare", f"{median(ratios):.0f}", spread(ratios), "target: at least 1")
    return ratios


def compare():
    """Print all, and return the ratios of time of the two processes; None without EGTtools."""
    try:
        from egttools import __version__
        from egttools.analytical import PairwiseComparison
        from egttools.games import Matrix2PlayerGameHolder
        from egttools.numerical import PairwiseComparisonNumerical
    except ImportError:
        return None
    game = Matrix2PlayerGameHolder(len(Conduct), race_payoffs(RACE))
    numerical, analytical = PairwiseComparisonNumerical(Z, game, 10_000), PairwiseComparison(Z, game)
    ours(0)
    small_mutation(race_payoffs(RACE), Z, BETA)
    print(f"beside EGTtools {str(__version__).strip(chr(34))}: median, least-most")
    steps, shares = stepping(numerical)
    agreeing(*shares)
    return steps, solving(analytical)


def main():
    if compare() is None:
        print("skipped: EGTtools is not installed (pip install -e '.[peers]')")


if __name__ == "__main__":
    main()
