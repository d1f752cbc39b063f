"""What works with the core's packages alone: importing, running, sweeping in processes, the command line.

``make compat`` runs these tests, and those of the model, with the oldest and with the newest packages.
"""

import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from platform import machine

import pytest

import sim

ROOT = Path(__file__).parents[1]
EXTRAS = ("matplotlib", "solara", "altair", "distributed", "openpyxl", "SALib", "ema_workbench", "jinja2")
WITHOUT_EXTRAS = f"""
import sys
for name in {EXTRAS!r}:
    sys.modules[name] = None  # importing it is an ImportError
"""


def program(text, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTRAS + text, *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900,
    )  # fmt: skip


def command(*arguments):
    return program("from sim.cli import main\nmain()", *arguments)


def test_everything_that_the_package_names_can_be_imported():
    made = program("import sim\nfor name in sim.__all__: getattr(sim, name)\nprint(len(sim.__all__))")
    assert made.returncode == 0, made.stderr
    assert int(made.stdout) == len(sim.__all__)


@pytest.mark.parametrize("words", [["--help"], ["list"], ["run", "--help"], ["sweep", "--help"], ["check", "base"]])
def test_the_command_line_answers_without_extras(words):
    made = command(*words)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout


def test_a_run_of_the_command_line_is_that_of_the_library(tmp_path):
    made = command("run", "base", "--seed", "3", "--quarters", "2", "--json", "--out", str(tmp_path / "kept"))
    assert made.returncode == 0, made.stderr
    outcomes = sim.run(sim.load("base"), 3, 2).outcomes
    assert f'"frontier": {outcomes["frontier"]!r}' in made.stdout
    assert (tmp_path / "kept").is_dir()


@pytest.mark.skipif((sys.platform, machine()) != ("linux", "x86_64"), reason="mathematics of another system")
def test_the_numbers_on_file_are_the_same_to_the_bit_with_every_version_that_is_allowed():
    filed = json.loads((ROOT / "tests" / "golden" / "outcomes.json").read_text(encoding="utf-8"))
    assert {name: sim.run(sim.load(name), 0, 60).outcomes for name in filed} == filed


SWEEP = """
import json
import sys
import sim
if __name__ == "__main__":
    study = sim.design("base", parameters={"trust.gain": [0.05, 0.1]}, replicates=2, quarters=3)
    table = sim.sweep(study, sys.argv[1], workers=2)
    print(json.dumps(table[["trust.gain", "seed", "trust"]].to_dict("records")))
"""


def test_a_sweep_with_two_workers_is_that_many_runs(tmp_path):
    (tmp_path / "study.py").write_text(SWEEP)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "study.py", "store"]
    made = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=900)
    assert made.returncode == 0, made.stderr
    table = json.loads(made.stdout)
    assert len(table) == 4
    for row in table:
        scenario = sim.load("base", {"trust.gain": row["trust.gain"]})
        assert row["trust"] == sim.run(scenario, row["seed"], 3).outcomes["trust"]


def test_a_package_is_as_old_and_as_new_as_is_declared():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    for requirement in declared:
        name, bounds = requirement.split(">=")
        oldest, newest = bounds.split(",<")
        here = [int(part) for part in version(name).split(".") if part.isdecimal()]
        assert [int(part) for part in oldest.split(".")] <= here < [int(part) for part in newest.split(".")], name
