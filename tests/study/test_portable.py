"""What is stored tells nothing of the folders of the machine that wrote it."""

import json
import os
import re
import shlex
import sysconfig
from pathlib import Path

import pytest

import sim
from sim.study import execute
from sim.study.errors import FailedRuns
from sim.study.portable import portable_command, trace_of, without_folders
from sim.study.record import save
from tests.study.sweeps import Here, small, stored
from tests.study.test_record import FakeRun


def failing(*arguments):
    try:
        json.loads("{")
    except ValueError as error:
        raise LookupError(f"cannot read {Path.home() / 'secret' / 'x.csv'} or {os.getcwd()}/mine.csv") from error


def test_tracebacks_of_failed_runs_tell_no_folder_of_the_writer(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "fits", lambda *_: False)  # one by one
    monkeypatch.setattr(execute, "run", failing)
    with pytest.warns(FailedRuns, match=r"cannot read ~"):
        sim.sweep(small(1), tmp_path / "store", Here())
    rows = stored(tmp_path / "store")
    assert len(rows) == 2
    for told in [*rows["traceback"], *rows["error"]]:
        for folder in (Path(sim.__file__).parents[1], Path.home(), Path.cwd(), Path(sysconfig.get_path("stdlib"))):
            assert f"{folder}{os.sep}" not in told
    files = re.findall('File "([^"]+)"', rows["traceback"][0])
    assert not any(map(os.path.isabs, files)) and str(Path("json", "decoder.py")) in files
    assert str(Path("sim", "study", "work.py")) in files
    assert rows["error"][0] == f"LookupError: cannot read {Path('~', 'secret', 'x.csv')} or mine.csv"


def test_a_file_of_nowhere_known_keeps_its_name_alone():
    code = compile("1 / 0", "/srv/elsewhere/deep/model.py", "exec")
    try:
        exec(code)
    except ZeroDivisionError as error:
        told = trace_of(error)
    assert 'File "model.py", line 1' in told and "srv" not in told


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("hoardshare run base --set trust.gain=0.1", "hoardshare run base --set trust.gain=0.1"),
        ("hoardshare run {cwd}/mine.toml --out {cwd}/out", "hoardshare run mine.toml --out out"),
        ("hoardshare run /srv/a/mine.toml --out=/srv/b/out/", "hoardshare run mine.toml --out=out"),
        ("hoardshare run 'my scenario.toml' --out ../out", "hoardshare run 'my scenario.toml' --out ../out"),
        ("an 'open quote", "an 'open quote"),
    ],
)
def test_recorded_commands_tell_no_folder(typed, kept):
    assert portable_command(typed.format(cwd=shlex.quote(os.getcwd()))) == kept


def test_a_record_has_the_portable_command(tmp_path):
    save(FakeRun(), tmp_path / "out", f"hoardshare run x --out {tmp_path / 'out'}")
    assert json.loads((tmp_path / "out/manifest.json").read_text())["command"] == "hoardshare run x --out out"


def test_words_are_not_taken_apart(monkeypatch):
    monkeypatch.setattr(os, "getcwd", lambda: "/")
    assert without_folders("trust/gain of 1/3") == "trust/gain of 1/3"


def test_a_folder_within_a_path_is_none_of_ours(monkeypatch):
    monkeypatch.setattr(os, "getcwd", lambda: "/tmp/ab")
    told = "no /var/tmp/ab/x.csv, --out=/tmp/ab/y, '/tmp/ab/z' nor ./tmp/ab/q"
    assert without_folders(told) == "no /var/tmp/ab/x.csv, --out=y, 'z' nor ./tmp/ab/q"
