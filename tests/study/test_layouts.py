"""Stores of older versions are read, go on, are exported and compacted; these were written by the first release."""

import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as parquet
import pytest

import sim
from sim.study.store import Store
from sim.study.table import export, series
from tests.study.damage import flipped, outcomes
from tests.study.sweeps import Here, small, sorted_rows
from tests.study.test_damage import contents, run

STORES = Path(__file__).parent / "stores"
RUNS = {"layout-1": (9, 1, {"series": 4, "actors": 4}), "layout-1-compacted": (12, 0, {"series": 4, "actors": 0})}
"""Runs of each store, those that failed, and of how many something was kept."""


@pytest.fixture(params=sorted(RUNS))
def old(request, tmp_path):
    return shutil.copytree(STORES / request.param, tmp_path / request.param)


def test_they_are_as_old_as_they_are_said_to_be():
    for name in RUNS:
        for path in (STORES / name / "parts").glob("*.outcomes.parquet"):
            assert not {"study", "point", "replicate"} & set(parquet.read_schema(path).names)
        assert not contents_of_machine(STORES / name)


def contents_of_machine(folder):
    """Files that tell of the folders of the machine that wrote them."""
    return [path for path in folder.rglob("*") if path.is_file() and b"/tmp/" in path.read_bytes()]


def test_they_are_read_and_whole_and_reading_changes_nothing(old, monkeypatch, capsys):
    before, (runs, failed, kept) = contents(old), RUNS[old.name]
    code, out, told = run(monkeypatch, capsys, "status", old)
    assert (code, told) == (0, "") and f"{runs} runs in" in out and f"{failed} failed" in out
    assert run(monkeypatch, capsys, "status", old, "--verify")[0] == 0 and sim.verify(old).runs == runs
    out = old.with_name("all.csv")
    assert export(Store(old), "csv", out) == runs == len(pd.read_csv(out))
    for what, count in kept.items():
        found = series(old, what)
        assert (found["key"].nunique() if len(found) else 0) == count
    assert contents(old) == before


def test_they_go_on_and_are_compacted_with_new_runs(old):
    runs, kept = RUNS[old.name][0], RUNS[old.name][2]["series"]
    before = sorted_rows(old).drop_duplicates("key").set_index("key")
    assert len(sim.sweep(small(2, series=1), old, Here())) == 4
    new = len(Store(old).scan().index) - runs
    assert Store(old).compact()[1] == 1
    after = sorted_rows(old).set_index("key")
    assert len(after) == runs + new and set(after.columns) >= {"study", "point", "replicate"}
    sound = before[before["error"].isna()]
    figures = [name for name in before.columns if name not in ("machine", "kept", "error", "traceback")]
    pd.testing.assert_frame_equal(after.loc[sound.index, figures], sound[figures])
    assert series(old)["key"].nunique() >= kept
    assert sim.verify(old).is_whole and sim.verify(old).runs == runs + new


def test_a_part_of_the_first_layout_that_is_damaged_is_told(old):
    victim = outcomes(old)[0]
    victim.write_bytes(flipped(victim.read_bytes()))
    with pytest.warns(sim.DamageWarning, match=victim.name):
        export(Store(old), "csv", old.with_name("all.csv"))
    assert [harm.file for harm in sim.verify(old).harmed] == [victim.name]
