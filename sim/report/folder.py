"""Folders for results: checked before long work starts, filled at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.study.folders import filling, probe
from sim.study.record import RecordError, writing


def ensure_writable(target: Path) -> None:
    """Check, before long work starts, that results can be written to a folder.

    Raises:
        RecordError: it is a file, a link to nothing, or cannot be written to.
    """
    if target.is_symlink() and not target.exists():
        raise RecordError(f"{target}: is a link to {target.resolve()}, which is not there; expected a folder")
    standing = next(path for path in (target.resolve(), *target.resolve().parents) if path.exists())
    if not standing.is_dir():
        raise RecordError(f"{standing}: is a file; expected a folder, or the path of a new one")
    with writing(target, f" ({standing})"):
        probe(standing)


@contextmanager
def results(target: Path) -> Iterator[Path]:
    """Make a temporary folder; once it is complete, its files move into a target.

    Raises:
        RecordError: the target cannot be written; it is unchanged.
    """
    with writing(target), filling(target) as folder:
        yield folder


class Unfinished(RecordError):
    """A part of the results could not be made; the message says which, why, and where the others are."""


@contextmanager
def kept(there: str, target: Path) -> Iterator[None]:
    """Make a part of the results; if it fails, files already written are kept.

    Args:
        there: parts already written, such as "tables".
        target: folder of the results.

    Raises:
        Unfinished: the part could not be made, for any reason.
    """
    try:
        yield
    except RecordError as error:
        raise Unfinished(f"{error}; {there} are in {target}") from None
    except Exception as error:
        problem = f"{type(error).__name__}: {error}".splitlines()[0]
        raise Unfinished(
            f"{target}: a part of the results could not be made ({problem}); {there} are written"
        ) from error
