"""Whatever operation on the disk fails, and wherever the process dies: what was finished stays, and the same goes on.

One operation of each kind; all of them by `make crash`, or with HOARDSHARE_FAULTS=all.
"""

import errno
import os
import shutil
import warnings
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.study import sweep as sweeps
from sim.study.errors import DamageWarning, StoreError
from sim.study.parts import listed
from sim.study.reading import open_part
from sim.study.store import Store
from sim.study.table import series, table
from tests.study.faulty import LOOKS, Died, Disk, aged, faulty
from tests.study.sweeps import Here, small, stored

ALL = os.environ.get("HOARDSHARE_FAULTS") == "all"
KEPT = {"series": "all", "actors": 1}
STUDY = small(3, **KEPT)
FAULTS = {
    "death": {"error": None},
    "EIO": {"error": errno.EIO},
    "ENOSPC": {"error": errno.ENOSPC, "lasting": True},
    "EROFS": {"error": errno.EROFS, "lasting": True},
}


@pytest.fixture(autouse=True)
def in_small_batches(monkeypatch):
    monkeypatch.setattr(sweeps, "_FIRST", 2)
    monkeypatch.setattr(sweeps._Driver, "_size", lambda self: 2)


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    """The table and series of the study when nothing happens, and stores before and after half of it."""
    whole = tmp_path_factory.mktemp("whole") / "store"
    told = sim.sweep(STUDY, whole, Here())
    half = tmp_path_factory.mktemp("half") / "store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeps, "_FIRST", 2)
        patch.setattr(sweeps._Driver, "_size", lambda self: 2)
        sim.sweep(STUDY, half, Here(), limit=4)
    return told.set_index("key", drop=False), _sorted(series(whole)), half


def _sorted(rows):
    return rows.sort_values(["key", "quarter"], ignore_index=True)


def finished(folder):
    """Keys of runs in parts that are committed, or were set aside as damaged."""
    return set(stored(folder)["key"]) if (folder / "parts").is_dir() else set()


DEEDS = {"sweep": lambda folder: sim.sweep(STUDY, folder, Here()), "compact": lambda folder: Store(folder).compact()}


def operations(deed, fault, half, place, monkeypatch):
    """Numbers of the operations of a deed that are to go wrong."""
    folder = shutil.copytree(half, place / "count")
    with faulty(Disk(folder), monkeypatch) as disk:
        DEEDS[deed](folder)
    wanted = set(disk.calls) - (LOOKS if "lasting" in FAULTS[fault] else set())
    assert wanted >= {"open", "write", "fsync", "replace", "unlink"}
    places = [[at for at, call in enumerate(disk.calls, 1) if call == kind] for kind in sorted(wanted)]
    # Another of each kind for each fault.
    share = (1 + [*FAULTS].index(fault)) / (1 + len(FAULTS))
    return [at for each in places for at in (each if ALL else [each[int(len(each) * share)]])]


def assert_true(folder, told, truth):
    """Rows are true ones, whichever there are."""
    rows = truth[0].loc[told["key"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(told.reset_index(drop=True), rows)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("deed", DEEDS)
def test_whatever_goes_wrong_nothing_is_lost_and_the_same_command_goes_on(tmp_path, monkeypatch, truth, deed, fault):
    half = truth[2]
    before = finished(half)
    for at in operations(deed, fault, half, tmp_path, monkeypatch):
        folder = shutil.copytree(half, tmp_path / str(at))
        with faulty(Disk(folder, at, **FAULTS[fault]), monkeypatch):
            assert_told(DEEDS[deed], folder)
        assert_nothing_lost(folder, before, truth, fault)
        assert_goes_on(folder, truth)
        shutil.rmtree(folder)


def assert_told(deed, folder):
    """Whatever goes wrong is an error for the user, or a warning of what could not be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DamageWarning)
        try:
            deed(folder)
        except (Died, StoreError) as stopped:
            assert "Errno" not in str(stopped)


def assert_nothing_lost(folder, before, truth, fault):
    aside = {path.name for path in (folder / "parts").glob("*.damaged")}
    # A disk that cannot read a part once has it set aside, whole, and its runs are done again.
    assert before <= finished(folder) or (fault == "EIO" and aside)
    with warnings.catch_warnings():
        warnings.simplefilter("error", DamageWarning)
        assert_true(folder, table(STUDY, Store(folder)), truth)
        told = _sorted(series(folder))
    known = truth[1][truth[1]["key"].isin(set(told["key"]))].reset_index(drop=True)
    pd.testing.assert_frame_equal(told, known)
    found = sim.verify(folder)
    assert found.harmed == () and (found.is_whole or aside)


def assert_goes_on(folder, truth):
    """The same command ends with the same table; what the crash left is gone once it is surely nobody's."""
    told = sim.sweep(STUDY, folder, Here())
    pd.testing.assert_frame_equal(told, truth[0].reset_index(drop=True))
    pd.testing.assert_frame_equal(_sorted(series(folder)), truth[1])
    aged(folder)
    sim.sweep(STUDY, folder, Here())
    owned = {file.name for path in listed(folder / "parts") for file in open_part(path)[0].files}
    left = {path.name for path in (folder / "parts").iterdir() if not path.name.endswith(".damaged")}
    aside = {path.name.split(".")[0] for path in (folder / "parts").glob("*.damaged")}
    mine = {name for name in left if name.startswith(".") and f".{os.getpid()}." in name}
    assert {name for name in left - owned - mine if name.split(".")[0] not in aside} == set()
    assert [path for path in Path(folder).rglob(".*.tmp") if path.name not in mine] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_store_is_made_whole_or_made_again(tmp_path, monkeypatch, fault):
    with faulty(Disk(tmp_path / "count"), monkeypatch) as disk:
        Store(tmp_path / "count").create()
    for at in range(1, disk.count + 1):
        folder = tmp_path / str(at)
        with faulty(Disk(folder, at, **FAULTS[fault]), monkeypatch):
            assert_told(lambda place: Store(place).create(), folder)
        Store(folder).create()
        assert Store(folder).scan().damaged == 0


def test_companions_of_a_sweep_that_is_at_work_are_left_alone(truth, tmp_path):
    folder = shutil.copytree(truth[2], tmp_path / "store")
    orphan = folder / "parts" / f"{'0' * 20}.{'1' * 16}.series.parquet"
    for age, stays in ((3600, True), (8 * 86_400, False)):
        orphan.write_bytes(b"on its way")
        time = orphan.stat().st_mtime - age
        os.utime(orphan, (time, time))
        Store(folder).scan(repair=True)
        assert orphan.exists() == stays


def test_a_writer_that_slept_for_long_writes_again_what_was_swept_up(truth, tmp_path, monkeypatch):
    from sim.study import parts

    folder, real = shutil.copytree(truth[2], tmp_path / "store"), parts._write

    def slow(place, stem, what, content, metadata):
        if what == "outcomes":
            for path in place.glob(f"{stem}.*"):
                path.unlink()
        return real(place, stem, what, content, metadata)

    monkeypatch.setattr(parts, "_write", slow)
    told = sim.sweep(STUDY, folder, Here())
    assert len(told) == 6 and sim.verify(folder).is_whole
    pd.testing.assert_frame_equal(_sorted(series(folder)), truth[1])
