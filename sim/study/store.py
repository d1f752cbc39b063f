"""A folder of finished runs, keyed by what determines them. It survives crashes, and any number of sweeps share it."""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from sim.scenario.errors import printable
from sim.study.folders import flush
from sim.study.index import Index, index_of
from sim.study.parts import (
    FACTS,
    LATER,
    OUTCOMES,
    Damaged,
    Part,
    StoreError,
    listed,
    open_part,
    options,
    set_aside,
    set_aside_count,
    sweep_up,
    verify,
    write_part,
)
from sim.study.provenance import versions

T = TypeVar("T")

MANIFEST = "manifest.json"
FORMAT = 1
"""Version of the layout on disk."""
LARGE = 100_000
"""Rows of a part that compaction leaves alone, and that it aims at."""
_LARGEST = 512 << 20
_ATTEMPTS = 20
_BRIEF = ["key", "kept", "error"]
_COUNTED = ["scenario", "model_version", "error"]


@dataclass(frozen=True)
class Contents:
    """What a store was seen to hold.

    Attributes:
        parts: its parts.
        index: their runs.
        damaged: parts that could not be read, and were set aside where the store may be changed.
    """

    parts: list[Part]
    index: Index
    damaged: int

    def only(self, keys: Sequence[str]) -> "Contents":
        """Some runs of it; what reads them need not open the other parts."""
        return replace(self, index=self.index.only(keys))


class Moved(StoreError):
    """Files went into a larger one while they were read."""


class Store:
    """A store on disk."""

    def __init__(self, folder: str | Path) -> None:
        """Name a store; nothing is read or written yet."""
        self.folder = Path(folder)
        self.name = printable(str(folder))
        self.parts = self.folder / "parts"
        self.studies = self.folder / "studies"

    def create(self) -> None:
        """Make the folder a store, unless it is one.

        Raises:
            StoreError: the folder holds something else, cannot be written, or was made by a newer version.
        """
        with told(self.name):
            if self.folder.exists() and not self.folder.is_dir():
                raise StoreError(f"{self.name}: is a file; expected a folder, or a path at which to make one")
            if not (self.folder / MANIFEST).exists():
                self._begin()
            self.check()
            if not os.access(self.parts, os.W_OK | os.X_OK):
                raise StoreError(f"{self.name}: cannot be written: no permission, or mounted read-only")
            sweep_up(self.parts)

    def _begin(self) -> None:
        found = {entry.name for entry in self.folder.iterdir()} if self.folder.exists() else set()
        if MANIFEST in found:  # another sweep has just made the store
            return
        strange = sorted(name for name in found - {"parts", "studies"} if not name.startswith(f".{MANIFEST}"))
        if strange:
            raise StoreError(f"{self.name}: holds {printable(strange[0])}, which is no store; choose another folder")
        for folder in (self.parts, self.studies):
            folder.mkdir(parents=True, exist_ok=True)
        write_json(self.folder / MANIFEST, {"store": "hoardshare", "format": FORMAT, "versions": versions()})

    def check(self) -> None:
        """Check that the folder is a store.

        Raises:
            StoreError: it is none, or made by a newer version.
        """
        try:
            manifest = json.loads((self.folder / MANIFEST).read_bytes())
            layout = int(manifest["format"])
        except FileNotFoundError:
            raise StoreError(f"{self.name}: no store; `hoardshare sweep STUDY --store {self.name}` makes one") from None
        except NotADirectoryError:
            raise StoreError(f"{self.name}: is a file; expected the folder of a store") from None
        except (ValueError, LookupError, TypeError) as error:
            raise StoreError(f"{self.name}: {MANIFEST} is damaged; expected the manifest of a store") from error
        if layout > FORMAT:
            raise StoreError(f"{self.name}: made by a newer hoardshare (layout {layout}); use that version")

    def scan(self, *, repair: bool = False) -> Contents:
        """Look at all parts.

        Args:
            repair: whether to check every file against its checksum, and set damaged parts aside.

        Raises:
            StoreError: the folder cannot be read.
        """
        with told(self.name):
            for _ in range(_ATTEMPTS):
                seen = self._scan(repair)
                if seen is not None:
                    return seen
        raise StoreError(f"{self.name}: files keep vanishing while they are read; is somebody removing them?")

    def _scan(self, repair: bool) -> Contents | None:
        """One look; None when a compaction took files away meanwhile, since what they held may be in a new one."""
        parts, tables, damaged = [], [], 0
        for path in listed(self.parts):
            try:
                part = open_part(path)
                if repair:
                    verify(part)
                tables.append(read(part.path, _BRIEF))
                parts.append(part)
            except FileNotFoundError:
                return None
            except Damaged:
                damaged += 1
                if repair:
                    set_aside(path)
        return Contents(parts, index_of(tables), damaged)

    def rows(self, seen: Contents, columns: list[str] | None = None) -> Iterator[Any]:
        """Tables of outcomes, one a part, each run once, in a fixed order of parts."""
        for number, part in enumerate(seen.parts):
            chosen = seen.index.row[seen.index.part == number]
            if len(chosen):
                chosen.sort()
                yield self._read(part.path, columns).take(pa.array(chosen))

    def _read(self, path: Path, columns: list[str] | None = None) -> Any:
        try:
            return read(path, columns)
        except FileNotFoundError:
            raise Moved(f"{self.name}: was compacted while it was read; try again") from None

    def look(self, at: Callable[[Contents], T]) -> T:
        """Look at what the store holds, again when a compaction takes files away meanwhile."""
        for _ in range(_ATTEMPTS - 1):
            with suppress(Moved):
                return at(self.scan())
        return at(self.scan())

    def companions(self, what: str, seen: Contents) -> Iterator[Any]:
        """Tables of series, releases or actors, with their runs' keys; each run once."""
        for number, part in enumerate(seen.parts):
            path = part.companions.get(what)
            keys = seen.index.keys[seen.index.part == number]
            if path is not None and len(keys):
                table = self._read(path)
                wanted = pa.array(keys.astype(str).tolist(), pa.string())
                yield table.filter(compute.is_in(table["key"], value_set=wanted))

    def counts(self) -> "Counts":
        """Runs by scenario and model version, and how many files hold them; fast, without a look at checksums."""
        return self.look(self._counts)

    def _counts(self, seen: Contents) -> "Counts":
        runs: dict[tuple[str, str], tuple[int, int]] = {}
        for table in self.rows(seen, _COUNTED):
            grouped = table.group_by(["scenario", "model_version"]).aggregate([([], "count_all"), ("error", "count")])
            for row in grouped.to_pylist():
                group = (row["scenario"], row["model_version"])
                done, failed = runs.get(group, (0, 0))
                runs[group] = (done + row["count_all"], failed + row["error_count"])
        aside = set_aside_count(self.parts)
        return Counts(runs, len(seen.parts), seen.index.repeated, seen.damaged, aside)

    def compact(self, progress: Callable[[int], None] | None = None) -> tuple[int, int]:
        """Gather small parts into large ones; a part goes only when the file with all its rows is safe and checked.

        Returns:
            The number of parts before and after.

        Raises:
            StoreError: another compaction is under way, or the store cannot be written.
        """
        self.create()
        with told(self.name), self._lock():
            seen = self.scan(repair=True)
            after = len(seen.parts)
            for group in self._groups(seen):
                _gather(self.parts, [seen.parts[number] for number in group])
                after -= len(group) - 1
                if progress:
                    progress(after)
            return len(seen.parts), after

    def _groups(self, seen: Contents) -> Iterator[list[int]]:
        """Small parts in groups that make a large one each."""
        group: list[int] = []
        rows = size = 0
        for number, part in enumerate(seen.parts):
            length = parquet.read_metadata(part.path).num_rows
            if length >= LARGE:
                continue
            weight = sum(path.stat().st_size for path in part.files)
            if group and (rows + length > LARGE or size + weight > _LARGEST):
                yield from [group] if len(group) > 1 else []
                group, rows, size = [], 0, 0
            group.append(number)
            rows, size = rows + length, size + weight
        if len(group) > 1:
            yield group

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.folder / ".compacting").open("w") as file:
            try:
                # The system lets go of it when the process dies, however it dies.
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StoreError(f"{self.name}: another compaction is under way") from None
            yield


class Counts(NamedTuple):
    """What there is in a store: runs and failed runs by (scenario, model version), parts, repeated rows, damage."""

    runs: Mapping[tuple[str, str], tuple[int, int]]
    parts: int
    repeated: int
    damaged: int
    set_aside: int


def read(path: Path, columns: list[str] | None = None) -> Any:
    """A table of a part.

    Raises:
        Damaged: the file is not readable as a table.
        FileNotFoundError: it has gone.
    """
    try:
        with parquet.ParquetFile(path, memory_map=True) as file:
            return _completed(file.read(columns), columns or [])
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError, KeyError) as error:
        raise Damaged(f"{path.name}: {error}") from error


def _completed(table: Any, columns: list[str]) -> Any:
    """A table with the facts asked for that parts of older versions lack, as nothing."""
    for name in columns:
        if name not in table.column_names:
            if name not in LATER:
                raise KeyError(f"no column {name}")
            table = table.append_column(FACTS.field(name), pa.nulls(table.num_rows, FACTS.field(name).type))
    return table


def _gather(folder: Path, parts: list[Part]) -> None:
    """Write one part that holds the rows of several, check it, and only then remove these."""
    index = index_of([read(part.path, _BRIEF) for part in parts])
    tables = []
    for number, part in enumerate(parts):
        chosen = index.row[index.part == number]
        chosen.sort()
        tables.append(read(part.path).take(pa.array(chosen)))
    outcomes = pa.concat_tables([table.replace_schema_metadata() for table in tables], promote_options="default")
    keys = [set(table["key"].to_pylist()) for table in tables]
    gathered: dict[str, Any] = {
        what: _stream(
            what,
            [
                (part.companions[what], chosen)
                for part, chosen in zip(parts, keys, strict=True)
                if what in part.companions
            ],
        )
        for what in sorted({what for part in parts for what in part.companions})
    }
    written = write_part(folder, {**gathered, OUTCOMES: outcomes}, index.keys.astype(str).tolist())
    verify(written)
    if index_of([read(written.path, _BRIEF)]).keys.tolist() != index.keys.tolist():
        raise StoreError(f"{written.path.name}: does not hold what was written; nothing was removed")
    _remove([path for part in parts for path in part.files if path not in written.files], folder)


def _stream(what: str, sources: list[tuple[Path, set[str]]]) -> Callable[[Any], None]:
    """A function that writes the chosen runs of several files into one, a file at a time."""

    def write(file: Any) -> None:
        schema = pa.unify_schemas([parquet.read_schema(path).remove_metadata() for path, _ in sources])
        with parquet.ParquetWriter(file, schema, **options(schema, what)) as writer:
            for path, keys in sources:
                table = read(path).replace_schema_metadata()
                table = table.filter(compute.is_in(table["key"], value_set=pa.array(sorted(keys), pa.string())))
                if table.num_rows:
                    writer.write_table(pa.concat_tables([schema.empty_table(), table], promote_options="default"))

    return write


def _remove(files: list[Path], folder: Path) -> None:
    # What was read before may be one of several with the same name: the commit goes first, so that none is half.
    for file in files:
        file.unlink(missing_ok=True)
    flush(folder)


def write_json(path: Path, value: object) -> None:
    """Write a small file whole."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("w") as file:
            json.dump(value, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    flush(path.parent)


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what the system says of a store into an error for the user."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{name}: {error.strerror or error}") from error
