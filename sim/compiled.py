"""The folder of compiled code: it belongs to the user, and its name is the model version."""

import hashlib
import multiprocessing
import os
import stat
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import numba
from llvmlite import binding

from sim.version import rules_version, sources

CHOOSE = "set HOARDSHARE_CACHE to a folder of your own to store it elsewhere"


def is_worker() -> bool:
    """Whether this process works for another one, which prints the messages."""
    return multiprocessing.parent_process() is not None


def tell(text: str) -> None:
    """Print a message on standard error, unless another process prints the messages."""
    if not is_worker():
        print(text, file=sys.stderr, flush=True)


@cache
def choice() -> tuple[Path | None, str]:
    """Return the folder of this model version's compiled code, and a message about it.

    It is in HOARDSHARE_CACHE, or else in the user's cache folder, or else in a temporary folder that belongs to the
    user. It is None if none of these can be used.
    """
    first, reason = _usual_root(), "there is no home folder"
    if first is not None:
        reason = unfit(folder := first / "hoardshare" / rules_version())
        if not reason:
            return folder, ""
        reason = f"{folder}: {reason}"
    second = _temporary_root()
    if second is not None and not unfit(folder := second / rules_version()):
        return folder, f"compiled code is stored in {folder} ({reason}); {CHOOSE}"
    return None, f"compiled code cannot be stored, so every process compiles again ({reason}); {CHOOSE}"


def cache_folder() -> Path | None:
    """Return the folder of this model version's compiled code; None if there is none."""
    return choice()[0]


@cache
def tell_where() -> None:
    """Say where compiled code is stored, if that is unusual."""
    if choice()[1]:
        tell(choice()[1])


def _usual_root() -> Path | None:
    named = os.environ.get("HOARDSHARE_CACHE") or os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(named).expanduser().absolute() if named else Path.home() / ".cache"
    except RuntimeError:  # nobody knows where home is
        return None


def _temporary_root() -> Path | None:
    """Return the same folder for every process of a user; on Windows, each user already has one."""
    try:
        return Path(tempfile.gettempdir()) / f"hoardshare-{os.geteuid() if hasattr(os, 'geteuid') else 'cache'}"
    except FileNotFoundError:
        return None


def unfit(folder: Path) -> str:
    """Return why compiled code cannot be stored in a folder, which is created if missing; empty if it can.

    Compiled code is run without further checks, so anybody who can write to the folder decides what this user runs.
    """
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        reason = _open_to_others(folder)
        if not reason:
            with tempfile.TemporaryFile(dir=folder):
                pass
    except OSError as error:
        return error.strerror or str(error)
    return reason


def _open_to_others(folder: Path) -> str:
    if not hasattr(os, "geteuid"):  # Windows: who may write is no matter of owner and mode there
        return ""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return f"{folder.name} is not a folder"
    if found.st_uid not in (os.geteuid(), 0):
        return f"{folder.name} belongs to another user"
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return f"others can write to {folder.name}"
    return ""


@cache
def tell_once(text: str) -> None:
    """Print a message only the first time."""
    tell(text)


def _marker(what: str) -> Path | None:
    """Return the marker of complete compilation by this Python and Numba, of these sources, for this processor."""
    folder = cache_folder()
    stamps = [(str(file), file.stat().st_mtime_ns) for file in sources()]
    made_by = repr((sys.version_info, numba.__version__, binding.get_host_cpu_name(), stamps))
    return folder and folder / f"{what}-{hashlib.blake2b(made_by.encode(), digest_size=6).hexdigest()}"


def is_compiled(what: str) -> bool:
    """Whether all code of a run, or of eight, is compiled on this machine."""
    marker = _marker(what)
    return marker is not None and marker.exists()


def mark(what: str) -> None:
    """Mark that it is."""
    marker = _marker(what)
    if marker is not None:
        with suppress(OSError):
            marker.touch()
