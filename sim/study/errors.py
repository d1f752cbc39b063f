"""Errors of a store, with messages that say what to do."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from sim.exits import UNUSABLE


class StoreError(Exception):
    """A store cannot be used as requested; the message says why, and what to do."""


class DiskError(StoreError):
    """A problem of the machine: a full or failing disk, or files that disappear."""


class Moved(DiskError):
    """Files were merged into a larger one while they were read."""


class Damaged(StoreError):
    """A file has changed since it was written."""


class Unreadable(Damaged):
    """A file cannot be read now but may be undamaged: no permission, too many open files, no memory."""


class DamageWarning(UserWarning):
    """Files of a store could not be read; the result does not include their runs."""


class FailedRuns(UserWarning):
    """Some runs of a study failed: their outcomes are missing.

    Attributes:
        told: Number of failed runs, and the most common reasons.
    """

    def __init__(self, told: str) -> None:
        """Store the number of failed runs and the most common reasons."""
        super().__init__(told)
        self.told = told

    def __str__(self) -> str:
        return f"{self.told}; the column `error` says why each run failed; retry_failed=True repeats them"


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Treat damage as an error, so that results use every run of a study or are not computed.

    Raises:
        Damaged: files were damaged after a sweep had checked them; the next sweep repeats their runs.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", DamageWarning)
        try:
            yield
        except DamageWarning as damage:
            raise Damaged(f"{damage}; the same command repeats their runs") from None


def blamed(name: str, error: OSError) -> StoreError:
    """What the system says of a path, as an error for the user."""
    # A folder that was badly chosen, or a disk that failed.
    kind = StoreError if error.errno in UNUSABLE else DiskError
    return kind(f"{name}: {error.strerror or error}")


@contextmanager
def reported(name: str) -> Iterator[None]:
    """Turn what the system says of a path into an error for the user."""
    try:
        yield
    except OSError as error:
        raise blamed(name, error) from error
