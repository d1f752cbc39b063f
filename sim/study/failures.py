"""The number of failed runs of a study, and the most common reasons."""

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence

from sim.study.contents import Contents
from sim.study.errors import FailedRuns
from sim.study.store import Store
from sim.study.tally import Tally
from sim.study.work import LOST

_MOST = 3
LOST_EARLIER = f"'{LOST}' was also stored by earlier versions if workers could not start; `--retry-failed` repeats it"
"""What is to be known of old rows."""


def reasons(store: Store, keys: Sequence[str] | None = None) -> Counter[str]:
    """Count the reasons for failures in a store.

    Args:
        store: where the runs are.
        keys: keys of the runs to use; all by default.
    """

    def counted(seen: Contents) -> Counter[str]:
        chosen = seen if keys is None else seen.only(keys)
        tables = [table["error"].drop_null().to_pylist() for table in store.rows(chosen, ["error"])]
        return Counter(reason(error) for errors in tables for error in errors)

    return store.look(counted)


def reason(error: str) -> str:
    """The error of a failed run in one line."""
    return error.splitlines()[0] if error else "no reason given"


def commonest(counts: Mapping[str, int]) -> str:
    """The most common reasons, each with its count."""
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    texts = [f"{count:,} x {why}" for why, count in ranked[:_MOST]]
    rest = sum(count for _, count in ranked[_MOST:])
    return "; ".join([*texts, *([f"{rest:,} for other reasons"] if rest else [])])


def summary_of(tally: Tally) -> str:
    """The number of failed runs of a sweep, and the most common reasons; empty if none failed."""
    if not tally.all_failed:
        return ""
    return f"{tally.all_failed:,} of {tally.planned:,} runs failed: {commonest(tally.reasons)}"


def warn_of(tally: Tally) -> None:
    """Warn if runs of a sweep failed."""
    summary = summary_of(tally)
    if summary:
        warnings.warn(FailedRuns(summary), stacklevel=3)
