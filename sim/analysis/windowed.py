"""Outcomes of a window, as workers measure them: :mod:`sim.analysis.window` says of which."""

import hashlib
import inspect
from collections.abc import Mapping
from functools import cache, partial

from sim.analysis.window import is_windowed
from sim.outcomes import OUTCOMES
from sim.own import OwnOutcome
from sim.result import Run
from sim.scenario.schema.series import SERIES
from sim.world import Floats


class _Summary(OwnOutcome):
    """An outcome of the package, whose range was seen to when the run was measured whole."""

    def of(self, run: Run) -> float:
        """The outcome of a run."""
        return float(self.function(run))


def outcomes(first: int) -> dict[str, OwnOutcome]:
    """The outcomes of the module; all of a run are measured at once."""
    measured = _Measured(first)
    return {name: _Summary(partial(measured.of, name), told) for name, told in OUTCOMES.items() if is_windowed(told)}


class _Measured:
    """Measures runs from a quarter on, and remembers the last one."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._last: tuple[Run | None, Mapping[str, Floats]] = None, {}
        self._place = {
            name: (told.over, SERIES.index(told.series)) for name, told in OUTCOMES.items() if is_windowed(told)
        }

    def of(self, name: str, run: Run) -> float:
        """An outcome of a run."""
        last, found = self._last
        if last is not run:
            found = summaries(run.world.series[self._first : run.quarters])
            self._last = run, found
        over, column = self._place[name]
        return float(found[over][column])


def summaries(series: Floats) -> dict[str, Floats]:
    """Each series in four ways, as :func:`sim.outcomes.measure.measure` summarises a whole run.

    Args:
        series: shape (quarters, series).

    Returns:
        By :data:`sim.outcomes.Outcome.over`, shape (series,) each.
    """
    count, last = len(series), series[-1]
    total = series.sum(axis=0)
    return {"last": last, "mean": total / count, "sum": total, "rise": (last - series[0]) / max(1, count - 1)}


@cache
def digest() -> str:
    """Hash of what measures."""
    text = inspect.getsource(_Measured) + inspect.getsource(summaries)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
