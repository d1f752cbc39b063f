"""A lock on a disk that many machines can share."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sim.study.errors import DiskError

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


@contextmanager
def alone(file: Path, name: str, deed: str) -> Iterator[None]:
    """Hold a lock while the body runs. The system releases the lock however the process ends.

    Args:
        file: the file that is locked.
        name: what messages call the place.
        deed: what messages call what is done.

    Raises:
        DiskError: another process holds the lock, or the disk does not support locks.
        OSError: the file cannot be made.
    """
    lock = FileLock(file, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise DiskError(f"{name}: another {deed} is running") from None
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_LOCKS:
            raise
        way = f"do the {deed} on the machine that has the disk, or in a copy"
        raise DiskError(f"{name}: its disk does not support locks; {way}") from None
    try:
        yield
    finally:
        lock.release()
