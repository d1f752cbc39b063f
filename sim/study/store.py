"""A folder of finished runs, keyed by what determines them. It survives crashes, and sweeps can share it."""

import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as compute

from sim.scenario.errors import printable
from sim.study.contents import Contents, Known, known_of
from sim.study.design import ACTORS as KEEP_ACTORS
from sim.study.design import RELEASES as KEEP_RELEASES
from sim.study.design import SERIES as KEEP_SERIES
from sim.study.errors import Damaged, DamageWarning, DiskError, Moved, StoreError, Unreadable, reported
from sim.study.files import read_json, write_json
from sim.study.gather import blocks, gather, groups, of_runs, unified
from sim.study.index import index_of
from sim.study.leavings import set_aside, set_aside_count, sweep_up, sweep_up_orphans
from sim.study.locks import alone
from sim.study.parts import ACTORS, COMPACTED, FACTS, OUTCOMES, RELEASES, SERIES, Part, listed
from sim.study.provenance import versions
from sim.study.reading import complete, open_part, outline, read, verify
from sim.study.repeat import SCENARIOS
from sim.study.words import once_there, words_of

T = TypeVar("T")

MANIFEST = "manifest.json"
FORMAT = 1
"""Version of the layout on disk."""
KEPT = {SERIES: KEEP_SERIES, RELEASES: KEEP_RELEASES, ACTORS: KEEP_ACTORS}
"""Flags of a row for the companions stored with its run."""
_LOCK = ".compacting"
_ATTEMPTS = 20
_COUNTED = ["scenario", "model_version", "error"]
_MOST_NAMED = 3


class Store:
    """A store on disk. It remembers the runs of the parts that it has opened, and opens only new and changed ones."""

    def __init__(self, folder: str | Path) -> None:
        """Name a store; nothing is read or written yet.

        Raises:
            StoreError: the name is not a valid folder name.
        """
        self.name = printable(str(folder))
        try:
            self.folder = Path(folder).expanduser()
        except RuntimeError as error:
            raise StoreError(f"{self.name}: {error}") from None
        if not str(folder).strip() or "\0" in str(folder):
            raise StoreError(f"{self.name or 'nothing'}: is not a valid name of a store; expected a folder")
        self.parts = self.folder / "parts"
        self.studies = self.folder / "studies"
        self._known: dict[str, Known] = {}
        self._index = index_of(())

    def create(self) -> None:
        """Make the folder a store, unless it already is one.

        Raises:
            StoreError: the folder contains something else, cannot be written, or was made by a newer version.
        """
        with reported(self.name):
            _check_way(self.folder, self.name, "a folder, or the path of a new one")
            if not (self.folder / MANIFEST).exists():
                self._begin()
            self._check_layout()
            for folder in (self.parts, self.studies):
                if not os.path.lexists(folder):
                    folder.mkdir(exist_ok=True)
            self.check()
            if not os.access(self.parts, os.W_OK | os.X_OK):
                raise StoreError(f"{self.name}: cannot be written: no permission, or mounted read-only")
            for folder in (self.folder, self.parts, self.studies, self.folder / SCENARIOS):
                if folder.is_dir() and not folder.is_symlink():
                    sweep_up(folder)

    def _begin(self) -> None:
        entries = set(os.listdir(self.folder)) if self.folder.exists() else set()
        if MANIFEST in entries:  # another sweep has just made the store
            return
        strange = sorted(
            name for name in entries - {"parts", "studies", SCENARIOS} if not name.startswith(f".{MANIFEST}")
        )
        if strange:
            raise StoreError(
                f"{self.name}: contains {printable(strange[0])}, which is not part of a store; choose another folder"
            )
        for folder in (self.parts, self.studies):
            folder.mkdir(parents=True, exist_ok=True)
        write_json(self.folder / MANIFEST, {"store": "hoardshare", "format": FORMAT, "versions": versions()})

    def check(self) -> None:
        """Check that the folder is a store.

        Raises:
            StoreError: it is not a store, or was made by a newer version.
        """
        with reported(self.name):
            _check_way(self.folder, self.name, "the folder of a store")
            self._check_layout()
            # A link could lead to files of others, which a compaction would remove.
            if self.parts.is_symlink() or not self.parts.is_dir():
                raise StoreError(f"{self.name}: has no folder {self.parts.name}; put it back, or choose another folder")

    def _check_layout(self) -> None:
        layout = self._layout()
        if layout > FORMAT:
            raise StoreError(f"{self.name}: made by a newer hoardshare (layout {layout}); use that version")

    def _layout(self) -> int:
        try:
            layout = read_json(self.folder / MANIFEST).get("format")
        except FileNotFoundError:
            raise StoreError(
                f"{self.name}: not a store; `hoardshare sweep STUDY --store {self.name}` creates one"
            ) from None
        except (ValueError, Damaged):
            layout = None
        if type(layout) is not int or layout < 1:
            raise StoreError(f"{self.name}: {MANIFEST} is damaged; expected the manifest of a store")
        return layout

    @property
    def once_there(self) -> int:
        """The minimum number of runs that the store had, by the reports of its sweeps.

        Ask before the parts are listed: a sweep that goes on adds to both.
        """
        return once_there(words_of(self.studies))

    @property
    def set_aside(self) -> int:
        """The number of damaged files that sweeps have set aside."""
        return set_aside_count(self.parts)

    def scan(self, *, repair: bool = False) -> Contents:
        """Read the index of all parts.

        Args:
            repair: whether to check every file against its checksum, set damaged parts aside, and remove the remains of
                crashes.

        Raises:
            StoreError: the folder cannot be read.
        """
        with reported(self.name):
            for _ in range(_ATTEMPTS):
                seen = self._scan(repair, {}, set())
                if seen is not None:
                    return seen
        raise DiskError(f"{self.name}: files keep disappearing while they are read; is another program deleting them?")

    def _scan(self, repair: bool, faults: dict[str, str], without: Set[str]) -> Contents | None:
        """Scan once; None if a compaction removed files meanwhile, because their runs may be in a new file."""
        known: dict[str, Known] = {}
        try:
            for path in listed(self.parts):
                if path.name not in without:
                    try:
                        known[path.name] = self._open(path, repair)
                    except Damaged as error:
                        faults[path.name] = str(error)
        except FileNotFoundError:
            return None
        parts = [each.part for each in known.values()]
        if repair:
            sweep_up_orphans(self.parts, parts)
        rows, before = ([each.rows for each in some.values()] for some in (known, self._known))
        if len(rows) != len(before) or any(one is not other for one, other in zip(rows, before, strict=True)):
            self._index = index_of(rows)
        self._known = known
        return Contents(parts, self._index, faults)

    def _open(self, path: Path, repair: bool) -> Known:
        known = self._known.get(path.name)
        try:
            if known is None or known.has_changed():
                part, brief = open_part(path, whole=repair)
                known = known_of(part, brief, part.companions.values() if repair else part.files)
            if repair and known.unchecked:
                verify(known.part, known.unchecked)
                known = replace(known, unchecked=())
            return known
        except Unreadable as error:
            if repair:
                raise DiskError(f"{self.name}/parts: {error}; change its permission, or move it away") from error
            raise
        except Damaged:
            if repair:
                set_aside(path)
            raise

    def rows(self, seen: Contents, columns: list[str] | None = None) -> Iterator[Any]:
        """Tables of outcomes, each run once, in a fixed order; small parts are joined.

        A part that cannot be read is added to the faults of the contents.
        """
        for table in blocks(self._rows(seen, columns)):
            yield complete(table, columns)

    def _rows(self, seen: Contents, columns: list[str] | None, without: Set[str] = frozenset()) -> Iterator[Any]:
        lost: dict[str, list[str]] = {}
        for number, places in seen.index.of_parts():
            path = seen.parts[number].path
            try:
                yield self._read(path, columns).take(pa.array(seen.index.row[places]))
            except (Damaged, pa.ArrowException) as error:
                seen.faults[path.name] = str(error)
                lost[path.name] = seen.index.keys[places].astype(str).tolist()
        if lost:
            yield from self._rows(self._others(seen, lost, without), columns, without | lost.keys())

    def _others(self, seen: Contents, lost: Mapping[str, Sequence[str]], without: Set[str]) -> Contents:
        """Other places of runs that damaged parts also contained."""
        with reported(self.name):
            others = self._scan(False, seen.faults, without | lost.keys())
        if others is None:
            raise self._moved()
        return others.only([key for keys in lost.values() for key in keys])

    def columns(self, seen: Contents, what: str = OUTCOMES) -> Any:
        """Columns of any part of outcomes, or of any companion."""
        return unified(self._columns(seen, what))

    def _columns(self, seen: Contents, what: str) -> Iterator[Any]:
        for part in seen.parts:
            path = part.path if what == OUTCOMES else part.companions.get(what)
            try:
                if path is not None:
                    yield outline(path)[0]
            except FileNotFoundError:
                # Of a part that is there still, reading the rows will tell what it lacks.
                if not os.path.lexists(part.path):
                    raise self._moved() from None
            except Damaged as error:
                seen.faults[path.name if path else part.path.name] = str(error)

    def has_kept(self, seen: Contents, what: str) -> bool:
        """Whether any run stored its series, releases or actors."""
        return bool((seen.index.kept & KEPT[what] != 0).any())

    def _moved(self) -> Moved:
        return Moved(f"{self.name}: was compacted during reading; try again")

    def row(self, key: str) -> dict[str, Any]:
        """The facts of a run.

        Args:
            key: its key, or a unique beginning of it.

        Raises:
            LookupError: no run or several runs match.
            Damaged: the file of the run has changed since it was written.
        """
        return self.look(lambda seen: self._row(seen, key))

    def _row(self, seen: Contents, key: str) -> dict[str, Any]:
        matches = [name for name in seen.index.keys.astype(str).tolist() if name.startswith(key)]
        if not key or len(matches) != 1:
            problem = f"{len(matches):,} runs whose keys begin with" if matches else "no run of key"
            raise LookupError(f"{problem} {printable(key)}; `hoardshare export {self.name} --to csv` lists all keys")
        table = next(self.rows(chosen := seen.only(matches)), None)
        if table is None:
            raise Damaged(f"{self.name}: {next(iter(chosen.faults.values()))}")
        return dict(table.select([name for name in FACTS.names if name in table.column_names]).to_pylist()[0])

    def _read(self, path: Path, columns: list[str] | None = None) -> Any:
        try:
            return read(path, columns)
        except FileNotFoundError:
            raise self._moved() from None

    def look(self, at: Callable[[Contents], T], *, quietly: bool = False) -> T:
        """Call a function with the contents of the store; repeat it if a compaction removes files meanwhile.

        Args:
            at: the function.
            quietly: whether the caller reports damaged files itself; otherwise a warning does.
        """
        for _ in range(_ATTEMPTS - 1):
            with suppress(Moved):
                return self._look(at, quietly)
        return self._look(at, quietly)

    def _look(self, at: Callable[[Contents], T], quietly: bool) -> T:
        with reported(self.name):
            seen = self.scan()
            result = at(seen)
        if not quietly:
            self.warn(seen)
        return result

    def warn(self, seen: Contents) -> None:
        """Warn of files that could not be read, if any."""
        if seen.faults:
            few = "; ".join([*seen.faults.values()][:_MOST_NAMED]) + ("; ..." if seen.damaged > _MOST_NAMED else "")
            what = f"{self.name}: {seen.damaged:,} damaged files; their runs are left out: {few}"
            warnings.warn(f"{what}. `hoardshare status {self.name} --verify` says what to do", DamageWarning, 4)

    def companions(self, what: str, seen: Contents, columns: Sequence[str] | None = None) -> Iterator[Any]:
        """Tables of series, releases or actors, with the keys of their runs; each run once.

        Args:
            what: "series", "releases" or "actors".
            seen: the runs; a file that cannot be read, or lacks a stored run, is added to their faults.
            columns: columns to read, `key` among them; all by default.
        """
        return blocks(self._companions(_Wanted(what, columns), seen))

    def _companions(self, wanted: "_Wanted", seen: Contents, without: Set[str] = frozenset()) -> Iterator[Any]:
        lost: dict[str, list[str]] = {}
        flag = KEPT[wanted.what]
        for number, places in seen.index.of_parts():
            part, keys = seen.parts[number], seen.index.keys[places[seen.index.kept[places] & flag != 0]]
            if len(keys):
                try:
                    yield self._companion(part, wanted, keys)
                except Damaged as error:
                    seen.faults[part.companions.get(wanted.what, part.path).name] = str(error)
                    lost[part.path.name] = keys.astype(str).tolist()
        if lost:
            yield from self._companions(wanted, self._others(seen, lost, without), without | lost.keys())

    def _companion(self, part: Part, wanted: "_Wanted", keys: Any) -> Any:
        """The stored series, releases or actors of some runs of a part."""
        what, kinds = wanted.what, wanted.kinds
        if what not in part.companions:
            raise Damaged(f"{part.path.name} lists no {what} of runs that stored them")
        try:
            table = of_runs(read(part.companions[what], wanted.columns), keys)
        except FileNotFoundError:
            if not os.path.lexists(part.path):
                raise self._moved() from None
            raise Damaged(f"{part.companions[what].name} is missing") from None
        check_companion(compute.count_distinct(table["key"]).as_py(), part.companions[what].name, what, len(keys))
        if any(kinds.setdefault(column.name, column.type) != column.type for column in table.schema):
            raise Damaged(f"{part.companions[what].name} has columns of other types than the other files")
        return table

    def counts(self) -> "Counts":
        """Count runs by scenario and model version, their files, and the damaged files."""
        return self.look(partial(self._counts, self.once_there), quietly=True)

    def _counts(self, once: int, seen: Contents) -> "Counts":
        runs: dict[tuple[str, str], tuple[int, int]] = {}
        for table in self.rows(seen, _COUNTED):
            grouped = table.group_by(["scenario", "model_version"]).aggregate([([], "count_all"), ("error", "count")])
            for row in grouped.to_pylist():
                group = (row["scenario"], row["model_version"])
                done, failed = runs.get(group, (0, 0))
                runs[group] = (done + row["count_all"], failed + row["error_count"])
        missing = max(0, once - len(seen.index))
        return Counts(runs, len(seen.parts), seen.index.repeated, seen.damaged, self.set_aside, missing)

    def compact(self) -> tuple[int, int]:
        """Merge small parts into large ones; a part is removed only after the file with its rows is safe and checked.

        Returns:
            The number of parts before and after.

        Raises:
            StoreError: another compaction is running, or the store cannot be written.
        """
        self.create()
        with reported(self.name), alone(self.folder / _LOCK, self.name, "compaction"):
            (self.folder / COMPACTED).touch()
            seen = self.scan(repair=True)
            after = len(seen.parts)
            for group in groups(seen.parts):
                gather(self.parts, group)
                after -= len(group) - 1
            return len(seen.parts), after


@dataclass(frozen=True)
class _Wanted:
    """Which companions are read: what, which of their columns, and the types of those, as they were first met."""

    what: str
    columns: Sequence[str] | None
    kinds: dict[str, Any] = field(default_factory=dict)


class Counts(NamedTuple):
    """Counts of a store: runs and failed runs by (scenario, model version), parts, repeated rows, damage.

    Also the number of missing runs that sweeps have seen.
    """

    runs: Mapping[tuple[str, str], tuple[int, int]]
    parts: int
    repeated: int
    damaged: int
    set_aside: int
    missing: int


def check_companion(found: int, name: str, what: str, expected: int) -> None:
    """Check that a companion has rows of each run that it should contain.

    Raises:
        Damaged: a run is missing.
    """
    # A run can end without a release; all have quarters and actors.
    if what != RELEASES and found < expected:
        raise Damaged(f"{name} lacks {expected - found:,} runs that stored {what}")


def _check_way(folder: Path, name: str, expected: str) -> None:
    """Check that a path is a folder, or that one can be made there."""
    standing = next((path for path in (folder, *folder.parents) if os.path.lexists(path)), Path())
    if not standing.is_dir():
        what = "is a broken link" if standing.is_symlink() and not standing.exists() else "is a file"
        place = name if standing == folder else printable(str(standing))
        raise StoreError(f"{place}: {what}; expected {expected}")
