"""Real processes, killed for real: what was finished stays, what was not is done again, nothing occurs twice.

A short round; `make crash`, or HOARDSHARE_KILLS=30, is the full one.
"""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

from sim.study.store import Store
from tests.crash.sweeps import KILLS, PLANNED, STUDY, finish, start
from tests.program import await_parts, await_that, parts
from tests.study.sweeps import sorted_rows, stored

SMALL_FILES = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000));"
    "from sim.cli import main; sys.argv[0] = 'hoardshare'; main()"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "study.toml").write_text(STUDY)
    return tmp_path


@pytest.fixture
def endless(folder):
    """The same study, so often that it ends after every test."""
    (folder / "study.toml").write_text(STUDY.replace("replicates = 200", "replicates = 20_000"))
    return folder


def committed(folder):
    """Keys in a store as files say, however it came to be so."""
    return set(stored(folder / "store")["key"]) if parts(folder / "store") else set()


def children(pid):
    """Worker processes of a sweep."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
            is_worker = b"spawn_main" in (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == pid and is_worker:
            found.append(int(status.parent.name))
    return found


def await_workers(running):
    """Workers of a sweep, which has none for a moment after one died; none at its end."""
    while running.poll() is None:
        if found := children(running.pid):
            return found
        time.sleep(0.05)
    return []


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def await_end(workers):
    await_that(lambda: not any(map(lives, workers)), "workers outlive their driver")


def assert_whole(folder, uninterrupted):
    """Every run is there once, with the bits of a sweep to which nothing happened."""
    seen = Store(folder / "store").scan(repair=True)
    assert (len(seen.index), seen.damaged, seen.index.repeated) == (PLANNED, 0, 0)
    pd.testing.assert_frame_equal(sorted_rows(folder / "store"), uninterrupted)
    assert not list((folder / "store").rglob("*.damaged"))


def test_a_driver_killed_at_any_moment_loses_nothing(endless, uninterrupted):
    luck, store = random.Random(1), endless / "store"
    for number in range(KILLS):
        before = committed(endless)
        running = start(endless)
        # The first has begun to write; each is killed at another moment.
        await_parts(running, store, len(parts(store)) + luck.randint(number == 0, 9))
        time.sleep(luck.uniform(0.0, 0.5))
        running.send_signal(signal.SIGSTOP)
        workers = children(running.pid)
        running.kill()
        running.communicate()
        assert running.returncode == -signal.SIGKILL
        await_end(workers)
        if parts(store):
            seen = Store(store).scan(repair=True)
            assert (seen.damaged, seen.index.repeated) == (0, 0)
        assert before <= committed(endless)
    (endless / "study.toml").write_text(STUDY)
    finish(start(endless))
    rows = sorted_rows(endless / "store")
    planned = rows[rows["key"].isin(uninterrupted["key"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(planned, uninterrupted)
    assert not list(store.rglob("*.damaged"))


def test_a_worker_killed_in_the_middle_costs_nothing(folder, uninterrupted):
    running = start(folder)
    for count in (2, 5):
        await_parts(running, folder / "store", count)
        victims = await_workers(running)
        assert victims or count > 2
        for victim in victims[:1]:
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        await_end(victims[:1])
    assert f"{PLANNED} runs done, 0 found, 0 left" in finish(running)
    seen = Store(folder / "store").scan(repair=True)
    assert (len(seen.index), seen.damaged) == (PLANNED, 0)
    rows = sorted_rows(folder / "store").drop_duplicates("key", ignore_index=True)
    pd.testing.assert_frame_equal(rows, uninterrupted)


def test_an_interruption_is_one_line_that_says_how_to_go_on(endless, uninterrupted):
    running = start(endless, "--workers", "2")
    await_parts(running, endless / "store", 2)
    os.killpg(running.pid, signal.SIGINT)
    told = finish(running, code=130).strip().splitlines()
    kept = len(committed(endless))
    again = "hoardshare sweep study.toml --store store --workers 2"
    assert told[-1] == f"interrupted: {kept:,} of {100 * PLANNED:,} runs are kept; to continue: {again}"
    assert f"40 runs done, {kept:,} found," in finish(start(endless, "--limit", "40"))
    rows = sorted_rows(endless / "store")
    assert len(rows) == rows["key"].nunique() == kept + 40
    both = rows["key"][rows["key"].isin(uninterrupted["key"])].tolist()
    assert both
    alike = [table.set_index("key").loc[both] for table in (rows, uninterrupted)]
    pd.testing.assert_frame_equal(*alike)


def test_an_interruption_while_workers_start_is_one_line(endless):
    running = start(endless)
    assert await_workers(running)
    os.killpg(running.pid, signal.SIGINT)
    assert "interrupted" in finish(running, code=130).strip().splitlines()[-1]


@pytest.mark.parametrize("ignored", [(), (signal.SIGINT,)], ids=["in front", "in the background"])
def test_an_order_to_end_is_one_line_that_says_how_to_go_on(endless, ignored):
    deaf = f"import signal, sys; [signal.signal(number, signal.SIG_IGN) for number in {[int(one) for one in ignored]}];"
    program = ("-c", f"{deaf}from sim.cli import main; sys.argv[0] = 'hoardshare'; main()")
    running = start(endless, "--workers", "2", main=program)
    await_parts(running, endless / "store", 2)
    workers = children(running.pid)
    for number in ignored:
        running.send_signal(number)
    assert workers and running.poll() is None
    running.send_signal(signal.SIGTERM)
    told = finish(running, code=143).strip().splitlines()
    kept = len(committed(endless))
    assert told[-1].startswith(
        f"interrupted: {kept:,} of 80,000 runs are kept; to continue: hoardshare sweep study.toml"
    )
    await_end(workers)


def test_two_sweeps_of_one_study_at_once_do_no_harm(folder, uninterrupted):
    for running in [start(folder, "--workers", "1") for _ in range(2)]:
        finish(running)
    rows = sorted_rows(folder / "store").drop_duplicates("key", ignore_index=True)
    pd.testing.assert_frame_equal(rows, uninterrupted)


def test_files_that_cannot_grow_are_told_and_leave_the_store_whole(folder, uninterrupted):
    finish(start(folder, "--limit", "8"))
    before = committed(folder)
    told = finish(start(folder, main=("-c", SMALL_FILES)), code=1)
    assert told.strip().splitlines()[-1] == "store: cannot be written: File too large"
    assert before <= committed(folder)
    finish(start(folder))
    assert_whole(folder, uninterrupted)


def in_namespace(folder, mount, then):
    """Run a shell line as root of a namespace in which something is mounted on the store."""
    line = f"mount {mount} && {then}"
    environment = os.environ | {"PYTHON": sys.executable}
    return subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", line],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def namespace(folder):
    (folder / "store").mkdir()
    try:
        works = in_namespace(folder, "-t tmpfs -o size=64k none store", "true").returncode == 0
    except FileNotFoundError:
        works = False
    if not works:
        pytest.skip("no user namespaces on this machine")


@pytest.mark.usefixtures("namespace")
def test_a_full_disk_is_told_and_a_larger_one_goes_on(folder):
    sweep = "$PYTHON -m sim.cli sweep study.toml --store store"
    then = (
        f"{sweep}; echo full $?; mount -o remount,size=64m store && {sweep}; echo larger $?;"
        "$PYTHON -m sim.cli status store"
    )
    done = in_namespace(folder, "-t tmpfs -o size=400k none store", then)
    assert "full 1" in done.stdout and "larger 0" in done.stdout, done
    assert "store: cannot be written: No space left on device" in done.stderr and "Traceback" not in done.stderr
    assert f"store: {PLANNED} runs" in done.stdout and "damaged" not in done.stdout


@pytest.mark.usefixtures("namespace")
def test_a_read_only_store_is_told_and_can_be_looked_at(folder):
    finish(start(folder, "--limit", "8"))
    sweep = "$PYTHON -m sim.cli sweep study.toml --store store"
    then = f"mount -o remount,bind,ro store && {sweep}; echo code $?; $PYTHON -m sim.cli status store"
    done = in_namespace(folder, "--bind store store", then)
    assert "code 2" in done.stdout and "store: 8 runs" in done.stdout, done
    assert "store: cannot be written: no permission, or mounted read-only" in done.stderr
