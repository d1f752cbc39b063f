"""A comparison on disk and on a page: whole, self-contained, and with the numbers that were found."""

import re

import pandas as pd
import pytest

import sim
from sim.analysis.compare import compare
from sim.report.comparison import report_of, write
from sim.report.differences import changes
from sim.report.drawings import counted_up
from sim.study.record import RecordError
from tests.study.sweeps import Here

COMMAND = "hoardshare compare arms-race leader-pivot --replicates 4 --set trust.gain=0.1 --report"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    store = tmp_path_factory.mktemp("report") / "store"
    scenarios = ["arms-race", "leader-pivot"]
    return compare(scenarios, 4, quarters=20, settings={"trust.gain": 0.1}, store=store, executor=Here())


@pytest.fixture(scope="module")
def folder(found, tmp_path_factory):
    target = tmp_path_factory.mktemp("report") / "deep" / "out"
    write(found, target, COMMAND, report=True)
    return target


@pytest.fixture(scope="module")
def text(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def test_tables_are_written_in_three_forms(found, folder):
    read = pd.read_parquet(folder / "comparison.parquet")
    pd.testing.assert_frame_equal(read, found.table)
    assert len(pd.read_csv(folder / "comparison.csv")) == len(sim.OUTCOMES)
    lines = (folder / "comparison.md").read_text().splitlines()
    assert sum(line.startswith("| frontier |") for line in lines) == 1
    assert len({line.count("|") for line in lines if line.startswith("|")}) == 1


def test_every_figure_is_written_as_dots_and_as_lines(folder):
    drawn = {file.stem for file in folder.glob("*.png")}
    assert drawn == {file.stem for file in folder.glob("*.pdf")}
    assert {"trajectories", "differences-leader-pivot", "distributions", "network-arms-race"} <= drawn
    assert len(drawn) == 10  # nothing is open in the arms race, so that no figure shows how much


def test_the_page_needs_no_network(text):
    assert not re.findall(r"https?://(?!www\.w3\.org)", re.sub(r"base64,[^\"]+", "", text))
    assert all(source.startswith("data:image/svg+xml;base64,") for source in re.findall(r'src="([^"]{0,40})', text))
    assert "<script" not in text and "<link" not in text and text.count("<img") == 10


def test_the_page_says_what_was_asked_found_and_done(found, text):
    row = found.table[found.table["outcome"] == "trust"].iloc[0]
    assert "What changes from Arms race to" in text and f"{row['control']:.3g}" in text
    assert COMMAND in text.replace("&#34;", '"')
    for scenario in found.scenarios.values():
        assert scenario.digest in text
    assert "set trust.gain" in text and "4 paired simulations of 20 quarters" in text


def test_equal_comparisons_give_equal_pages(found, text):
    assert report_of(found, COMMAND, []) == report_of(found, COMMAND, [])
    assert "Traceback" not in text


def test_files_of_others_stay_and_nothing_is_half_written(found, tmp_path, monkeypatch):
    (tmp_path / "mine.txt").write_text("mine")
    monkeypatch.setattr("sim.report.comparison.drawings", lambda _: iter(()))
    monkeypatch.setattr("sim.report.comparison.report_of", lambda *_: (_ for _ in ()).throw(OSError(28, "No space")))
    with pytest.raises(RecordError, match="cannot be written: No space"):
        write(found, tmp_path, COMMAND, report=True)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_names_from_scenarios_cannot_break_the_page(found):
    wild = sim.load("arms-race", {"title": "<script>alert(1)</script>"})
    object.__setattr__(found.design, "scenarios", {**found.design.scenarios, "arms-race": wild})
    try:
        assert "<script>" not in report_of(found, COMMAND, [])
    finally:
        object.__setattr__(found.design, "scenarios", {**found.design.scenarios, "arms-race": sim.load("arms-race")})


def test_differences_of_scenarios_are_their_values_and_rows():
    told = {change.path: change for change in changes(sim.load("arms-race"), sim.load("leader-pivot"))}
    assert told["policies.pivot"].before == "" and "actor alpha" in told["policies.pivot"].after
    assert "title" not in told and "about" not in told
    low = {change.path: change for change in changes(sim.load("base"), sim.load("base", {"trust.gain": 0.5}))}
    assert list(low) == ["trust.gain"] and low["trust.gain"].after == "0.5"
    assert changes(sim.load("commons"), sim.load("commons")) == []


def test_events_are_counted_up_run_by_run():
    rows = pd.DataFrame({"scenario": "a", "replicate": [0, 0, 1, 1], "incidents": [1.0, 2.0, 5.0, 0.0], "misuse": 1.0})
    assert counted_up(rows)["incidents"].tolist() == [1.0, 3.0, 5.0, 5.0]
