"""What can go wrong with a store, in words that its user can act upon."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from sim.exits import UNUSABLE


class StoreError(Exception):
    """A store that cannot be used as asked; the message says why and what to do."""


class DiskError(StoreError):
    """What the machine is to blame for: a full disk, one that fails, files that vanish."""


class Moved(DiskError):
    """Files went into a larger one while they were read."""


class Damaged(StoreError):
    """A file that is not what was written."""


class Unreadable(Damaged):
    """A file that cannot be read now, and may be whole: no permission, too many open files, no memory."""


class DamageWarning(UserWarning):
    """Files of a store could not be read, and what was returned lacks the runs in them."""


class FailedRuns(UserWarning):
    """Some runs of a study failed: their outcomes are missing.

    Attributes:
        told: how many, and why most of them.
    """

    def __init__(self, told: str) -> None:
        """Say how many, and why most of them."""
        super().__init__(told)
        self.told = told

    def __str__(self) -> str:
        return f"{self.told}; the column `error` says why each did, and retry_failed=True repeats them"


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Let damage be an error: what is judged is judged of every run of a study, or not at all.

    Raises:
        Damaged: files were, after a sweep had looked at them; the next sweep does their runs again.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", DamageWarning)
        try:
            yield
        except DamageWarning as damage:
            raise Damaged(f"{damage}; the same command does their runs again") from None


def blamed(name: str, error: OSError) -> StoreError:
    """What the system says of a path, as an error for the user."""
    # A folder that was badly chosen, or a disk that failed.
    kind = StoreError if error.errno in UNUSABLE else DiskError
    return kind(f"{name}: {error.strerror or error}")


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what the system says of a path into an error for the user."""
    try:
        yield
    except OSError as error:
        raise blamed(name, error) from error
