"""The same study on a Dask cluster of this machine, whose workers and scheduler die."""

import os
import signal
import sys
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.study import cluster as clusters
from sim.study.cluster import Cluster
from sim.study.pool import AddressError, ClusterError
from tests import program
from tests.crash.sweeps import finish, start
from tests.loops import awaited
from tests.program import PATIENCE, await_parts, await_that
from tests.study.sweeps import Here, small, sorted_rows, stored

pytest.importorskip("distributed")

STUDY = 'scenarios = ["arms-race", "commons"]\nreplicates = 1000\n'
PLANNED = 2000


def dask(folder, role, *arguments, **named):
    """A part of a cluster, at work in another folder than sweeps are: a relative path means something else there."""
    command = ["-m", "distributed.cli.dask_" + role, *arguments]
    with (folder / f"{role}.log").open("a") as log:
        return program.start(*command, cwd=Path(sys.prefix), start_new_session=True, stdout=log, stderr=log, **named)


def worker(folder, **named):
    options = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--scheduler-file", str(folder / "scheduler.json"))
    return dask(folder, "worker", *options, **named)


@pytest.fixture
def scheduler(tmp_path):
    """A scheduler, and its file."""
    (tmp_path / "study.toml").write_text(STUDY)
    file = tmp_path / "scheduler.json"
    running = [dask(tmp_path, "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))]
    await_that(file.exists, "no scheduler")
    try:
        yield tmp_path, running
    finally:
        for process in running:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(scheduler):
    """The scheduler with two workers."""
    folder, running = scheduler
    running += [worker(folder) for _ in range(2)]
    return folder, running


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


def test_a_cluster_gets_the_modules_in_use_and_serves_others_between(cluster, tmp_path):
    folder, _ = cluster
    module = tmp_path / "mine.py"
    module.write_text("import sim\n\n@sim.outcome(unit='quarters')\ndef length(run):\n    return run.quarters\n")
    address = str(folder / "scheduler.json")
    with sim.use(module):
        module.unlink()
        own = sim.sweep(small(), tmp_path / "store", cluster=address)
    plain = sim.sweep(small(), tmp_path / "store", cluster=address)
    assert own["error"].isna().all() and own["length"].notna().all()
    assert not set(own["key"]) & set(plain["key"])
    pd.testing.assert_series_equal(own["trust"], plain["trust"])


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
    assert told[-1].startswith("scheduler.json: the cluster was lost") and "run the same command again" in told[-1]
    for orphan in running[1:]:
        # What workers have in hand when their scheduler dies, they finish and keep.
        orphan.wait(PATIENCE)
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


def test_a_cluster_is_told_of_where_an_event_loop_runs_as_in_a_notebook(monkeypatch):
    monkeypatch.setattr(clusters, "_TIMEOUT", 1.0)

    async def cell():
        with pytest.raises(ClusterError, match="no scheduler answers"):
            Cluster("tcp://127.0.0.1:1")

    awaited(cell())


ADDRESSES = ("foo://bar", "tls://127.0.0.1:8786", "127.0.0.1", "tcp://host:port", "inproc://x", "tcp://127.0.0.1:99999")
FILES = ("", "gone.json", ".", "{", "{}")


@pytest.mark.parametrize("address", [*ADDRESSES, *FILES])
def test_what_is_no_address_is_told(tmp_path, monkeypatch, address):
    monkeypatch.chdir(tmp_path)
    if address.startswith("{"):
        (tmp_path / "scheduler.json").write_text(address)
    with pytest.raises(AddressError) as told:
        Cluster("scheduler.json" if address.startswith("{") else address)
    assert len(str(told.value).splitlines()) == 1


def test_a_bad_address_is_the_inputs_fault_and_one_line(tmp_path):
    (tmp_path / "study.toml").write_text(STUDY)
    told = finish(start(tmp_path, "--cluster", "foo://bar"), code=2).strip().splitlines()
    assert len(told) == 1 and told[0].startswith("foo://bar: not the address of a cluster")


def test_a_number_of_seconds_that_is_none_is_told(monkeypatch):
    monkeypatch.setenv(clusters.PATIENCE, "soon")
    with pytest.raises(AddressError, match="'soon' is not a number of seconds"):
        clusters.patience()


def test_a_cluster_without_workers_is_told(scheduler):
    with pytest.raises(ClusterError, match="the cluster has no workers"):
        Cluster(str(scheduler[0] / "scheduler.json"))


def test_a_worker_without_the_package_is_told_and_no_run_is_blamed(scheduler):
    folder, running = scheduler
    package = folder / "other" / "sim"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ModuleNotFoundError('no such package here')")
    running.append(worker(folder, environment={"PYTHONPATH": str(package.parent)}))
    with pytest.raises(ClusterError, match=r"cannot do the runs .*install the same hoardshare on every worker"):
        sim.sweep(small(), folder / "store", cluster=str(folder / "scheduler.json"))
    assert stored(folder / "store").empty


def test_workers_that_do_not_come_back_are_told_and_the_study_goes_on(cluster, endless, monkeypatch):
    folder, running = cluster
    monkeypatch.setenv(clusters.PATIENCE, "5")
    sweep = start(folder, "--cluster", "scheduler.json")
    await_parts(sweep, folder / "store", 3)
    for process in running[1:]:
        process.kill()
    told = finish(sweep, code=1).strip().splitlines()
    assert "scheduler.json: the cluster has had no workers for" in told[-1] and "run the same command again" in told[-1]
    rows = sorted_rows(folder / "store")
    assert len(rows) > 0 and rows["error"].isna().all()
