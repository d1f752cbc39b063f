"""A record is written whole or not at all, and never over anything that is not the same run."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
import pytest

from sim.scenario import Scenario
from sim.scenario.schema.actors import ActorSpec
from sim.study import folders
from sim.study.record import FILES, RecordError, ensure_room, save


def _series():
    return {"quarter": np.arange(3), "trust": np.array([0.1, 0.2, np.nan])}


def _releases():
    return {"quarter": np.array([1, 2]), "actor": ["alpha", "beta"], "capability": np.array([0.5, 1.0])}


@dataclass
class FakeRun:
    """What a finished run offers to its record."""

    key: str = "first"
    scenario: Scenario = field(default_factory=lambda: Scenario(title="Fake", actors={"alpha": ActorSpec()}))
    seed: int = 7
    quarters: int = 3
    model_version: str = "abc"
    extensions: tuple = ()
    outcomes: dict = field(default_factory=lambda: {"trust": 0.25, "lag": float("nan"), "gap": float("inf")})
    series: dict = field(default_factory=_series)
    releases: dict = field(default_factory=_releases)


def entries(folder):
    return sorted(path.name for path in Path(folder).iterdir())


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text())


def test_a_record_holds_the_run_and_where_it_came_from(tmp_path):
    run, out = FakeRun(), tmp_path / "out"
    assert save(run, out, "hoardshare run x") is None
    assert entries(out) == sorted(FILES)
    told = manifest(out)
    assert (told["key"], told["seed"], told["quarters"], told["model_version"]) == ("first", 7, 3, "abc")
    assert told["command"] == "hoardshare run x"
    assert told["scenario"]["title"] == "Fake"
    assert told["scenario"]["digest"] == run.scenario.digest
    assert Scenario.model_validate(told["scenario"]["resolved"], strict=False).digest == run.scenario.digest
    assert set(told["versions"]) == {"python", "hoardshare", "mesa", "numba", "numpy"}
    assert set(told["machine"]) == {"cpu", "libc", "system"}
    assert entries(tmp_path) == ["out"]


def test_outcomes_that_are_not_finite_are_null(tmp_path):
    save(FakeRun(), tmp_path / "out", "")
    assert json.loads((tmp_path / "out/outcomes.json").read_text()) == {"trust": 0.25, "lag": None, "gap": None}


def test_tables_keep_values_and_carry_their_provenance(tmp_path):
    run = FakeRun()
    save(run, tmp_path / "out", "")
    series = parquet.read_table(tmp_path / "out/series.parquet")
    assert series.column_names == ["quarter", "trust"]
    np.testing.assert_array_equal(series["trust"].to_numpy(), run.series["trust"])
    assert series.schema.metadata[b"hoardshare.scenario"] == run.scenario.digest.encode()
    assert series.schema.metadata[b"hoardshare.seed"] == b"7"
    assert series.schema.metadata[b"hoardshare.model_version"] == b"abc"
    releases = parquet.ParquetFile(tmp_path / "out/releases.parquet")
    assert releases.read()["actor"].to_pylist() == ["alpha", "beta"]
    columns = [releases.metadata.row_group(0).column(number) for number in range(3)]
    assert ["RLE_DICTIONARY" in column.encodings for column in columns] == [False, True, False]


def test_a_run_without_releases_can_be_recorded(tmp_path):
    nothing = {"quarter": np.array([], np.int64), "actor": [], "capability": np.array([])}
    save(FakeRun(releases=nothing), tmp_path / "out", "")
    table = parquet.read_table(tmp_path / "out/releases.parquet")
    assert table.num_rows == 0
    assert str(table.schema.field("actor").type) == "string"


def test_missing_folders_above_are_made(tmp_path):
    save(FakeRun(), tmp_path / "a/b/out", "")
    assert entries(tmp_path / "a/b/out") == sorted(FILES)


def test_an_empty_folder_is_used(tmp_path):
    (tmp_path / "out").mkdir()
    save(FakeRun(), tmp_path / "out", "")
    assert entries(tmp_path) == ["out"]


def test_the_same_run_replaces_its_record(tmp_path):
    out = tmp_path / "out"
    save(FakeRun(), out, "first")
    save(FakeRun(), out, "second")
    assert manifest(out)["command"] == "second"
    assert entries(tmp_path) == ["out"]


def test_the_same_run_replaces_its_record_where_folders_cannot_be_swapped(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "_swap", lambda one, other: False)
    test_the_same_run_replaces_its_record(tmp_path)


def test_another_run_is_refused_and_nothing_is_touched(tmp_path):
    out = tmp_path / "out"
    save(FakeRun(), out, "first")
    with pytest.raises(RecordError, match="contains another run; choose another folder, or use --force"):
        save(FakeRun(key="second"), out, "second")
    assert manifest(out)["command"] == "first"
    assert entries(tmp_path) == ["out"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"3", b"\xff", b'{"key"', b"[" * 100_000])
def test_a_damaged_record_is_refused(tmp_path, content):
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_bytes(content)
    with pytest.raises(RecordError, match="contains a damaged run"):
        save(FakeRun(), out, "")
    assert (out / "manifest.json").read_bytes() == content


def test_files_of_other_origin_are_refused(tmp_path):
    out = tmp_path / "out"
    save(FakeRun(), out, "first")
    (out / "notes.txt").write_text("mine")
    with pytest.raises(RecordError, match=r"out: contains notes.txt, which does not belong to a saved run"):
        save(FakeRun(), out, "second")
    assert manifest(out)["command"] == "first"


def test_force_replaces_another_run(tmp_path):
    out = tmp_path / "out"
    save(FakeRun(), out, "first")
    save(FakeRun(key="second"), out, "second", force=True)
    assert manifest(out)["key"] == "second"
    assert entries(tmp_path) == ["out"]


def test_force_never_touches_a_folder_with_files_of_other_origin(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    with pytest.raises(
        RecordError, match=r"contains notes.txt, which does not belong to a saved run; choose another folder"
    ):
        save(FakeRun(), out, "", force=True)
    assert entries(out) == ["notes.txt"]
    assert entries(tmp_path) == ["out"]


def test_force_never_touches_a_folder_that_has_the_name_of_a_file_of_a_record(tmp_path):
    mine = tmp_path / "out" / "outcomes.json" / "mine"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    with pytest.raises(RecordError, match=r"contains outcomes.json, which does not belong to a saved run"):
        save(FakeRun(), tmp_path / "out", "", force=True)
    assert mine.read_text() == "mine" and entries(tmp_path / "out") == ["outcomes.json"]


@pytest.mark.parametrize("force", [False, True])
def test_a_file_in_the_way_is_refused(tmp_path, force):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(RecordError, match="out: is a file; expected a folder"):
        save(FakeRun(), tmp_path / "out", "", force)
    with pytest.raises(RecordError, match="out: is a file"):
        save(FakeRun(), tmp_path / "out/deeper", "", force)
    assert (tmp_path / "out").read_text() == "mine"
    assert entries(tmp_path) == ["out"]


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 300])
def test_a_path_that_cannot_be_is_refused(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RecordError):
        save(FakeRun(), name, "")
    assert entries(tmp_path) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_without_permission_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(RecordError, match="no permission to write"):
            ensure_room(tmp_path / "out")
    finally:
        tmp_path.chmod(0o700)


def _full(*arguments, **options):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("call", ["fsync", "rename"])
@pytest.mark.parametrize("out", ["out", "new/deep/out"])
def test_a_disk_error_leaves_nothing_behind(tmp_path, monkeypatch, call, out):
    monkeypatch.setattr(os, call, _full)
    with pytest.raises(RecordError, match="out: cannot be written: No space left on device"):
        save(FakeRun(), tmp_path / out, "")
    assert entries(tmp_path) == []


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("foreign", [False, True])
def test_a_disk_error_leaves_the_former_content(tmp_path, monkeypatch, force, foreign):
    out, run = tmp_path / "out", FakeRun()
    save(run, out, "first")
    if foreign:
        (out / "notes.txt").write_text("mine")
    before = entries(out)
    monkeypatch.setattr(folders, "_swap", lambda one, other: False)
    monkeypatch.setattr(os, "rename", _full)
    with pytest.raises(RecordError):
        save(run, out, "second", force)
    assert manifest(out)["command"] == "first"
    assert entries(out) == before
    assert entries(tmp_path) == ["out"]


def test_a_failure_half_way_through_the_exchange_is_undone(tmp_path, monkeypatch):
    out, rename, calls = tmp_path / "out", os.rename, []
    save(FakeRun(), out, "first")

    def second_fails(source, target):
        calls.append(source)
        if len(calls) == 2:
            _full()
        rename(source, target)

    monkeypatch.setattr(folders, "_swap", lambda one, other: False)
    monkeypatch.setattr(os, "rename", second_fails)
    with pytest.raises(RecordError):
        save(FakeRun(), out, "second")
    assert manifest(out)["command"] == "first"
    assert entries(tmp_path) == ["out"]


def test_an_interruption_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(FakeRun(), tmp_path / "new/out", "")
    assert entries(tmp_path) == []


def test_room_is_checked_before_a_run_whose_key_is_not_known(tmp_path):
    save(FakeRun(), tmp_path / "out", "")
    ensure_room(tmp_path / "out")
    ensure_room(tmp_path / "other/place")
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(RecordError, match=r"contains notes.txt|contains out"):
        ensure_room(tmp_path)
    with pytest.raises(RecordError, match=r"contains notes.txt|contains out"):
        ensure_room(tmp_path, force=True)


def test_a_disk_that_takes_nothing_is_told_before_the_run(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "mkdir", full)
    with pytest.raises(RecordError, match="out: cannot be written: No space left on device"):
        ensure_room(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/proc/self"), reason="a folder of Linux in which nothing can be made")
def test_a_folder_in_which_nothing_can_be_made_is_told_before_the_run():
    with pytest.raises(RecordError, match=r"/proc/out: cannot be written"):
        ensure_room("/proc/out")


def test_looking_for_room_leaves_nothing(tmp_path):
    ensure_room(tmp_path / "deep" / "out")
    assert list(tmp_path.iterdir()) == []
