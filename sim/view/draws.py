"""Worlds under draws of all numbers that nobody knows: whole rows of the posterior, and priors for the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from sim.divergence import Diverged
from sim.extension import ExtensionError
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.load import written
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import SERIES, displayed_on
from sim.study.execute import Run, run
from sim.version import model_version
from sim.view.certainty import agreeing
from sim.view.charts import shown_values
from sim.view.film import Floats, outcomes_of
from sim.view.luck import band_of, column_of
from sim.view.memo import Memo
from sim.view.setting import Setting
from sim.view.turns import give_way
from sim.world import World

if TYPE_CHECKING:
    from sim.analysis.ensemble import Ensemble

_ROOM = 12
_kept: "Memo[tuple[object, ...], Draws]" = Memo(_ROOM)
_ensembles: "Memo[tuple[object, ...], Ensemble]" = Memo(_ROOM)


@dataclass(frozen=True)
class Draws:
    """Worlds at draws of the numbers; all worlds have the same draws and seeds.

    Attributes:
        of: number of draws.
        quarter: number of quarters over which outcomes are measured.
        numbers: how many numbers were drawn.
        levels: outcomes by the letter of a world, shape (draws, outcomes); NaN where a run failed.
        courses: charted series by the letter of a world, shape (draws, quarters, charted series).
    """

    of: int
    quarter: int
    numbers: int
    levels: Mapping[str, Floats]
    courses: Mapping[str, Floats]
    _bands: dict[tuple[str, str], tuple[Floats, Floats]] = field(default_factory=dict, repr=False)

    def differences(self, letter: str, outcome: str) -> Floats:
        """An outcome of a world less that of the first, draw by draw."""
        first = next(iter(self.levels))
        place = list(OUTCOMES).index(outcome)
        return np.asarray(self.levels[letter][:, place] - self.levels[first][:, place])

    def agree(self, letter: str, outcome: str, value: float) -> int:
        """How many draws agree with the sign of a difference."""
        return agreeing(self.differences(letter, outcome), value)

    def agree_in(self, letter: str, name: str, quarter: int, value: float) -> int:
        """How many draws agree with the sign of a difference that charts show in a quarter, the first being 1."""
        one, other = (self._shown(each, name)[:, quarter - 1] for each in (next(iter(self.courses)), letter))
        return agreeing(other - one, value)

    def _shown(self, letter: str, name: str) -> Floats:
        return shown_values(name, self.courses[letter][..., _charted().index(column_of(name))])

    def band(self, letter: str, name: str) -> tuple[Floats, Floats]:
        """Between what 90 % of draws lie, by quarter, as charts show an outcome or series."""
        if (letter, name) not in self._bands:
            courses = self.courses[letter][..., _charted().index(column_of(name))]
            self._bands[letter, name] = band_of(courses, name)
        return self._bands[letter, name]


@cache
def _charted() -> list[int]:
    """Columns of the series that pages draw."""
    shown = [*displayed_on(Display.CHART), *displayed_on(Display.LIVE), *displayed_on(Display.CARD)]
    return sorted({SERIES.index(each.series) for each in shown})


def drawn(
    settings: Sequence[Setting], quarter: int, count: int, seed: int, should_stop: Callable[[], bool]
) -> Draws | None:
    """Run worlds at draws of the numbers that they leave open, in the form in which they are written.

    Args:
        settings: the worlds, the one to compare with first; what was changed in one of them is not drawn.
        quarter: number of quarters over which outcomes are measured.
        count: number of draws.
        seed: base of the draws.
        should_stop: asked before each run; where it says so, there is no result.
    """
    arms = {letter: each.resolved() for letter, each in zip("ABC", settings, strict=False)}
    key = (
        model_version(),
        tuple(each.digest for each in arms.values()),
        quarter,
        count,
        seed,
        frozenset(_left(settings)),
    )
    found = _kept.get(key)
    if found is None:
        found = _run(arms, _ensemble(settings, count, seed), quarter, seed, should_stop)
        if found is not None:
            _kept.keep(key, found)
    return found


def _run(
    arms: Mapping[str, Scenario], ensemble: "Ensemble", quarter: int, seed: int, should_stop: Callable[[], bool]
) -> Draws | None:
    # Heavy, and asked for only when a page has been open for a while; so below.
    from sim.analysis.ensemble.forms import AS_WRITTEN

    count = len(ensemble)
    levels = {letter: np.full((count, len(OUTCOMES)), np.nan) for letter in arms}
    courses = {letter: np.full((count, each.quarters, len(_charted())), np.nan) for letter, each in arms.items()}
    for number, row in enumerate(ensemble.rows(AS_WRITTEN)):
        for letter, scenario in arms.items():
            give_way()
            if should_stop():
                return None
            try:
                made = run(load(scenario, row), seed + number)
                length = min(quarter, made.quarters)
                then = partial(_then, made, length)
                part = outcomes_of(made.scenario, made.seed, length, made.world, then)
            except (Diverged, ExtensionError, ScenarioError):
                continue
            levels[letter][number] = [part[name] for name in OUTCOMES]
            courses[letter][number] = made.world.series[:, _charted()]
    return Draws(count, quarter, len(ensemble.paths), levels, courses)


def _then(made: Run, quarter: int) -> World:
    """The world of a run after so many quarters."""
    return made.world if quarter == made.quarters else run(made.scenario, made.seed, quarter).world


def _ensemble(settings: Sequence[Setting], count: int, seed: int) -> "Ensemble":
    """The draws: to say what can be drawn takes long, and a number that was changed is not, whatever it is now."""
    from sim.analysis.ensemble import ensemble_of

    is_number = all(isinstance(value, float) for each in settings for value in each.changes.values())
    bare = [replace(each, changes={}) if is_number else each for each in settings]
    arms = {letter: each.resolved() for letter, each in zip("ABC", bare, strict=False)}
    left = frozenset(_left(settings))
    key = tuple(each.digest for each in arms.values()), left, count, seed
    return _ensembles.made(key, lambda: ensemble_of(arms, count, seed=seed, written=left, forms=False))


def _left(settings: Sequence[Setting]) -> set[str]:
    """Paths that are not drawn: those that were changed, and those that the worlds' files set themselves."""
    from sim.analysis.ensemble.draws import ROOTS

    files = frozenset(each.scenario for each in settings)
    changed = {path for each in settings for path in each.changes}
    return changed | {path for file in files for path in written(file, ROOTS)}
