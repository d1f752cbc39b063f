"""``hoardshare claims`` prints a table, writes all tables or none, and refuses in one line what it cannot do."""

import signal

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.analysis.claims.register import SECOND, load_register
from sim.analysis.claims.testing import Effort, put_to_test
from sim.cli import app
from sim.report.claims import TABLES, markdown
from sim.report.claims import write as write_findings
from sim.scenario import ScenarioError
from sim.study.record import RecordError
from sim.study.store import Store
from tests.analysis.claims.registers import ALLIED, PRIOR, TRUSTING, write
from tests.program import await_parts, finish, start

SMALL = ["--draws", "2", "--replicates", "1", "--workers", "1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = write(tmp_path_factory.mktemp("claims"), TRUSTING)
    write(made / SECOND, TRUSTING.replace("least = 0.01", "least = 0.3"), parameters=None)
    return made


@pytest.fixture(scope="module")
def found(folder, tmp_path_factory):
    """Findings, and the store that has their runs."""
    store = tmp_path_factory.mktemp("runs") / "store"
    return put_to_test(load_register(folder).questions, store, Effort(2, 1), workers=1), store


def run(*arguments):
    return CliRunner().invoke(app, ["claims", *map(str, arguments)])


def test_it_prints_a_table_and_writes_all_tables(tmp_path, folder, found):
    result = run("T1", "--claims", folder, "--store", found[1], *SMALL, "--out", tmp_path / "out", "--forms")
    assert result.exit_code == 0, result.output
    assert "T1" in result.stdout and "too few draws" in result.stdout and "between, adaptive, blocs" in result.stdout
    assert "2 draws are too few for a verdict: --draws 200" in result.stderr
    for name in TABLES:
        table = pd.read_parquet(tmp_path / "out" / f"{name}.parquet")
        pd.testing.assert_frame_equal(table, getattr(found[0], name), check_dtype=False)
    assert len(pd.read_csv(tmp_path / "out" / "claims.csv")) == 1
    assert (tmp_path / "out" / "claims.md").read_text() == markdown(found[0])


def test_the_page_holds_every_claim_and_needs_no_network(tmp_path, folder, found):
    result = run("T1", "--claims", folder, "--store", found[1], *SMALL, "--out", tmp_path / "out", "--report")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "T1. Sharing breeds trust." in text and "Of 1 claims, 1 too few draws." in text
    assert "Compared: commons against arms-race" in text and "effect [90 % of draws]" in text
    assert "<td>between, adaptive, blocs</td>" in text and "Not testable here: an extreme dose" in text
    assert 'src="data:image/svg+xml' in text and "<script" not in text and "<link" not in text
    assert {file.suffix for file in (tmp_path / "out").glob("claims.p*")} == {".parquet", ".png", ".pdf"}


def test_the_text_holds_a_row_a_claim(found):
    head, _, row, _, effort = markdown(found[0]).splitlines()
    assert head.count("|") == row.count("|") == 7
    assert effort.startswith("2 draws in 4 forms, a paired run each; model version ")
    assert row.startswith("| T1 | Sharing breeds trust. | too few draws | trust +0.")


def test_channels_alone_are_told_and_written(tmp_path, folder, found):
    result = run("T1", "--claims", folder, "--store", found[1], "--channels", "--workers", 1, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "1 of 1 outcomes are moved by their dose" in result.stdout
    assert pd.read_parquet(tmp_path / "out" / "channels.parquet")["moved"].tolist() == [True]
    without = run("--claims", write(tmp_path / "register", ALLIED), "--store", found[1], "--channels", "--workers", 1)
    assert "no dose is given for: T2" in without.stdout


def test_both_readings_are_tested_and_their_agreement_told(tmp_path, folder, found):
    result = run("--claims", folder, "--store", found[1], "--second-reading", *SMALL, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "100% of 1 verdicts agree; Cohen's kappa is not defined." in result.stdout
    assert "no independent coder's" in " ".join(result.stdout.split())
    assert pd.read_parquet(tmp_path / "out" / "agreement.parquet")["agree"].tolist() == [True]


def test_ranges_of_ones_own_say_whether_a_verdict_turns(tmp_path, folder, found):
    (tmp_path / "mine.toml").write_text(PRIOR)
    out = ["--prior", tmp_path / "mine.toml", "--out", tmp_path / "out"]
    result = run("--claims", folder, "--store", found[1], *SMALL, *out)
    assert result.exit_code == 0, result.output
    assert "does not turn with" in result.stdout
    (row,) = pd.read_parquet(tmp_path / "out" / "claims.parquet").to_dict("records")
    assert (row["without"], row["turns"], row["prior"]) == ("too few draws", False, "trust.gain")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--design", 128], "is now --draws"),
        (["--draws", 0], "--draws"),
        (["--replicates", 0], "--replicates"),
        (["--channels", "--prior", "mine.toml"], "has no meaning with --prior"),
        (["--second-reading", "--report"], "has no meaning with --report"),
        (["--channels", "--second-reading"], "has no meaning with --second-reading"),
    ],
)
def test_options_that_say_nothing_are_refused_with_the_reason(folder, arguments, told):
    result = run("--claims", folder, *arguments)
    assert result.exit_code == 2 and told in " ".join(result.stderr.replace("│", " ").split())


def test_a_file_of_ranges_that_is_none_is_told_with_its_name(tmp_path, folder):
    result = run("--claims", folder, "--prior", tmp_path / "none.toml")
    assert isinstance(result.exception, ScenarioError)
    assert "none.toml: no such file; expected a .toml file of ranges" in str(result.exception)


def test_an_unknown_claim_is_told_with_the_nearest(folder):
    result = run("t1", "--claims", folder)
    assert isinstance(result.exception, ScenarioError) and 'did you mean "T1"?' in str(result.exception)


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_run(tmp_path, folder):
    (tmp_path / "mine.txt").write_text("mine")
    result = run("--claims", folder, "--store", tmp_path / "store", "--out", tmp_path / "mine.txt")
    assert isinstance(result.exception, RecordError) and "is a file" in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_results_that_cannot_be_written_leave_the_former_ones(tmp_path, found, monkeypatch):
    target = tmp_path / "out"
    write_findings(found[0], (), target)
    before = {path.name: path.read_bytes() for path in target.iterdir()}

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises(RecordError, match="cannot be written: No space left"):
        write_findings(found[0], (), target)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_ctrl_c_keeps_what_was_done_and_says_how_to_go_on(tmp_path, folder):
    command = ["claims", "--claims", folder, "--store", tmp_path / "store", "--draws", 200, "--workers", 1]
    running = start("-m", "sim.cli", *command)
    await_parts(running, tmp_path / "store")
    running.send_signal(signal.SIGINT)
    last = finish(running, code=130).stderr.strip().splitlines()[-1]
    assert last.startswith("interrupted: ") and "runs are kept; to continue: hoardshare claims --claims" in last
    assert Store(tmp_path / "store").counts().runs
