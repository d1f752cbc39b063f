"""A disk on which one operation in a store goes wrong, or at which the process dies.

Every call with which the store touches its files is counted: of `os`, of `open`, and of what is written and read
through files so opened. At one of them the process "dies": from then on no call has any effect, so that nothing that
would clean up after itself can. Or one of them, or all from then on, fail as a disk does.
"""

import builtins
import io
import os
from contextlib import contextmanager
from pathlib import Path

CALLS = ("open", "replace", "rename", "unlink", "mkdir", "rmdir", "listdir", "lstat", "stat", "fsync")
LOOKS = {"listdir", "lstat", "stat", "read", "look"}
"""Operations that change nothing."""


class Died(BaseException):
    """The process has died."""


class Disk:
    """Counts operations in a folder, and lets one go wrong.

    Attributes:
        calls: operations so far.
        at: number of the one that goes wrong; none when 0.
        error: what the system says then; the process dies where it is None.
        lasting: whether all that write go wrong from then on.
    """

    def __init__(self, folder, at=0, error=None, lasting=False):
        self.folder, self.at, self.error, self.lasting = str(folder), at, error, lasting
        self.calls, self.dead, self.descriptors = [], False, set()

    def passes(self, call):
        """Count an operation, and let it go wrong if it is the one."""
        if self.dead:
            raise Died
        self.calls.append(call)
        if self.at and (self.count == self.at or (self.lasting and self.count > self.at and call not in LOOKS)):
            if self.error is None:
                self.dead = True
                raise Died
            raise OSError(self.error, os.strerror(self.error))

    @property
    def count(self):
        return len(self.calls)

    def owns(self, path):
        if isinstance(path, int):
            return path in self.descriptors
        return isinstance(path, str | os.PathLike) and os.path.abspath(os.fspath(path)).startswith(self.folder)


class File:
    """A file whose reads and writes are operations."""

    def __init__(self, file, disk):
        self._file, self._disk = file, disk

    def write(self, content):
        if self._disk.count + 1 == self._disk.at and not self._disk.dead and len(content) > 1:
            self._file.write(content[: len(content) // 2])  # half of it is there when it goes wrong
            self._file.flush()
        self._disk.passes("write")
        return self._file.write(content)

    def read(self, *size):
        self._disk.passes("read")
        return self._file.read(*size)

    def __getattr__(self, name):
        return getattr(self._file, name)

    def __enter__(self):
        return self

    def __exit__(self, *told):
        self._disk.descriptors.discard(self._file.fileno())
        self._file.close()

    def __iter__(self):
        return iter(self._file)


@contextmanager
def faulty(disk, monkeypatch):
    """Put a disk in the place of the system's."""
    with monkeypatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, _counted(name, getattr(os, name), disk))
        opened = _opened(io.open, disk)
        patch.setattr(io, "open", opened)
        patch.setattr(builtins, "open", opened)
        yield disk


def _counted(name, call, disk):
    def counted(path, *rest, **named):
        if not disk.owns(path):
            return call(path, *rest, **named)
        disk.passes(name)
        found = call(path, *rest, **named)
        if name == "open":
            disk.descriptors.add(found)
        return found

    return counted


def _opened(call, disk):
    def opened(path, mode="r", *rest, **named):
        if not disk.owns(path) or isinstance(path, int):
            return call(path, mode, *rest, **named)
        if "opener" not in named:
            disk.passes("look" if mode.startswith("r") else "open")
        file = call(path, mode, *rest, **named)
        disk.descriptors.add(file.fileno())
        return File(file, disk)

    return opened


def aged(folder, seconds=7 * 86_400):
    """Make all files of a store look as if they were written long ago."""
    for path in Path(folder).rglob("*"):
        before = path.lstat().st_mtime - seconds
        os.utime(path, (before, before), follow_symlinks=False)
