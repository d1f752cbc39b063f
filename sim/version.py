"""The model version: a hash of all source files that can change a result."""

import hashlib
from functools import cache
from pathlib import Path

from sim.extension import version_suffix

_HERE = Path(__file__).parent
_SOURCES = (
    "bits.py",
    "compile.py",
    "divergence.py",
    "elementary.py",
    "lanes.py",
    "lent.py",
    "laying.py",
    "noise.py",
    "normal.py",
    "packed.py",
    "outcomes",
    "rules",
    "scenario/schema",
    "start.py",
    "world",
)
"""How a file is read, and its error messages, do not count: the resolved scenario is part of a run's key."""


def sources() -> list[Path]:
    """The files that can change a result."""
    found: list[Path] = []
    for name in _SOURCES:
        path = _HERE / name
        found += path.rglob("*.py") if path.is_dir() else [path]
    return sorted(found, key=Path.as_posix)


def model_version() -> str:
    """The version in keys of results: that of the rules, and ``+NAME.HASH`` for each user's module in use."""
    return rules_version() + version_suffix()


@cache
def rules_version() -> str:
    """Hash of the sources of the rules, noise, world, outcomes and the scenario's schema (12 hexadecimal digits).

    The folder of compiled code has this name, so the code is never stale.
    """
    digest = hashlib.blake2b(digest_size=6)
    for file in sources():
        text = file.read_bytes().replace(b"\r\n", b"\n")  # a checkout on Windows is the same version
        digest.update(file.relative_to(_HERE).as_posix().encode() + b"\0" + text + b"\0")
    return digest.hexdigest()
