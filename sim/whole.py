"""Write files completely or not at all."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole(path: Path, ending: str = "") -> Iterator[Path]:
    """Yield a draft beside a path; it replaces the file at the path if the body succeeds, or else is deleted.

    Args:
        path: the file. A link stays, and the file to which it leads is replaced.
        ending: ending of the draft's name, which starts with a dot and the name of the file.

    Raises:
        OSError: the draft cannot replace the file, or a device or a pipe is there; what is there is unchanged.
    """
    if path.is_symlink():
        path = Path(os.path.realpath(path))
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, "is a device or a pipe, and no ordinary file", str(path))
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}{ending}")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
