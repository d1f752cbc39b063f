"""Check rows of policies: when and on what condition they act, and whether they conflict at the same time."""

import math
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from sim.scenario.checking.cast import Cast
from sim.scenario.checking.parties import check_parties
from sim.scenario.checking.terms import check_answers, check_clubs, check_terms
from sim.scenario.errors import Finding, shown
from sim.scenario.reading.locate import KeyPath
from sim.scenario.schema.institutions import Alliance
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.policies import OpenLicence, Pivot
from sim.scenario.schema.rows import Condition, Lasting
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.series import SERIES


def check_policies(scenario: Scenario, cast: Cast) -> Iterator[Finding]:
    """Return everything that does not fit together in the rows of policies, including rows that are switched off."""
    for number, policy in enumerate(scenario.policies):
        path = ("policies", number)
        yield from _start(scenario, path, policy)
        yield from _end(scenario, path, policy)
        yield from _conditions(path, policy)
        yield from check_parties(cast, path, policy)
        yield from check_terms(scenario, path, policy)
    yield from _names(scenario)
    yield from check_answers(scenario, cast)
    yield from check_clubs(scenario)
    yield from _overlaps(scenario, cast)


def _names(scenario: Scenario) -> Iterator[Finding]:
    """Check that each name, by which a child scenario changes a row, is valid and belongs to one row only."""
    seen: dict[str, int] = {}
    for number, policy in enumerate(scenario.policies):
        if policy.name != policy.name.strip() or not policy.name.isprintable():
            problem = f"{shown(policy.name)} is not a valid name"
            yield Finding(
                ("policies", number, "name"), problem, "a name without control characters or surrounding blanks"
            )
        first = seen.setdefault(policy.name, number) if policy.name else number
        if first != number:
            problem = f"{shown(policy.name)} is already the name of policies.{first}"
            yield Finding(("policies", number, "name"), problem, "a unique name, or none")


def _start(scenario: Scenario, path: KeyPath, policy: Policy) -> Iterator[Finding]:
    where, start = (*path, "start"), policy.start
    if start is None:
        if policy.when is None and not policy.proposer:
            yield Finding(where, "is missing", "a date such as 2020-01-31, or a `when` or `proposer` to wait for")
    elif scenario.quarter_of(start) < 0:
        yield Finding(where, f"{start} is before the run", f"a day from {scenario.start}")
    elif scenario.quarter_of(start) >= scenario.quarters:
        problem = f"{start} is not before the end of the run"
        yield Finding(where, problem, f"a day within {scenario.quarters} quarters of {scenario.start}")


def _end(scenario: Scenario, path: KeyPath, policy: Policy) -> Iterator[Finding]:
    start = policy.start or scenario.start
    if isinstance(policy, Lasting) and policy.end and scenario.quarter_of(policy.end) <= scenario.quarter_of(start):
        problem = f"{policy.end} is not in a later quarter than the start, so the row would never take effect"
        yield Finding((*path, "end"), problem, f"a day in a quarter after {start}")


def _conditions(path: KeyPath, policy: Policy) -> Iterator[Finding]:
    for field in ("when", "until"):
        condition = getattr(policy, field, None)
        if condition is not None:
            yield from _condition((*path, field), condition)


def _condition(path: KeyPath, condition: Condition) -> Iterator[Finding]:
    outcome = condition.outcome
    if outcome not in SERIES:
        expected = "the name of a series, such as incidents, open_actors or trust"
        yield Finding((*path, "outcome"), f"no outcome {shown(outcome)}", expected, outcome, SERIES)
    if (condition.least is None) == (condition.most is None):
        given = "neither `least` nor `most`" if condition.least is None else "both `least` and `most`"
        yield Finding(path, f"gives {given}", "one of the two")


class _Stay(NamedTuple):
    """A row with the quarters in which it is certainly in force, and the actors that it claims in that time."""

    number: int
    start: int
    end: float
    names: list[str]
    exclusive: bool


def _overlaps(scenario: Scenario, cast: Cast) -> Iterator[Finding]:
    """Report certain conflicts between rows in force at the same time, at the row that starts later."""
    commitments: list[_Stay] = []
    alliances: list[_Stay] = []
    for number, policy in enumerate(scenario.policies):
        if isinstance(policy, Pivot | OpenLicence):
            commitments += _stays(scenario, number, policy, [policy.actor], True)
        elif isinstance(policy, Alliance):
            alliances += _stays(scenario, number, policy, policy.members, policy.exclusive)
    return chain(_commitments(cast, commitments), _exclusive(cast, alliances))


def _stays(scenario: Scenario, number: int, policy: Lasting, names: list[str], exclusive: bool) -> Iterator[_Stay]:
    # A row that waits may begin at any time, or never; one that is off may take turns with others.
    if not policy.on or policy.start is None or policy.when or policy.proposer:
        return
    start = scenario.quarter_of(policy.start)
    last = scenario.quarter_of(policy.end) if policy.end else math.inf
    # Its second condition may end a row as early as in the quarter after its first.
    yield _Stay(number, start, start + 1 if policy.until else last, names, exclusive)


def _commitments(cast: Cast, stays: list[_Stay]) -> Iterator[Finding]:
    """Report pivots and licences that commit one actor to two tiers at once."""
    for stay, _, name, other in _claimed(cast, stays):
        problem = f"{shown(name)} is still committed by policies.{other}"
        yield Finding(("policies", stay.number, "start"), problem, f"a day from the `end` of policies.{other}")


def _exclusive(cast: Cast, stays: list[_Stay]) -> Iterator[Finding]:
    """Report founders of two alliances at once, of which at least one is exclusive."""
    for stay, position, name, other in _claimed(cast, stays):
        problem = f"{shown(name)} also belongs to policies.{other}, and one of the two is exclusive"
        yield Finding(("policies", stay.number, "members", position), problem, "one alliance at a time")


def _claimed(cast: Cast, stays: list[_Stay]) -> Iterator[tuple[_Stay, int, str, int]]:
    """Find names that an earlier row still claims when a row starts: row, position, name, number of the earlier row."""
    stays.sort(key=lambda stay: stay.start)
    for number, stay in enumerate(stays):
        rivals = [each for each in stays[:number] if each.end > stay.start and (each.exclusive or stay.exclusive)]
        for position, name in enumerate(stay.names):
            claiming = [each for each in rivals if any(cast.share(name, other) for other in each.names)]
            if claiming:
                yield stay, position, name, max(claiming, key=lambda each: (each.end, each.number)).number
