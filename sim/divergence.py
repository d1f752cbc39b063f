"""Whether the numbers of a run mean something: every series, every outcome, and the state that no series shows."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.compile import rule
from sim.outcomes import OUTCOMES
from sim.outcomes.measure import NAMES, measure, measure_run
from sim.scenario.schema.ranges import Range
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.series import RANGES, SERIES
from sim.world import ACTOR_FIELDS, KNOWLEDGE_FIELDS, SOCIETY_FIELDS, Floats, Integers, Records, World, actor_names

_LEAST = np.array([each.least for each in RANGES.values()])
_MOST = np.array([each.most for each in RANGES.values()])
_LEAST_OUTCOME = np.array([OUTCOMES[name].within.least for name in NAMES])
_MOST_OUTCOME = np.array([OUTCOMES[name].within.most for name in NAMES])
_IS_SUM = np.array([OUTCOMES[name].over == "sum" for name in NAMES])
_STATE = {"actors": ACTOR_FIELDS, "knowledge": KNOWLEDGE_FIELDS, "society": SOCIETY_FIELDS}
"""Records in which a number can run away that no series shows."""
_WORD = 8
"""Bytes of a number."""


class Diverged(ValueError):
    """A run whose numbers left their ranges: it has failed, and has no outcomes; ``str()`` tells which, and when."""


def measured(scenario: Scenario, world: World, quarters: int) -> dict[str, float]:
    """All outcomes of a run of so many quarters.

    Raises:
        Diverged: a series, an outcome or a number of the state lies where it means nothing.
    """
    is_sound, found = examined(world, quarters, *words_of(world))
    if is_sound:
        return dict(zip(NAMES, found.tolist(), strict=True))
    ensure_sound(scenario, world, 0, quarters)
    _ensure_finite(scenario, world, quarters)
    raise _stray_outcome(world, quarters)


def words_of(world: World) -> list[Floats]:
    """Records in which a number can run away, in words, as if all were floats."""
    return [getattr(world, what).reshape(-1).view(np.float64) for what in _STATE]


@rule
def examined(w: World, quarters: int, actors: Floats, knowledge: Floats, society: Floats) -> tuple[bool, Floats]:
    """Whether all numbers of a run are sound, and its outcomes, which mean nothing if it is not.

    Args:
        w: its world.
        quarters: its length.
        actors: the world's actors in words, see :func:`words_of`; so the others.
        knowledge: what they know.
        society: what there is once.
    """
    found = np.zeros(len(NAMES))
    if _first_stray(w.series, 0, quarters, _LEAST, _MOST) >= 0:
        return False, found
    if not (
        _is_finite(actors, _ACTOR_WORDS, _OF_ACTORS)
        and _is_finite(knowledge, _KNOWLEDGE_WORDS, _OF_KNOWLEDGE)
        and _is_finite(society, _SOCIETY_WORDS, _OF_SOCIETY)
    ):
        return False, found
    found = measure(w, quarters)
    for k in range(found.size):
        times = quarters if _IS_SUM[k] else 1
        if not _LEAST_OUTCOME[k] * times <= found[k] <= _MOST_OUTCOME[k] * times:
            return False, found
    return True, found


def ensure_sound(scenario: Scenario, world: World, first: int, last: int) -> None:
    """Refuse series that leave their ranges in quarters first, ..., last - 1.

    Raises:
        Diverged: one does; the earliest is told.
    """
    stray = _first_stray(world.series, first, last, _LEAST, _MOST)
    if stray >= 0:
        quarter, column = divmod(stray, len(SERIES))
        name, value = SERIES[column], float(world.series[quarter, column])
        raise _left(name, value, f"at {_when(scenario, quarter)}", RANGES[name])


def _ensure_finite(scenario: Scenario, world: World, quarters: int) -> None:
    for what in _STATE:
        for name, value in _strange(scenario, what, getattr(world, what)):
            reason = "what a run leaves behind must be finite; the scenario's numbers diverge"
            raise Diverged(f"{name} = {_rounded(value)} after {_when(scenario, quarters - 1)}: {reason}")


def _stray_outcome(world: World, quarters: int) -> Diverged:
    """The first outcome outside its range; there is one."""
    ranges = {name: OUTCOMES[name].range_over(quarters) for name in NAMES}
    outcomes = measure_run(world, quarters)
    name = next(name for name, each in ranges.items() if not each.least <= outcomes[name] <= each.most)
    return _left(name, outcomes[name], f"over {quarters} quarters", ranges[name])


def _strange(scenario: Scenario, what: str, records: Records[Any]) -> Iterator[tuple[str, float]]:
    """What is not finite, by name, with its value."""
    for field in _floats(_STATE[what]):
        for place in np.argwhere(~np.isfinite(records[field])).tolist():
            whose = what if what == "society" else actor_names(scenario)[place[0]]
            yield f"{field} of {whose}", float(records[field][tuple(place)])


def _floats(kind: np.dtype[np.void]) -> list[str]:
    return [name for name in kind.names or () if kind[name].kind == "f"]


def _places(kind: np.dtype[np.void]) -> Integers:
    """Where the floats of a record stand, in words: whole numbers stand among them."""
    return np.array([kind.fields[name][1] // _WORD for name in _floats(kind)] if kind.fields else [], np.int64)


_PLACES = {what: _places(kind) for what, kind in _STATE.items()}
_OF_ACTORS, _OF_KNOWLEDGE, _OF_SOCIETY = _PLACES.values()
_ACTOR_WORDS, _KNOWLEDGE_WORDS, _SOCIETY_WORDS = (kind.itemsize // _WORD for kind in _STATE.values())


@rule
def _first_stray(series: Floats, first: int, last: int, least: Floats, most: Floats) -> int:
    """The place, quarter by quarter, of the first number outside its range, or -1; NaN lies in no range."""
    columns = least.size
    for quarter in range(first, last):
        for column in range(columns):
            value = series[quarter, column]
            if not (value >= least[column] and value <= most[column]):
                return quarter * columns + column
    return -1


@rule
def _is_finite(words: Floats, width: int, places: Integers) -> bool:
    """Whether no float of any record is NaN or infinite."""
    for record in range(0, words.size, width):
        for place in places:
            if not np.isfinite(words[record + place]):
                return False
    return True


def _left(name: str, value: float, when: str, allowed: Range) -> Diverged:
    return Diverged(f"{name} = {_rounded(value)} {when}: {allowed.rule}; the scenario's numbers diverge")


def _rounded(value: float) -> str:
    return repr(float(f"{value:.6g}"))


def _when(scenario: Scenario, quarter: int) -> str:
    """A quarter of the run by number and date; a model may be stepped past the last year of the calendar."""
    years, season = divmod((scenario.start.month - 1) // 3 + quarter, 4)
    return f"quarter {quarter} ({scenario.start.year + years} Q{season + 1})"
