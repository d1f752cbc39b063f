"""``hoardshare facts`` on the command line."""

import json

import pytest
from typer.testing import CliRunner

from sim.cli import app

RUNNER = CliRunner()
FILES = {
    *("facts.parquet", "facts.csv", "facts.md", "facts.png", "facts.pdf"),
    *("facts-by-year.parquet", "facts-by-year.csv"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Where the runs of these tests are kept."""
    return str(tmp_path_factory.mktemp("facts") / "store")


def facts(*arguments):
    """The result of the command in this process."""
    return RUNNER.invoke(app, ["facts", "--replicates", "4", "--workers", "1", *arguments])


def test_every_fact_is_printed_with_a_verdict_and_files_are_written_whole(store, tmp_path):
    pytest.importorskip("matplotlib")
    told = facts("--store", store, "--out", str(tmp_path / "out"))
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    for number in range(1, 16):
        assert any(line.strip().startswith(f"{number} ") and line.rstrip().endswith(("hit", "MISS")) for line in lines)
    assert "Nothing in the scenario is fitted" in told.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    text = (tmp_path / "out" / "facts.md").read_text()
    assert text.startswith("# Stylised facts beside 4 runs") and "\n15. Reported incidents" in text


def test_json_has_facts_sources_and_figures(store):
    told = json.loads(facts("--store", store, "--json").stdout)
    assert told["runs"] == 4 and len(told["facts"]) == 15
    lag = told["facts"][2]
    assert lag["role"] == "fit" and lag["source"].startswith("Epoch AI")
    assert lag["figures"][0]["data"] == pytest.approx(7.0, abs=0.05)
    assert lag["hit"] == lag["figures"][0]["hit"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--replicates", "1"], "one run gives no interval; expected at least 2"),
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
