"""Folders for results: checked before long work, filled at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.study.folders import filling, probe
from sim.study.record import RecordError, writing


def ensure_writable(target: Path) -> None:
    """Check, before long work, that results can go into a folder.

    Raises:
        RecordError: it is a file, or takes none.
    """
    standing = next(path for path in (target.resolve(), *target.resolve().parents) if path.exists())
    if not standing.is_dir():
        raise RecordError(f"{standing}: is a file; expected a folder, or the path of a new one")
    with writing(target, f" ({standing})"):
        probe(standing)


@contextmanager
def results(target: Path) -> Iterator[Path]:
    """A folder whose files go into a target once all are there.

    Raises:
        RecordError: the target cannot be written; nothing of it has changed.
    """
    with writing(target), filling(target) as folder:
        yield folder


class Unfinished(RecordError):
    """Results of which a part could not be made; the message says which, why, and where the others are."""


@contextmanager
def kept(there: str, target: Path) -> Iterator[None]:
    """Make a part of results whose failure does not take with it what is written already.

    Args:
        there: what is written, such as "tables".
        target: where.

    Raises:
        Unfinished: the part could not be made, for whatever reason.
    """
    try:
        yield
    except RecordError as error:
        raise Unfinished(f"{error}; {there} are in {target}") from None
    except Exception as error:
        problem = f"{type(error).__name__}: {error}".splitlines()[0]
        raise Unfinished(f"{target}: a file could not be written ({problem}); {there} are there") from error
