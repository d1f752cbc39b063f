"""What a claim depends on: its central point again, with one mechanism, or one number, changed at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.analysis.claims.question import Question, bounds, is_whole
from sim.analysis.claims.run import Measured
from sim.analysis.claims.trial import Trial
from sim.analysis.claims.verdict import OPPOSITE, Judged, judge
from sim.scenario import Scenario
from sim.scenario.schema.scenario import MECHANISMS

NOTHING = "nothing"
"""The label of the central point, which changes nothing: every number is the scenario's own."""


@dataclass(frozen=True)
class Changes:
    """The central point of a claim, and the same with one thing changed at a time.

    Attributes:
        names: what is changed at each point; empty for the first.
        trial: the points.
    """

    names: list[str]
    trial: Trial


@dataclass(frozen=True)
class Dependence:
    """The results around the central point.

    Attributes:
        names: what was changed at each point; empty for the first.
        judged: the result of each point.
        verdict: of the central point.
        turned_by: changes that reversed its result.
    """

    names: list[str]
    judged: Judged
    verdict: str
    turned_by: tuple[str, ...]


def ablation(question: Question) -> Changes:
    """The central point, and the same with each mechanism and each named row of policies off, on both sides."""
    names = _switches(question)
    points = ([{}, *(_off(side.scenario, name) for name in names)] for side in question.sides.values())
    return Changes([NOTHING, *names], Trial(question, *points))


def _switches(question: Question) -> list[str]:
    scenarios = [side.scenario for side in question.sides.values()]
    mechanisms = [name for name in MECHANISMS if any(_is_on(scenario, name) for scenario in scenarios)]
    rows = [row.name for scenario in scenarios for row in scenario.policies if row.name and row.on]
    return [*mechanisms, *(f"policies.{name}" for name in dict.fromkeys(rows))]


def _is_on(scenario: Scenario, mechanism: str) -> bool:
    return bool(getattr(getattr(scenario, mechanism), "on", False))


def _off(scenario: Scenario, name: str) -> dict[str, object]:
    has = name in MECHANISMS or name in {f"policies.{row.name}" for row in scenario.policies}
    return {f"{name}.on": False} if has else {}


def extremes(question: Question) -> Changes:
    """The central point, and the same with each parameter at the bounds of the schema, if there are any."""
    ends = [change for axis in question.axes for change in _ends(question, axis.path)]
    names = [f"{path} = {value:g}" for path, value in ends]
    return Changes([NOTHING, *names], Trial.at(question, [{}, *({path: value} for path, value in ends)]))


def _ends(question: Question, path: str) -> Iterator[tuple[str, float]]:
    home = next(side.scenario for side in question.sides.values() if path in side.paths)
    for end in bounds(home, path):
        yield path, int(end) if is_whole(home, path) else float(end)


def dependence(changes: Changes, measured: Measured) -> Dependence:
    """Find the changes that reverse the central point."""
    judged = judge(changes.trial.question.claim, measured.differences)
    central = str(judged.verdicts.iloc[0])
    outcome = zip(changes.names, judged.verdicts, strict=True)
    turned = tuple(name for name, verdict in outcome if verdict == OPPOSITE.get(central))
    return Dependence(changes.names, judged, central, turned)
