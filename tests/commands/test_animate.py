"""``hoardshare animate`` writes a moving picture, and says in one line what it cannot do."""

import pytest
from PIL import Image
from typer.testing import CliRunner

from sim.cli import app
from sim.study.record import RecordError
from tests.program import hoardshare


def run(*arguments):
    return CliRunner().invoke(app, ["animate", "arms-race", "--set", "quarters=3", *map(str, arguments)])


def test_a_run_becomes_a_moving_picture(tmp_path):
    result = run("--out", tmp_path / "new" / "run.gif")
    assert result.exit_code == 0, result.output
    with Image.open(tmp_path / "new" / "run.gif") as picture:
        assert picture.n_frames == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--out", "run.png"], "expected a name that ends in .gif or .mp4"),
        (["--out", "run.gif", "--series", "frontier,trusst"], "trusst"),
    ],
)
def test_what_cannot_be_drawn_is_told(tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert isinstance(result.exception, RecordError) and told in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_two_series_are_drawn_no_fewer(tmp_path):
    result = run("--out", tmp_path / "run.gif", "--series", "trust")
    assert result.exit_code == 2 and "expected two series" in " ".join(result.stderr.split())


def test_letters_that_the_font_lacks_are_told_once_and_reach_no_terminal(tmp_path):
    (tmp_path / "red.toml").write_text('quarters = 3\ntitle = "\\u001b[31mred \\u4f60\\u597d"\n')
    done = hoardshare("animate", "red.toml", "--out", "run.gif", cwd=tmp_path)
    assert done.stderr.splitlines()[:1] == [
        "the font of the figures lacks some letters of titles or names, and draws them as boxes"
    ]
    assert "\x1b" not in done.stdout + done.stderr and "Warning" not in done.stderr
