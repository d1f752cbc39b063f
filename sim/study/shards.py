"""Studies in shards: the progress of the whole study, and the shards with missing runs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np

from sim.scenario.errors import printable
from sim.study.contents import Contents
from sim.study.design import Design
from sim.study.plan import stretches
from sim.study.store import Store
from sim.study.words import Word


def standing(design: Design, store: Store, shards: int) -> str:
    """Report how many runs of the whole study are in a store, and which shards have missing runs."""
    missing = store.look(lambda seen: _missing(design, seen))
    ends = [len(design) * (number + 1) // shards for number in range(shards)]
    lacking = sorted({int(shard) for shard in np.searchsorted(ends, missing, side="right")})
    progress = f"{len(design) - len(missing):,} of {len(design):,} runs of the whole study are in the store"
    return f"{progress}{_lack(lacking, shards)}"


def _missing(design: Design, seen: Contents) -> list[int]:
    """Positions of the missing runs of a study."""
    places: list[int] = []
    begun = 0
    for point, first, last in stretches(design, 0, len(design)):
        replicates = [design.replicate(number) for number in range(first, last)]
        keys = point.keys(replicate.seed for replicate in replicates)
        has = seen.index.has(keys, [replicate.kept for replicate in replicates])
        places += (np.flatnonzero(~has) + begun).tolist()
        begun += len(keys)
    return places


def spans(numbers: Iterable[int]) -> str:
    """Numbers in the format of a job array, such as 0,2-5."""
    texts = []
    for _, group in groupby(enumerate(numbers), lambda each: each[1] - each[0]):
        run = [number for _, number in group]
        texts.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return ",".join(texts)


def told_of(words: Iterable[Word]) -> Iterator[str]:
    """A line for each study in shards: its total progress, by the last reports of its shards."""
    studies: dict[tuple[str, int], dict[int, Word]] = {}
    for word in words:
        study, _, shard = word.part.rpartition(".")
        number, _, shards = shard.partition("of")
        if number.isdecimal() and shards.isdecimal() and int(shards) > 1 and word.whole:
            studies.setdefault((study, int(shards)), {})[int(number)] = word
    for (_, count), reports in studies.items():
        yield _line(count, reports)


def _line(shards: int, reports: Mapping[int, Word]) -> str:
    there = {number: word.found + word.done for number, word in reports.items()}
    lacking = [n for n in range(shards) if n not in reports or there[n] < reports[n].planned]
    first = next(iter(reports.values()))
    line = (
        f"{printable(first.title)}, by the last report of its shards: {sum(there.values()):,} of {first.whole:,} runs"
    )
    return f"{line} of the whole study{_lack(lacking, shards)}"


def _lack(lacking: Sequence[int], shards: int) -> str:
    return f"; shards with missing runs, of 0-{shards - 1}: {spans(lacking)}" if lacking else ""
