"""The last reports of sweeps, which `status` prints in another shell."""

import math
import os
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sim.scenario.errors import printable
from sim.study.errors import Damaged
from sim.study.files import read_json

_FRESH = 15
_LONGEST = 200
_WHOLE = ("planned", "found", "done", "failed", "told")


@dataclass(frozen=True)
class Word:
    """The last report of a sweep.

    Attributes:
        title: title of its study.
        planned: runs asked for.
        found: runs that the store had.
        done: runs that it has done.
        failed: number of failed runs in the store.
        rate: runs a second.
        told: time of the report, in seconds since 1970.
        part: study and shard, as in the name of its file.
        whole: runs of the whole study; 0 where an older version left that out.
    """

    title: str
    planned: int
    found: int
    done: int
    failed: int
    rate: float
    told: int
    part: str = ""
    whole: int = 0

    def __str__(self) -> str:
        """As `status` prints it."""
        ago, there = int(time.time()) - self.told, self.found + self.done
        running = 0 <= ago < _FRESH and there < self.planned
        when = f"running, {self.rate:g} runs/s" if running else f"{max(0, ago)} s ago"
        title = printable(self.title[:_LONGEST])
        return f"{title}: {there:,} of {self.planned:,} runs, {self.failed:,} failed ({when})"


def words_of(folder: Path) -> list[Word]:
    """The reports of all sweeps, the newest first; other files are ignored."""
    try:
        names = [name for name in os.listdir(folder) if name.endswith(".json") and not name.startswith(".")]
    except OSError:
        return []
    words = [word for name in names if (word := _word(folder / name))]
    return sorted(words, key=lambda word: -word.told)


def once_there(words: Iterable[Word]) -> int:
    """The minimum number of runs that a store had, by the reports of its sweeps; shards of a study are added up."""
    there: Counter[tuple[str, str]] = Counter()
    for word in words:
        study, _, shard = word.part.rpartition(".")
        there[study, shard.partition("of")[2]] += word.found + word.done
    return max(there.values(), default=0)


def gone(missing: int) -> str:
    """The message about missing runs."""
    return f"at least {missing:,} runs that sweeps have seen here are missing: files were removed, or set aside"


def _word(file: Path) -> Word | None:
    try:
        report = read_json(file)
    except (OSError, ValueError, Damaged):
        return None
    word, whole = _checked(report), report.get("whole")
    return word and replace(word, part=file.stem, whole=int(whole) if type(whole) is int else 0)


def _checked(report: Mapping[str, object]) -> Word | None:
    numbers = [report.get(name) for name in _WHOLE]
    title, rate = report.get("title"), report.get("rate")
    if not all(type(number) is int and number >= 0 for number in numbers) or not isinstance(title, str):
        return None
    if type(rate) not in (int, float) or not math.isfinite(float(str(rate))):
        return None
    planned, found, done, failed, at = (int(str(number)) for number in numbers)
    return Word(title, planned, found, done, failed, float(str(rate)), at)
