"""The store asks nothing of the system that Windows lacks. Simulated here; it was not tried there."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.study import folders, leavings

ROOT = Path(__file__).parents[2]
ELSEWHERE = """
import os, signal, sys, warnings
import mesa, numba, numpy, pandas, pyarrow.parquet, scipy.stats  # these ask which system it is

for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None  # an import of it raises ImportError
warnings.simplefilter("ignore")  # filelock tells that it falls back to a file that is there or not
for name in ("sched_getaffinity", "uname", "geteuid", "getuid", "O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("pthread_sigmask", "SIGKILL", "SIGHUP"):
    if hasattr(signal, name):
        delattr(signal, name)

import sim, sim.cli
from sim.study import folders, leavings, work
from sim.study.store import Store
from sim.study.table import export, series
from tests.study.sweeps import Here, small
from pathlib import Path


class Windows:
    "The module os as the store sees it there: folders cannot be opened, and a signal of 0 is Ctrl-C."

    name = "nt"

    def __getattr__(self, name):
        return getattr(os, name)

    def open(self, path, *rest, **named):
        if Path(path).is_dir():
            raise PermissionError(13, "Permission denied")
        return os.open(path, *rest, **named)

    def kill(self, pid, signal):
        raise AssertionError("a process was sent a signal")


folders.os = leavings.os = Windows()
folder = Path(sys.argv[1])
table = sim.sweep(small(2, series=1), folder, Here())
(folder / "parts" / f".{'0' * 20}.{leavings.socket.gethostname()}.1.0a.tmp").write_text("half")
print(Store(folder).compact())
work.await_part(folder / "parts", work.Receipt("gone.outcomes.parquet", (), 0, 0.0), 0.0)
again = Here()
assert sim.sweep(small(2, series=1), folder, again).equals(table) and again.batches == []
print(len(table), series(folder)["key"].nunique(), sim.verify(folder).is_whole)
sim.save(sim.run(sim.load("commons"), 0, 2), folder.with_name("record"), "x")
sim.save(sim.run(sim.load("commons"), 0, 2), folder.with_name("record"), "x")
print(sorted(path.name for path in folder.with_name("record").iterdir()))
"""


def test_a_sweep_needs_nothing_that_windows_lacks(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(tmp_path / "store")],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].endswith(", 1)") and lines[1] == "4 2 True"
    assert lines[2] == "['manifest.json', 'outcomes.json', 'releases.parquet', 'series.parquet']"


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_disk_that_has_no_fsync_of_folders_is_taken_as_it_is(tmp_path, monkeypatch, number):
    def refuse(descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    folders.flush(tmp_path)


def test_an_error_of_the_disk_is_none_of_these(tmp_path, monkeypatch):
    def fail(descriptor):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output error"):
        folders.flush(tmp_path)


def test_where_no_process_can_be_asked_after_only_age_counts(tmp_path, monkeypatch):
    monkeypatch.setattr(leavings, "_lives", lambda pid: None)
    left = tmp_path / f".abc.{leavings.socket.gethostname()}.1.0a.tmp"
    left.write_text("half")
    for age, stays in ((3600, True), (7 * 86_400, False)):
        time = tmp_path.stat().st_mtime - age
        os.utime(left, (time, time))
        leavings.sweep_up(tmp_path)
        assert left.exists() == stays
