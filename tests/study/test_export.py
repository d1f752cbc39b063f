"""Exports: whole, harmless to spreadsheets, with versions told apart, and of all that is kept."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from typer.testing import CliRunner

import sim
from sim.analysis.tables import markdown_of, write_tables
from sim.cli import app
from sim.study.errors import StoreError
from sim.study.formats import guarded, write
from sim.study.store import Store
from sim.study.table import export, series
from sim.study.versions import mixed
from tests.study.sweeps import Here, small

EVIL = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "a\x00\x07\x1b[31m\ud83d",
    "=1\ufffe",
]
NUMBERS = ["-1.5", "+2", "-1e-5", ".5", "-inf"]
SHEET = str.maketrans({"\r": "\n", "\0": r"\x00", "\x07": r"\x07", "\x1b": r"\x1b", "\ufffe": r"\ufffe"})
"""What a sheet makes of characters that it cannot hold; of line ends, XML makes one kind."""
FORMS = ["csv", "parquet", "xlsx"]
READERS = {"csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": pd.read_excel}


def ours(command, *arguments):
    return CliRunner().invoke(app, [command, *map(str, arguments)])


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store of two parts, of which everything is kept."""
    folder = tmp_path_factory.mktemp("kept") / "store"
    for replicates in (1, 2):
        sim.sweep(small(replicates, quarters=6, series="all", releases="all", actors="all"), folder, Here())
    return folder


@pytest.mark.parametrize("what", ["series", "releases", "actors"])
@pytest.mark.parametrize("form", FORMS)
def test_what_is_kept_is_exported_too(tmp_path, kept, what, form):
    out = tmp_path / f"all.{form}"
    told = ours("export", kept, "--to", form, "--what", what, "--out", out)
    expected = series(kept, what)
    assert told.exit_code == 0 and told.output == f"{len(expected):,} rows in {out}\n"
    found = READERS[form](out, **({} if form == "parquet" else {"keep_default_na": False}))
    assert list(found.columns) == list(expected.columns) and found["key"].tolist() == expected["key"].tolist()
    for name in expected.select_dtypes("number"):
        assert np.allclose(found[name].astype(float), expected[name].astype(float), rtol=1e-6, equal_nan=True)


def test_what_is_kept_is_read_a_part_at_a_time(tmp_path, kept, monkeypatch):
    batches = []
    monkeypatch.setattr("sim.study.table.write", lambda form, out, schema, tables: batches.extend(map(len, tables)))
    monkeypatch.setattr("sim.study.store.blocks", lambda tables: tables)
    assert export(Store(kept), "csv", tmp_path / "all.csv", "series") == 24
    assert batches == [12, 12]


@pytest.mark.parametrize("what", ["series", "releases", "actors"])
def test_where_nothing_was_kept_that_is_told_and_nothing_written(tmp_path, what):
    store = tmp_path / "store"
    sim.sweep(small(1), store, Here())
    with pytest.raises(StoreError, match=f'store: no run stored its {what}; `{what} = "all"` in a study'):
        export(Store(store), "csv", tmp_path / "all.csv", what)
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_a_scenario_that_was_edited_is_told_apart(tmp_path):
    store, file, out = tmp_path / "store", tmp_path / "mine.toml", tmp_path / "all.parquet"
    for gain in (0.05, 0.1):
        file.write_text(f"[trust]\ngain = {gain}\n")
        study = sim.design({"mine": file, "base": "base"}, quarters=3, parameters={"trust.loss": [gain]})
        found = sim.sweep(study, store, Here())
        assert found["digest"].nunique() == 2
    expected = "mine: runs of 2 versions of this scenario; column scenario_digest distinguishes them"
    assert list(mixed(Store(store), Store(store).scan())) == [expected]
    told = ours("export", store, "--to", "parquet", "--out", out)
    assert told.exit_code == 0 and expected in told.stderr and "base" not in told.stderr
    rows = pd.read_parquet(out)
    assert rows.groupby("scenario")["scenario_digest"].nunique().to_dict() == {"base": 1, "mine": 2}
    assert expected in ours("status", store).output


def test_runs_of_changed_rules_are_told_apart(tmp_path, monkeypatch):
    store = tmp_path / "store"
    sim.sweep(small(1), store, Here())
    for home in ("design", "plan", "work"):
        monkeypatch.setattr(f"sim.study.{home}.model_version", lambda: "anotherone00")
    sim.sweep(small(1), store, Here())
    told = list(mixed(Store(store), Store(store).scan()))
    assert told == [f"{name}: runs of 2 model versions; column model_version distinguishes them"
                    for name in ("arms-race", "commons")]  # fmt: skip


def test_one_version_needs_no_word(tmp_path, kept):
    assert list(mixed(Store(kept), Store(kept).scan())) == []
    assert ours("export", kept, "--to", "csv", "--out", tmp_path / "all.csv").stderr == ""


def test_formulas_are_text_and_numbers_stay_numbers():
    assert [guarded(text) for text in EVIL[:8]] == [f"'{text}" for text in EVIL[:8]]
    assert [guarded(text) for text in (*NUMBERS, "", "plain", "a=1", "1-2")] == [*NUMBERS, "", "plain", "a=1", "1-2"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_begins_like_a_formula(tmp_path, form):
    texts = [*(text.replace("\ud83d", "") for text in EVIL), *NUMBERS, None]
    table = pa.table({"=name": texts, "value": [-1.5, float("inf"), *[0.25] * (len(texts) - 2)]})
    out = tmp_path / f"all.{form}"
    write(form, out, table.schema, iter([table]))
    found = READERS[form](out, dtype={"'=name": str}, keep_default_na=False)
    assert found.columns.tolist() == ["'=name", "value"]
    for told, text in zip(found["'=name"], texts, strict=True):
        expected = guarded(text) if text else ""
        assert told == (expected.translate(SHEET) if form == "xlsx" else expected)
    assert found["value"].astype(float).tolist() == table["value"].to_pylist()


def test_tables_of_results_hold_no_formula(tmp_path):
    write_tables(tmp_path, {"one": pd.DataFrame({"@name": ["=1", None], "value": [-1.5, -2.0]})})
    assert (tmp_path / "one.csv").read_text() == "'@name,value\n'=1,-1.5\n,-2.0\n"
    assert pd.read_parquet(tmp_path / "one.parquet")["@name"].tolist()[0] == "=1"
    assert markdown_of(pd.DataFrame({"a": ["x|y\nz\x1b"]})).splitlines()[-1] == "| x\\|y<br>z\\x1b |"


def test_a_scenario_with_a_name_that_is_a_formula_is_exported(tmp_path):
    store = tmp_path / "store"
    sim.sweep(sim.design({"=1+1\x01": "base"}, quarters=2), store, Here())
    for form in FORMS:
        assert export(Store(store), form, tmp_path / f"all.{form}") == 1
    assert pd.read_csv(tmp_path / "all.csv")["scenario"].tolist() == ["'=1+1\x01"]
    assert pd.read_excel(tmp_path / "all.xlsx")["scenario"].tolist() == ["'=1+1\\x01"]


def test_an_export_may_be_cut_short_by_its_reader(kept):
    program = [sys.executable, "-m", "sim.cli", "export", str(kept), "--to", "csv", "--what", "actors"]
    line = f"set -o pipefail; '{program[0]}' {' '.join(program[1:])} | head -1"
    told = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "") and told.stdout.count("\n") == 1


def test_a_text_longer_than_a_cell_is_told_and_nothing_is_cut(tmp_path):
    sim.sweep(sim.design("base", quarters=1, set={"about": "z" * 40_000}), tmp_path / "store", Here())
    with pytest.raises(StoreError, match="a text is longer than the 32,767 characters of a cell"):
        export(Store(tmp_path / "store"), "xlsx", tmp_path / "all.xlsx")
    assert not (tmp_path / "all.xlsx").exists()
