"""``hoardshare ablate`` on the command line."""

import signal

import pytest
from typer.testing import CliRunner

from sim.cli import app
from tests.program import await_parts, finish, start

RUNNER = CliRunner()
PAIR = ('extends = "arms-race"\nquarters = 6\n', 'extends = "commons"\nquarters = 6\n')


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with two short scenarios and a store."""
    made = tmp_path_factory.mktemp("ablate")
    for name, text in zip(("hoard.toml", "share.toml"), PAIR, strict=True):
        (made / name).write_text(text)
    return made


def ablate(folder, *arguments):
    """The result of the command in this process."""
    given = ["ablate", str(folder / "share.toml"), "--against", str(folder / "hoard.toml"), "--workers", "1"]
    return RUNNER.invoke(app, [*given, "--store", str(folder / "store"), "--replicates", "3", *arguments])


def test_one_outcome_is_told_with_intervals_and_written(folder):
    told = ablate(folder, "--outcomes", "trust", "--out", str(folder / "out"))
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert lines[0] == "share - hoard, 3 paired runs, with one part off at a time"
    assert lines[1].startswith("trust, share: +")
    assert any(line.split()[0] == "trust" and line.rstrip().endswith("%") for line in lines[3:])
    assert {path.name for path in (folder / "out").iterdir()} == {"ablation.parquet", "ablation.csv", "ablation.md"}
    assert "| trust |" in (folder / "out" / "ablation.md").read_text()


def test_many_outcomes_are_a_table_of_shares_with_a_point_for_noise(folder):
    # An interval from two pairs is so wide that most of what there is is noise, whatever the luck.
    told = ablate(folder, "--replicates", "2")
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines()[1].startswith("share carried")
    assert " . " in told.stdout and "imitation" in told.stdout.partition("In every outcome: ")[2]


def test_bad_input_is_told_at_once(folder):
    for arguments, message in (
        (("--outcomes", "trsut"), 'did you mean "trust"'),
        (("--replicates", "1"), "one pair of runs has no variance"),
        (("--out", str(folder / "hoard.toml")), "is a file"),
    ):
        failed = ablate(folder, *arguments)
        assert failed.exit_code != 0 and message in str(failed.exception)


def test_after_ctrl_c_the_same_command_goes_on(folder):
    arguments = ["ablate", "commons", "--against", "arms-race", "--replicates", "500", "--workers", "1"]
    arguments += ["--outcomes", "trust", "--store", str(folder / "long")]
    running = start("-m", "sim.cli", *arguments)
    await_parts(running, folder / "long")
    running.send_signal(signal.SIGINT)
    told = finish(running, code=130)
    assert "runs are kept; to continue: hoardshare ablate commons --against arms-race" in told.stderr
    assert told.stdout == ""
