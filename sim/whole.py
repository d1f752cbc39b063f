"""Files that are there whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole(path: Path, ending: str = "") -> Iterator[Path]:
    """A file to be filled beside a path, which takes its place when the body ends well; nothing is left of it else.

    Args:
        path: the file.
        ending: of the name that it bears meanwhile, which begins with a dot and the name of the file.

    Raises:
        OSError: it cannot take the place; what was there is as it was.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}{ending}")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
