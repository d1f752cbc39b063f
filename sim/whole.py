"""Write files completely or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole(path: Path, ending: str = "") -> Iterator[Path]:
    """Yield a draft beside a path; it replaces the file at the path if the body succeeds, or else is deleted.

    Args:
        path: the file.
        ending: ending of the draft's name, which starts with a dot and the name of the file.

    Raises:
        OSError: the draft cannot replace the file; the old file, if any, is unchanged.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}{ending}")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
