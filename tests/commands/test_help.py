"""The help of every command ends with an example, and the examples can be done; the tab key is answered quickly."""

import csv
import re
import shlex

import pytest
from typer.main import get_command

import sim
from sim.cli import app
from tests.docs.commands import take_apart
from tests.program import finish, hoardshare, start

HEAVY = ("numba", "numpy", "pandas", "pyarrow", "mesa", "scipy", "matplotlib")
SMALL = {"run": "--quarters 2", "check": "--quarter 0", "compare": "--quarters 2 --workers 1", "sweep": "--workers 1"}
"""What makes an example small."""
QUICK = ("list", "schema", "check", "run", "explain", "cite",
    "new", "examples", "compare", "sweep", "status", "export",
         "repeat", "compact")  # fmt: skip
"""What is done here; the tests of each other command do it at a small size."""


def commands(command, name=""):
    """Every command below one, and itself, by the words that call it."""
    yield name, command
    inner = command.list_commands(None) if hasattr(command, "list_commands") else []
    for each in inner:
        yield from commands(command.get_command(None, each), f"{name} {each}".strip())


COMMANDS = dict(commands(get_command(app)))
EXAMPLES = {name: re.findall(r"Example: hoardshare (.*)", command.epilog or "") for name, command in COMMANDS.items()}


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_one_example_that_can_be_given(name):
    assert len(EXAMPLES[name]) == 1
    assert name in (EXAMPLES[name][0][: len(name)], "")
    take_apart(shlex.split(EXAMPLES[name][0]))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_each_option_does(name):
    command = COMMANDS[name]
    assert (command.help and command.help.rstrip().endswith(".")) or name.startswith("reductions ")
    hidden = [one.name for one in command.params if not (getattr(one, "help", "") or getattr(one, "hidden", False))]
    assert hidden == []


def test_examples_do_what_they_say(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.toml").write_text('scenarios = ["base"]\nreplicates = 2\nquarters = 2\n', encoding="utf-8")
    told = {}
    for name in QUICK:
        words = [*shlex.split(EXAMPLES[name][0]), *shlex.split(SMALL.get(name, ""))]
        if "KEY" in words:
            with (tmp_path / "runs.csv").open(encoding="utf-8", newline="") as lines:
                words[words.index("KEY")] = next(csv.DictReader(lines))["key"]
        told[name] = hoardshare(*words).stdout
    assert all(told[name] for name in QUICK if name not in ("export", "compact"))
    assert told["repeat"].startswith("hoardshare run")


def offered(line):
    """What the tab key offers at the end of a line, and which heavy packages were imported for that."""
    words = line.split(" ")
    asked = {"_HOARDSHARE_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    program = (
        "import sys; sys.argv = ['hoardshare']\nfrom sim.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        f"print('imported', *(name for name in {HEAVY} if name in sys.modules))"
    )
    *names, last = finish(start("-c", program, environment=asked)).stdout.split("\n")[:-1]
    assert last == "imported", last
    return names


def test_the_tab_key_offers_names_without_heavy_imports():
    assert offered("hoardshare run race-2019-f") == ["race-2019-fitted", "race-2019-forecast"]
    assert offered("hoardshare compare base --outcomes frontier,hhi_rev") == ["frontier,hhi_revenue"]
    assert offered("hoardshare explain trust.ga") == ["trust.gain"]
    google = sim.load("race-2019").actors["google"].endowment
    both = ["actors.google.endowment=", f"actors.google.endowment={google}"]
    assert offered("hoardshare run race-2019 --set actors.google.endow") == both, "no blank behind a path that is alone"
    assert offered("hoardshare run base --set ties.topol") == ["ties.topology=", "ties.topology=complete"]
    assert offered("hoardshare run base --set trust.o") == ["trust.on=", "trust.on=true"]
    assert "policies.harmonized.start=" not in offered("hoardshare run base --set policies.")
