"""Check the fields of a scenario against each other."""

import math
from collections.abc import Iterator
from datetime import MAXYEAR, date
from itertools import chain
from unicodedata import normalize

from sim.scenario.checking.cast import Cast
from sim.scenario.checking.dated import check_policies
from sim.scenario.checking.memory import MOST_ACTORS, check_memory
from sim.scenario.checking.pace import check_pace
from sim.scenario.errors import Finding, fold, shown
from sim.scenario.reading.locate import KeyPath
from sim.scenario.reading.outline import limits_of
from sim.scenario.schema.actors import ActorSpec
from sim.scenario.schema.enums import MarketForm
from sim.scenario.schema.quantity import limits
from sim.scenario.schema.scenario import Scenario


def check(scenario: Scenario) -> Iterator[Finding]:
    """Return everything that does not fit together, field by field; nothing if the scenario can be run."""
    cast = Cast(scenario)
    return chain(
        _calendar(scenario),
        _names(scenario),
        _look_alikes(cast),
        _entrances(scenario),
        *(_actor(scenario, name, spec) for name, spec in scenario.actors.items()),
        _sizes(scenario, cast),
        _edges(scenario, cast),
        check_policies(scenario, cast),
        check_pace(scenario),
    )


def _calendar(scenario: Scenario) -> Iterator[Finding]:
    last = scenario.start.year + scenario.quarters // 4 + 1
    if last > MAXYEAR:
        yield Finding(("quarters",), f"the run would end in the year {last}", f"an end before the year {MAXYEAR}")


def _names(scenario: Scenario) -> Iterator[Finding]:
    expected = "a name without control characters or surrounding blanks"
    named: list[tuple[KeyPath, str]] = [(("actors", name), name) for name in scenario.actors]
    named += [(("domains", name), name) for name in scenario.domains]
    named += [(("actors", name, "bloc"), spec.bloc) for name, spec in scenario.actors.items()]
    for path, name in named:
        if not name or not name.isprintable() or name != name.strip():
            yield Finding(path, f"{shown(name)} is not a valid name", expected)


def _look_alikes(cast: Cast) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name in cast.names:
        alike = seen.setdefault(fold(normalize("NFKC", name)), name)
        if alike != name:
            problem = f"is too similar to the actor {shown(alike)}"
            yield Finding(("actors", name), problem, "names that differ in more than case and - or _")
        elif cast.is_member(name):
            problem = "is already the name of a member of a group, or of an entrant"
            yield Finding(("actors", name), problem, "a unique name")


def _entrances(scenario: Scenario) -> Iterator[Finding]:
    end = scenario.date_of(scenario.quarters) if not any(_calendar(scenario)) else date.max
    for name, spec in scenario.actors.items():
        if spec.enters and scenario.quarter_of(spec.enters) >= scenario.quarters:
            problem = f"{spec.enters} is not before the end of the run"
            yield Finding(("actors", name, "enters"), problem, f"a day before {end}")
    if all(spec.enters and scenario.quarter_of(spec.enters) > 0 for spec in scenario.actors.values()):
        yield Finding(("actors",), "no actor takes part at the start", "at least one actor without a later `enters`")


def _actor(scenario: Scenario, name: str, spec: ActorSpec) -> Iterator[Finding]:
    known = list(scenario.domains)
    mentioned: list[tuple[KeyPath, str]] = [(("know_how_in", domain), domain) for domain in spec.know_how_in]
    mentioned += [(("focus", domain), domain) for domain in spec.focus]
    mentioned += [(("withheld", number), domain) for number, domain in enumerate(spec.withheld)]
    for path, domain in mentioned:
        if domain not in scenario.domains:
            where = ("actors", name, *path)
            yield Finding(where, f"no domain {shown(domain)}", "a domain of the scenario", domain, known)
    yield from _know_how(name, spec)
    yield from _focus(name, spec)


def _know_how(name: str, spec: ActorSpec) -> Iterator[Finding]:
    if not spec.know_how_in:
        return
    field = ActorSpec.model_fields["know_how"]
    least, most, _ = limits(field)
    assert least is not None and most is not None
    for domain, level in spec.know_how_in.items():
        if not least <= level <= most:
            path = ("actors", name, "know_how_in", domain)
            yield Finding(path, f"{shown(level)} is out of range", limits_of(field))


def _focus(name: str, spec: ActorSpec) -> Iterator[Finding]:
    for domain, weight in spec.focus.items():
        if weight < 0:
            yield Finding(("actors", name, "focus", domain), f"{shown(weight)} is out of range", "0 <= x")
    total = sum(spec.focus.values())
    if spec.focus and not 0 < total < math.inf:
        yield Finding(("actors", name, "focus"), f"the weights sum to {total:g}", "a positive, finite sum")


def _sizes(scenario: Scenario, cast: Cast) -> Iterator[Finding]:
    if cast.size <= MOST_ACTORS:
        yield from _users(scenario)
    yield from check_memory(scenario, cast.size, scenario.quarters)


def _users(scenario: Scenario) -> Iterator[Finding]:
    users = sum(spec.users * spec.count for spec in scenario.actors.values())
    if users > 1 + 1e-9 and scenario.market.form != MarketForm.PRICES:  # with prices nobody has users at the start
        usual = ActorSpec.model_fields["users"].default
        hint = f"divide each by {users:.3g} or more, or give some users = 0 (the default is {usual:g})"
        yield Finding(("actors",), f"shares of users at the start sum to {users:g}", "a sum of at most 1", hint=hint)


def _edges(scenario: Scenario, cast: Cast) -> Iterator[Finding]:
    for number, edge in enumerate(scenario.ties.edges):
        path = ("ties", "edges", number)
        if len(edge) != 2 or edge[0] == edge[1]:
            yield Finding(path, f"{_listed(edge)} is not a tie", "two different actors, [from, to]")
        for position, name in enumerate(edge):
            if not cast.is_one(name):
                yield cast.stranger((*path, position), name)


def _listed(edge: list[str]) -> str:
    return f"[{', '.join(shown(name) for name in edge[:3])}{', ...' if len(edge) > 3 else ''}]"
