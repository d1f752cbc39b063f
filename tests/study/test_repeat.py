"""Any row of a store is repeated alone, by the command that is printed for it."""

import json
import math
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from sim.cli import app
from sim.scenario import Strategy, Tier, load
from sim.study.errors import Damaged
from sim.study.parts import FACTS
from sim.study.repeat import Unrepeatable, alone, command, command_of
from sim.study.store import Store
from tests.study.damage import flipped, outcomes

ROOT = Path(__file__).parents[2]
OWN = """\
extends = "leader-pivot"
title = "It's \\"mine\\" & $HOME `x`"
[domains."deep; learning"]
weight = 0.3
[actors."gpt.4 'x'"]
bloc = "west"
focus = { vision = 1.0 }
users = 0.0
"""
TRIED = {
    "tiers.open.capture": [0.2, 0.3],
    "tiers": [{"open": {"capture": 0.25}}, {"licensed": {"appeal": 0.2}}],
    "domains.language.weight": [0.4, 0.7],
    "policies.pivot.start": [date(2022, 1, 1), date(2023, 1, 1)],
    "policies.pivot.end": [None, date(2030, 1, 1)],
    "policies.tools.actors": [["alpha"], ["alpha", "beta"]],
    "policies.beta-follows.when": [None, {"outcome": "trust", "least": 0.2}],
    "actors.alpha.strategy": [Strategy.SHARE, Strategy.COMPLEMENT],
    "actors.alpha.tier": ["open", Tier.CLOSED],
    "actors.beta.withheld": [[], ["vision"]],
    "trust.on": [True, False],
    "choice.horizon": [4, 8],
    "title": ["0.1", " 'quoted' $x\t"],
}


def rows(folder):
    """The rows of a store, facts and outcomes."""
    place = Store(folder)
    return [row for table in place.rows(place.scan()) for row in table.to_pylist()]


def swept(study, folder):
    """Run a study in this process."""
    with ThreadPoolExecutor(1) as executor:
        sim.sweep(study, folder, executor)


def repeated(written):
    """The outcomes that a command prints, and the scenario that it runs, through the program itself."""
    program, verb, *words = shlex.split(written)
    assert (program, verb) == ("hoardshare", "run")
    told = CliRunner().invoke(app, ["run", *words, "--json"], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


def same(outcomes, row):
    """Whether outcomes are those of a row; JSON knows no infinity."""
    there = {name: value for name, value in row.items() if name not in FACTS.names}
    finite = {name: value if value is not None and math.isfinite(value) else None for name, value in there.items()}
    return {name: value for name, value in outcomes.items() if value is not None} == {
        name: value for name, value in finite.items() if value is not None
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A study over values of every kind, in a shipped scenario and in a file that is gone when its rows are read."""
    folder = tmp_path_factory.mktemp("repeat")
    (folder / "mine.toml").write_text(OWN, encoding="utf-8")
    scenarios = ["leader-pivot", folder / "mine.toml"]
    together = {path: [values[-1]] for path, values in TRIED.items() if path != "tiers"}
    swept(sim.design(scenarios, parameters=together, quarters=2, seed=3), folder / "store")
    swept(sim.design(scenarios, sampling="one-at-a-time", parameters=TRIED, quarters=1), folder / "store")
    swept(sim.design(sim.load("commons", {"trust.gain": 0.2}), quarters=1), folder / "store")
    (folder / "mine.toml").write_text(OWN + "[trust]\ngain = 0.3\n", encoding="utf-8")
    return folder / "store"


def test_every_row_is_repeated_alone_by_its_command(store):
    found = rows(store)
    assert len(found) > 25 and not any(row["error"] for row in found)
    for row in found:
        assert same(repeated(command_of(row, store)), row), row["overrides"]


def test_the_program_tells_the_command_of_a_row(store):
    row = rows(store)[0]
    told = CliRunner().invoke(app, ["repeat", str(store), row["key"][:12]], catch_exceptions=False)
    assert told.stdout == command_of(row, store) + "\n"
    told = CliRunner().invoke(app, ["repeat", str(store), "xyz"])
    assert told.exit_code == 2 and "no run of key xyz" in told.output
    told = CliRunner().invoke(app, ["repeat", str(store), ""])
    assert told.exit_code == 2 and "runs whose keys begin with" in told.output


def test_a_shell_reads_the_command_as_it_is_meant(store):
    row = next(row for row in rows(store) if "quoted" in row["overrides"] and row["quarters"] == 2)
    written = command_of(row, store)
    program = f'hoardshare() {{ {shlex.quote(sys.executable)} -m sim.cli "$@"; }}; {written} --json'
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert same(json.loads(done.stdout), row)


def test_a_store_keeps_scenarios_that_are_not_shipped(store):
    kept = sorted(store.glob("scenarios/*"))
    digests = {row["scenario_digest"] for row in rows(store)} - {load("leader-pivot").digest}
    assert {file.stem for file in kept} == digests == {load(file).digest for file in kept}


def test_a_failed_row_is_repeated_by_its_command_too(tmp_path):
    shares = {"market.form": ["logit"], "actors.alpha.users": [0.5], "actors.beta.users": [0.6]}
    with pytest.warns(UserWarning, match="1 of 1 runs failed"):
        swept(sim.design("base", parameters=shares, quarters=1), tmp_path)
    (row,) = rows(tmp_path)
    assert "sum to" in row["error"]
    _, _, *words = shlex.split(command_of(row, tmp_path))
    with pytest.raises(sim.ScenarioError, match="sum to"):
        CliRunner().invoke(app, ["run", *words], catch_exceptions=False)


def test_a_name_that_means_another_scenario_now_is_not_passed_off(store):
    row = next(row for row in rows(store) if row["scenario"] == "mine")
    with pytest.raises(Unrepeatable, match='the scenario "mine" has changed since this run was done'):
        command_of(row | {"scenario_digest": None}, store)
    shadow = row | {"scenario": "base"}
    assert "scenarios" in command_of(shadow, store)
    with pytest.raises(Unrepeatable, match="has model version 0"):
        command_of(row | {"model_version": "0"}, store)


def test_a_command_quotes_for_a_shell():
    told = command("-my file.toml", 7, 4, {'actors."a.b".strategy': "share", "title": "true", "x": None})
    words = ["hoardshare", "run", "./-my file.toml", "--seed", "7", "--set", 'actors."a.b".strategy=share']
    assert shlex.split(told) == [*words, "--set", 'title="true"', "--set", "x=none", "--quarters", "4"]


@pytest.mark.parametrize("name", sim.names())
def test_a_shipped_scenario_stands_alone_as_itself(name, tmp_path):
    (tmp_path / "alone.toml").write_text(alone(load(name)), encoding="utf-8")
    again = load(tmp_path / "alone.toml")
    assert (again, list(again.actors), list(again.domains)) == (
        load(name),
        list(load(name).actors),
        list(load(name).domains),
    )


def test_a_row_whose_file_was_damaged_is_told(tmp_path, monkeypatch):
    from sim.study import reading

    monkeypatch.setattr(reading, "_IN_ONE_GO", 0)
    swept(sim.design("base", replicates=2, quarters=2), tmp_path / "store")
    key = rows(tmp_path / "store")[0]["key"]
    for path in outcomes(tmp_path / "store"):
        path.write_bytes(flipped(path.read_bytes()))
    done = CliRunner().invoke(app, ["repeat", str(tmp_path / "store"), key])
    assert isinstance(done.exception, Damaged) and "has changed since it was written" in str(done.exception)
