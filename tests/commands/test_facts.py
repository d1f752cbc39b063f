"""``hoardshare facts`` on the command line."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli import app
from tests.analysis.facts.test_reproduce import HELD_OUT, TOY

RUNNER = CliRunner()
VERDICTS = ("hit", "hit, and beats persistence", "MISS")
FILES = {
    *("facts.parquet", "facts.csv", "facts.md", "facts.png", "facts.pdf"),
    *("facts-by-year.parquet", "facts-by-year.csv", "facts-of-runs.parquet", "facts-of-runs.csv"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Where the runs of these tests are kept."""
    return str(tmp_path_factory.mktemp("facts") / "store")


def facts(*arguments):
    """The result of the command in this process."""
    return RUNNER.invoke(app, ["facts", "--replicates", "4", "--workers", "1", *arguments])


def test_every_fact_that_is_not_held_out_is_printed_and_files_are_written_whole(store, tmp_path):
    pytest.importorskip("matplotlib")
    told = facts("--store", store, "--out", str(tmp_path / "out"))
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    for number in range(1, 16):
        rows = [line for line in lines if line.strip().startswith(f"{number} ")]
        assert len(rows) == (number not in HELD_OUT) and all(row.rstrip().endswith(VERDICTS) for row in rows)
    assert "Under the first edition's intervals: fit: " in " ".join(told.stdout.split())
    assert "held out: 5, not shown" in told.stdout and "Nothing in race-2019 is fitted" in told.stdout
    assert "--held-out" not in told.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    text = (tmp_path / "out" / "facts.md").read_text()
    assert (
        text.startswith("# Stylised facts beside race-2019 as observed, 2019 to June 2026, 4 runs")
        and "\n14. In 22 of 68" in text
    )
    assert "held out |" not in text and "Reported incidents" not in text
    for name in ("facts", "facts-by-year"):
        table = pd.read_csv(tmp_path / "out" / f"{name}.csv")
        assert not HELD_OUT & set(table["number" if name == "facts" else "fact"])
        assert name == "facts-by-year" or table["crps"].ge(0).all()


def test_held_out_facts_are_shown_when_asked_for_with_a_warning(store, tmp_path):
    pytest.importorskip("matplotlib")
    toy = tmp_path / "toy.toml"
    toy.write_text(TOY)
    told = facts(str(toy), "--held-out", "--store", store, "--out", str(tmp_path / "out"))
    assert told.exit_code == 0, told.output
    assert "looking uses them up" in " ".join(told.stderr.split()) and "4, 7, 9, 12, 15" in told.stderr
    assert told.stdout.startswith("toy as observed, 2019 to June 2026, 4 runs") and "not shown" not in told.stdout
    assert set(pd.read_csv(tmp_path / "out" / "facts.csv")["number"]) == set(range(1, 16))
    assert {4, 9, 12} <= set(pd.read_csv(tmp_path / "out" / "facts-by-year.csv")["fact"])
    entries = json.loads(facts(str(toy), "--held-out", "--store", store, "--json").stdout)
    assert entries["not_shown"] == [] and len(entries["facts"]) == 15


def test_json_has_facts_sources_and_figures(store):
    told = json.loads(facts("--store", store, "--json").stdout)
    assert told["runs"] == 4 and told["scenario"] == "race-2019" and told["not_shown"] == sorted(HELD_OUT)
    assert [fact["number"] for fact in told["facts"]] == sorted(set(range(1, 16)) - HELD_OUT)
    assert told["facts"][0]["figures"][0]["crps"] > 0
    compute, frontier = told["facts"][0]["figures"]
    assert compute["persistence_crps"] == pytest.approx(compute["data"] - compute["persistence"])
    assert frontier["persistence"] is None and frontier["persistence_crps"] is None
    for fact in told["facts"]:
        figures = [each for each in fact["figures"] if each["persistence_crps"] is not None]
        better = [each["crps"] < each["persistence_crps"] for each in figures]
        assert fact["beats_persistence"] == (bool(better) and all(better))
        assert fact["first_hit"] == all(each["first_hit"] for each in fact["figures"])
    lag = told["facts"][2]
    assert lag["role"] == "fit" and lag["source"].startswith("Epoch AI")
    assert lag["figures"][0]["data"] == 6.0
    assert lag["hit"] == lag["figures"][0]["hit"]


def test_runs_without_releases_are_compared_and_drawn(store, tmp_path):
    pytest.importorskip("matplotlib")
    toy = tmp_path / "toy.toml"
    toy.write_text(TOY)
    still = ["--set", "release.threshold=10", "--set", "research.on=false", "--set", "initial.on=false"]
    told = facts(str(toy), *still, "--store", store, "--out", str(tmp_path / "out"))
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("toy with release.threshold=10, research.on=false, initial.on=false")
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    assert set(pd.read_csv(tmp_path / "out" / "facts.csv")["runs"]) == {0}


def test_all_releases_are_compared_when_asked_for_and_the_output_says_so(store):
    observed, whole = (facts("--store", store, *arguments) for arguments in ([], ["--no-observation"]))
    assert observed.stdout.startswith("race-2019 as observed") and "would have been recorded" in " ".join(
        observed.stdout.split()
    )
    assert whole.stdout.startswith("race-2019 with all releases") and "--no-observation" in whole.stdout
    told = [json.loads(facts("--store", store, "--json", *option).stdout) for option in ([], ["--no-observation"])]
    assert [each["observation"] for each in told] == [True, False]
    assert told[0]["facts"] != told[1]["facts"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--replicates", "1"], "one run gives no interval; expected at least 2"),
        (["base"], "base begins in 2020"),
        (["--set", "nothing=1"], "nothing"),
        (["--out", "file"], "is a file; expected a folder"),
        (["--store", "file"], "file"),
    ],
)
def test_bad_input_is_one_message(arguments, told, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.chdir(tmp_path)
    failed = facts(*arguments)
    assert failed.exit_code != 0 and told in str(failed.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_how_many_runs_define_a_figure_is_told_where_some_do_not(store):
    told = facts("--store", store, "--json")
    figures = {each["figure"]: each["runs"] for fact in json.loads(told.stdout)["facts"] for each in fact["figures"]}
    table = facts("--store", store).stdout
    assert '"in N" tells how many runs define a figure' in " ".join(table.split())
    for figure, runs in figures.items():
        line = next(line for line in table.splitlines() if figure in line)
        assert (f" in {runs} " in line) == (0 < runs < 4), line
