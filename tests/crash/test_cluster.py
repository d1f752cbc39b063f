"""The same study on a Dask cluster of this machine, whose workers and scheduler die."""

import os
import signal

import pandas as pd
import pytest

import sim
from sim.study import cluster as clusters
from sim.study.cluster import Cluster
from sim.study.pool import AddressError, ClusterError
from tests import program
from tests.crash.test_crash import finish, start
from tests.program import await_parts, await_that
from tests.study.sweeps import Here, small, sorted_rows

pytest.importorskip("distributed")

STUDY = 'scenarios = ["arms-race", "commons"]\nreplicates = 1000\n'
PLANNED = 2000


def dask(folder, role, *arguments):
    command = ["-m", "distributed.cli.dask_" + role, *arguments]
    with (folder / f"{role}.log").open("a") as log:
        return program.start(*command, cwd=folder, start_new_session=True, stdout=log, stderr=log)


@pytest.fixture
def cluster(tmp_path):
    """A scheduler, two workers, and the scheduler's file."""
    (tmp_path / "study.toml").write_text(STUDY)
    file = tmp_path / "scheduler.json"
    running = [dask(tmp_path, "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))]
    await_that(file.exists, "no scheduler")
    options = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--scheduler-file", str(file))
    running += [dask(tmp_path, "worker", *options) for _ in range(2)]
    try:
        yield tmp_path, running
    finally:
        for process in running:
            process.kill()
            process.wait()


@pytest.fixture
def endless(cluster):
    """So many runs that they end after every test."""
    (cluster[0] / "study.toml").write_text(STUDY.replace("1000", "100_000"))


def test_a_cluster_gives_the_same_bits(cluster, tmp_path):
    folder, _ = cluster
    here = sim.sweep(small(), tmp_path / "here", Here())
    there = sim.sweep(small(), tmp_path / "there", cluster=str(folder / "scheduler.json"))
    pd.testing.assert_frame_equal(there, here)
    pd.testing.assert_frame_equal(sorted_rows(tmp_path / "there"), sorted_rows(tmp_path / "here"))


def test_a_worker_of_a_cluster_that_is_killed_costs_nothing(cluster):
    folder, running = cluster
    sweep = start(folder, "--cluster", "scheduler.json")
    await_parts(sweep, folder / "store", 3)
    os.kill(running[2].pid, signal.SIGKILL)
    assert f"{PLANNED:,} runs done, 0 found, 0 left" in finish(sweep)
    assert sorted_rows(folder / "store")["key"].nunique() == PLANNED


def test_a_scheduler_that_dies_is_told_and_the_study_goes_on_elsewhere(cluster, endless):
    folder, running = cluster
    sweep = start(folder, "--cluster", "scheduler.json")
    await_parts(sweep, folder / "store", 3)
    os.kill(running[0].pid, signal.SIGKILL)
    told = finish(sweep, code=1).strip().splitlines()
    assert told[-1].startswith("scheduler.json: the cluster was lost") and "the same command goes on" in told[-1]
    kept = sorted_rows(folder / "store")["key"].nunique()
    assert kept > 0
    finish(start(folder, "--limit", "40"))
    assert sorted_rows(folder / "store")["key"].nunique() == kept + 40


def test_an_interruption_on_a_cluster_is_one_line(cluster, endless):
    folder, _ = cluster
    sweep = start(folder, "--cluster", "scheduler.json")
    await_parts(sweep, folder / "store", 3)
    os.killpg(sweep.pid, signal.SIGINT)
    told = finish(sweep, code=130).strip().splitlines()
    assert told[-1].startswith("interrupted: ") and "--cluster scheduler.json" in told[-1]


def test_a_cluster_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr(clusters, "_TIMEOUT", 1.0)
    with pytest.raises(ClusterError, match="no scheduler answers"):
        Cluster("tcp://127.0.0.1:1")
