"""The command line answers at once, tells bad input in one message and leaves nothing half-written."""

import json
import os
import pty
import signal
from contextlib import suppress
from datetime import date
from itertools import groupby

import pytest

import sim
from tests.program import PATIENCE, finish, hoardshare, start

VALID = 'extends = "nothing"\ntitle = "Two [firms]"\nquarters = 8\n[actors.alpha]\n[actors.beta]\n'
HEAVY = ("numba", "pandas", "pyarrow", "mesa", "numpy", "pydantic", "matplotlib")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine.toml").write_text(VALID)
    return tmp_path


def entries(folder):
    return sorted(path.name for path in folder.iterdir())


def test_help_names_every_command():
    told = hoardshare("--help").stdout
    single = ("list", "check", "schema", "run", "reductions", "animate", "--version")
    many = ("sweep", "status", "export", "compact", "compare", "decide", "ablate", "claims", "facts")
    assert all(command in told for command in (*single, *many))


def imported(names, *command):
    """Those of some modules that a command imports."""
    program = (
        f"import sys; sys.argv = {['hoardshare', *map(str, command)]}\n"
        "from sim.cli import main\n"
        "try: main()\n"
        f"except SystemExit: print(' '.join(name for name in {names} if name in sys.modules))"
    )
    return set(finish(start("-c", program)).stdout.splitlines()[-1].split())


def test_help_imports_nothing_heavy():
    assert imported(HEAVY, "--help") == set()


def test_a_run_imports_what_it_needs():
    heavy = (*HEAVY, "scipy.linalg", "scipy.stats", "networkx")
    assert imported(heavy, "run", "base", "--quarters", "2") == {"numba", "numpy", "pydantic"}


def test_who_compares_what_is_stored_needs_no_compiler(folder):
    command = ("compare", "base", "commons", "--replicates", "2", "--quarters", "2", "--store", folder / "store")
    hoardshare(*command, "--workers", "1")
    heavy = (*HEAVY, "scipy.linalg", "scipy.stats", "networkx", "distributed")
    assert imported(heavy, *command) == {"pandas", "pyarrow", "numpy", "pydantic"}


def test_the_version_is_told():
    assert hoardshare("--version").stdout.startswith("hoardshare ")


def test_the_shipped_scenarios_are_listed():
    told = hoardshare("list").stdout
    assert all(name in told for name in ("base", "arms-race", "commons", "race-2019"))


def test_scenarios_are_listed_by_group_and_as_json_in_the_same_order():
    found, told = json.loads(hoardshare("list", "--json").stdout), hoardshare("list").stdout
    assert {each["name"]: each["group"] for each in found}.items() >= {
        "base": "regimes", "commons-adaptive": "adaptive", "commons-blocs": "blocs", "harmonized": "institutions",
        "alliance-no-skills": "controls",
    }.items()  # fmt: skip
    groups = [each["group"] for each in found]
    assert len(list(groupby(groups))) == len(set(groups)), "each group stands together"
    names = [line.split()[0] for line in told.splitlines() if line.startswith("  ") and line[2] != " "]
    assert names == [each["name"] for each in found]
    assert "\nadaptive twins " in told and all(set(each) == {"name", "group", "title", "about"} for each in found)


def test_sound_scenarios_are_told_to_be_so(folder):
    told = hoardshare("check", "mine.toml", cwd=folder)
    assert told.stdout == "mine.toml: ok: Two [firms], 2 actors, 8 quarters\n"
    assert told.stderr == ""


def test_all_faults_of_all_files_are_told(folder):
    (folder / "one.toml").write_text(VALID + "[research]\nluck = 9\n[reserch]\n")
    (folder / "two.toml").write_text("title = \n")
    told = hoardshare("check", "one.toml", "mine.toml", "two.toml", "three.toml", cwd=folder, code=2)
    assert told.stdout.startswith("mine.toml: ok")
    lines = told.stderr.splitlines()
    assert lines[0].startswith("one.toml:7: research.luck: 9 is out of range; expected 0 <= x <= 3")
    assert lines[1].startswith("one.toml:8: reserch: unknown key")
    assert lines[2].startswith("two.toml:1:9: not valid TOML")
    assert lines[3].startswith("three.toml: no such scenario or file")


def test_the_schema_is_that_of_a_file():
    schema = json.loads(hoardshare("schema").stdout)
    assert "extends" in schema["properties"]
    assert "required" not in schema
    assert schema["$defs"]["Research"]["properties"]["productivity"]["unit"] == "OOM/quarter"


def test_a_scenario_fits_the_schema():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(hoardshare("schema").stdout)
    valid = {
        "extends": "base",
        "actors": {"a": {"tier": "open"}},
        "policies": [{"kind": "leak", "start": "2021-01-01", "actor": "a"}],
    }
    jsonschema.validate(valid, schema)
    for wrong in (
        {"reserch": {}},
        {"actors": {"a": {"tier": "opne"}}},
        {"policies": [{"kind": "leak"}]},
        {"quarters": 0},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere"], "nowhere: no such scenario or file"),
        (["."], ".: is a folder; expected a .toml file"),
        (["mine.toml", "--set", "research.luck=9"], "--set research.luck=9: 9 is out of range"),
        (
            ["mine.toml", "--set", "nonsense"],
            "--set nonsense: cannot be read; expected a path and a value, such as trust.gain=0.1",
        ),
        (["mine.toml", "--seed", "-1"], "--seed"),
        (["mine.toml", "--seed", "1.5"], "--seed"),
        (["mine.toml", "--seed", "many"], "--seed"),
        (["mine.toml", "--seed", str(2**63)], "--seed"),
        (["mine.toml", "--quarters", "0"], "--quarters"),
        (["mine.toml", "--quarters", "4001"], "--quarters"),
        (["mine.toml", "--quarters", "x"], "--quarters"),
        (["mine.toml", "--frobnicate"], "--frobnicate"),
        (["mine.toml", "--out", "mine.toml"], "mine.toml: is a file; expected a folder"),
        (["mine.toml", "--out", "mine.toml/deeper"], "is a file"),
        (["mine.toml", "--out", "."], ".: contains mine.toml, which does not belong to a saved run"),
        (["mine.toml", "--out", ""], "needs a name"),
        ([], "SCENARIO"),
    ],
)
def test_bad_input_is_one_message_and_writes_nothing(folder, arguments, told):
    before = entries(folder)
    done = hoardshare("run", *arguments, cwd=folder, code=2)
    assert told.lower() in done.stderr.lower()
    assert done.stdout == ""
    assert entries(folder) == before


def test_an_unknown_command_is_told():
    assert "bogus" in hoardshare("bogus", code=2).stderr


def test_bytes_that_are_no_text_are_told(folder):
    assert "cannot be read" in hoardshare("run", "mine.toml", "--set", "title=\udcff", cwd=folder, code=2).stderr
    assert "no such scenario or file" in hoardshare("run", "\udcff", cwd=folder, code=2).stderr


def test_a_reader_that_leaves_is_no_error():
    with start("-m", "sim.cli", "schema") as running:
        running.stdout.read(1)
        running.stdout.close()
        assert running.stderr.read() == ""


def test_a_run_prints_its_outcomes(folder):
    told = hoardshare("run", "mine.toml", "--seed", "3", cwd=folder).stdout
    assert told.startswith("Two [firms]\n8 quarters, seed 3, model version ")
    assert "is better" in told


def test_a_run_can_be_printed_as_json_alone(folder):
    outcomes = json.loads(hoardshare("run", "mine.toml", "--quarters", "4", "--json", cwd=folder).stdout)
    assert outcomes
    assert all(value is None or isinstance(value, float) for value in outcomes.values())


def test_a_run_is_recorded_once_and_replaced_by_itself_only(folder):
    hoardshare("run", "mine.toml", "--out", "out", cwd=folder)
    manifest = json.loads((folder / "out/manifest.json").read_text())
    assert manifest["command"] == "hoardshare run mine.toml --out out"
    hoardshare("run", "mine.toml", "--out", "out", cwd=folder)
    told = hoardshare("run", "mine.toml", "--seed", "1", "--out", "out", cwd=folder, code=2)
    assert "contains another run" in told.stderr
    hoardshare("run", "mine.toml", "--seed", "1", "--out", "out", "--force", cwd=folder)
    assert json.loads((folder / "out/manifest.json").read_text())["seed"] == 1
    assert entries(folder) == ["mine.toml", "out"]


STUDY = 'scenarios = ["mine.toml"]\nreplicates = 5\n[parameters]\ntrust.gain = [0.0, 0.1]\n'


@pytest.fixture
def study(folder):
    (folder / "study.toml").write_text(STUDY)
    return folder


def test_a_study_is_swept_looked_at_exported_and_compacted(study):
    told = hoardshare("sweep", "study.toml", "--store", "store", "--workers", "1", "--limit", "8", cwd=study)
    assert told.stdout == "8 runs done, 0 found, 2 left, in store\n"
    told = hoardshare("sweep", "study.toml", "--store", "store", "--workers", "1", cwd=study)
    assert told.stdout == "2 runs done, 8 found, 0 left, in store\n"
    told = hoardshare("status", "store", cwd=study).stdout
    assert told.startswith("store: 10 runs in ") and "study: 10 of 10 runs, 0 failed" in told and "mine" in told
    told = hoardshare("export", "store", "--to", "csv", cwd=study).stdout.splitlines()
    assert len(told) == 11 and '"trust.gain"' in told[0]
    assert hoardshare("export", "store", "--to", "parquet", "--out", "a.parquet", cwd=study).stdout.startswith(
        "10 runs"
    )
    assert hoardshare("compact", "store", cwd=study).stdout.endswith(" 1 after\n")
    assert hoardshare("status", "store", cwd=study).stdout.startswith("store: 10 runs in 1 parts")
    assert hoardshare("sweep", "study.toml", "--store", "store", cwd=study).stdout.startswith("0 runs done, 10 found")
    assert entries(study) == ["a.parquet", "mine.toml", "store", "study.toml"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["sweep", "nowhere.toml"], "nowhere.toml: no such study"),
        (["sweep", "mine.toml"], "mine.toml:1: extends: unknown key"),
        (["sweep", "study.toml", "--workers", "0"], "--workers"),
        (["sweep", "study.toml", "--shard", "4/4"], "--shard"),
        (["sweep", "study.toml", "--shard", "x"], "--shard"),
        (["sweep", "study.toml", "--limit", "-1"], "--limit"),
        (["sweep", "study.toml", "--workers", "1", "--cluster", "tcp://a:1"], "not both"),
        (["export", "store", "--to", "pdf"], "--to"),
        (["export", "store", "--to", "xlsx"], "needs a file"),
    ],
)
def test_bad_input_to_studies_is_one_message_and_writes_nothing(study, arguments, told):
    before = entries(study)
    assert told in hoardshare(*arguments, cwd=study, code=2).stderr
    assert entries(study) == before


@pytest.mark.parametrize("command", [["status"], ["compact"], ["export", "--to", "csv"]])
def test_a_store_that_is_none_is_told(study, command):
    told = hoardshare(*command[:1], "mine.toml", *command[1:], cwd=study, code=2)
    assert told.stderr == "mine.toml: is a file; expected the folder of a store\n"
    assert "nowhere: not a store" in hoardshare(*command[:1], "nowhere", *command[1:], cwd=study, code=2).stderr


WAITS = """\
import sys, types, time
module = types.ModuleType("sim.study.execute")
def run(scenario, seed=0, quarters=None, progress=None):
    print("running", flush=True)
    time.sleep(60)
module.run = run
sys.modules["sim.study.execute"] = module
sys.argv = ["hoardshare", "run", "mine.toml", "--out", "out"]
from sim.cli import main
main()
"""


def test_an_interruption_is_one_line(folder):
    running = start("-c", WAITS, cwd=folder)
    assert running.stdout.readline() == "running\n"
    running.send_signal(signal.SIGINT)
    assert finish(running, code=130).stderr == "interrupted\n"
    assert entries(folder) == ["mine.toml"]


def _shown(master):
    """All that was written to a terminal which everybody has left."""
    said = b""
    with suppress(OSError):
        while more := os.read(master, 1 << 16):
            said += more
    os.close(master)
    return said.decode()


def _on_terminal(folder, seconds):
    """What a terminal shows of a run that reports progress for some seconds, by a clock of its own."""
    ticks = f"clock = itertools.count(0, {seconds} / 20); time.monotonic = lambda: next(clock)"
    program = f"import itertools, time; {ticks}\n" + WAITS.replace(
        "time.sleep(60)", "[progress(n, 20) for n in range(20)]; sys.exit(0)"
    )
    master, slave = pty.openpty()
    running = start("-c", program, cwd=folder, environment={"TERM": "xterm"}, stderr=slave)
    os.close(slave)
    running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    return _shown(master)


def test_progress_is_shown_on_a_terminal_for_long_runs_only(folder):
    assert "quarters" in _on_terminal(folder, 2.0)
    assert _on_terminal(folder, 0.2) == ""


def test_a_title_of_several_lines_is_told_on_one(tmp_path):
    (tmp_path / "nl.toml").write_text('quarters = 3\ntitle = "A\\nother.toml: ok: B"\n')
    done = hoardshare("check", "nl.toml", cwd=tmp_path)
    assert done.stdout == "nl.toml: ok: A\\nother.toml: ok: B, 20 actors, 3 quarters\n"
    assert "\nother" not in hoardshare("run", "nl.toml", cwd=tmp_path).stdout


@pytest.mark.parametrize("name", [" ", "a\nb", " x"])
def test_a_row_has_a_name_that_can_be_written(name):
    row = {"kind": "subsidy", "actor": "alpha", "start": date(2021, 1, 1), "name": name}
    with pytest.raises(sim.ScenarioError, match=r"policies\.0\.name: .* is not a valid name"):
        sim.load("base", {"policies": [row]})
