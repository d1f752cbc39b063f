"""``hoardshare examples`` lists and copies what comes with the package: all of it or nothing, and over nothing."""

import os
import re
import tomllib

import pytest
from typer.testing import CliRunner

import sim.extras
from sim.cli import app
from sim.commands.examples import _FOLDERS, copied, shipped_files
from sim.study.record import RecordError
from tests.program import ROOT


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_script_is_listed_with_what_it_asks():
    told = CliRunner().invoke(app, ["examples"]).output
    for name, file in shipped_files().items():
        if file.suffix in {".py", ".ipynb"}:
            assert f"{name}  " in told
    assert "Does trust survive a shock?" in told and "README" not in told


def test_a_copy_is_what_is_shipped_and_a_second_one_changes_nothing(tmp_path):
    place = tmp_path / "deep" / "examples"
    assert copied(str(place)) == list(shipped_files())
    assert contents(place) == {name: file.read_bytes() for name, file in shipped_files().items()}
    assert "experiments/common.py" in contents(place) and not any(".." in name for name in contents(place))
    assert copied(str(place)) == []
    assert [entry.name for entry in place.parent.iterdir()] == ["examples"]


def test_what_differs_is_overwritten_only_by_force(tmp_path):
    mine = tmp_path / "experiments" / "regimes.py"
    mine.parent.mkdir()
    mine.write_text("mine")
    with pytest.raises(RecordError, match=r"there already, with other content: experiments/regimes\.py; .*--force"):
        copied(str(tmp_path))
    assert contents(tmp_path) == {"experiments/regimes.py": b"mine"}
    assert "experiments/regimes.py" in copied(str(tmp_path), force=True)
    assert mine.read_bytes() == shipped_files()["experiments/regimes.py"].read_bytes()


def test_a_copy_that_fails_leaves_all_as_it_was(tmp_path, monkeypatch):
    mine = tmp_path / "examples" / "experiments" / "regimes.py"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    real, last = os.replace, list(shipped_files())[-1]

    def full(source, place):
        if str(place).endswith(last) and "new" in str(source):
            raise OSError(28, "No space left on device")
        real(source, place)

    monkeypatch.setattr("sim.commands.examples.os.replace", full)
    with pytest.raises(RecordError, match="No space left"):
        copied(str(tmp_path / "examples"), force=True)
    assert contents(tmp_path) == {"examples/experiments/regimes.py": b"mine"}
    with pytest.raises(RecordError, match="No space left"):
        copied(str(tmp_path / "other"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["examples"]


def test_a_folder_that_cannot_be_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "deeper", ""):
        assert CliRunner().invoke(app, ["examples", "--out", str(out)]).exception is not None
    with pytest.raises(RecordError, match="is a file; expected a folder"):
        copied(str(tmp_path / "file"))


def test_what_figures_need_is_said_where_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.extras.find_spec", lambda name: None)
    told = CliRunner().invoke(app, ["examples", "--out", str(tmp_path)]).output.splitlines()
    assert told[-1] == f"First: an experiment draws a figure, and needs matplotlib: {sim.extras.how_to('plots')}"


def test_every_folder_that_the_package_looks_for_is_in_the_wheel():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    asked = {f"_examples/{kind}": folder for kind, folder in _FOLDERS.items()}
    for file in (ROOT / "sim").rglob("*.py"):
        asked |= dict(re.findall(r'shipped\("(_\w+)", "([^".]+)"\)', file.read_text(encoding="utf-8")))
    assert len(asked) > 5
    assert {folder: f"sim/{place}" for place, folder in asked.items()}.items() <= included.items()


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("mine", ["own-data/ties.csv/mine.txt", "own-data"], ids=["folder for file", "file for folder"])
def test_what_stands_in_the_way_stays_even_by_force(tmp_path, mine, force):
    (tmp_path / mine).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / mine).write_text("mine")
    standing = tmp_path / mine.removesuffix("/mine.txt")
    with pytest.raises(
        RecordError, match=rf"^{re.escape(str(standing))}: in the way of the examples; nothing was copied"
    ):
        copied(str(tmp_path), force=force)
    assert contents(tmp_path) == {mine: b"mine"}


def test_a_link_to_nothing_is_told(tmp_path):
    (tmp_path / "there").symlink_to(tmp_path / "nowhere")
    with pytest.raises(RecordError, match=r"is a link to .*nowhere, which is not there"):
        copied(str(tmp_path / "there"))
