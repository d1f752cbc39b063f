"""Folders of results: whatever is wrong with one is said, and a good one opens afterwards."""

import json
import os
import re
from base64 import b64decode
from pathlib import Path

import pandas as pd
import pytest
from typer.main import get_command

import sim
from sim.analysis.tables import write_tables
from sim.cli import app
from sim.view.explore import kinds, offered, opening, shipped
from sim.view.explore.found import ExploreError
from sim.view.offer import OFFER
from tests.study.damage import outcomes
from tests.view.claims import table

PIXEL = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
OPTIONS = pd.DataFrame(
    {"option": ["wait", "act"], "satisfied": [0.4, 0.7], "satisfied_low": [0.3, 0.6], "satisfied_high": [0.5, 0.8],
     "regret_90": [2.0, 1.0], "regret_worst": [3.0, 2.0], "chosen": [0.1, 0.9], "undominated": [0.2, 0.8]}
)  # fmt: skip
OBJECTIVES = pd.DataFrame(
    {"option": ["wait", "act"], "outcome": "trust", "unit": "share", "difference_median": [0.0, 0.1],
     "difference_low": [0.0, 0.05], "difference_high": [0.0, 0.2], "satisfied": [0.4, 0.7]}
)  # fmt: skip
COMPARED = pd.DataFrame(
    {"scenario": ["commons"], "outcome": ["trust"], "control": [0.5], "treatment": [0.7], "difference": [0.2],
     "low": [0.1], "high": [0.3], "spread": [0.1], "agree": [1.0], "differs": [True]}
)  # fmt: skip


@pytest.fixture
def good(tmp_path):
    folder = tmp_path / "good"
    folder.mkdir()
    table().to_parquet(folder / "claims.parquet")
    return folder


def a_file(folder, _):
    folder.rmdir()
    folder.write_text("a file")


def half_a_store(folder, _):
    (folder / "manifest.json").write_text("{")
    (folder / "parts").mkdir()


def cut(folder, _):
    table().to_parquet(folder / "claims.parquet")
    content = (folder / "claims.parquet").read_bytes()
    (folder / "claims.parquet").write_bytes(content[: len(content) // 2])


def refuse(*_):
    raise PermissionError("not for you")


def not_to_be_listed(folder, monkeypatch):
    monkeypatch.setattr(os, "listdir", refuse)


def not_to_be_read(folder, monkeypatch):
    table().to_parquet(folder / "claims.parquet")
    monkeypatch.setattr(Path, "open", refuse)


def claims_as(change):
    return lambda folder, _: change(table()).to_parquet(folder / "claims.parquet")


BAD = {
    "missing": (lambda folder, _: folder.rmdir(), "no such folder"),
    "a file": (a_file, "is a file"),
    "empty": (lambda folder, _: None, "not a store"),
    "half a store": (half_a_store, "manifest.json is damaged"),
    "cut": (cut, "cannot be read"),
    "no parquet": (lambda folder, _: (folder / "claims.parquet").write_bytes(b"no table"), "cannot be read"),
    "foreign": (claims_as(lambda claims: claims[["id"]]), "has no column article"),
    "older": (claims_as(lambda claims: claims.drop(columns="lowest")), "another version"),
    "of the wrong kind": (claims_as(lambda claims: claims.assign(holds="x")), "another version"),
    "a folder for a table": (lambda folder, _: (folder / "claims.parquet").mkdir(), "cannot be read"),
    "not to be listed": (not_to_be_listed, "may not be read"),
    "not to be read": (not_to_be_read, "may not be read"),
}


@pytest.mark.parametrize("kind", BAD)
def test_after_whatever_is_wrong_a_good_folder_opens(tmp_path, good, monkeypatch, kind):
    make, told = BAD[kind]
    bad = tmp_path / "bad"
    bad.mkdir()
    with monkeypatch.context() as patched:
        make(bad, patched)
        found = opening.opened(str(bad))
    assert found.is_empty and len(found.faults) == 1 and told in found.faults[0], found.faults
    assert "\n" not in found.faults[0]
    again = opening.opened(str(good))
    assert not again.faults and len(again.panels) == 1


@pytest.mark.parametrize("name", ["\0", "\ud800", "a" * 5000, "~", "found:nothing"])
def test_a_name_that_is_none_is_told(name):
    found = opening.opened(name)
    assert found.is_empty and found.faults


def test_a_store_that_grows_is_read_as_far_as_it_is_there(tmp_path):
    store = tmp_path / "store"
    sim.sweep(sim.design(["base"], replicates=2, quarters=2), store, workers=1)
    (store / "parts" / ".half.outcomes.parquet").write_bytes(b"PAR1")
    (store / "parts" / f"{'0' * 20}.{'0' * 16}.outcomes.parquet").write_bytes(b"PAR1")
    first = opening.opened(str(store))
    assert len(first.runs.runs) == 2 and first.runs.unread == 1 and not first.faults
    sim.sweep(sim.design(["base"], replicates=4, quarters=2), store, workers=1)
    assert len(opening.opened(str(store)).runs.runs) == 4
    for part in outcomes(store):
        part.write_bytes(b"")
    gone = opening.opened(str(store))
    assert gone.is_empty and "no finished run" in gone.faults[0]


def test_what_is_wrong_with_one_part_leaves_the_others(good):
    OPTIONS.drop(columns="chosen").to_parquet(good / "decide-options.parquet")
    found = opening.opened(str(good))
    assert len(found.panels) == 1 and "has no column chosen" in found.faults[0]


def test_pictures_of_a_folder_are_part_of_the_page_and_nothing_else_is(good):
    (good / "one.png").write_bytes(PIXEL)
    (good / "two.png").write_bytes(b"<svg onload=alert(1)>")
    (good / "three.png").write_bytes(PIXEL + b"0" * (3 << 20))
    drawn = [panel.title for panel in opening.opened(str(good)).panels if "data:image/png" in panel.drawn]
    assert drawn == ["one.png"]


def test_links_lead_nowhere_out_of_what_visitors_may_open(good, tmp_path, monkeypatch):
    (tmp_path / "secret.png").write_bytes(PIXEL)
    (good / "link.png").symlink_to(tmp_path / "secret.png")
    OPTIONS.to_parquet(tmp_path / "options.parquet")
    (good / "decide-options.parquet").symlink_to(tmp_path / "options.parquet")
    monkeypatch.setattr(OFFER, "is_shared", True)
    monkeypatch.setattr(OFFER, "store", str(good))
    found = opening.opened(str(good))
    assert len(found.panels) == 1 and "leads out of the folder" in found.faults[0]
    assert "opens only what it was started with" in opening.opened(str(tmp_path)).faults[0]


def test_options_of_a_choice_are_ranked_by_how_often_they_are_good_enough(tmp_path):
    write_tables(tmp_path, {"decide-options": OPTIONS, "decide-objectives": OBJECTIVES})
    options, regret, does = opening.opened(str(tmp_path)).panels
    assert re.findall(r'data-row="(\w+)"', options.drawn) == ["act", "wait"] and "70 % [60 %, 80 %]" in options.drawn
    assert "act, in 70 % of worlds" in options.under
    assert '<td class="number" data-head="comes out first">90 %</td>' in regret.drawn
    assert "0.1 [0.05, 0.2]" in does.drawn


def test_a_comparison_stands_on_one_scale(tmp_path):
    write_tables(tmp_path, {"comparison": COMPARED, "gains": pd.DataFrame({"scenario": ["commons"], "share": [0.5]})})
    forest, gains = opening.opened(str(tmp_path)).panels
    assert 'class="better"' in forest.drawn and repr(0.2 / 0.7) in forest.drawn and "0.5" in gains.drawn


def test_a_fit_to_history_that_lacks_a_table_says_which(tmp_path):
    (tmp_path / "calibration.json").write_text(json.dumps({"command": ""}))
    pd.DataFrame({"path": []}).to_parquet(tmp_path / "numbers.parquet")
    found = opening.opened(str(tmp_path))
    assert found.is_empty and "lacks scenario" in found.faults[0]


def test_what_there_is_is_offered_without_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first, deep = Path("results") / "claims", Path("results") / "a" / "b" / "choice"
    for folder in (first, deep / "damaged", Path("elsewhere")):
        folder.mkdir(parents=True)
    for folder in (first, Path("elsewhere")):
        table().to_parquet(folder / "claims.parquet")
    OPTIONS.to_parquet(deep / "decide-options.parquet")
    (Path("results") / "link").symlink_to(Path("elsewhere").resolve())
    (deep / "damaged" / "claims.parquet").write_bytes(b"no table")
    here, seen = offered.found_here()
    assert {each.folder: each.holds for each in here} == {
        str(first): "1 supported, 1 refuted",
        str(deep): "good enough most often: act, in 70 % of worlds",
        str(deep / "damaged"): "cannot be read",
    }
    assert seen == {kinds.CLAIMS, kinds.DECISION}


def test_others_are_offered_only_what_the_server_was_started_with(tmp_path, good, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").mkdir()
    table().to_parquet(tmp_path / "results" / "claims.parquet")
    monkeypatch.setattr(OFFER, "is_shared", True)
    assert offered.found_here() == ([], set())
    monkeypatch.setattr(OFFER, "store", str(good))
    assert [each.folder for each in offered.found_here()[0]] == [str(good)]


def test_the_search_is_bounded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(offered, "_MOST_ENTRIES", 20)
    for number in range(50):
        folder = tmp_path / "results" / f"{number:02}"
        folder.mkdir(parents=True)
        (folder / "claims.parquet").write_bytes(b"no table")
    assert len(offered.found_here()[0]) < 20


def test_a_store_is_offered_with_its_runs_and_scenarios(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sim.sweep(sim.design(["base", "commons"], replicates=2, quarters=2), "results/store", workers=1)
    (here,), seen = offered.found_here()
    assert here.holds == "4 runs of base, commons" and seen == {kinds.RUNS} and "results" in here.folder


def test_commands_make_what_the_page_knows():
    names = set(get_command(app).commands)
    assert {command.split()[1] for command in kinds.MADE_BY.values()} <= names
    assert set(kinds.MADE_BY) == set(kinds.KINDS)


def test_verdicts_that_are_shipped_are_those_of_the_documents():
    text = (Path(__file__).parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \| [^|]+ \| ([^|]+) \|", text.split("## Form by form")[0], re.MULTILINE)
    assert dict(zip(*shipped.verdicts()[["id", "told"]].to_numpy().T, strict=True)) == dict(rows[1:])


def test_what_the_project_found_is_shown():
    claimed, history = (opening.opened(name) for name in shipped.NAMES)
    assert not claimed.faults and "48 claims: 1 supported" in claimed.panels[0].title
    assert not history.faults and history.panels[0].drawn.count("data-row=") > 20
    assert "8 of 9 facts are hit" in shipped.brief(shipped.HISTORY)
    with pytest.raises(ExploreError, match="no such finding"):
        shipped.opened("found:else")
