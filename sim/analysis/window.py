"""From when on outcomes are measured: over all quarters of a run, or over those from a day on.

What a policy does from 2027 on hardly shows in a mean from 2019 on. Outcomes that summarise a series are therefore
measured from the first quarter in which the scenarios that are compared can differ, or from a day of one's own.
Figures of the release log, and outcomes of users' modules, stay those of the whole run.

The outcomes keep their names. A module gives them, whose text holds the quarter and the hash of what measures. Its text
belongs to the key of every run: a run that is measured from another quarter on is another run.
"""

import hashlib
import inspect
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from sim.extension import Source, here, in_use
from sim.outcomes import OUTCOMES, Outcome
from sim.own import OwnOutcome, loaded
from sim.result import Run
from sim.scenario import Scenario
from sim.scenario.errors import Fault, ScenarioError, shown
from sim.scenario.schema.series import SERIES
from sim.study.design import Design
from sim.world import Floats

OVER = {"last": "end", "mean": "mean", "sum": "in all", "rise": "rise", "log": "whole run", "own": "whole run"}
"""How an outcome stands for a run, in the words of tables; the last two are never of a window."""
_TEXT = '''"""Outcomes from quarter {first} of a run on, for `hoardshare compare`; measured by {digest}."""

from sim.analysis.window import outcomes

globals().update(outcomes({first}))
'''
_EXPECTED = "a year such as 2027, or a day such as 2027-07-01"


@dataclass(frozen=True)
class Window:
    """The quarters over which outcomes are measured.

    Attributes:
        first: the first of them, 0 for the first of the run.
        quarters: length of the run.
        start: first day of the first of them; None where the scenarios begin on different days.
        changes: first quarter in which the scenarios can differ.
        begins: quarters from which rows of policies can act that not all scenarios have.
        asked: whether somebody asked for it.
    """

    first: int
    quarters: int
    start: date | None
    changes: int
    begins: tuple[int, ...]
    asked: bool

    @property
    def length(self) -> int:
        """Number of its quarters."""
        return self.quarters - self.first


def window_of(study: Design, since: int | str | date | None = None) -> Window:
    """The window of a comparison.

    Args:
        study: the scenarios with what is set in all of them, and the length of runs, equal for all.
        since: year or day from which outcomes are measured; by default from when the scenarios can differ.

    Raises:
        ScenarioError: `since` is no day of the runs, or the scenarios begin on different days.
    """
    points = {name: study.resolve(name, study.settings) for name in study.scenarios}
    # Where a setting is wrong the runs say so, each of which fails.
    scenarios = [points[name].scenario or base for name, base in study.scenarios.items()]
    quarters = next(iter(points.values())).quarters
    changes = first_change(scenarios)
    changes = changes if changes < quarters else 0
    begins = tuple(quarter for quarter in begins_of(scenarios) if quarter < quarters)
    together = len({scenario.start for scenario in scenarios}) == 1
    if since is not None and not together:
        days = ", ".join(str(scenario.start) for scenario in scenarios)
        raise _refused(f"the scenarios begin on different days ({days})", "scenarios that begin on the same day")
    first = changes if since is None else _quarter(_day(since), scenarios[0], quarters)
    start = scenarios[0].date_of(first) if together else None
    return Window(first, quarters, start, changes, begins, since is not None)


def _day(since: int | str | date) -> date:
    text = str(since).strip()
    try:
        return date(int(text), 1, 1) if text.isdecimal() and len(text) == 4 else date.fromisoformat(text)
    except ValueError:
        raise _refused(f"{shown(text)} is not a day", _EXPECTED) from None


def _quarter(day: date, scenario: Scenario, quarters: int) -> int:
    quarter = scenario.quarter_of(day)
    if not 0 <= quarter < quarters:
        last = scenario.date_of(quarters - 1)
        problem = f"{day} is {'before' if quarter < 0 else 'after'} the runs"
        raise _refused(problem, f"a day from {scenario.date_of(0)} on, in the quarter of {last} at the latest")
    return quarter


def _refused(problem: str, expected: str) -> ScenarioError:
    return ScenarioError([Fault("compare", field="from", problem=problem, expected=expected)])


def first_change(scenarios: list[Scenario]) -> int:
    """First quarter in which runs of scenarios can differ: 0, unless only dated rows of policies do.

    A row that waits for a condition, or for a proposer, counts from its earliest day.
    """
    first = scenarios[0]
    if any(_without_rows(other) != _without_rows(first) for other in scenarios[1:]):
        return 0
    return max(0, min(begins_of(scenarios), default=0))


def begins_of(scenarios: list[Scenario]) -> list[int]:
    """Quarters from which rows of policies can act that not all scenarios have, each once, in order."""
    own, *others = [_rows(scenario) for scenario in scenarios]
    return sorted({quarter for other in others for _, quarter in (own - other) + (other - own)})


def _without_rows(scenario: Scenario) -> dict[str, str]:
    return {table: text for table, text in scenario.texts.items() if table != "policies"}


def _rows(scenario: Scenario) -> "Counter[tuple[str, int]]":
    """The rows in force as the rules read them, each with the quarter from which it can act."""
    rows = [row for row in json.loads(scenario.texts["policies"]) if row["on"]]
    begins = [date.fromisoformat(row["start"]) if row["start"] else scenario.start for row in rows]
    return Counter((json.dumps(row), scenario.quarter_of(day)) for row, day in zip(rows, begins, strict=True))


def is_windowed(outcome: Outcome) -> bool:
    """Whether an outcome is measured over the window, and not over the whole run."""
    return bool(outcome.series)


@contextmanager
def measuring(first: int) -> Iterator[None]:
    """Runs done or looked for meanwhile have outcomes that are measured from a quarter on, under the same names.

    Args:
        first: the quarter; with 0, runs are those that they always are.
    """
    if not first:
        yield
        return
    text = _TEXT.format(first=first, digest=_digest())
    with here((*in_use(), loaded(Source("window", "window.py", text)))):
        yield


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
def _digest() -> str:
    """Hash of what measures."""
    text = inspect.getsource(_Measured) + inspect.getsource(summaries)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
