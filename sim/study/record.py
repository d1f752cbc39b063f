"""Save one run in a folder with its series, releases, outcomes and manifest: completely, or not at all."""

import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from sim.extension import Source
from sim.scenario.errors import printable
from sim.scenario.schema.scenario import Scenario
from sim.study.folders import probe, publish, staging, write
from sim.study.portable import portable_command
from sim.study.provenance import machine, versions

MANIFEST = "manifest.json"
OUTCOMES = "outcomes.json"
SERIES = "series.parquet"
RELEASES = "releases.parquet"
FILES = frozenset({MANIFEST, OUTCOMES, SERIES, RELEASES})
"""Every file of a record."""


class RecordError(Exception):
    """A run cannot be saved; the message says why, and what to do."""


class Recordable(Protocol):
    """The parts of a finished run that are saved."""

    @property
    def scenario(self) -> Scenario:
        """The resolved scenario."""

    @property
    def seed(self) -> int:
        """The seed of the random numbers."""

    @property
    def quarters(self) -> int:
        """The length of the run."""

    @property
    def key(self) -> str:
        """Hash of resolved scenario, seed, quarters and model version."""

    @property
    def model_version(self) -> str:
        """Hash of the sources that can change a number."""

    @property
    def extensions(self) -> Sequence[Source]:
        """The users' modules that were in use."""

    @property
    def outcomes(self) -> Mapping[str, float]:
        """One number per outcome."""

    @property
    def series(self) -> Mapping[str, Any]:
        """Columns with one value per quarter."""

    @property
    def releases(self) -> Mapping[str, Any]:
        """Columns with one value per release."""


def save(run: Recordable, directory: str | Path, command: str, force: bool = False) -> None:
    """Save a run in a folder. The folder appears in one step; if saving fails, nothing changes.

    Args:
        run: The finished run.
        directory: Folder to save in; the same run saved there before is replaced.
        command: Command that the user typed; folders of this machine are not saved.
        force: Replace another run, or a damaged one. A folder with anything else in it is never changed.

    Raises:
        RecordError: the folder contains something else, or cannot be written.
    """
    ensure_room(directory, force=force, key=run.key)
    target = _resolved(directory)
    with writing(directory), staging(target) as folder:
        _fill(folder, run, command)
        publish(folder, target)


def ensure_room(directory: str | Path, *, force: bool = False, key: str | None = None) -> None:
    """Check, before or after a run, that it can be saved in a folder.

    Args:
        directory: Folder to save in.
        force: Whether the folder may contain another run, or a damaged one.
        key: Key of the run; None if it is still unknown, then the folder may contain any run.

    Raises:
        RecordError: the path is a file, cannot be written, or contains something else.
    """
    target = _resolved(directory)
    with writing(directory):
        _check_writable(target, directory)
        if target.is_dir():
            _check_contents(target, directory, key, force)


def _resolved(directory: str | Path) -> Path:
    if not str(directory):
        raise RecordError("the folder for the run needs a name")
    try:
        return Path(directory).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise RecordError(f"{printable(str(directory))}: cannot be the folder of a run: {error}") from error


def _check_writable(target: Path, directory: str | Path) -> None:
    standing = next(path for path in (target, *target.parents) if path.exists())
    if not standing.is_dir():
        name = directory if standing == target else standing
        raise RecordError(f"{name}: is a file; expected a folder, or the path of a new one")
    # A folder is replaced from above, so it is the one above that must be writable.
    above = target.parent if standing == target else standing
    if not os.access(above, os.W_OK | os.X_OK):
        raise RecordError(f"{directory}: cannot be written: no permission to write into {above}")
    probe(above)


def _check_contents(target: Path, directory: str | Path, key: str | None, force: bool) -> None:
    foreign = _foreign(target)
    if foreign:
        raise RecordError(
            f"{directory}: contains {foreign[0]}, which does not belong to a saved run; choose another folder"
        )
    standing = _key(target)
    if not force and any(target.iterdir()) and (standing is None or key not in (None, standing)):
        what = "another run" if standing else "a damaged run"
        raise RecordError(f"{directory}: contains {what}; choose another folder, or use --force to replace it")


def _foreign(target: Path) -> list[str]:
    """What is in a folder beside the files of a record: under another name, or no file."""
    entries = target.iterdir() if target.is_dir() else ()
    return sorted(each.name for each in entries if each.name not in FILES or not (each.is_file() or each.is_symlink()))


def _key(target: Path) -> str | None:
    """Return the key of the run saved in a folder; None for anything else."""
    try:
        return str(json.loads((target / MANIFEST).read_bytes())["key"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def _fill(folder: Path, run: Recordable, command: str) -> None:
    write(folder / SERIES, lambda file: _write_table(file, run.series, run))
    write(folder / RELEASES, lambda file: _write_table(file, run.releases, run))
    write(folder / OUTCOMES, lambda file: file.write(_json(finite(run.outcomes))))
    write(folder / MANIFEST, lambda file: file.write(_json(_manifest(run, command))))


def _write_table(file: BinaryIO, columns: Mapping[str, Any], run: Recordable) -> None:
    import pyarrow
    import pyarrow.parquet

    # Lists hold text, which an empty list would not tell.
    arrays = {
        name: pyarrow.array(values, pyarrow.string() if isinstance(values, list) else None)
        for name, values in columns.items()
    }
    table = pyarrow.table(arrays).replace_schema_metadata(_provenance(run))
    texts = [field.name for field in table.schema if pyarrow.types.is_string(field.type)]
    pyarrow.parquet.write_table(table, file, use_dictionary=texts, compression="zstd")


def _provenance(run: Recordable) -> dict[str, str]:
    return {
        "hoardshare.scenario": run.scenario.digest,
        "hoardshare.seed": str(run.seed),
        "hoardshare.quarters": str(run.quarters),
        "hoardshare.model_version": run.model_version,
        "hoardshare.key": run.key,
    }


def _manifest(run: Recordable, command: str) -> dict[str, object]:
    resolved = run.scenario.model_dump(mode="json")
    return {
        "key": run.key,
        "seed": run.seed,
        "quarters": run.quarters,
        "model_version": run.model_version,
        "extensions": {source.label: source.text for source in run.extensions},
        "command": portable_command(command),
        "versions": versions(),
        "machine": machine(),
        "scenario": {"title": run.scenario.title, "digest": run.scenario.digest, "resolved": resolved},
    }


def finite(outcomes: Mapping[str, float]) -> dict[str, float | None]:
    """Replace outcomes that are not finite by None, for JSON."""
    return {name: float(value) if math.isfinite(value) else None for name, value in outcomes.items()}


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, allow_nan=False) + "\n").encode()


@contextmanager
def writing(place: str | Path, where: str = "") -> Iterator[None]:
    """Turn what the system says of a place for results into an error for the user.

    Args:
        place: as the user named it.
        where: what is added in the end.

    Raises:
        RecordError: it cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise RecordError(f"{place}: cannot be written: {error.strerror or error}{where}") from error
