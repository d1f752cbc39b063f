"""Where compiled code is kept, whom it is taken from, and that what is damaged is compiled anew."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from numba.core.event import RecordingListener, install_listener

import sim.compile
from sim import compiled, kept
from sim.version import model_version

ROOT = Path(__file__).parents[1]
posix = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners and modes are a matter of POSIX")


def chosen():
    """The folder and the note that a new process would come to."""
    return compiled.choice.__wrapped__()


@pytest.fixture
def homeless(monkeypatch, tmp_path):
    """Nobody knows where home is; temporary folders stand in tmp_path."""
    for name in ("HOARDSHARE_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


# Where


def test_it_is_kept_where_the_variable_says_for_the_user_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("HOARDSHARE_CACHE", str(tmp_path / "a" / "b"))
    before = os.umask(0o002)
    try:
        folder, note = chosen()
    finally:
        os.umask(before)
    assert (folder, note) == (tmp_path / "a" / "b" / "hoardshare" / model_version(), "")
    assert os.name == "nt" or stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_without_a_home_every_process_comes_to_the_same_folder_and_says_so(homeless):
    folder, note = chosen()
    assert chosen() == (folder, note) and homeless in folder.parents and "HOARDSHARE_CACHE" in note
    assert "no home folder" in note and str(folder) in note
    assert os.name == "nt" or stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_where_nothing_can_be_kept_there_is_no_folder_and_a_hint(homeless, monkeypatch):
    (homeless / "file").write_text("")
    monkeypatch.setenv("HOARDSHARE_CACHE", str(homeless / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(homeless / "file"))
    folder, note = chosen()
    assert folder is None and "every process compiles again" in note and "HOARDSHARE_CACHE" in note


def test_a_function_compiles_without_a_folder(monkeypatch):
    monkeypatch.setattr("sim.compile.cache_folder", lambda: None)
    assert sim.compile.rule(lambda number: number + 1)(2) == 3


# Whose


@posix
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o720])
def test_a_folder_that_others_can_write_to_is_not_used(tmp_path, mode):
    folder = tmp_path / "hoardshare" / "version"
    assert compiled.unfit(folder) == ""
    folder.chmod(mode)
    assert compiled.unfit(folder) == "others can write to version"


@posix
def test_a_folder_of_somebody_else_is_not_used(tmp_path, monkeypatch):
    folder = tmp_path / "hoardshare" / "version"
    assert compiled.unfit(folder) == ""
    owner = folder.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert compiled.unfit(folder) == ("" if owner == 0 else "version belongs to another user")
    if os.getuid() == 0:
        os.chown(folder, 12345, -1)
        assert compiled.unfit(folder) == "version belongs to another user"


@posix
def test_a_link_to_another_folder_is_not_used(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "hoardshare").mkdir()
    (tmp_path / "hoardshare" / "version").symlink_to(tmp_path / "elsewhere")
    assert "is not a folder" in compiled.unfit(tmp_path / "hoardshare" / "version")


# Whole


def double(number):
    return number * 2


@pytest.fixture
def compile_double(monkeypatch, tmp_path):
    """Compile afresh, as another process would: (value, how often Numba compiled)."""
    monkeypatch.setattr("sim.compile.cache_folder", lambda: tmp_path)

    def made(number):
        with install_listener("numba:compile", RecordingListener()) as heard:
            value = sim.compile.rule(double)(number)
        return value, sum(event.is_start for _, event in heard.buffer)

    return made


def files(folder):
    return sorted(file for file in folder.rglob("*") if file.is_file())


def test_what_is_kept_is_found_again_for_each_signature(compile_double, tmp_path):
    assert [compile_double(2), compile_double(2), compile_double(0.5), compile_double(0.5), compile_double(3)] == [
        (4, 1), (4, 0), (1.0, 1), (1.0, 0), (6, 0),
    ]  # fmt: skip
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:20],
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: bytes(len(data)),
        lambda data: data[:5] + bytes([data[5] ^ 1]) + data[6:],
        lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :],
    ],
    ids=["empty", "seal", "half", "last", "longer", "zeros", "seal-bit", "code-bit"],
)
def test_what_is_damaged_is_compiled_anew_and_kept(compile_double, tmp_path, damage):
    compile_double(2)
    for file in files(tmp_path):
        file.write_bytes(damage(file.read_bytes()))
    assert [compile_double(4), compile_double(4)] == [(8, 1), (8, 0)]


def test_two_numbas_in_one_folder_keep_apart(compile_double, tmp_path, monkeypatch):
    compile_double(2)
    monkeypatch.setattr("numba.__version__", "0.0.1")
    assert [compile_double(2), compile_double(2)] == [(4, 1), (4, 0)]
    monkeypatch.undo()
    monkeypatch.setattr("sim.compile.cache_folder", lambda: tmp_path)
    assert compile_double(2) == (4, 0)


def test_code_of_an_older_source_is_compiled_anew(compile_double, tmp_path, monkeypatch):
    compile_double(2)
    stamp = kept._Files.__init__
    monkeypatch.setattr(
        kept._Files, "__init__", lambda self, folder, base, found: stamp(self, folder, base, (*found, "newer"))
    )
    assert [compile_double(2), compile_double(2)] == [(4, 1), (4, 0)]
    assert len(files(tmp_path)) == 1


def test_two_programs_that_compile_at_once_do_not_exchange_their_files(monkeypatch, tmp_path):
    monkeypatch.setattr("sim.compile.cache_folder", lambda: tmp_path)
    one, other = sim.compile.rule(double), sim.compile.rule(double)  # both before anything is kept
    assert (one(2), other(0.5)) == (4, 1.0)
    assert (other(2), one(0.5)) == (4, 1.0)
    again = sim.compile.rule(double)
    assert (again(2), again(0.5)) == (4, 1.0)


def test_on_a_full_disk_it_goes_on_says_so_and_leaves_nothing(compile_double, tmp_path, monkeypatch, capsys):
    def full(self, data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert [compile_double(2), compile_double(2)] == [(4, 1), (4, 1)]
    told = capsys.readouterr().err
    assert told.count("No space left on device") == 1 and "HOARDSHARE_CACHE" in told
    assert files(tmp_path) == []


# Numba's own settings

PROGRAM = """
from sim.compile import rule
@rule
def triple(number): return number * 3
print(triple(2), triple._cache.cache_path)
"""


def test_numbas_own_settings_do_not_move_it(tmp_path):
    settings = {"NUMBA_CACHE_DIR": "/nonexistent/x", "NUMBA_CACHE_LOCATOR_CLASSES": "InTreeCacheLocator"}
    (tmp_path / "program.py").write_text(PROGRAM)
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT), "HOARDSHARE_CACHE": str(tmp_path / "kept")}
    made = subprocess.run([sys.executable, tmp_path / "program.py"], env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    value, place = made.stdout.split()
    assert value == "6" and place.startswith(str(tmp_path / "kept" / "hoardshare"))


@pytest.mark.parametrize(("words", "code"), [(["run", "base"], 2), (["list"], 0)])
def test_switched_off_compilation_is_one_sentence(words, code):
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "sim.cli", *words]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
    told = "NUMBA_DISABLE_JIT is set, but the rules run compiled only: unset it\n" if code else ""
    assert (made.returncode, made.stderr) == (code, told)


def test_without_any_environment_it_says_what_it_does_and_no_more(tmp_path):
    """As ``env -i``, where not even the user's name is known."""
    program = (
        "import pathlib, tempfile\n"
        "def lost(): raise RuntimeError('no home')\n"
        f"pathlib.Path.home, tempfile.tempdir = lost, {str(tmp_path)!r}\n"
        "from sim.compile import rule\n"
        "from sim.compiled import tell_where\n"
        "tell_where()\n"
        "print(rule(lambda number: number + 1)(1))\n"
    )
    (tmp_path / "program.py").write_text(program)
    keep = {name: value for name, value in os.environ.items() if name in ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH")}
    environment = {**keep, "PYTHONPATH": str(ROOT)}
    made = subprocess.run([sys.executable, tmp_path / "program.py"], env=environment, capture_output=True, text=True)
    assert (made.returncode, made.stdout) == (0, "2\n"), made.stderr
    assert "there is no home folder" in made.stderr and len(made.stderr.splitlines()) == 1
