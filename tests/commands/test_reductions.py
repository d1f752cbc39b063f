"""`hoardshare reductions`: one table, any point, exit codes, JSON, and one line for what is refused."""

import importlib
import json
import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

import sim.theory
from sim.commands import reductions as commands
from sim.commands.reductions import app, paired
from sim.theory import table
from sim.theory.table import Check
from tests.program import hoardshare


def reductions(*arguments, code=0):
    """Run the command in a process of its own."""
    return hoardshare("reductions", *arguments, code=code)


@pytest.fixture
def told(monkeypatch):
    """Run the command in this process on comparisons that are given."""

    def run(*checks, arguments=()):
        modules = {
            name: SimpleNamespace(checks=lambda name=name: [c for c in checks if c.case == name]) for name in "ab"
        }
        monkeypatch.setattr(table, "cases", lambda: modules)
        monkeypatch.setattr(commands, "WORKERS", 1)
        return CliRunner().invoke(app, [*arguments])

    return run


RIGHT = Check("a", "a number", "someone 1999", 1.0, 1.0 + 1e-12, 1e-9)
WRONG = Check("b", "another", "someone 1999", 1.0, 2.0, 1e-9)
NOTHING = Check("b", "none at all", "someone 1999", 1.0, float("nan"), 1e-9)


def test_every_published_case_is_compared():
    assert list(table.cases()) == list(table.summaries()) == list(table.ORDER)


def test_cases_that_hold_leave_with_zero(told):
    done = told(RIGHT)
    assert done.exit_code == 0
    assert "1 comparisons, all hold" in done.stdout


@pytest.mark.parametrize("wrong", [WRONG, NOTHING])
def test_one_that_fails_leaves_with_one(told, wrong):
    done = told(RIGHT, wrong)
    assert done.exit_code == 1
    assert "FAILS" in done.stdout
    assert "2 comparisons, 1 failed" in done.stdout


def test_comparisons_as_json(told):
    done = told(RIGHT, NOTHING, arguments=["--json"])
    assert done.exit_code == 1
    first, second = json.loads(done.stdout)
    assert first == {
        "case": "a",
        "what": "a number",
        "source": "someone 1999",
        "expected": 1.0,
        "got": 1.0 + 1e-12,
        "tolerance": 1e-9,
        "passed": True,
    }
    assert second["got"] is None
    assert second["passed"] is False


def test_one_case_alone(told):
    assert told(RIGHT, WRONG, arguments=["--case", "a"]).exit_code == 0


def test_progress_names_each_case(monkeypatch):
    monkeypatch.setattr(table, "cases", lambda: {name: SimpleNamespace(checks=lambda: [RIGHT]) for name in "ab"})
    heard = []
    assert len(table.all_checks(progress=lambda *step: heard.append(step))) == 2
    assert heard == [("a", 0, 2), ("b", 1, 2), ("", 2, 2)]


def test_the_table_tells_what_was_compared():
    done = reductions("--case", "reputation").stdout
    assert done.splitlines()[0].split() == ["case", "what", "source", "expected", "got", "tolerance", "verdict"]
    assert "9 comparisons, all hold" in done


@pytest.mark.parametrize(
    "arguments",
    [
        ["richardson", "--k", ".3", "--m", ".5", "--g", "1"],
        ["precipice", "--n", "5", "--mu", "2", "--enmity", "1", "--information", "public"],
        ["reputation"],
    ],
)
def test_a_point_puts_theory_beside_the_model(arguments):
    told = json.loads(reductions(*arguments, "--json").stdout)
    assert told
    for both in told.values():
        assert both["model"] == pytest.approx(both["theory"], abs=0.004)
    head, *rows = reductions(*arguments).stdout.splitlines()
    assert head.split() == ["theory", "model"]
    assert len(rows) == len(told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["richardson", "--k", ".6", "--m", ".5", "--g", "1"], "unstable pair settles nowhere"),
        (["richardson", "--k", "-1", "--m", ".5", "--g", "1"], "k must lie in [0, 2], got -1"),
        (["precipice", "--n", "5", "--mu", "2", "--enmity", "-1"], "enmity must lie in (0, 1], got -1"),
        (["precipice", "--n", "1", "--mu", "2", "--enmity", "1"], "2 to 50 teams"),
        (["reputation", "--x", "2"], "x must lie in [0, 1], got 2"),
        (["reputation", "--quarters", "0"], "quarters must be at least 1"),
        (["dsair", "--W", "100", "--pr", ".6", "--pfo", ".5", "--Z", "1"], "Z"),
        (["network", "--n", "4", "--k", "4", "--g", "3"], "k"),
        (["spillover", "--n", "2", "--B", "2", "--g", "4"], "B"),
        (["dilemma", "--x", "-1"], "x"),
        (["conformity", "--J", "6"], "J must lie in [0, 5], got 6"),
        (["outputs", "--n", "10", "--rho", "2", "--phi", ".05"], "rho"),
        (["--case", "nowhere"], "there is no case nowhere; expected one of richardson"),
    ],
)
def test_what_is_refused_is_told_in_one_line(arguments, told):
    done = reductions(*arguments, code=2)
    assert done.stdout == ""
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["precipice", "--n", "x", "--mu", "2", "--enmity", "1"], "--n"),
        (["precipice", "--n", "5", "--mu", "2", "--enmity", "1", "--information", "some"], "--information"),
        (["richardson", "--k", ".3"], "--m"),
        (["nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_read_is_told(arguments, told):
    assert told in reductions(*arguments, code=2).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["spillover", "--n", "3", "--B", ".4", "--g", "4"],
        ["network", "--n", "8", "--k", "4", "--g", "3"],
        ["dilemma", "--x", ".25"],
        ["conformity", "--J", ".8", "--n", "100", "--quarters", "50"],
        ["outputs", "--n", "10", "--rho", ".1", "--phi", ".05"],
        ["dsair", "--W", "100", "--pr", ".6", "--pfo", ".5", "--Z", "100", "--beta", ".1"],
        ["dsair", "--W", "100", "--pr", ".6", "--pfo", ".5", "--Z", "20", "--mu-mutation", ".01", "--self-pairing"],
    ],
)
def test_a_point_of_the_other_cases(arguments):
    told = json.loads(reductions(*arguments, "--json").stdout)
    assert told
    assert reductions(*arguments).stdout.splitlines()[0].split()[:2] == ["theory", "model"]


def test_numbers_of_theory_and_model_stand_together():
    told = {"x, theory": 1.0, "x, model": 2.0, "alone": 3.0, "none, model": float("nan")}
    assert paired(told) == {"x": {"theory": 1.0, "model": 2.0}, "alone": 3.0, "none": {"model": None}}


def test_tables_of_theory_and_simulation_stand_together():
    told = {
        "parameters": {"Z": 9},
        "theory": {"AS": 0.5},
        "simulation": {"AS": 0.4},
        "standard_error": {"AS": 0.1},
        "safe_above": {"CS": 0.7},
        "region": "safe",
    }
    assert paired(told) == {
        "AS": {"theory": 0.5, "model": 0.4, "standard error": 0.1},
        "safe above, CS": 0.7,
        "region": "safe",
    }


NEW = '''"""How a kettle cools (Newton 1701)."""
from typing import Annotated
from sim.theory.table import Check

def point(heat: float, t: Annotated[int, "--minutes"], rate: float = 0.5, *, steps: int = 3) -> dict[str, float]:
    """Theory and simulation at one point.

    Args:
        heat: of the kettle,
            above that of the room.
        t: how long.
        rate: of cooling.
        steps: is no option.
    """
    if heat < 0:
        raise ValueError(f"heat must be at least 0, got {heat:g}")
    return {"heat, theory": heat * rate**t, "heat, model": heat * rate**t, "steps": float(steps)}

def checks() -> list[Check]:
    return [Check("kettle", "heat after a minute", "Newton 1701", 0.5, point(1.0, 1)["heat, model"], 0.0)]
'''


@pytest.fixture
def added(monkeypatch, tmp_path):
    """Put one file beside the published results, as CONTRIBUTING says, and run the command."""
    monkeypatch.setattr(sim.theory, "__path__", [*sim.theory.__path__, str(tmp_path)])

    def run(source, *arguments):
        (tmp_path / "kettle.py").write_text(source, encoding="utf-8")
        importlib.invalidate_caches()
        return CliRunner().invoke(app, [*arguments])

    yield run
    sys.modules.pop("sim.theory.kettle", None)
    vars(sim.theory).pop("kettle", None)


def test_a_new_result_is_one_file(added):
    assert "1 comparisons, all hold" in added(NEW, "--case", "kettle").stdout
    assert list(table.summaries())[len(table.ORDER) :] == ["kettle"]
    assert "How a kettle cools (Newton 1701)." in added(NEW, "--help").stdout
    told = json.loads(added(NEW, "kettle", "--heat", "8", "--minutes", "2", "--json").stdout)
    assert told == {"heat": {"theory": 2.0, "model": 2.0}, "steps": 3.0}


def test_its_options_are_the_parameters_of_its_point(added):
    help_text = " ".join(added(NEW, "kettle", "--help").stdout.replace("│", " ").split())
    assert "--heat <float> Of the kettle, above that of the room. [required]" in help_text
    assert "--minutes <int> How long. [required]" in help_text and "--steps" not in help_text
    assert "--rate <float> Of cooling. [default: 0.5]" in help_text
    missing, refused = added(NEW, "kettle", "--heat", "1"), added(NEW, "kettle", "--heat", "-1", "--minutes", "1")
    assert missing.exit_code == refused.exit_code == 2
    assert "--minutes" in missing.stderr and refused.stderr == "heat must be at least 0, got -1\n"


@pytest.mark.parametrize("arguments", [[], ["--case", "kettle"], ["kettle", "--heat", "1", "--minutes", "1"]])
@pytest.mark.parametrize("forgotten", ["point", "checks"])
def test_what_a_new_result_lacks_is_named(added, forgotten, arguments):
    done = added(NEW.replace(f"def {forgotten}(", f"def its_{forgotten}("), *arguments)
    assert done.exit_code == 2 and done.stdout == ""
    assert f"kettle.py: {forgotten}() is missing" in done.stderr


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("        rate: of cooling.\n", "", "rate has no meaning under Args"),
        ("heat: float", "heat", "heat has no type"),
    ],
)
def test_a_parameter_that_says_too_little_is_named(added, written, instead, told):
    done = added(NEW.replace(written, instead), "kettle", "--heat", "1", "--minutes", "1")
    assert done.exit_code == 2 and f"kettle.point(): {told}" in done.stderr
