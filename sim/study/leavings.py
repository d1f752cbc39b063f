"""Other files beside the parts of a store: damaged files, which are kept, and remains of crashes, which are removed."""

import os
import secrets
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sim.study.files import TEMPORARY, checksum, opened
from sim.study.folders import flush
from sim.study.parts import OUTCOMES, Part, checksum_of, kind_of, stem_of

_DAMAGED = ".damaged"
_STALE = 60.0
_DEAD = 86_400.0
"""Seconds after which no process on any machine still works on a file."""


def set_aside(path: Path) -> None:
    """Rename a damaged part, so that its runs are repeated and nothing is lost."""
    stem = path.name.split(".")[0]
    for file in [path, *(path.with_name(name) for name in os.listdir(path.parent) if name.startswith(f"{stem}."))]:
        # Companions of a sound twin stay with it.
        if file == path or _is_damaged(file):
            with suppress(FileNotFoundError):
                os.replace(file, _spare(file))
    flush(path.parent)


def _spare(file: Path) -> Path:
    name = file.with_name(file.name + _DAMAGED)
    return file.with_name(f"{file.name}.{secrets.token_hex(4)}{_DAMAGED}") if os.path.lexists(name) else name


def _is_damaged(file: Path) -> bool:
    if kind_of(file) in ("", OUTCOMES):
        return False
    try:
        with opened(file) as content:
            return checksum(content) != checksum_of(file)
    except Exception:  # whatever it is, it stays
        return False


def set_aside_count(folder: Path) -> int:
    """The number of damaged files that were set aside; 0 if there is no folder."""
    with suppress(OSError):
        return sum(name.endswith(_DAMAGED) for name in os.listdir(folder))
    return 0


def sweep_up(folder: Path) -> None:
    """Remove incomplete files of processes of this machine that have ended."""
    for name in os.listdir(folder):
        if name.startswith(".") and name.endswith(TEMPORARY) and _is_dead(folder / name):
            with suppress(OSError):
                (folder / name).unlink()


def _is_dead(file: Path) -> bool:
    place, pid = file.name.rsplit(".", 3)[:2] if file.name.count(".") > 3 else ("", "")
    host = place.split(".", 2)[-1]
    lives = _lives(int(pid)) if host == socket.gethostname() and pid.isdigit() else None
    # A process of another container with the same name may look dead while it writes.
    return not lives and _is_older(file, _DEAD if lives is None else _STALE)


def sweep_up_orphans(folder: Path, parts: Iterable[Part]) -> None:
    """Remove companions without a file of outcomes, when it is certain that none will follow."""
    owned = {file.name for part in parts for file in part.files}
    names = os.listdir(folder)
    aside = {name.split(".")[0] for name in names if name.endswith(_DAMAGED)}
    for name in set(names) - owned:
        file = folder / name
        # What was set aside may be mended by hand: what belongs to it stays.
        if kind_of(file) not in ("", OUTCOMES) and stem_of(file) not in aside and _is_older(file, _DEAD):
            with suppress(OSError):
                file.unlink()


def _is_older(file: Path, seconds: float) -> bool:
    """Whether a file is older than this, by the clock of the disk, which can differ from this machine's."""
    probe = file.with_name(f".{secrets.token_hex(4)}.clock{TEMPORARY}")
    try:
        if time.time() - file.stat().st_mtime <= seconds:
            return False
        probe.touch()
        return probe.stat().st_mtime - file.stat().st_mtime > seconds
    except OSError:
        return False
    finally:
        with suppress(OSError):
            probe.unlink()


def _lives(pid: int) -> bool | None:
    """Whether a process of this machine is alive; None if asking could harm it."""
    if os.name == "nt":  # there, a signal of 0 is Ctrl-C
        return None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
