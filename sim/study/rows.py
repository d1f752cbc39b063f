"""Finished runs on their way into a part: gathered run by run, made into columns once for all."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.study.arrays import numbers, words
from sim.study.design import ACTORS as KEEP_ACTORS
from sim.study.design import RELEASES as KEEP_RELEASES
from sim.study.design import SERIES as KEEP_SERIES
from sim.study.design import Point, Replicate
from sim.study.parts import ACTORS, FACTS, OUTCOMES, RELEASES, SERIES
from sim.study.provenance import machine, versions

if TYPE_CHECKING:
    from sim.result import Run

_OF_POINT = ("scenario", "point", "overrides", "quarters", "scenario_digest", "digest")
_OF_RUN = ("key", "replicate", "seed", "kept", "error", "traceback")


class Rows:
    """Rows of a part.

    Attributes:
        errors: those of the runs that failed.
    """

    def __init__(self) -> None:
        self.errors: list[str] = []
        self._facts: list[tuple[object, ...]] = []
        self._outcomes: list[Mapping[str, float]] = []
        self._companions = {what: _Companion() for what in (SERIES, RELEASES, ACTORS)}
        self._point: Point | None = None
        self._of_point: tuple[object, ...] = ()

    def add(self, point: Point, replicate: Replicate, key: str, run: "Run") -> None:
        """Add a run, and what is to be kept of it; nothing is added if that fails."""
        kept = _kept(run, replicate.kept)
        self._tell(point, key, replicate, replicate.kept, None, None)
        self._outcomes.append(run.outcomes)
        for what, columns in kept.items():
            self._companions[what].add(key, columns)

    def fail(self, point: Point, replicate: Replicate, key: str, error: str, trace: str = "") -> None:
        """Add a run that failed, with its error and where it was."""
        self._tell(point, key, replicate, 0, error, trace or None)
        self._outcomes.append({})
        self.errors.append(error)

    def _tell(
        self, point: Point, key: str, replicate: Replicate, kept: int, error: str | None, trace: str | None
    ) -> None:
        if point is not self._point:  # its settings become a text once, not for every run
            self._point = point
            self._of_point = (
                point.name, point.number, point.overrides, point.quarters, point.origin, point.digest
            )  # fmt: skip
        self._facts.append((*self._of_point, key, replicate.number, replicate.seed, kept, error, trace))

    def tables(self, study: str, version: str) -> dict[str, Any]:
        """The tables of a part whose runs a study did with a model version."""
        kept = {what: table for what, each in self._companions.items() if (table := each.table()) is not None}
        return kept | {OUTCOMES: self._table(study, version)}

    def _table(self, study: str, version: str) -> Any:
        """A row a run: what identifies it, and its outcomes, which are null where it failed."""
        facts: dict[str, Any] = dict(zip((*_OF_POINT, *_OF_RUN), zip(*self._facts, strict=True), strict=True))
        shared = {"study": study, "model_version": version, "machine": _machine()}
        facts |= {name: [value] * len(self._facts) for name, value in shared.items()}
        names = list(next(filter(None, self._outcomes), ()))  # the same for all runs of a process
        failed = np.array([not each for each in self._outcomes])
        done = [list(each.values()) for each in self._outcomes if each]
        figures = np.zeros((len(names), len(failed)))
        figures[:, ~failed] = np.reshape(done, (len(done), len(names))).T
        columns = [_column(facts[fact.name], fact.type) for fact in FACTS]
        columns += [numbers(values, failed) for values in figures]
        return pa.table(columns, schema=pa.schema([*FACTS, *((name, pa.float64()) for name in names)]))


class _Companion:
    """Rows of series, releases or actors: columns, a piece a run."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._lengths: list[int] = []
        self._pieces: dict[str, list[Any]] = {}

    def add(self, key: str, columns: Mapping[str, Any]) -> None:
        """Add the rows of a run; a column is a list of words or an array of numbers."""
        self._keys.append(key)
        self._lengths.append(len(next(iter(columns.values()))))
        for name, values in columns.items():
            self._pieces.setdefault(name, []).append(values)

    def table(self) -> Any:
        """All rows, with the key of the run as their first column; None where no run is to keep any."""
        if not self._keys:
            return None
        places = np.repeat(np.arange(len(self._keys)), self._lengths)
        keys = words(self._keys).take(numbers(places))
        return pa.table({"key": keys} | {name: _joined(pieces) for name, pieces in self._pieces.items()})


def _joined(pieces: list[Any]) -> Any:
    if isinstance(pieces[0], list):
        return words(list(chain.from_iterable(pieces)))
    return numbers(np.concatenate(pieces))


def _column(values: Sequence[Any], kind: Any) -> Any:
    return words(values) if pa.types.is_string(kind) else numbers(np.array(values, kind.to_pandas_dtype()))


def _kept(run: "Run", kept: int) -> dict[str, Mapping[str, Any]]:
    """Columns of the companions that are to be kept of a run."""
    columns: dict[str, Mapping[str, Any]] = {}
    if kept & KEEP_SERIES:
        with np.errstate(over="ignore"):  # what is too large for a short float is infinite
            series = {name: values.astype(np.float32) for name, values in run.series.items()}
        columns[SERIES] = series | {"quarter": np.arange(run.quarters, dtype=np.int32)}
    if kept & KEEP_RELEASES:
        columns[RELEASES] = run.releases
    if kept & KEEP_ACTORS:
        columns[ACTORS] = run.actors
    return columns


@cache
def _machine() -> str:
    facts = machine()
    return "; ".join([facts["cpu"], facts["libc"], *(f"{name} {number}" for name, number in versions().items())])
