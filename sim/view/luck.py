"""What luck alone does to a scenario: its course and outcomes over twenty seeds, shared by all visitors."""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock

import numpy as np
import numpy.typing as npt

from sim.analysis.sizes import SEEDS as SEEDS
from sim.divergence import Diverged
from sim.extension import ExtensionError, in_use
from sim.outcomes import OUTCOMES
from sim.result import result
from sim.scenario import Scenario
from sim.scenario.checking.cast import Cast
from sim.scenario.checking.memory import memory_of
from sim.scenario.schema.series import SERIES
from sim.start import begin
from sim.study.execute import Run, play, run, runs
from sim.together import fits
from sim.version import model_version
from sim.view.charts import declared, shown_values
from sim.view.film import as_of
from sim.view.memo import Memo
from sim.view.turns import give_way

Floats = npt.NDArray[np.float64]
BAND = (0.05, 0.95)
"""Quantiles between which a band lies."""
_ROOM = 128 << 20
"""Bytes that all that is kept may take, roughly."""
_LENGTHS = 8
"""Lengths of runs whose outcomes are kept of a scenario."""
_kept: "Memo[tuple[str, str], Luck]" = Memo(_ROOM)
_worlds: "Memo[tuple[str, str], list[Run | None]]" = Memo(_ROOM)
"""The runs themselves, from which shorter ones are measured: there is room for fewer of them."""


def _go_on() -> None: ...


def luck_of(scenario: Scenario, ensure_wanted: Callable[[], None] = _go_on) -> "Luck":
    """What luck does to a scenario; it takes its runs, so a page asks for it in a thread.

    Args:
        scenario: the scenario.
        ensure_wanted: called now and then; by an error it ends the runs.
    """
    weight = 8 * SEEDS * scenario.quarters * len(SERIES)
    return _kept.made((model_version(), scenario.digest), lambda: Luck(scenario, ensure_wanted), weight)


def known_luck(scenario: Scenario) -> "Luck | None":
    """The same if it has been counted, at once."""
    return _kept.get((model_version(), scenario.digest))


class Luck:
    """Courses and outcomes of a scenario over twenty seeds.

    Attributes:
        scenario: the scenario.
        courses: series by seed, shape (seeds, quarters, series); NaN where a run failed.
        failed: number of seeds whose run failed.
    """

    def __init__(self, scenario: Scenario, ensure_wanted: Callable[[], None] = _go_on) -> None:
        """Run all seeds; see :func:`luck_of`, which keeps what was counted."""
        self.scenario = scenario
        self._lock = Lock()
        done = _run(scenario, scenario.quarters, ensure_wanted)
        self._weight = SEEDS * memory_of(scenario, Cast(scenario).size, scenario.quarters)
        if self._weight <= _ROOM:
            _worlds.keep(self._key, done, self._weight)
        self.courses: Floats = np.full((SEEDS, scenario.quarters, len(SERIES)), np.nan)
        for course, each in zip(self.courses, done, strict=True):
            if each is not None:
                course[:] = each.world.series
        self.failed = done.count(None)
        self._outcomes = {scenario.quarters: _outcomes(done)}
        self._bands: dict[str, tuple[Floats, Floats]] = {}

    def band(self, name: str) -> tuple[Floats, Floats]:
        """Between what 90 % of seeds lie, by quarter, as charts show an outcome or series; shape (quarters,) each."""
        if name not in self._bands:
            self._bands[name] = band_of(self.courses[..., column_of(name)], name)
        return self._bands[name]

    @property
    def _key(self) -> tuple[str, str]:
        return model_version(), self.scenario.digest

    def outcomes(self, quarter: int | None = None, ensure_wanted: Callable[[], None] = _go_on) -> Floats:
        """All outcomes of the first quarters by seed, in the order of :data:`sim.outcomes.OUTCOMES`; NaN if one failed.

        Those of less than the whole run are measured in its logs, unless it is too large to keep: then it runs again.

        Args:
            quarter: number of quarters; all by default.
            ensure_wanted: called now and then; by an error it ends the work.
        """
        length = self.scenario.quarters if quarter is None else quarter
        with self._lock:
            if length not in self._outcomes:
                if len(self._outcomes) > _LENGTHS:
                    del self._outcomes[next(each for each in self._outcomes if each != self.scenario.quarters)]
                self._outcomes[length] = _outcomes(self._runs(length, ensure_wanted))
            return self._outcomes[length]

    def _runs(self, quarters: int, ensure_wanted: Callable[[], None]) -> list[Run | None]:
        """The runs of the first quarters; one that fails later on may not have failed by then."""
        scenario = self.scenario
        if self._weight > _ROOM or in_use():
            return _run(scenario, quarters, ensure_wanted)
        whole = _worlds.made(self._key, lambda: _run(scenario, scenario.quarters, ensure_wanted), self._weight)
        parts = [
            partial(result, scenario, seed, quarters, as_of(each.world, quarters))
            if each
            else partial(run, scenario, seed, quarters)
            for seed, each in enumerate(whole)
        ]
        return [_tried(part, ensure_wanted) for part in parts]

    def of(self, outcome: str, quarter: int | None = None) -> Floats:
        """An outcome of the first quarters by seed, shape (seeds,)."""
        return self.outcomes(quarter)[:, list(OUTCOMES).index(outcome)]


def column_of(name: str) -> int:
    """The column of an outcome's series, or of a series."""
    return SERIES.index(declared(name).series)


def band_of(courses: Floats, name: str) -> tuple[Floats, Floats]:
    """Between what 90 % of some courses lie, quarter by quarter, as charts show an outcome or series.

    Args:
        courses: its series by run, shape (runs, quarters); NaN where a run failed.
        name: its name.
    """
    sound = courses[np.isfinite(courses).all(axis=1)]
    if not len(sound):
        nothing = np.full(courses.shape[1], np.nan)
        return nothing, nothing
    low, high = np.quantile(shown_values(name, sound), BAND, axis=0)
    return low, high


def _run(scenario: Scenario, quarters: int, ensure_wanted: Callable[[], None] = _go_on) -> list[Run | None]:
    """The runs of all seeds; None for one that failed."""
    if fits(scenario, quarters):
        return [_tried(each, ensure_wanted) for each in runs(scenario, range(SEEDS), quarters)]
    return [_tried(partial(_alone, scenario, seed, quarters, ensure_wanted), ensure_wanted) for seed in range(SEEDS)]


def _alone(scenario: Scenario, seed: int, quarters: int, ensure_wanted: Callable[[], None]) -> Run:
    """A run of a large world that gives way each quarter: compiled rules hold up every page while they run."""
    world = begin(scenario, seed, quarters)
    for _ in play(world, scenario, seed, quarters, range(1, quarters)):
        give_way()
        ensure_wanted()
    return result(scenario, seed, quarters, world)


def _tried(part: Callable[[], Run], ensure_wanted: Callable[[], None]) -> Run | None:
    give_way()
    ensure_wanted()
    try:
        return part()
    except (Diverged, ExtensionError):
        return None


def _outcomes(done: Sequence[Run | None]) -> Floats:
    nothing = [np.nan] * len(OUTCOMES)
    return np.array([nothing if each is None else [each.outcomes[name] for name in OUTCOMES] for each in done])
