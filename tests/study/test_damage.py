"""Whoever reads a damaged store gets true rows, is told that some are missing, and never a number that nobody wrote."""

import shutil
import warnings
from functools import partial, partialmethod

import pandas as pd
import pyarrow.parquet as parquet
import pytest

import sim
from sim.cli import main
from sim.study import checking
from sim.study.errors import DamageWarning
from sim.study.store import Store
from sim.study.table import export, series, table
from sim.view.explore.store import opened
from tests.study.damage import HARMS, KEPT, flipped, forged, outcomes, renamed
from tests.study.sweeps import Here, small, sorted_rows, stored


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def a_table(folder):
    return table(small(6, **KEPT), Store(folder))


def exported(form, folder):
    out = folder.with_name(f"all.{form}")
    count = export(Store(folder), form, out)
    told = {"csv": pd.read_csv, "parquet": pd.read_parquet}[form](out)
    assert count == len(told)
    return told


READERS = {"table": a_table, "csv": partial(exported, "csv"), "parquet": partial(exported, "parquet")}


def harm(file, how):
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(HARMS[how](file.read_bytes()))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("how", HARMS)
def test_outcomes_that_are_damaged_are_left_out_aloud(folder, how, reader):
    truth, victim = sorted_rows(folder).set_index("key"), outcomes(folder)[0]
    lost = parquet.read_table(victim, columns=["key"])["key"].to_pylist()
    harm(victim, how)
    with pytest.warns(DamageWarning, match=f"1 damaged files; their runs are left out: {victim.name}"):
        told = READERS[reader](folder).set_index("key")
    assert set(told.index) == set(truth.index) - set(lost)
    figures = list(sim.run(sim.load("commons"), 0, 3).outcomes)
    pd.testing.assert_frame_equal(told[figures].astype(float), truth.loc[told.index, figures], rtol=1e-15)


@pytest.mark.parametrize("place", range(4, 16000, 731))
def test_no_flipped_byte_reads_as_a_number(folder, place):
    victim, truth = outcomes(folder)[0], sorted_rows(folder).set_index("key")
    content = victim.read_bytes()
    victim.write_bytes(flipped(content, min(place, len(content) - 1), 1 << place % 8))
    with pytest.warns(DamageWarning):
        told = a_table(folder).set_index("key")
    assert 0 < len(told) < len(truth)


@pytest.mark.parametrize("what", ["series", "releases", "actors"])
@pytest.mark.parametrize("how", [*HARMS, "gone"])
def test_companions_that_are_damaged_are_left_out_aloud(folder, how, what):
    truth, victim = series(folder, what), sorted((folder / "parts").glob(f"*.{what}.parquet"))[0]
    lost = set(parquet.read_table(victim, columns=["key"])["key"].to_pylist())
    harm(victim, how)
    with pytest.warns(DamageWarning, match=victim.name):
        told = series(folder, what)
    rest = truth[~truth["key"].isin(lost)].reset_index(drop=True)
    pd.testing.assert_frame_equal(told, rest)
    assert len(a_table(folder)) == 12, "outcomes need no companions"


def test_a_large_file_is_checked_too(folder, monkeypatch):
    monkeypatch.setattr("sim.study.reading._IN_ONE_GO", 0)
    assert len(a_table(folder)) == 12 and series(folder)["key"].nunique() == 12
    victim = sorted((folder / "parts").glob("*.series.parquet"))[0]
    harm(victim, "flip")
    with pytest.warns(DamageWarning):
        assert series(folder)["key"].nunique() < 12
    victim = outcomes(folder)[0]
    harm(victim, "flip")
    with pytest.warns(DamageWarning):
        assert len(a_table(folder)) < 12


def test_other_programs_can_check_pages(folder):
    victim = outcomes(folder)[0]
    footer = parquet.ParquetFile(victim).metadata
    page = footer.row_group(0).column(footer.num_columns - 1).data_page_offset + 60
    content = victim.read_bytes()
    found = []
    for place in range(page, page + 8):
        victim.write_bytes(flipped(content, place))
        try:
            parquet.read_table(victim, page_checksum_verification=True)
        except OSError:
            found.append(place)
    assert found


def test_a_row_that_kept_what_is_not_there_is_damage(folder):
    forged(outcomes(folder)[0], companions={})
    with pytest.warns(DamageWarning, match="lists no series of runs that stored them"):
        assert series(folder)["key"].nunique() < 12


def test_a_companion_that_lacks_a_run_is_damage(folder):
    victim = sorted((folder / "parts").glob("*.series.parquet"))[0]
    rows = parquet.read_table(victim)
    parquet.write_table(rows.filter([key != rows["key"][0].as_py() for key in rows["key"].to_pylist()]), victim)
    named = renamed(victim)
    stem = named.name.split(".")[0]
    owner = next(path for path in outcomes(folder) if path.name.startswith(stem))
    told = {what: next((folder / "parts").glob(f"{stem}.*.{what}.parquet")).name for what in KEPT}
    forged(owner, companions=told)
    with pytest.warns(DamageWarning, match="lacks 1 runs that stored series"):
        assert series(folder)["key"].nunique() < 11


def test_a_run_that_another_part_holds_too_is_read_from_there(folder, sound):
    victims = [sorted((folder / "parts").glob(f"*.{what}.parquet"))[0] for what in ("outcomes", *KEPT)]
    other = folder.with_name("other")
    sim.sweep(small(6, **KEPT), other, Here())
    for path in (other / "parts").iterdir():
        shutil.copy(path, folder / "parts")
    for victim in victims:
        harm(victim, "flip")
    with pytest.warns(DamageWarning):
        assert len(a_table(folder)) == 12
    for what in KEPT:
        with pytest.warns(DamageWarning):
            assert set(series(folder, what)["key"]) == set(series(sound, what)["key"])
    with pytest.warns(DamageWarning):
        assert series(folder, "series", a_table(folder)["key"].tolist())["key"].nunique() == 12


def test_a_store_without_damage_says_nothing(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for read in READERS.values():
            assert len(read(folder)) == 12
    assert sim.verify(folder).is_whole


def test_explore_counts_what_it_cannot_read(folder):
    harm(outcomes(folder)[0], "cut")
    found = opened(str(folder))
    assert found.unread == 1 and 0 < len(found.runs) < 12


# The check that a user can run.


def run(monkeypatch, capsys, *arguments):
    """Exit code, output and messages of a command."""
    monkeypatch.setattr("sys.argv", ["hoardshare", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        main()
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return left.value.code or 0, captured.out, captured.err


def test_a_whole_store_is_verified(folder, monkeypatch, capsys):
    before = contents(folder)
    code, out, _ = run(monkeypatch, capsys, "status", folder, "--verify")
    assert (code, contents(folder)) == (0, before)
    files = len(list((folder / "parts").iterdir()))
    assert out == f"{folder}: 12 runs in {len(outcomes(folder))} parts, {files} files checked\nno damage found\n"


@pytest.mark.parametrize("what", ["outcomes", *KEPT])
@pytest.mark.parametrize("how", [*HARMS, "gone"])
def test_verification_names_what_is_damaged_and_changes_nothing(folder, monkeypatch, capsys, what, how):
    if (what, how) == ("outcomes", "gone"):
        pytest.skip("a part without outcomes was never committed")
    victim = sorted((folder / "parts").glob(f"*.{what}.parquet"))[0]
    count = _runs_in(folder, victim)
    harm(victim, how)
    before = contents(folder)
    code, out, _ = run(monkeypatch, capsys, "status", folder, "--verify")
    assert (code, contents(folder)) == (1, before)
    line = next(line for line in out.splitlines() if victim.name in line)
    unknown = what == "outcomes" and how != "flip"
    assert line.endswith("an unknown number of runs" if unknown else f"{count} runs")
    assert "1 are damaged" in out and "sweep" in out
    sim.sweep(small(6, **KEPT), folder, Here())
    assert run(monkeypatch, capsys, "status", folder, "--verify")[0] == 0


def _runs_in(folder, victim):
    owner = next(path for path in outcomes(folder) if path.name.startswith(victim.name.split(".")[0]))
    return parquet.read_metadata(owner).num_rows


def test_verification_tells_the_same_from_python(folder):
    victim = outcomes(folder)[0]
    count = _runs_in(folder, victim)
    harm(victim, "flip")
    found = sim.verify(folder)
    assert [(each.file, each.runs) for each in found.harmed] == [(victim.name, count)]
    assert (found.is_whole, found.parts, found.runs + found.harmed[0].runs) == (False, len(outcomes(folder)), 12)


@pytest.mark.parametrize("command", [("export",), ("status",)])
def test_commands_that_met_damage_end_with_1(folder, monkeypatch, capsys, command):
    out = folder.with_name("all.csv")
    further = ("--to", "csv", "--out", out) if command == ("export",) else ()
    assert run(monkeypatch, capsys, *command, folder, *further)[0] == 0
    harm(outcomes(folder)[0], "cut")
    code, told, complaint = run(monkeypatch, capsys, *command, folder, *further)
    assert code == 1 and "damaged" in told + complaint and "Warning" not in complaint


def test_a_sweep_and_a_compaction_say_what_they_set_aside(folder, monkeypatch, capsys):
    study = folder.with_name("study.toml")
    study.write_text('scenarios = ["arms-race"]\nquarters = 3\n')
    for command in (("sweep", study, "--store", folder, "--workers", "1"), ("compact", folder)):
        harm(outcomes(folder)[0], "cut")
        code, out, _ = run(monkeypatch, capsys, *command)
        assert code == 0 and "1 damaged files were set aside in" in out
        assert "set aside" not in run(monkeypatch, capsys, *command)[1]


def test_what_a_sweep_sets_aside_is_never_overwritten(folder):
    victim = outcomes(folder)[0]
    for _ in range(2):
        harm(victim, "empty")
        sim.sweep(small(6, **KEPT), folder, Here())
    assert len(list((folder / "parts").glob(f"{victim.name}*.damaged"))) == 2


@pytest.mark.parametrize(
    "count", [lambda folder: Store(folder).counts().missing, lambda folder: sim.verify(folder).missing]
)
def test_a_store_that_grows_while_it_is_read_misses_nothing(folder, monkeypatch, count):
    def grown(*known, of=None, **more):
        seen = of(*known, **more)
        monkeypatch.undo()
        sim.sweep(small(9, **KEPT), folder, Here())
        return seen

    monkeypatch.setattr(Store, "scan", partialmethod(grown, of=Store.scan))
    monkeypatch.setattr(checking, "listed", partial(grown, of=checking.listed))
    assert count(folder) == 0


@pytest.mark.parametrize("most", [1, None], ids=["one", "all"])
def test_runs_whose_files_were_removed_are_missed(folder, monkeypatch, capsys, most):
    whole = len(stored(folder)["key"].unique())
    for path in outcomes(folder)[:most]:
        path.unlink()
    lost = whole - len(stored(folder)["key"].unique())
    told = f"at least {lost} runs that sweeps have seen here are missing: files were removed, or set aside"
    found = sim.verify(folder)
    assert (found.missing, found.is_whole) == (lost, False)
    for command in (["status"], ["status", "--verify"], ["export", "--to", "csv"]):
        code, out, err = run(monkeypatch, capsys, *command, str(folder))
        assert code == 1 and told in out + err, command
    sim.sweep(small(6, **KEPT), folder, Here())
    assert sim.verify(folder).is_whole
