"""``hoardshare facts`` on the command line."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim import ScenarioError
from sim.cli import app
from tests.analysis.facts.test_reproduce import HELD_OUT, OF_2026, TOY

RUNNER = CliRunner()
VERDICTS = ("hit", "hit *", "hit, and beats persistence", "MISS")
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
    assert "held out: 9, not shown" in told.stdout and "Nothing in race-2019 is fitted" in told.stdout
    assert "--held-out" not in told.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES | {"facts-beside.csv", "facts-beside.parquet"}
    text = (tmp_path / "out" / "facts.md").read_text()
    assert (
        text.startswith("# Stylised facts beside race-2019 and race-2019-fitted as observed, 2019 to June 2026, 4 runs")
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
    assert "looking uses them up" in " ".join(told.stderr.split()) and "4, 7, 9, 12, 15, 301" in told.stderr
    assert told.stdout.startswith("toy as observed, 2019 to June 2026, 4 runs") and "not shown" not in told.stdout
    assert set(pd.read_csv(tmp_path / "out" / "facts.csv")["number"]) == {*range(1, 16), *OF_2026}
    assert {4, 9, 12} <= set(pd.read_csv(tmp_path / "out" / "facts-by-year.csv")["fact"])
    entries = json.loads(facts(str(toy), "--held-out", "--store", store, "--json").stdout)
    assert entries["not_shown"] == [] and len(entries["facts"]) == 15 + len(OF_2026)


def test_json_has_facts_sources_and_figures(store):
    told = json.loads(facts("--store", store, "--json").stdout)
    assert told["runs"] == 4 and told["scenario"] == "race-2019" and told["not_shown"] == sorted(HELD_OUT | OF_2026)
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


FORECAST = ("--from", "2023", "--fitted-until", "2022-12-31")


@pytest.fixture
def toy(tmp_path):
    """A small world of 2019, as a file."""
    path = tmp_path / "toy.toml"
    path.write_text(TOY)
    return str(path)


def test_forecasts_are_scored_beside_the_default_persistence_and_trend(store, toy, tmp_path):
    pytest.importorskip("matplotlib")
    told = facts(toy, *FORECAST, "--store", store, "--out", str(tmp_path / "out"))
    assert told.exit_code == 0, told.output
    lines, text = told.stdout.splitlines(), " ".join(told.stdout.split())
    assert text.startswith("toy and race-2019 as observed, 2019 to June 2026, 4 runs each, forecasts from 2023 fitted")
    numbers = {int(line.split()[0]) for line in lines if line.split()[0].isdecimal()}
    assert numbers == {201, 202, 203, 205, 206, 208, 210, 211, 214}
    named = "frontier, points a year; lag, months; HHI of time in the lead; changes of the leader a year."
    assert f"Without a predecessor in the data, and so scored beside another scenario alone: {named}" in text
    table, beside = (pd.read_csv(tmp_path / "out" / f"{name}.csv") for name in ("facts", "facts-beside"))
    assert list(table["figure"]) == list(beside["figure"]) and set(table["role"]) == {"forecast"}
    for name, words in (("persistence", "persistence"), ("trend", "the trend")):
        counted = table[table[f"{name}_crps"].notna()]
        better = (counted["crps"] < counted[f"{name}_crps"]).sum()
        assert f"{words} on {better} of {len(counted)}" in text
    default = json.loads(facts("race-2019", *FORECAST, "--store", store, "--json").stdout)
    assert default["scenario"] == default["beside"]["scenario"] == "race-2019"
    scores = [figure["crps"] for fact in default["facts"] for figure in fact["figures"]]
    assert scores == pytest.approx(beside["crps"].tolist(), nan_ok=True)
    assert default["better_than"]["race-2019"]["figures"] == 0 and set(default["not_shown"]) == OF_2026


def test_the_releases_of_2026_are_shown_with_what_is_held_out(store, toy):
    told = facts(toy, *FORECAST, "--held-out", "--store", store, "--json")
    assert "301, 305, 306, 308" in told.stderr and "looking uses them up" in " ".join(told.stderr.split())
    roles = {fact["number"]: fact["role"] for fact in json.loads(told.stdout)["facts"]}
    assert {number for number, role in roles.items() if role == "held out"} == OF_2026


@pytest.mark.parametrize(
    "given", [FORECAST[:2], FORECAST[2:], ("--from", "2024", *FORECAST[2:]), (*FORECAST[:2], "--fitted-until", "soon")]
)
def test_other_forecasts_are_refused_with_those_that_are_known(toy, given):
    failed = facts(toy, *given)
    assert failed.exit_code == 2
    assert " ".join(FORECAST) in " ".join(failed.stderr.replace("│", " ").split())


def test_a_forecast_without_a_fitted_scenario_asks_for_one(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.analysis.facts.beside.FORECAST_SCENARIO", "race-1919")
    failed = facts(*FORECAST)
    assert isinstance(failed.exception, ScenarioError)
    assert "no scenario race-1919, fitted until 2022-12-31, is shipped; expected the name" in str(failed.exception)
    assert list(tmp_path.iterdir()) == []


def test_two_scenarios_are_shown_side_by_side(store, toy, tmp_path):
    pytest.importorskip("matplotlib")
    other = tmp_path / "other.toml"
    other.write_text(TOY.replace('strategy = "share"', 'strategy = "hoard"'))
    told = facts(toy, "--beside", str(other), "--store", store, "--out", str(tmp_path / "out"))
    assert told.exit_code == 0, told.output
    text = " ".join(told.stdout.split())
    assert "Hits of toy: fit: " in text and "Hits of other: fit: " in text
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES | {"facts-beside.csv", "facts-beside.parquet"}
    both = json.loads(facts(toy, "--beside", str(other), "--store", store, "--json").stdout)
    alone = json.loads(facts(str(other), "--store", store, "--json").stdout)
    assert both["beside"] == alone and both["scenario"] == "toy" and "beside" not in alone
    head = next(line for line in (tmp_path / "out" / "facts.md").read_text().splitlines() if line.startswith("|"))
    assert [cell.strip() for cell in head.strip("|").split("|")][3:] == [
        *("data [90 %]", "toy [90 %]", "CRPS", "other [90 %]", "CRPS", "persistence"),
        *("verdict of toy", "verdict of other"),
    ]


def test_a_scenario_beside_that_cannot_be_compared_is_refused_before_any_run(toy, tmp_path):
    failed = facts(toy, "--beside", "base", "--store", str(tmp_path / "store"))
    assert "base begins in 2020" in str(failed.exception) and not (tmp_path / "store").exists()


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
    assert observed.stdout.startswith(
        "race-2019 and race-2019-fitted as observed"
    ) and "would have been recorded" in " ".join(observed.stdout.split())
    assert (
        whole.stdout.startswith("race-2019 and race-2019-fitted with all releases")
        and "--no-observation" in whole.stdout
    )
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
    told = facts("race-2019-fitted", "--store", store, "--json")  # which is shown alone
    figures = {each["figure"]: each["runs"] for fact in json.loads(told.stdout)["facts"] for each in fact["figures"]}
    table = facts("race-2019-fitted", "--store", store).stdout
    assert '"in N" tells how many runs define a figure' in " ".join(table.split())
    for figure, runs in figures.items():
        line = next(line for line in table.splitlines() if figure in line)
        assert (f" in {runs} " in line) == (0 < runs < 4), line
