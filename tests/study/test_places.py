"""A place that cannot be a store is told in one line, with exit code 2, and nothing is written there."""

import errno
import json
import os

import pytest

import sim
from sim.study import locks
from sim.study.errors import DiskError, StoreError
from sim.study.store import Store
from tests.study.damage import a_socket
from tests.study.sweeps import Here, small
from tests.study.test_damage import run

STUDY = 'scenarios = ["arms-race"]\nquarters = 2\n'


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "study.toml").write_text(STUDY)
    return tmp_path


def a_loop(path):
    path.symlink_to(path.with_name("loop"))
    path.with_name("loop").symlink_to(path)


def without_parts(path):
    """Where the parts of a store should be."""
    Store(path).create()
    (path / "parts").rmdir()
    return path / "parts"


PLACES = {
    "file": lambda path: path.write_text("mine"),
    "dangling link": lambda path: path.symlink_to("nowhere"),
    "loop": a_loop,
    "pipe": os.mkfifo,
    "socket": a_socket,
    "other files": lambda path: (path.mkdir(), (path / "thesis.doc").touch()),
    "link in place of parts": lambda path: (
        Store(path).create(),
        (path / "parts").rmdir(),
        (path / "parts").symlink_to(".."),
    ),
    "file in place of parts": lambda path: (Store(path).create(), (path / "parts").rmdir(), (path / "parts").touch()),
}
COMMANDS = {
    "sweep": ("sweep", "study.toml", "--store"),
    "status": ("status",),
    "verify": ("status", "--verify"),
    "export": ("export", "--to", "csv", "--out", "all.csv"),
    "compact": ("compact",),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_is_no_store_is_one_line(home, monkeypatch, capsys, place, command):
    PLACES[place](home / "store")
    before = sorted(os.walk(home))
    code, out, told = run(monkeypatch, capsys, *COMMANDS[command], "store")
    assert (code, out) == (2, "") and told.startswith("store") and told.count("\n") == 1, told
    assert sorted(os.walk(home)) == before


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "name",
    ["", " ", "x" * 300, "/".join(["x" * 200] * 30), "study.toml/store", "study.toml/", "~nobody-of-that-name/store"],
)
def test_a_name_that_no_store_can_have_is_one_line(home, monkeypatch, capsys, name, command):
    before = sorted(os.walk(home))
    code, _, told = run(monkeypatch, capsys, *COMMANDS[command], name)
    assert code == 2 and told.count("\n") == 1, told
    assert sorted(os.walk(home)) == before


@pytest.mark.parametrize("name", ["a\0b", "\0"])
def test_a_name_with_a_zero_byte_is_told(name):
    with pytest.raises(StoreError, match="is not a valid name of a store"):
        Store(name).create()


@pytest.mark.parametrize("name", ["store/", "./store", "deep/er/store", "~/store", "with\nbreak", "pärts"])
def test_other_names_are_taken(home, name):
    assert len(sim.sweep(small(1), name, Here())) == 2
    assert sim.verify(name).is_whole and sim.verify(name).runs == 2
    assert (home / "home/store").exists() == (name == "~/store")
    assert "\n" not in sim.verify(name).name


def test_a_store_may_be_a_link_to_one(home):
    sim.sweep(small(1), "real", Here())
    (home / "store").symlink_to("real")
    again = Here()
    assert len(sim.sweep(small(1), "store", again)) == 2 and again.batches == []


def refuse(name, number):
    def call(*arguments, **named):
        raise OSError(number, os.strerror(number))

    return name, call


@pytest.mark.parametrize(("number", "code"), [(errno.EROFS, 2), (errno.EACCES, 2), (errno.ENOSPC, 1), (errno.EIO, 1)])
def test_a_folder_that_cannot_be_made_is_one_line(home, monkeypatch, capsys, number, code):
    monkeypatch.setattr(os, *refuse("mkdir", number))
    found, _, told = run(monkeypatch, capsys, *COMMANDS["sweep"], "store")
    assert (found, told) == (code, f"store: {os.strerror(number)}\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_cannot_be_read_is_one_line_and_never_an_empty_store(home, monkeypatch, capsys, command):
    sim.sweep(small(1), "store", Here())
    monkeypatch.setattr(os, *refuse("listdir", errno.EACCES))
    code, out, told = run(monkeypatch, capsys, *COMMANDS[command], "store")
    assert (code, out, told) == (2, "", "store: Permission denied\n")


def test_a_store_whose_parts_have_gone_is_told_and_a_sweep_begins_anew(home):
    sim.sweep(small(1), "store", Here())
    for path in (home / "store/parts").iterdir():
        path.unlink()
    (home / "store/parts").rmdir()
    with pytest.raises(StoreError, match="has no folder parts"):
        sim.verify("store")
    assert len(sim.sweep(small(1), "store", Here())) == 2


MANIFESTS = [
    *("", "{", "[]", "3", "null", '"x"', "NaN", "{}", '{"format": null}', '{"format": "1"}', '{"format": true}'),
    *(
        '{"format": 1.0}',
        '{"format": NaN}',
        '{"format": Infinity}',
        '{"format": 1e999}',
        '{"format": -1}',
        '{"format": 0}',
    ),
    *('{"format": []}', '{"format": {}}', "[" * 100_000, '{"format":' * 100_000, '{"format": ' + "9" * 10_000 + "}"),
    *('{"format": 1, "x": "' + "x" * (1 << 21) + '"}', '{"format": 1, "x": "\\ud800"}'),
    *("\udcff\udcfe", "\0" * 100),
]


@pytest.mark.parametrize("command", ["sweep", "status"])
@pytest.mark.parametrize("number", range(len(MANIFESTS)))
def test_a_manifest_of_another_form_is_one_line(home, monkeypatch, capsys, number, command):
    (home / "store").mkdir()
    (home / "store/manifest.json").write_bytes(MANIFESTS[number].encode("utf-8", "surrogateescape"))
    code, _, told = run(monkeypatch, capsys, *COMMANDS[command], "store")
    assert (code, told) == (2, "store: manifest.json is damaged; expected the manifest of a store\n")
    assert os.listdir(home / "store") == ["manifest.json"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_newer_layout_is_one_line(home, monkeypatch, capsys, command):
    Store("store").create()
    (home / "store/manifest.json").write_text(json.dumps({"store": "hoardshare", "format": 2}))
    code, _, told = run(monkeypatch, capsys, *COMMANDS[command], "store")
    assert (code, told) == (2, "store: made by a newer hoardshare (layout 2); use that version\n")


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("/etc/passwd", path)])
def test_a_manifest_that_is_no_file_is_told_at_once(home, make):
    (home / "store").mkdir()
    make(home / "store/manifest.json")
    with pytest.raises(StoreError, match=r"manifest.json is damaged"):
        Store("store").create()


WORDS = [
    *("", "{", "[]", "null", "{}", "NaN", "[" * 100_000, '{"title":' * 100_000),
    *(
        json.dumps({"title": "T", "planned": 1, "found": 0, "done": 1, "failed": 0, "rate": 1.0, "told": 1} | changed)
        for changed in (
            {"told": "x"}, {"told": None}, {"told": float("nan")}, {"told": float("inf")}, {"told": []},
            {"told": True},
            {"planned": "many"}, {"planned": 1e300}, {"found": None}, {"done": -1}, {"rate": float("nan")},
            {"rate": {}},
            {"title": 3}, {"title": None}, {"title": ["x"]}, {"failed": {}}, {"told": 10**400}, {"title": "\ud800"},
        )
    ),
]  # fmt: skip


def test_words_of_sweeps_of_another_form_are_passed_over(home, monkeypatch, capsys):
    sim.sweep(small(1, title="\x1b[2JSound\n"), "store", Here())
    for number, word in enumerate(WORDS):
        (home / f"store/studies/{number}.json").write_text(word)
    os.mkfifo(home / "store/studies/pipe.json")
    (home / "store/studies/folder.json").mkdir()
    (home / "store/studies/link.json").symlink_to("/etc/passwd")
    code, out, told = run(monkeypatch, capsys, "status", "store")
    assert (code, told) == (0, "")
    assert out.splitlines()[-1].startswith("\\x1b[2JSound\\n: 2 of 2 runs, 0 failed")
    assert len(out.splitlines()) == 5


def test_a_disk_without_locks_is_told(home, monkeypatch):
    sim.sweep(small(1), "store", Here())

    def acquire(self, *arguments, **named):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(locks.FileLock, "acquire", acquire)
    with pytest.raises(
        DiskError, match="its disk does not support locks; do the compaction on the machine that has the disk"
    ):
        Store("store").compact()
