"""From when on outcomes are measured: over all quarters of a run, or over those from a day on.

What a policy does from 2027 on hardly shows in a mean from 2019 on. Outcomes that summarise a series are therefore
measured from the first quarter in which the scenarios that are compared can differ, or from a day of one's own.
Figures of the release log, and outcomes of users' modules, stay those of the whole run.

The outcomes keep their names. A module gives them, whose text holds the quarter and the hash of what measures. Its text
belongs to the key of every run: a run that is measured from another quarter on is another run.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sim.extension import Source, here, in_use
from sim.outcomes import Outcome
from sim.scenario import Scenario
from sim.scenario.errors import Fault, ScenarioError, shown
from sim.study.design import Design

OVER = {"last": "end", "mean": "mean", "sum": "in all", "rise": "rise", "log": "whole run", "own": "whole run"}
"""How an outcome stands for a run, in the words of tables; the last two are never of a window."""
_TEXT = '''"""Outcomes from quarter {first} of a run on, for `hoardshare compare`; measured by {digest}."""

from sim.analysis.windowed import outcomes

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
    # What measures needs the compiler; who compares what is stored does without.
    from sim.analysis.windowed import digest
    from sim.own import loaded

    text = _TEXT.format(first=first, digest=digest())
    with here((*in_use(), loaded(Source("window", "window.py", text)))):
        yield
