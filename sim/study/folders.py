"""Folders that appear completely or not at all."""

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

_HERE = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE
_NOT_FOR_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}
"""What network disks say that have no fsync of a folder."""


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """Make a temporary folder beside a target, to be filled and then published; it is removed afterwards.

    Missing parent folders are created, and removed again if the body fails.

    Raises:
        OSError: a folder cannot be made.
    """
    made = _make_parents(target.parent)
    folder = _beside(target)
    try:
        folder.mkdir()
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            for parent in made:
                parent.rmdir()
        raise
    shutil.rmtree(folder, ignore_errors=True)


def write(path: Path, content: Callable[[BinaryIO], object]) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as file:
        content(file)
        file.flush()
        os.fsync(file.fileno())


def publish(folder: Path, target: Path) -> None:
    """Replace a target by a folder.

    Args:
        folder: the folder, beside the target.
        target: a path at which there is nothing, or a folder. A folder is exchanged in one step where the system
            can.

    Raises:
        OSError: the target cannot be replaced; it is unchanged.
    """
    flush(folder)
    if target.exists() and any(target.iterdir()):
        _exchange(folder, target)
    else:
        os.rename(folder, target)
    flush(target.parent)


@contextmanager
def filling(target: Path) -> Iterator[Path]:
    """Make a temporary folder; once it is complete, its files move into the target. Other files of the target stay.

    Raises:
        OSError: the target cannot be written.
    """
    with staging(target) as folder:
        yield folder
        target.mkdir(exist_ok=True)
        for file in sorted(folder.iterdir()):
            os.replace(file, target / file.name)
        flush(target)


def flush(folder: Path) -> None:
    """Wait until the entries of a folder are on the disk, if the system and the disk support it."""
    if os.name == "nt":  # there, a folder cannot be opened
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_FOR_FOLDERS:
            raise
    finally:
        os.close(descriptor)


def _make_parents(folder: Path) -> list[Path]:
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}")


def _exchange(one: Path, other: Path) -> None:
    if not _swap(one, other):
        spare = _beside(other)
        _rotate(one, other, spare)
        os.rename(spare, one)


def _rotate(new: Path, target: Path, spare: Path) -> None:
    """Move a target to a spare name and a new folder to the target, or leave both where they were."""
    os.rename(target, spare)
    try:
        os.rename(new, target)
    except OSError:
        os.rename(spare, target)
        raise


def _swap(one: Path, other: Path) -> bool:
    """Whether Linux has swapped two paths; not every system or file system can.

    A folder cannot be renamed over one with files in it. With a spare name there is a moment without a folder, in
    which a crash would leave neither the old nor the new; so the swap is worth its few lines where there is one.
    """
    try:
        import ctypes

        rename = ctypes.CDLL(None).renameat2
    except (ImportError, AttributeError, OSError, TypeError):
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def probe(folder: Path) -> None:
    """Check that files can be written to a folder: apart from permissions, a disk can be full or read-only.

    Raises:
        OSError: no file can be written.
    """
    with TemporaryDirectory(prefix=".hoardshare-", dir=folder):
        pass
