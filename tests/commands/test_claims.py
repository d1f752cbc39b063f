"""``hoardshare claims`` prints a table, writes all tables or none, and refuses in one line what it cannot do."""

import signal

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.analysis.claims.register import load_register
from sim.analysis.claims.testing import Effort, put_to_test
from sim.cli import app
from sim.report.claims import TABLES, markdown
from sim.report.claims import write as write_findings
from sim.scenario import ScenarioError
from sim.study.record import RecordError
from sim.study.store import Store
from tests.analysis.claims.registers import TRUSTING, write
from tests.program import await_parts, finish, start

SMALL = ["--design", "2", "--replicates", "2", "--workers", "1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("claims"), TRUSTING)


@pytest.fixture(scope="module")
def found(folder, tmp_path_factory):
    """Findings, and the store that has their runs."""
    store = tmp_path_factory.mktemp("runs") / "store"
    return put_to_test(load_register(folder).questions, store, Effort(2, 2), workers=1), store


def run(*arguments):
    return CliRunner().invoke(app, ["claims", *map(str, arguments)])


def test_it_prints_a_table_and_writes_all_tables(tmp_path, folder, found):
    result = run("T1", "--claims", folder, "--store", found[1], *SMALL, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "T1" in result.stdout and "barely" in result.stdout and "100/0/0 %" in result.stdout
    for name in TABLES:
        table = pd.read_parquet(tmp_path / "out" / f"{name}.parquet")
        pd.testing.assert_frame_equal(table, getattr(found[0], name), check_dtype=False)
    assert len(pd.read_csv(tmp_path / "out" / "claims.csv")) == 1
    assert (tmp_path / "out" / "claims.md").read_text() == markdown(found[0])


def test_the_page_holds_every_claim_and_needs_no_network(tmp_path, folder, found):
    result = run("T1", "--claims", folder, "--store", found[1], *SMALL, "--out", tmp_path / "out", "--report")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "T1. Sharing breeds trust." in text and "1 supported, 0 conditional, 0 refuted, 0 undetermined" in text
    assert "Compared: commons against arms-race; varied: trust.gain." in text and "effect [90 % of points]" in text
    assert 'src="data:image/svg+xml' in text and "<script" not in text and "<link" not in text
    assert {file.suffix for file in (tmp_path / "out").glob("claims.p*")} == {".parquet", ".png", ".pdf"}


def test_the_text_holds_a_row_a_claim(found):
    head, _, row, _, effort = markdown(found[0]).splitlines()
    assert head.count("|") == row.count("|") == 7
    assert effort.startswith("2 points, 2 paired runs each; model version ")
    assert row.startswith("| T1 | Sharing breeds trust. | supported, barely | trust +0.")


def test_one_run_a_point_is_refused_with_the_reason(folder):
    result = run("--claims", folder, "--replicates", 1)
    assert result.exit_code == 2 and "one run has no variance" in " ".join(result.stderr.split())


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
    command = ["claims", "--claims", folder, "--store", tmp_path / "store", "--replicates", 200, "--workers", 1]
    running = start("-m", "sim.cli", *command)
    await_parts(running, tmp_path / "store")
    running.send_signal(signal.SIGINT)
    last = finish(running, code=130).stderr.strip().splitlines()[-1]
    assert last.startswith("interrupted: ") and "runs are kept; to continue: hoardshare claims --claims" in last
    assert Store(tmp_path / "store").counts().runs
