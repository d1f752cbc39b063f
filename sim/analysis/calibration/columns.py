"""Figures of facts, and magnitudes, as columns of a table of runs: outcomes of a module that workers take along.

The module's text holds what is measured and the hash of what measures it, and belongs to the key of every run: a run
that was measured otherwise is another run.
"""

import hashlib
import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import numpy as np

import sim.analysis.magnitudes
from sim.analysis.calibration.target import Target
from sim.analysis.facts.compiling import sources
from sim.analysis.facts.declared import folder
from sim.analysis.facts.fact import Measurable, rows_of, values
from sim.analysis.facts.observation import Lens, lens, observed
from sim.analysis.facts.runs import Places, of_world, places
from sim.analysis.magnitudes import MAGNITUDES
from sim.extension import Source, here, in_use
from sim.outcomes import Outcome
from sim.own import OwnOutcome, loaded
from sim.result import Run
from sim.scenario import Scenario
from sim.scenario.schema.ranges import Range
from sim.world import Floats

_TEXT = '''"""Figures of a run as the data are measured, for `hoardshare calibrate`; measures {digest}."""

from sim.analysis.calibration.columns import magnitudes, outcomes

globals().update(outcomes({figures!r}) | magnitudes({levels!r}))
'''
_ANY = Range(float("-inf"), float("inf"), "whatever it is; NaN where it is undefined")


@dataclass(frozen=True)
class _Asked:
    """A figure by what its measure is given; :func:`rows_of` reads these."""

    measure: str
    given: Mapping[str, Any]
    models: str


class FigureOutcome(OwnOutcome):
    """An outcome that may be undefined."""

    def of(self, run: Run) -> float:
        """The figure of a run, NaN where it is undefined."""
        return float(self.function(run))


@contextmanager
def measuring(targets: Sequence[Target]) -> Iterator[None]:
    """Runs done meanwhile have a column for each target that is a figure of a fact, or a magnitude."""
    asked = {
        target.column: [target.figure.measure, dict(target.figure.given), target.figure.models]
        for target in targets
        if target.figure is not None
    }
    levels = {target.column: target.magnitude for target in targets if target.magnitude}
    if not asked and not levels:
        yield
        return
    asked_for = {"figures": json.dumps(asked, sort_keys=True), "levels": json.dumps(levels, sort_keys=True)}
    text = _TEXT.format(digest=_digest(), **asked_for)
    with here((*in_use(), loaded(Source("figures", "figures.py", text)))):
        yield


def outcomes(figures: str) -> dict[str, FigureOutcome]:
    """The outcomes of the module; all figures of a run are measured at once."""
    asked = {name: _Asked(*given) for name, given in json.loads(figures).items()}
    measured = Measured(asked.values())
    return {name: _outcome(name, place, measured) for place, name in enumerate(asked)}


def magnitudes(levels: str) -> dict[str, FigureOutcome]:
    """The outcomes of the module that are magnitudes, by column and name."""
    known = {each.name: each.of for each in MAGNITUDES if each.of is not None}
    whole = _Whole()
    return {
        column: FigureOutcome(partial(whole.of, known[name]), _told(column))
        for column, name in json.loads(levels).items()
    }


def _outcome(name: str, place: int, measured: "Measured") -> FigureOutcome:
    return FigureOutcome(lambda run: measured.of(run)[place], _told(name))


def _told(name: str) -> Outcome:
    return Outcome(name, "1", "neither", "a figure of the data", "figures of data", "", "own", _ANY, label=name)


class _Whole:
    """Measures magnitudes of a run, whose series are made once for all of them."""

    def __init__(self) -> None:
        self._last: tuple[Run | None, Any] = None, None

    def of(self, measure: Callable[[Any], float], run: Run) -> float:
        """A magnitude of a run; NaN where it is undefined, as the price of what nobody uses is."""
        last, seen = self._last
        if last is not run:
            seen = SimpleNamespace(series=run.series, scenario=run.scenario, world=run.world)
            self._last = run, seen
        with np.errstate(all="ignore"):
            return float(measure(seen))


class Measured:
    """Measures figures of runs, as the data were recorded, and remembers those of the last run."""

    def __init__(self, asked: Iterable[Measurable]) -> None:
        """Name the figures."""
        self._given = rows_of(asked)
        self._last: tuple[Run | None, Floats | None] = None, None
        self._viewed: tuple[Scenario | None, tuple[Places, Lens] | None] = None, None

    def of(self, run: Run) -> Floats:
        """The figures of a run, NaN where undefined, shape (figures,)."""
        last, found = self._last
        if last is not run or found is None:
            place, through = self._view(run.scenario)
            found = values(self._given, *observed(of_world(place, run.world, run.quarters), run.seed, through))
            self._last = run, found
        return found

    def _view(self, scenario: Scenario) -> tuple[Places, Lens]:
        """What measuring needs to know of a scenario, remembered for its replicates."""
        last, found = self._viewed
        if last is not scenario or found is None:
            found = places(scenario), lens(scenario)
            self._viewed = scenario, found
        return found


@cache
def _digest() -> str:
    """Hash of what measures: the code, the estimated chances to be recorded, and the magnitudes."""
    chances = (folder() / "observation.toml").read_bytes().replace(b"\r\n", b"\n")
    levels = inspect.getsource(sim.analysis.magnitudes).encode()
    return hashlib.blake2b(sources().encode() + chances + levels, digest_size=6).hexdigest()
