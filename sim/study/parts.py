"""Parts of a store: Parquet files that appear completely or not at all, with checksums in their names.

A part is up to four files that share a name, the hash of the sorted keys of its runs. Series, releases and actors come
first, outcomes last: the file of outcomes names its companions, and its appearance is the commit. Each file's name ends
with a checksum of its content, so files with different content never replace each other. Pages have checksums too,
so other programs can check what they read.
"""

import hashlib
import json
import os
import re
import secrets
import socket
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as parquet

from sim.study.errors import Damaged
from sim.study.files import TEMPORARY, checksum, json_object, opened
from sim.study.folders import flush, write

OUTCOMES = "outcomes"
SERIES = "series"
RELEASES = "releases"
ACTORS = "actors"
KINDS = (OUTCOMES, SERIES, RELEASES, ACTORS)
"""Tables that a part can contain."""
FACTS = pa.schema(
    [
        ("key", pa.string()),
        ("scenario", pa.string()),
        ("study", pa.string()),
        ("point", pa.int64()),
        ("replicate", pa.int64()),
        ("overrides", pa.string()),
        ("seed", pa.int64()),
        ("quarters", pa.int32()),
        ("scenario_digest", pa.string()),
        ("digest", pa.string()),
        ("model_version", pa.string()),
        ("kept", pa.int8()),
        ("error", pa.string()),
        ("traceback", pa.string()),
        ("machine", pa.string()),
    ]
)
"""Columns of a part of outcomes that identify the run of a row; one column per outcome follows.

`study`, `point` and `replicate` are those of the study that did the run (see :attr:`sim.study.design.Design.sample`),
`scenario_digest` identifies the scenario without its settings.
"""
LATER = ("study", "point", "replicate", "scenario_digest")
"""Columns that parts of older versions do not have."""
COMPANIONS = b"hoardshare.companions"
COMPACTED = ".compacted"
"""A file in the folder of a compacted store: a missing part may have been merged into a larger one."""
_NAME = re.compile(rf"([0-9a-f]{{20}})\.([0-9a-f]{{16}})\.({'|'.join(KINDS)})\.parquet")
_REPEATING = [column.name for column in FACTS if pa.types.is_string(column.type) and column.name != "key"]

Writer = Callable[[BinaryIO, Mapping[bytes, bytes]], object]
"""Writes a table into a file, with some metadata."""


@dataclass(frozen=True)
class Part:
    """A committed part.

    Attributes:
        path: its file of outcomes.
        companions: its other files, by their tables.
        rows: number of rows of outcomes, if it was read.
    """

    path: Path
    companions: Mapping[str, Path] = field(default_factory=dict)
    rows: int = 0

    @property
    def files(self) -> list[Path]:
        """All its files, the commit first."""
        return [self.path, *self.companions.values()]


def stem_of(path: Path) -> str:
    """The common stem of the files of a part; empty for other names."""
    named = _NAME.fullmatch(path.name)
    return named[1] if named else ""


def checksum_of(path: Path) -> str:
    """The checksum in a file's name; empty for other names."""
    named = _NAME.fullmatch(path.name)
    return named[2] if named else ""


def kind_of(path: Path) -> str:
    """The table in a file, by its name; empty for other names."""
    named = _NAME.fullmatch(path.name)
    return named[3] if named else ""


def write_part(folder: Path, tables: Mapping[str, Any], keys: Iterable[str]) -> Part:
    """Write a part; it is committed when its file of outcomes appears.

    Args:
        folder: the store's folder of parts.
        tables: tables by name, outcomes included; a value can also be a :data:`Writer`.
        keys: keys of its runs.

    Raises:
        OSError: it cannot be written; no part has changed.
    """
    stem = hashlib.blake2b(" ".join(sorted(keys)).encode(), digest_size=10).hexdigest()
    companions = {what: _write(folder, stem, what, table, {}) for what, table in tables.items() if what != OUTCOMES}
    names = json.dumps({what: path.name for what, path in companions.items()}).encode()
    path = _write(folder, stem, OUTCOMES, tables[OUTCOMES], {COMPANIONS: names})
    for what, companion in companions.items():
        # A machine that slept for days before the commit may find what it had written swept up as left over.
        if not companion.exists():
            _write(folder, stem, what, tables[what], {})
    return Part(path, companions)


def _write(folder: Path, stem: str, what: str, table: Any, metadata: Mapping[bytes, bytes]) -> Path:
    temporary = folder / f".{stem}.{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(4)}{TEMPORARY}"
    fill = table if callable(table) else _writer(table, what)
    try:
        write(temporary, lambda file: fill(file, metadata))
        with opened(temporary) as file:
            path = folder / f"{stem}.{checksum(file)}.{what}.parquet"
        os.replace(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    flush(folder)
    return path


def _writer(table: Any, what: str) -> Writer:
    def fill(file: BinaryIO, metadata: Mapping[bytes, bytes]) -> None:
        whole = table.replace_schema_metadata({**(table.schema.metadata or {}), **metadata})
        parquet.write_table(whole, file, **options(whole.schema, what))

    return fill


def options(schema: Any, what: str) -> dict[str, Any]:
    """Options for writing a table: dictionaries for repeated words, split bytes for series, statistics for keys.

    Outcomes are many columns of few rows: what compresses faster halves the time to write them, and takes a twentieth
    more room.
    """
    floats = [column.name for column in schema if pa.types.is_floating(column.type)]
    texts = [column.name for column in schema if pa.types.is_string(column.type)]
    return {
        "compression": "snappy" if what == OUTCOMES else "zstd",
        "use_dictionary": [name for name in texts if name in _REPEATING] if what == OUTCOMES else texts,
        "use_byte_stream_split": floats if what == SERIES else [],
        "write_statistics": ["key"],
        "write_page_checksum": True,
    }


def listed(folder: Path) -> list[Path]:
    """List the files of outcomes, sorted by name; empty if there is no folder yet.

    Raises:
        OSError: the folder cannot be read.
    """
    # Path.glob would find nothing in a folder that may not be read.
    with suppress(FileNotFoundError):
        names = (name for name in os.listdir(folder) if name.endswith(f".{OUTCOMES}.parquet"))
        return [folder / name for name in sorted(names) if not name.startswith(".")]
    return []


def companions_of(path: Path, metadata: Mapping[bytes, bytes] | None) -> dict[str, Path]:
    """Return the companions listed in the metadata of a file of outcomes.

    Raises:
        Damaged: it lists a file that cannot belong to a part.
    """
    try:
        named = json_object((metadata or {}).get(COMPANIONS, b"{}"))
    except ValueError as error:
        raise Damaged(f"its list of companions {error}") from error
    return {what: path.with_name(_checked(path, what, name)) for what, name in named.items()}


def _checked(path: Path, what: str, name: object) -> str:
    """Return the name of a companion, if it can belong to this part."""
    named = _NAME.fullmatch(name) if isinstance(name, str) else None
    if not named or what == OUTCOMES or (named[1], named[3]) != (stem_of(path), what):
        raise Damaged("its list of companions names other files")
    return named[0]
