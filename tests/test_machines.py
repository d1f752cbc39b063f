"""On other systems: what Windows lacks is not needed to import the package, nor to say what to type."""

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.console.command import command_line

ROOT = Path(__file__).parents[1]
MODULES = sorted(found.name for found in pkgutil.walk_packages(sim.__path__, "sim."))

AS_ON_WINDOWS = """
import importlib, os, signal, sys, tempfile
import matplotlib.figure, mesa, numba, numpy, pandas, pydantic, pyarrow.parquet, rich.progress, scipy.stats
import scipy.optimize, typer
for name in ("fcntl", "grp", "posix", "pty", "pwd", "resource", "termios", "tty"):
    sys.modules[name] = None
for name in ("chown", "fork", "geteuid", "getuid", "killpg", "mkfifo", "sched_getaffinity", "statvfs", "uname"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("pthread_sigmask", "SIGKILL", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGALRM"):
    if hasattr(signal, name):
        delattr(signal, name)
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def test_every_module_can_be_imported_without_what_windows_lacks():
    pytest.importorskip("matplotlib")
    wanted = [name for name in MODULES if not name.startswith("sim.view.")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "ignore", "-c", AS_ON_WINDOWS, *wanted]
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr


def test_no_file_of_the_package_has_a_name_that_windows_reserves():
    reserved = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
    for folder in ("sim", "scenarios", "seeds", "docs", "experiments", "tests"):
        for path in (ROOT / folder).rglob("*"):
            assert path.stem.lower() not in reserved and not set(path.name) & set('<>:"|?*\\'), path


@pytest.mark.parametrize(
    ("system", "told"),
    [("posix", "hoardshare run 'my file.toml' --set 'title=a \"b\"'"),
     ("nt", 'hoardshare run "my file.toml" --set "title=a \\"b\\""')],
)  # fmt: skip
def test_a_command_is_told_as_the_shell_of_the_system_takes_it(monkeypatch, system, told):
    monkeypatch.setattr("sim.console.command.os", type("os", (), {"name": system}))
    assert command_line(["hoardshare", "run", "my file.toml", "--set", 'title=a "b"']) == told


def test_a_checkout_with_the_line_ends_of_windows_is_the_same_version(monkeypatch, tmp_path):
    version = importlib.import_module("sim.version")
    for file in version.sources():
        copy = tmp_path / file.relative_to(ROOT / "sim")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setattr(version, "_HERE", tmp_path)
    assert version.rules_version.__wrapped__() == version.rules_version()
