"""What is in a store stays there, whole, whatever happens to files and processes beside it."""

import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pyarrow.parquet as parquet
import pytest

import sim
from sim.study import gather, parts, store, work
from sim.study.errors import Damaged, StoreError
from sim.study.files import checksum
from sim.study.locks import alone
from sim.study.store import Store
from sim.study.table import differences, export, series
from tests.study.sweeps import Here, small, sorted_rows, stored


@pytest.fixture
def folder(tmp_path):
    """A store of twelve runs in several parts."""
    place = tmp_path / "store"
    for count in (2, 6):
        sim.sweep(small(count, series=1, releases="all"), place, Here())
    return place


def files(folder, pattern="*"):
    return sorted(path.name for path in (folder / "parts").glob(pattern))


def test_rows_say_what_they_are_and_can_be_repeated_alone(folder):
    row = sorted_rows(folder).iloc[0]
    again = sim.run(sim.load(row["scenario"], json.loads(row["overrides"])), int(row["seed"]), int(row["quarters"]))
    assert (row["key"], row["model_version"], row["digest"]) == (again.key, again.model_version, again.scenario.digest)
    assert {name: row[name] for name in again.outcomes} == pytest.approx(again.outcomes, rel=0, abs=0, nan_ok=True)
    assert "numba" in row["machine"] and pd.isna(row["error"])


def test_no_temporary_file_is_left(folder):
    assert files(folder, ".*") == []


def test_the_name_of_a_file_tells_its_content(folder):
    for path in (folder / "parts").iterdir():
        with path.open("rb") as content:
            assert path.name.split(".")[1] == checksum(content)


def test_series_and_releases_of_a_run_have_its_key(folder):
    told = series(folder)
    assert told.groupby("key").size().tolist() == [3, 3]
    first = stored(folder).set_index("key").loc[told["key"].iloc[0]]
    again = sim.run(sim.load(first["scenario"]), int(first["seed"]), 3)
    rows = told[told["key"] == again.key]
    assert rows["trust"].to_numpy() == pytest.approx(again.series["trust"], rel=1e-6)
    assert set(series(folder, "releases").columns) >= {"key", "actor", "tier", "quarter"}


def test_actors_of_a_run_have_its_key(tmp_path):
    sim.sweep(small(2, actors=1), tmp_path / "store", Here())
    told = series(tmp_path / "store", "actors")
    first = stored(tmp_path / "store").set_index("key").loc[told["key"].iloc[0]]
    again = sim.run(sim.load(first["scenario"]), int(first["seed"]), 3)
    rows = told[told["key"] == again.key].drop(columns="key").reset_index(drop=True)
    pd.testing.assert_frame_equal(rows, pd.DataFrame(again.actors))
    assert told["key"].nunique() == 2


def test_a_run_done_again_to_keep_more_keeps_what_was_kept_before(tmp_path):
    folder = tmp_path / "store"
    for kept in ({"series": "all"}, {"actors": "all"}, {"series": "all"}):
        executor = Here()
        sim.sweep(small(2, **kept), folder, executor)
    assert executor.batches == []
    for what in ("series", "actors"):
        assert series(folder, what)["key"].nunique() == 4


HARM = [(what, harm) for what in ("outcomes", "series", "releases") for harm in ("flip", "cut", "empty", "gone")]
HARM.remove(("outcomes", "gone"))
"""What can happen to a part; one without outcomes was never committed."""


@pytest.mark.parametrize(("what", "harm"), HARM)
def test_a_damaged_part_is_set_aside_and_its_runs_are_done_again(folder, what, harm):
    before = sorted_rows(folder)
    victim = folder / "parts" / files(folder, f"*.{what}.parquet")[0]
    content = victim.read_bytes()
    middle = len(content) // 2
    harmed = {
        "flip": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "cut": content[:middle],
        "empty": b"",
    }
    if harm == "gone":
        victim.unlink()
    else:
        victim.write_bytes(harmed[harm])
    executor = Here()
    sim.sweep(small(6, series=1, releases="all"), folder, executor)
    assert 0 < sum(len(batch) for batch in executor.batches) < 12
    pd.testing.assert_frame_equal(sorted_rows(folder), before)
    assert files(folder, "*.damaged")
    again = Here()
    sim.sweep(small(6, series=1, releases="all"), folder, again)
    assert again.batches == []


def test_compaction_keeps_every_row_in_one_part(folder):
    before, told = sorted_rows(folder), series(folder).sort_values(["key", "quarter"], ignore_index=True)
    count = len(files(folder, "*.outcomes.parquet"))
    assert count > 1
    assert Store(folder).compact() == (count, 1)
    assert len(files(folder, "*.outcomes.parquet")) == 1 and len(files(folder)) == 3
    pd.testing.assert_frame_equal(sorted_rows(folder), before)
    pd.testing.assert_frame_equal(series(folder).sort_values(["key", "quarter"], ignore_index=True), told)
    assert Store(folder).compact() == (1, 1)
    executor = Here()
    sim.sweep(small(6, series=1, releases="all"), folder, executor)
    assert executor.batches == []


def test_compaction_drops_what_is_repeated(folder):
    row = sorted_rows(folder)
    other = folder.with_name("other")
    sim.sweep(small(6), other, Here())
    for path in (other / "parts").iterdir():
        os.replace(path, folder / "parts" / path.name)
    assert len(stored(folder)) == 24
    assert Store(folder).counts().repeated == 12
    Store(folder).compact()
    pd.testing.assert_frame_equal(sorted_rows(folder), row)


def test_compaction_that_goes_wrong_removes_nothing(folder, monkeypatch):
    before = files(folder)

    def fail(part, files):
        raise Damaged("not what was written")

    seen = Store(folder).scan()
    monkeypatch.setattr(gather, "verify", fail)
    with pytest.raises(StoreError, match="nothing was removed"):
        gather.gather(folder / "parts", seen.parts)
    assert set(before) <= set(files(folder))


def test_two_compactions_at_once_are_refused(folder):
    place = Store(folder)
    with (
        alone(folder / ".compacting", "x", "compaction"),
        pytest.raises(StoreError, match="another compaction is running"),
    ):
        place.compact()


def test_readers_look_again_when_a_compaction_takes_files_away(folder, monkeypatch):
    place, real, compacted = Store(folder), store.open_part, []

    def slow(path, whole):
        if not compacted:
            compacted.append(Store(folder))
            monkeypatch.setattr(store, "open_part", real)
            compacted[0].compact()
        return real(path, whole=whole)

    monkeypatch.setattr(store, "open_part", slow)
    assert len(place.scan().index) == 12


def test_only_parts_that_are_new_or_have_changed_are_opened_again(folder, monkeypatch):
    place, real, opened = Store(folder), store.open_part, []

    def noting(path, whole):
        opened.append(path.name)
        return real(path, whole=whole)

    def opened_by(**how):
        opened.clear()
        seen = place.scan(**how)
        names = sorted(opened)
        assert seen.index.keys.tolist() == Store(folder).scan().index.keys.tolist()
        return names

    monkeypatch.setattr(store, "open_part", noting)
    first = files(folder, "*.outcomes.parquet")
    assert (opened_by(), opened_by()) == (first, [])
    sim.sweep(small(7), folder, Here())
    there = files(folder, "*.outcomes.parquet")
    assert len(there) > len(first) and opened_by() == sorted({*there} - {*first})
    assert opened_by(repair=True) == []
    with (folder / "parts" / first[0]).open("ab") as file:
        file.write(b"?")
    assert opened_by(repair=True) == [first[0]]
    assert (opened_by(), files(folder, "*.outcomes.parquet")) == ([], sorted({*there} - {first[0]}))


def test_readers_look_again_when_files_go_after_the_look(folder, monkeypatch):
    place, real, compacted = Store(folder), store.read, []

    def slow(path, columns=None):
        if columns == store._COUNTED and not compacted:
            compacted.append(Store(folder).compact())
        return real(path, columns)

    monkeypatch.setattr(store, "read", slow)
    assert sum(done for done, _ in place.counts().runs.values()) == 12


def test_rows_of_another_model_version_are_kept_and_told_apart(folder, monkeypatch):
    before = sorted_rows(folder)
    for module in ("study.design", "study.plan", "study.work", "result"):
        monkeypatch.setattr(f"sim.{module}.model_version", lambda: "0123456789ab")
    sim.sweep(small(2), folder, Here())
    now = sorted_rows(folder)
    assert now["model_version"].value_counts().to_dict() == {before["model_version"][0]: 12, "0123456789ab": 4}
    mine = sim.sweep(small(2), folder, Here())
    assert len(mine) == 4
    assert sum(done for done, _ in Store(folder).counts().runs.values()) == 16


def test_what_a_dead_process_left_half_written_is_removed(folder):
    dead = subprocess.Popen(["true"])
    dead.wait()
    host = os.uname().nodename
    for pid, stays in ((dead.pid, False), (os.getpid(), True)):
        left = folder / "parts" / f".abc.{host}.{pid}.0a.tmp"
        left.write_text("half")
        Store(folder).create()
        assert left.exists(), "a process of another container may look dead"
        os.utime(left, (0, 0))
        Store(folder).create()
        assert left.exists() == stays
    elsewhere = folder / "parts" / ".abc.else.where.1.0a.tmp"
    elsewhere.write_text("half")
    hour = time.time() - 3600
    for age, stays in ((hour, True), (0, False)):
        os.utime(elsewhere, (age, age))
        Store(folder).create()
        assert elsewhere.exists() == stays


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.write_text("x"), "is a file"),
        (
            lambda path: (path.mkdir(), (path / "thesis.doc").touch()),
            "contains thesis.doc, which is not part of a store",
        ),
        (lambda path: (path.mkdir(), (path / "manifest.json").write_text("{")), "manifest.json is damaged"),
        (
            lambda path: (path.mkdir(), (path / "manifest.json").write_text('{"format": 9}')),
            "made by a newer hoardshare",
        ),
    ],
)
def test_what_is_no_store_is_not_touched(tmp_path, make, told):
    make(tmp_path / "store")
    with pytest.raises(StoreError, match=told):
        sim.sweep(small(), tmp_path / "store", Here())


def test_a_store_may_be_made_by_many_at_once(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        for number in range(40):
            folder = tmp_path / str(number)
            for made in [threads.submit(Store(folder).create) for _ in range(8)]:
                made.result()
            assert {entry.name for entry in folder.iterdir()} == {"manifest.json", "parts", "studies"}


def test_a_manifest_that_comes_between_two_looks_is_no_stranger(tmp_path, monkeypatch):
    place = Store(tmp_path / "store")
    place.create()
    exists = Path.exists
    before = (tmp_path / "store/manifest.json").read_bytes()
    monkeypatch.setattr(Path, "exists", lambda path: path.name != "manifest.json" and exists(path))
    place.create()
    assert (tmp_path / "store/manifest.json").read_bytes() == before
    assert {entry.name for entry in place.folder.iterdir()} == {"manifest.json", "parts", "studies"}


def test_a_store_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StoreError, match="not a store"):
        Store(tmp_path / "nowhere").check()


def test_a_full_disk_is_told_and_what_was_there_stays(folder, monkeypatch):
    before = files(folder)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parts.os, "replace", full)
    with pytest.raises(StoreError, match="cannot be written: No space left on device"):
        sim.sweep(small(20), folder, Here())
    assert files(folder) == before


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_a_store_is_exported_with_parameters_as_columns(tmp_path, form):
    if form == "xlsx":
        pytest.importorskip("openpyxl")
    place = tmp_path / "store"
    sim.sweep(small(2), place, Here())
    sim.sweep(small(2, parameters={"trust.gain": [0.0, 0.25], "effort.on": [True]}), place, Here())
    out = tmp_path / f"all.{form}"
    assert export(Store(place), form, out) == 12
    told = {"csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": pd.read_excel}[form](out)
    told = told.sort_values("key", ignore_index=True)
    expected = sorted_rows(place)
    assert told["trust"].tolist() == pytest.approx(expected["trust"].tolist(), rel=1e-15)
    assert sorted(told["trust.gain"].dropna()) == [0.0] * 4 + [0.25] * 4
    assert told["key"].tolist() == expected["key"].tolist()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"all.{form}", "store"]


def test_differences_are_paired_by_point_and_replicate(tmp_path):
    table = sim.sweep(small(2, parameters={"trust.gain": [0.0, 0.1]}), tmp_path / "store", Here())
    told = differences(table, "arms-race")
    assert len(told) == 4 and set(told["scenario"]) == {"commons"}
    row = told[(told["trust.gain"] == 0.1) & (told["replicate"] == 1)].iloc[0]
    picked = table[(table["trust.gain"] == 0.1) & (table["replicate"] == 1)].set_index("scenario")["trust"]
    assert row["trust"] == picked["commons"] - picked["arms-race"]
    with pytest.raises(ValueError, match="no scenario 'nobody'"):
        differences(table, "nobody")


def test_parts_are_plain_parquet(folder):
    schemas = [parquet.read_schema(path) for path in (folder / "parts").glob("*.parquet")]
    assert len(schemas) >= 2 and all("key" in schema.names for schema in schemas)


def test_a_part_that_never_appears_is_told(tmp_path):
    receipt = work.Receipt("abc.def.outcomes.parquet", ("k",), 0, 0.1)
    (tmp_path / "parts").mkdir()
    with pytest.raises(StoreError, match="disk that all machines share"):
        work.await_part(tmp_path / "parts", receipt, 0.1)
