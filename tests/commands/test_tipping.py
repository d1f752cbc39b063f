"""``hoardshare tipping`` on the command line."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli import app
from tests.program import hoardshare

RUNNER = CliRunner()
SMALL = ("--steps", "2", "--against-steps", "2", "--replicates", "2", "--quarters", "24", "--workers", "1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with what one small command writes, and what it printed."""
    made = tmp_path_factory.mktemp("tipping")
    told = RUNNER.invoke(
        app, ["tipping", *SMALL, "--draws", "2", "--store", str(made / "store"), "--out", str(made / "out")]
    )
    assert told.exit_code == 0, told.output
    (made / "printed").write_text(told.stdout, encoding="utf-8")
    return made


def test_the_verdict_comes_first_and_what_is_not_known_last(folder):
    lines = (folder / "printed").read_text().splitlines()
    assert lines[0].startswith("arms-race-norms: share of actors open in the last 8 of 24 quarters, from two starts")
    assert lines[1].startswith("Undecided over 24 quarters: ") and "of 2 runs that begin open end open" in lines[1]
    assert "This is no forecast." in " ".join(lines[-2:])
    for head in ("Over appeal", "Memory, by", "What tips a closed start", "With support", "Over 2 draws"):
        assert any(line.startswith(head) for line in lines), head


def test_tables_a_text_and_a_picture_are_written(folder):
    pytest.importorskip("matplotlib")
    names = {path.name for path in (folder / "out").iterdir()}
    tables = (
        "branches",
        "map",
        "basin",
        "commitments",
        "support",
        "verdicts",
        "drivers",
        "norms",
        "draws",
        "draws-numbers",
    )
    assert names == {f"tipping-{name}.{kind}" for name in tables for kind in ("parquet", "csv")} | {
        "tipping.md", "tipping.png", "tipping.pdf",
    }  # fmt: skip
    table = pd.read_parquet(folder / "out" / "tipping-map.parquet")
    assert list(table) == ["lever", "against", "closed", "open", "memory"] and len(table) == 4
    text = (folder / "out" / "tipping.md").read_text(encoding="utf-8")
    assert text.startswith("# arms-race-norms: ") and "**Undecided " in text and "Model version" in text


def test_bad_input_is_one_message_and_code_2(tmp_path):
    told = hoardshare("tipping", "--lever", "tiers.open.apeal", "--store", str(tmp_path / "store"), code=2)
    assert 'did you mean "tiers.open.appeal"' in told.stderr and "Traceback" not in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1 and not (tmp_path / "store").exists()
