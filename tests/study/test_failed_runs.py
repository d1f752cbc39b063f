"""Every command that goes through a store says how many runs failed and why, and repeats them when asked to."""

import errno
import json
import pickle

import pytest
import typer

import sim
from sim import cli, exits
from sim.analysis.ablate import ablate
from sim.analysis.claims.register import load_register
from sim.analysis.claims.testing import Effort, put_to_test
from sim.analysis.compare import compare
from sim.analysis.facts.reproduce import reproduce
from sim.keys import derived_seed
from sim.scenario import ScenarioError
from sim.study import execute, failures, work
from sim.study.errors import DiskError, StoreError
from sim.study.plan import Plan, Share
from sim.study.pool import Pool
from sim.study.record import RecordError
from sim.study.shards import spans
from sim.study.store import Store
from sim.study.study_file import read_design
from tests.study.sweeps import Here, small, stored

STUDY = 'scenarios = ["arms-race", "commons"]\nreplicates = 6\nquarters = 3\n'
COMMANDS = ("sweep", "compare", "ablate", "facts", "claims")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A study in the present folder; runs are done in this process, whose rules are compiled by now."""
    sim.run(sim.load("base"), quarters=1)
    (tmp_path / "study.toml").write_text(STUDY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.study.sweep.choose", lambda *_: Pool(Here()))
    return tmp_path


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs a command line in this process."""

    def go(*arguments, code=0):
        monkeypatch.setattr("sys.argv", ["hoardshare", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        assert (left.value.code or 0) == code, said
        return said

    return go


def blame(folder, count):
    """Store what an earlier version stored of a study whose workers could not start."""
    store, design = Store(folder / "store"), read_design(folder / "study.toml")
    store.create()
    work.give_up(Plan(design, store.scan().index, Share()).batch(store.parts, count))


def test_a_sweep_says_of_runs_it_finds_that_they_failed_and_repeats_them(folder, run):
    blame(folder, 4)
    said = run("sweep", "study.toml", "--store", "store")
    assert said.out == "8 runs done, 4 found of which 4 failed, 0 left, in store\n"
    assert said.err == f"4 of 12 runs failed: 4 x {work.LOST}; --retry-failed repeats them\n"
    again = run("sweep", "study.toml", "--store", "store", "--retry-failed")
    assert (again.out, again.err) == ("4 runs done, 8 found, 0 left, in store\n", "")


def test_status_says_why_runs_failed_and_what_old_rows_mean(folder, run):
    blame(folder, 4)
    told = run("status", "store").out
    assert f"why runs failed: 4 x {work.LOST}" in told and failures.LOST_EARLIER in told
    run("sweep", "study.toml", "--store", "store", "--retry-failed")
    told = run("status", "store").out
    assert "why runs failed" not in told and failures.LOST_EARLIER not in told


CALLS = {
    "sweep": lambda **named: sim.sweep(small(), executor=Here(), **named),
    "compare": lambda **named: compare(["arms-race", "commons"], 6, quarters=3, executor=Here(), **named),
    "ablate": lambda **named: ablate(
        "commons", "arms-race", 6, ["trust"], mechanisms=["trust"], executor=Here(), **named
    ),
    "facts": lambda **named: reproduce(replicates=6, executor=Here(), **named),
    "claims": lambda **named: put_to_test(
        load_register().pick(["H1"], None), effort=Effort(draws=2, replicates=1, pairs=3), executor=Here(), **named
    ),
}


BAD = {"claims": derived_seed(derived_seed(0, 1), 0)}
"""The seed that fails where each draw has seeds of its own: the first of the second draw."""


@pytest.mark.parametrize("name", CALLS)
def test_runs_that_failed_are_told_and_repeated(tmp_path, monkeypatch, recwarn, name):
    real, bad = execute.run, BAD.get(name, small().replicate(2).seed)

    def unlucky(scenario, seed, quarters):
        if seed == bad:
            raise ArithmeticError("no luck")
        return real(scenario, seed, quarters)

    monkeypatch.setattr(execute, "fits", lambda *_: False)  # one by one
    monkeypatch.setattr(execute, "run", unlucky)
    with pytest.warns(sim.FailedRuns, match=r"\d+ of \d+ runs failed: \d+ x ArithmeticError: no luck; .*retry_failed"):
        CALLS[name](store=tmp_path / "store")
    monkeypatch.setattr(execute, "run", real)
    with pytest.warns(sim.FailedRuns):
        CALLS[name](store=tmp_path / "store")
    recwarn.clear()
    CALLS[name](store=tmp_path / "store", retry_failed=True)
    assert not [each for each in recwarn if isinstance(each.message, sim.FailedRuns)]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_through_a_store_repeats_what_failed(name):
    parameters = {each.name for each in typer.main.get_command(cli.app).commands[name].params}
    assert "retry_failed" in parameters and "store" in parameters


def test_where_nothing_succeeds_it_is_said_what_to_do(folder):
    blame(folder, 12)
    with pytest.raises(ScenarioError, match="--retry-failed"):
        compare(["arms-race", "commons"], 6, quarters=3, executor=Here(), store=folder / "store")


def test_outcomes_of_runs_that_all_failed_are_columns_without_values(folder):
    blame(folder, 12)
    with pytest.warns(sim.FailedRuns, match="12 of 12"):
        table = sim.sweep("study.toml", "store", Here())
    assert table[list(sim.OUTCOMES)].isna().all(axis=None) and len(table) == 12


def test_the_commonest_reasons_come_first():
    told = failures.commonest({"c": 1, "b": 2, "a": 2, "d": 1, "e": 1})
    assert told == "2 x a; 2 x b; 1 x c; 2 for other reasons"


def test_a_shard_says_how_far_the_whole_study_is(folder, run):
    said = run("sweep", "study.toml", "--store", "store", "--shard", "1/4").out
    assert "3 of 12 runs of the whole study are in the store; shards with missing runs, of 0-3: 0,2-3" in said
    said = run("sweep", "study.toml", "--store", "store", "--shard", "0/3").out
    assert "6 of 12 runs of the whole study are in the store; shards with missing runs, of 0-2: 1-2" in said
    assert "12 of 12 runs" not in run("status", "store").out
    said = run("sweep", "study.toml", "--store", "store", "--shard", "2/4", "--limit", "1").out
    assert "7 of 12 runs" in said and "0-3: 2-3" in said
    told = run("status", "store").out
    assert (
        "by the last report of its shards: 4 of 12 runs of the whole study; shards with missing runs, of 0-3: 0,2-3"
        in told
    )
    run("sweep", "study.toml", "--store", "store")
    said = run("sweep", "study.toml", "--store", "store", "--shard", "3/4").out
    assert said.endswith("12 of 12 runs of the whole study are in the store\n")


@pytest.mark.parametrize(("numbers", "told"), [([], ""), ([3], "3"), ([0, 2, 3, 4, 9], "0,2-4,9")])
def test_numbers_are_told_as_a_job_array_takes_them(numbers, told):
    assert spans(numbers) == told


@pytest.mark.parametrize(
    ("package", "arguments"),
    [
        ("matplotlib", ["compare", "arms-race", "commons", "--out", "out"]),
        ("jinja2", ["compare", "arms-race", "commons", "--report"]),
        ("jinja2", ["claims", "--report"]),
        ("matplotlib", ["facts", "--out", "out"]),
        ("matplotlib", ["animate", "commons", "--out", "out.gif"]),
        ("matplotlib", ["drivers", "arms-race", "commons", "--out", "out"]),
        ("jinja2", ["decide", "ministry", "--report"]),
        ("matplotlib", ["tipping", "--out", "out"]),
        ("sklearn", ["calibrate", "race-2019", "--out", "out"]),
        ("solara", ["view", "--no-browser"]),
        ("altair", ["view", "--no-browser"]),
        ("uvicorn", ["play", "--no-browser"]),
        ("jinja2", ["play", "--headless", "--report", "out.html"]),
        ("markupsafe", ["publish", "--out", "out.html"]),
        ("openpyxl", ["export", "store", "--to", "xlsx", "--out", "out.xlsx"]),
        ("distributed", ["sweep", "study.toml", "--cluster", "tcp://127.0.0.1:1"]),
    ],
)
def test_a_package_that_is_missing_is_told_before_any_run(folder, run, monkeypatch, package, arguments):
    real = sim.extras.find_spec
    monkeypatch.setattr("sim.extras.find_spec", lambda name: None if name == package else real(name))
    (line,) = run(*arguments, code=2).err.splitlines()
    assert f'needs {package}: pip install "hoardshare[' in line
    assert [entry.name for entry in folder.iterdir()] == ["study.toml"]


def caused(error, number):
    error.__cause__ = OSError(number, "as the system says")
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ScenarioError([]), 2),
        (StoreError("no store"), 2),
        (DiskError("full"), 1),
        (sim.PoolError("lost"), 1),
        (caused(RecordError("no room"), errno.ENOSPC), 1),
        (caused(RecordError("no such folder"), errno.EACCES), 2),
        (RecordError("holds something else"), 2),
        (OSError(errno.ENOSPC, "No space left"), 1),
        (OSError(errno.EISDIR, "Is a directory"), 2),
        (ZeroDivisionError(), None),
    ],
)
def test_exit_codes_tell_whose_fault_it_is(error, code):
    assert exits.code_of(error) == code


def test_what_a_sweep_said_last_counts_all_that_failed(folder, run):
    blame(folder, 4)
    run("sweep", "study.toml", "--store", "store")
    (word,) = (json.loads(file.read_text()) for file in (folder / "store/studies").iterdir())
    assert (word["failed"], word["whole"]) == (4, 12)
    assert stored(folder / "store")["error"].notna().sum() == 4


def test_the_warning_of_failed_runs_says_the_same_in_another_process():
    told = sim.FailedRuns("2 of 4 runs failed: 2 x of something")
    again = pickle.loads(pickle.dumps(told))
    assert (str(again), again.told) == (str(told), told.told)
    assert str(type(told)(*told.args)) == str(told) and str(told).count("says why") == 1
