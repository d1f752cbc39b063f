"""Parts of a store: Parquet files that appear whole or not at all, and tell by their name whether they still are.

A part is up to four files that share a name, the hash of the sorted keys of its runs. Series, releases and actors come
first, outcomes last: the file of outcomes names its companions, and its appearance is the commit. Each file's name ends
with a checksum of its content, so that files of different content never replace each other.
"""

import hashlib
import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from sim.study.folders import flush

OUTCOMES = "outcomes"
SERIES = "series"
RELEASES = "releases"
ACTORS = "actors"
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
"""Columns of a part of outcomes that say which run a row is; one column an outcome follows.

`study`, `point` and `replicate` are those of the study that did the run (see :attr:`sim.study.design.Design.sample`),
`scenario_digest` is of the scenario before its settings.
"""
LATER = ("study", "point", "replicate", "scenario_digest")
"""Facts that parts of older versions lack."""
_COMPANIONS = b"hoardshare.companions"
_TEMPORARY = ".tmp"
_DAMAGED = ".damaged"
_STALE = 60.0
_REPEATING = [column.name for column in FACTS if pa.types.is_string(column.type) and column.name != "key"]


class StoreError(Exception):
    """A store that cannot be used; the message says why and what to do."""


class Damaged(StoreError):
    """A file that is not what was written."""


@dataclass(frozen=True)
class Part:
    """A committed part.

    Attributes:
        path: its file of outcomes.
        companions: its other files, by what they hold.
    """

    path: Path
    companions: Mapping[str, Path] = field(default_factory=dict)

    @property
    def files(self) -> list[Path]:
        """All its files, the commit first."""
        return [self.path, *self.companions.values()]


def write_part(folder: Path, tables: Mapping[str, Any], keys: Iterable[str]) -> Part:
    """Write a part; it counts from the moment at which its outcomes appear.

    Args:
        folder: the store's folder of parts.
        tables: tables by what they hold, outcomes among them; any may also be a function that writes into a path.
        keys: keys of its runs.

    Raises:
        OSError: it cannot be written; nothing that counts has changed.
    """
    stem = hashlib.blake2b(" ".join(sorted(keys)).encode(), digest_size=10).hexdigest()
    companions = {what: _write(folder, stem, what, table) for what, table in tables.items() if what != OUTCOMES}
    told = json.dumps({what: path.name for what, path in companions.items()}).encode()
    outcomes = tables[OUTCOMES]
    metadata = {**(outcomes.schema.metadata or {}), _COMPANIONS: told}
    return Part(_write(folder, stem, OUTCOMES, outcomes.replace_schema_metadata(metadata)), companions)


def _write(folder: Path, stem: str, what: str, table: Any) -> Path:
    temporary = folder / f".{stem}.{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(4)}{_TEMPORARY}"
    try:
        with temporary.open("wb") as file:
            if callable(table):
                table(file)
            else:
                _options(table.schema, what)(table, file)
            file.flush()
            os.fsync(file.fileno())
        path = folder / f"{stem}.{checksum(temporary)}.{what}.parquet"
        os.replace(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    flush(folder)
    return path


def _options(schema: Any, what: str) -> Callable[[Any, Any], None]:
    return lambda table, file: parquet.write_table(table, file, **options(schema, what))


def options(schema: Any, what: str) -> dict[str, Any]:
    """How a table is written: dictionaries for words that repeat, split bytes for series, statistics for keys alone."""
    floats = [column.name for column in schema if pa.types.is_floating(column.type)]
    texts = [column.name for column in schema if pa.types.is_string(column.type)]
    words = [name for name in texts if name in _REPEATING] if what == OUTCOMES else texts
    split = floats if what == SERIES else []
    return {"compression": "zstd", "use_dictionary": words, "use_byte_stream_split": split, "write_statistics": ["key"]}


def checksum(path: Path) -> str:
    """A hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=8)).hexdigest()


def listed(folder: Path) -> list[Path]:
    """Files of outcomes, sorted by name."""
    return sorted(folder.glob(f"[!.]*.{OUTCOMES}.parquet"))


def open_part(path: Path) -> Part:
    """A part by its file of outcomes.

    Raises:
        Damaged: the file cannot be read.
        FileNotFoundError: it has gone, for instance because a compaction has taken it up.
    """
    try:
        metadata = parquet.read_schema(path).metadata or {}
        companions = json.loads(metadata.get(_COMPANIONS, b"{}"))
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Damaged(f"{path.name}: {error}") from error
    return Part(path, {what: path.with_name(name) for what, name in companions.items()})


def verify(part: Part) -> None:
    """Check all files of a part against their checksums.

    Raises:
        Damaged: one of them is missing or differs.
        FileNotFoundError: the part as a whole has gone.
    """
    for path in part.files:
        try:
            found = checksum(path)
        except FileNotFoundError:
            if not part.path.exists():
                raise
            raise Damaged(f"{path.name} is missing") from None
        except OSError as error:
            raise Damaged(f"{path.name}: {error}") from error
        if found != path.name.split(".")[1]:
            raise Damaged(f"{path.name} is not what was written")


def set_aside(path: Path) -> None:
    """Rename a damaged part, so that its runs are done again and nothing is destroyed."""
    stem = path.name.split(".")[0]
    for file in [path, *path.parent.glob(f"{stem}.*.parquet")]:
        # Companions of a sound twin stay with it.
        if file == path or _is_damaged(file):
            with suppress(FileNotFoundError):
                os.replace(file, file.with_name(file.name + _DAMAGED))
    flush(path.parent)


def _is_damaged(file: Path) -> bool:
    try:
        return checksum(file) != file.name.split(".")[1]
    except OSError:
        return False


def set_aside_count(folder: Path) -> int:
    """How many damaged files were set aside."""
    return sum(1 for _ in folder.glob(f"*{_DAMAGED}"))


def sweep_up(folder: Path) -> None:
    """Remove what processes of this machine that no longer live have left half written."""
    for file in folder.glob(f".*{_TEMPORARY}"):
        place, pid = file.name.rsplit(".", 3)[:2]
        host = place.split(".", 2)[-1]
        if host == socket.gethostname() and pid.isdigit() and not _lives(int(pid)):
            with suppress(OSError):
                # A process of another container with the same name may look dead while it writes.
                if time.time() - file.stat().st_mtime > _STALE:
                    file.unlink()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
