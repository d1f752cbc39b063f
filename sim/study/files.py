"""Safe access to files of a store: only regular files, opened without waiting, and documents of limited size."""

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any, BinaryIO

from sim.study.errors import Damaged
from sim.study.folders import flush, write
from sim.whole import whole

TEMPORARY = ".tmp"
_LARGEST = 1 << 20
_MOST = 2**63
# A pipe in the place of a file would wait for somebody to write into it, a link lead out of the store.
_CAREFULLY = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK"))


def opened(path: Path) -> BinaryIO:
    """Open a plain file for reading.

    Raises:
        Damaged: it is something else.
        OSError: it cannot be opened.
    """
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise Damaged("is not a regular file")
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | _CAREFULLY))


def checksum(file: Any) -> str:
    """Hash the rest of an open file."""
    return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=8)).hexdigest()


def read_json(path: Path) -> dict[str, Any]:
    """A small document that holds an object.

    Raises:
        ValueError: it contains something else.
        Damaged: it is not a regular file.
        OSError: it cannot be read.
    """
    with opened(path) as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ValueError("is larger than any written file")
    return json_object(content)


def json_object(text: str | bytes) -> dict[str, Any]:
    """Parse a JSON object with values that can be stored in a table.

    Raises:
        ValueError: the text is something else.
    """
    try:
        value = json.loads(text, parse_int=_integer)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("is not a JSON object")
    return value


def _integer(digits: str) -> int:
    value = int(digits)
    if not -_MOST <= value < _MOST:
        raise ValueError("contains a number with too many digits")
    return value


def write_json(path: Path, value: object) -> None:
    """Write a small document, completely or not at all."""
    put(path, json.dumps(value, indent=2).encode())
    flush(path.parent)


def put(path: Path, content: bytes) -> None:
    """Write a small file, completely or not at all."""
    with whole(path, TEMPORARY) as draft:
        write(draft, lambda file: file.write(content))
