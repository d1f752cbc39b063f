"""Sweeps: throughput against bare loops and against Mesa's own batch runner, memory of the driver, a large store."""

import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa

import sim
from sim.outcomes import OUTCOMES
from sim.study import sweep
from sim.study.parts import FACTS, write_part
from sim.study.pool import Pool
from sim.study.store import Store
from sim.study.work import Receipt

ROOT = Path(__file__).parents[1]
WORKERS = 2
BARE = 400
SWEPT = 6_000
PLANNED = (1_000, 100_000)
STORED, A_PART = 1_000_000, 100_000


def bare(runs=BARE, first=0):
    """Runs a second of a loop that keeps nothing."""
    scenario = sim.load("arms-race")
    sim.run(scenario)
    start = time.perf_counter()
    for seed in range(first, first + runs):
        sim.run(scenario, seed)
    return runs / (time.perf_counter() - start)


def bare_side_by_side():
    """Runs a second of as many such loops at once as there are workers."""
    with get_context("spawn").Pool(WORKERS) as pool:
        pool.map(bare, [1] * WORKERS, chunksize=1)
        return sum(pool.map(bare, [BARE] * WORKERS, chunksize=1))


def sweep_of(runs, told):
    """Complete a sweep of so many runs, outcomes stored, and tell of its progress."""
    with tempfile.TemporaryDirectory() as folder:
        study = sim.design("arms-race", replicates=runs)
        place = Store(Path(folder) / "store")
        sweep.complete(study, place, lambda: sweep.choose(None, WORKERS), sweep.Share(), told)


def swept():
    """Runs a second of a sweep, start-up left out: from the first tenth of its runs to the last."""
    told = []
    sweep_of(SWEPT, told.append)
    begun = next(each for each in told if each.done >= SWEPT // 10)
    ended = next(each for each in told if each.done == SWEPT)
    return (ended.done - begun.done) / (ended.seconds - begun.seconds)


def cost():
    """Processor seconds that a run of a sweep takes, driver and workers: by how much more runs take longer."""
    few, many = SWEPT // 10, SWEPT // 2
    return (spent_on(many) - spent_on(few)) / (many - few)


def spent_on(runs):
    """Processor seconds of a sweep, of this process and of those that it started and ended."""
    before = processor()
    sweep_of(runs, lambda _: None)
    return processor() - before


def processor():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def batch_run(runs=40):
    """Runs a second of Mesa's batch runner over the plain twin, with as many processes."""
    import mesa

    start = time.perf_counter()
    parameters = {"config": sim.load("arms-race"), "seed": list(range(runs))}
    mesa.batch_run(Twin, parameters, number_processes=WORKERS, max_steps=60, display_progress=False)
    return runs / (time.perf_counter() - start)


def Twin(config, seed):
    """The plain twin, in the form in which Mesa's batch runner wants a model."""
    from benchmarks.plain_mesa import PlainRace

    return PlainRace(config, seed)


class Idle(Pool):
    """Takes batches, and says at once that they are done."""

    is_shared = False

    def __init__(self):
        self.workers = WORKERS

    def submit(self, batch):
        future = Future()
        future.set_result(Receipt("", tuple(batch.keys), 0, 0.0025 * len(batch)))
        return future


def drive(planned):
    """Peak memory of a driver in bytes, for a study of so many runs whose workers cost nothing."""
    sweep.await_part = lambda *_: None
    with tempfile.TemporaryDirectory() as folder:
        points = {"trust.gain": {"least": 0.0, "most": 1.0, "steps": planned // 100}}
        study = sim.design("arms-race", replicates=100, parameters=points)
        sweep.complete(study, Store(Path(folder) / "store"), Idle, sweep.Share())
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def driver_memory(planned):
    """The same in a process of its own."""
    program = f"from benchmarks.sweeps import drive; print(drive({planned}))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout)


def large_store(folder):
    """A compacted store of a million runs; what their outcomes are does not matter here."""
    place = Store(folder)
    place.create()
    luck = np.random.default_rng(0)
    for first in range(0, STORED, A_PART):
        keys = pa.array([row.tobytes().hex() for row in luck.integers(256, size=(A_PART, 16), dtype=np.uint8)])
        fixed = {
            "scenario": "arms-race",
            "overrides": "{}",
            "digest": "0" * 32,
            "model_version": "0" * 12,
            "machine": "",
        }
        columns = {name: pa.array([fixed.get(name)] * A_PART, FACTS.field(name).type) for name in FACTS.names}
        columns |= {"key": keys, "kept": pa.array(np.zeros(A_PART, dtype=np.int8))}
        columns |= {
            "seed": pa.array(np.arange(first, first + A_PART)),
            "quarters": pa.array(np.full(A_PART, 60, np.int32)),
        }
        figures = {name: pa.array(luck.random(A_PART)) for name in OUTCOMES}
        write_part(place.parts, {"outcomes": pa.table({**columns, **figures})}, keys.to_pylist())
    return place


def look(folder):
    """Seconds until `hoardshare status` has answered."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "sim.cli", "status", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return time.perf_counter() - start


def check(place):
    """Seconds to check all of a store before a sweep."""
    start = time.perf_counter()
    place.scan(repair=True)
    return time.perf_counter() - start
