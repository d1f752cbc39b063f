"""Speed, side by side with what it can be compared with, measured in one run: `make bench`.

Every figure is a ratio or a share of two things clocked in turn on this machine, now. Nothing is asserted: the target
stands beside the value. benchmarks/README.md says what each line means.
"""

import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import sim  # noqa: E402
from benchmarks import against_c, egttools_peer, frames_peer, jax_peer, scale, sweeps, taste  # noqa: E402
from benchmarks.institutions import every_institution  # noqa: E402
from benchmarks.plain_mesa import PlainRace  # noqa: E402
from benchmarks.plain_outcomes import outcomes  # noqa: E402
from sim.lanes import WIDTH  # noqa: E402
from sim.noise import noise_of  # noqa: E402
from sim.outcomes.measure import measure_run  # noqa: E402
from sim.rules.eve import prepare  # noqa: E402
from sim.rules.quarter import advance  # noqa: E402
from sim.scenario.schema.series import SERIES  # noqa: E402
from sim.study.execute import runs  # noqa: E402
from sim.world import build  # noqa: E402

ROUNDS = 15
RUNS_A_ROUND = 20
SWEEPS = 3
PARTS = ("building the world", "rules", "outcomes")
NOT_INSTALLED = "skipped: not installed (pip install -e '.[peers]')"


def seconds(call, *arguments):
    """Processor seconds of a call."""
    start = time.process_time()
    call(*arguments)
    return time.process_time() - start


def spread(values, digits=1):
    return f"{min(values):.{digits}f}-{max(values):.{digits}f}"


def show(what, value, range_, target=""):
    print(f"  {what:<48}{value:>16}  {range_:<18}{target}", flush=True)


def plain_run(config, seed):
    """One run of the plain Mesa model, from the scenario to its outcomes."""
    model = PlainRace(config, seed)
    for _ in range(config.quarters):
        model.step()
    return outcomes(model)


def eight_runs(config, seed):
    """Eight replicates at once, from the scenario to their outcomes."""
    for finish in runs(config, range(WIDTH * seed, WIDTH * (seed + 1)), config.quarters):
        finish()


def whole_run(config):
    """A. One run, compiled against plain Mesa; alone, and as one of eight at once."""
    alone, eighth, plain = [], [], []
    for seed in range(ROUNDS):
        alone.append(median(seconds(sim.run, config, seed) for _ in range(RUNS_A_ROUND)))
        eighth.append(median(seconds(eight_runs, config, seed) for _ in range(RUNS_A_ROUND // 4)) / WIDTH)
        plain.append(seconds(plain_run, config, seed))
    print("one run of arms-race, from the scenario to its outcomes")
    for name, taken, digits in (("compiled", alone, 2), ("one of eight at once", eighth, 2), ("plain Mesa", plain, 0)):
        show(name, f"{1e3 * median(taken):.{digits}f} ms", spread([1e3 * each for each in taken], digits))
    ratios = [one / other for one, other in zip(alone, eighth, strict=True)]
    show("compiled / one of eight at once", f"{median(ratios):.2f}", spread(ratios, 2), "target: at least 1.5")
    return {
        f"plain Mesa, a run, {way}": ([slow / fast for slow, fast in zip(plain, taken, strict=True)], target)
        for way, taken, target in zip(jax_peer.WAYS, (alone, eighth), ("", "at least 200"), strict=True)
    }


def parts_of(config, seed):
    """Processor seconds for each of PARTS of one run, taken apart."""
    clock = [time.process_time()]
    world = build(config, seed, config.quarters, len(SERIES))
    clock.append(time.process_time())
    noise = noise_of(seed)
    prepare(world, noise)
    advance(world, noise, 0, config.quarters)
    clock.append(time.process_time())
    measure_run(world, config.quarters)
    clock.append(time.process_time())
    return [after - before for before, after in pairwise(clock)]


def overhead(config):
    """B. What a run costs beyond its rules."""
    found, shares = [], []
    for seed in range(ROUNDS * RUNS_A_ROUND):
        found.append([1e3 * part for part in parts_of(config, seed)])
        building, _, measuring = found[-1]
        shares.append(100.0 * (building + measuring) / sum(found[-1]))
    columns = dict(zip(PARTS, zip(*found, strict=True), strict=True))
    beyond = [one + other for one, other in zip(columns["building the world"], columns["outcomes"], strict=True)]
    print("parts of one run of arms-race")
    for name, values in columns.items():
        show(name, f"{median(values):.2f} ms", spread(values, 2))
    show("beyond rules", f"{median(beyond):.2f} ms", spread(beyond, 2), "target: at most 1 ms,")
    show("", f"{median(shares):.0f} %", spread(shares, 0), "        or 30 %")


def institutions(config):
    """C. One run with every institution at once against one without any."""
    every, ratios = every_institution(), []
    for seed in range(ROUNDS):
        bare, full = (median(seconds(sim.run, one, seed) for _ in range(RUNS_A_ROUND)) for one in (config, every))
        ratios.append(full / bare)
    print("one run of arms-race with every institution at once")
    show("with / without institutions", f"{median(ratios):.2f}", spread(ratios, 2), "target: at most 2")


def size():
    """D. A tie of a large world against a tie of a small one, in time and memory."""
    rounds = scale.time_a_tie()
    small, large = scale.medians(rounds)
    print(f"a tie in a scale-free crowd, {scale.SMALL:,} against {scale.LARGE:,} ties")
    show("small world, a tie and quarter", f"{small:.0f} ns", spread([one for one, _ in rounds], 0))
    show("large world, a tie and quarter", f"{large:.0f} ns", spread([other for _, other in rounds], 0))
    ratios = [other / one for one, other in rounds]
    show("large / small", f"{median(ratios):.2f}", spread(ratios, 2), "target: at most 2")
    for ties, peak in scale.memory():
        show(f"peak memory at {ties:,} ties", f"{peak / 2**20:.0f} MiB", f"{peak / ties:.0f} bytes a tie")


def limit():
    """E. The rules over ties, research and the market against the same loops in C."""
    print("rules of arms-race against the same loops in C on the same arrays: one by one / eight at once / C")
    found = against_c.compare()
    if found is None:
        return {"the same loops in C": "skipped: no gcc on this machine"}
    rows = {}
    for name, (unit, *times, gap) in found.items():
        told = " / ".join(f"{median(taken):.1f}" for taken in times)
        show(f"{name}, for each {unit}", f"{told} ns", f"differ by {gap:.0e}")
        for way, taken, target in zip(jax_peer.WAYS, times, ("at least 1/1.2", "above 1"), strict=False):
            rows[f"C, {name}, {way}"] = [its / mine for its, mine in zip(times[-1], taken, strict=True)], target
    return rows


def beside_jax():
    """F. Research and the rules over ties against the same on dense arrays in JAX."""
    found = jax_peer.compare()
    if found is None:
        return {"JAX": NOT_INSTALLED}
    rows = {}
    for world, (ours, peer, apart) in found.items():
        print(f"research and ties of {world}, {jax_peer.QUARTERS} quarters (largest difference {apart:.0e})")
        show("JAX, a run", f"{1e3 * median(peer):.2f} ms", spread([1e3 * each for each in peer], 2))
        for way, taken in ours.items():
            show(f"{way}, a run", f"{1e3 * median(taken):.2f} ms", spread([1e3 * each for each in taken], 2))
            ratios = [its / mine for its, mine in zip(peer, taken, strict=True)]
            rows[f"JAX, {world}, {way}"] = ratios, "at least 3"
    return rows


def beside_frames():
    """G. Perception and trust against the same on tables in mesa-frames."""
    found = frames_peer.compare()
    if found is None:
        return {"mesa-frames": frames_peer.HOW}
    rows = {}
    for world, (ours, peer, apart) in found.items():
        print(f"perception and trust of {world}, {frames_peer.QUARTERS} quarters (largest difference {apart:.0e})")
        show("mesa-frames, a run", f"{1e3 * median(peer):.0f} ms", spread([1e3 * each for each in peer], 0))
        show("compiled, a run", f"{1e3 * median(ours):.2f} ms", spread([1e3 * each for each in ours], 2))
        rows[f"mesa-frames, {world}"] = [its / median(ours) for its in peer], ""
    return rows


def beside_egttools():
    """H. The race in a finite population."""
    found = egttools_peer.compare()
    if found is None:
        return {"EGTtools": NOT_INSTALLED}
    steps, solutions = found
    return {"EGTtools, a step": (steps, "at least 5"), "EGTtools, small mutations": (solutions, "at least 1")}


def answer():
    """I. Processor seconds of commands, imports included."""
    print("the command line, processor time")
    targets = ("at most 0.2 s", "at most 1.0 s", "at most 1.2 s")
    for (command, taken), target in zip(taste.commands().items(), targets, strict=True):
        show(command, f"{median(taken):.2f} s", spread(taken, 2), f"target: {target}")


def sweeping():
    """J. Sweeps: throughput, memory of the driver, a large store."""
    print(f"a sweep with {sweeps.WORKERS} workers, outcomes stored, start-up left out")
    alone, together, rates = [], [], []
    for _ in range(SWEEPS):
        alone.append(sweeps.bare())
        together.append(sweeps.bare_side_by_side())
        rates.append(sweeps.swept())
    doubled = [100 * rate / (sweeps.WORKERS * one) for rate, one in zip(rates, alone, strict=True)]
    limits = [100 * rate / both for rate, both in zip(rates, together, strict=True)]
    cost = sweeps.cost()
    show("runs a second", f"{median(rates):.0f}", spread(rates, 0))
    show("processor time a run, a million runs", f"{1e3 * cost:.2f} ms", f"{1e6 * cost / 3600:.2f} hours")
    show(f"of {sweeps.WORKERS} x a bare loop", f"{median(doubled):.0f} %", spread(doubled, 0), "target: at least 90 %")
    show("of bare loops side by side", f"{median(limits):.0f} %", spread(limits, 0))
    ratios = [rate / sweeps.batch_run() for rate in rates]
    few, many = (sweeps.driver_memory(planned) for planned in sweeps.PLANNED)
    told = " / ".join(f"{planned:,}" for planned in reversed(sweeps.PLANNED))
    show(f"memory of the driver, {told} runs", f"{many / few:.2f}", f"{many / 2**20:.0f} MiB", "target: at most 1.5")
    with tempfile.TemporaryDirectory() as folder:
        place = sweeps.large_store(Path(folder) / "store")
        looks = [sweeps.look(place.folder) for _ in range(SWEEPS)]
        checks = [sweeps.check(place) for _ in range(SWEEPS)]
    show(f"status of {sweeps.STORED:,} runs", f"{median(looks):.2f} s", spread(looks, 2), "target: less than 2 s")
    show("  check of all checksums before a sweep", f"{median(checks):.2f} s", spread(checks, 2))
    return {"mesa.batch_run of plain Mesa, a sweep": (ratios, "at least 150")}


def peers(rows):
    """K. All peers: their time over ours."""
    print("peers, time of the peer / ours")
    for peer, found in rows.items():
        if isinstance(found, str):
            print(f"  {peer:<48}{found}")
        else:
            ratios, target = found
            digits = 0 if median(ratios) >= 10 else 2
            show(peer, f"{median(ratios):.{digits}f}", spread(ratios, digits), target and f"target: {target}")


def main():
    config = sim.load("arms-race")
    sim.run(config)
    plain_run(config, 0)
    print(f"  {'':<48}{'median':>16}  least-most")
    rows = whole_run(config)
    overhead(config)
    institutions(config)
    size()
    answer()
    rows |= sweeping() | beside_egttools() | beside_frames() | beside_jax() | limit()
    peers(rows)


if __name__ == "__main__":
    main()
