"""Cross-references of policies: who and what they name, and when they act."""

from collections.abc import Iterator
from typing import NamedTuple

from sim.scenario.cast import Cast
from sim.scenario.enums import Kind
from sim.scenario.errors import Finding, shown
from sim.scenario.locate import KeyPath
from sim.scenario.policies import Dated, ExportControl, OpenLicence, Pivot, Policy
from sim.scenario.schema import Scenario

_FOREVER = 1 << 40
_ALL = 0


class _Commitment(NamedTuple):
    end: int
    row: int


_NONE = _Commitment(0, 0)


def check_policies(scenario: Scenario, cast: Cast) -> Iterator[Finding]:
    """Everything that does not fit together in the rows of policies."""
    blocs = sorted({spec.bloc for spec in scenario.actors.values()})
    for number, policy in enumerate(scenario.policies):
        path = ("policies", number)
        yield from _dates(scenario, path, policy)
        yield from _actor(cast, path, getattr(policy, "actor", None))
        yield from _blocs(blocs, path, policy)
        if isinstance(policy, OpenLicence) and policy.host:
            yield from _host(cast, (*path, "host"), policy)
    yield from _overlaps(scenario, cast)


def _dates(scenario: Scenario, path: KeyPath, policy: Policy) -> Iterator[Finding]:
    start = scenario.quarter_of(policy.start)
    if start < 0:
        yield Finding((*path, "start"), f"{policy.start} is before the run", f"a day from {scenario.start}")
    elif start >= scenario.quarters:
        problem = f"{policy.start} is not before the end of the run"
        yield Finding((*path, "start"), problem, f"a day within {scenario.quarters} quarters of {scenario.start}")
    if isinstance(policy, Dated) and policy.end and scenario.quarter_of(policy.end) <= start:
        problem = f"{policy.end} is not in a later quarter than the start, so that the row would never act"
        yield Finding((*path, "end"), problem, f"a day in a quarter after {policy.start}")


def _actor(cast: Cast, path: KeyPath, name: str | None) -> Iterator[Finding]:
    if name is not None and cast.spec(name) is None:
        yield cast.stranger((*path, "actor"), name)


def _blocs(blocs: list[str], path: KeyPath, policy: Policy) -> Iterator[Finding]:
    for field in ("from_bloc", "to_bloc", "bloc"):
        bloc = getattr(policy, field, None)
        # A shock without a bloc hits all of them.
        if bloc is not None and bloc not in blocs and (bloc or field != "bloc"):
            yield Finding((*path, field), f"no bloc {shown(bloc)}", "the bloc of an actor", bloc, blocs)
    if isinstance(policy, ExportControl) and policy.from_bloc == policy.to_bloc:
        yield Finding((*path, "to_bloc"), f"{shown(policy.to_bloc)} is where it comes from", "another bloc")


def _host(cast: Cast, path: KeyPath, policy: OpenLicence) -> Iterator[Finding]:
    spec = cast.spec(policy.host)
    if spec is None or not cast.is_one(policy.host):
        yield cast.stranger(path, policy.host)
    elif spec.kind != Kind.FIRM:
        yield Finding(path, f"{shown(policy.host)} is not a firm", "a firm, for only firms have a platform")
    elif policy.host == policy.actor:
        yield Finding(path, f"{shown(policy.host)} is the actor itself", "another firm, or no host")


def _overlaps(scenario: Scenario, cast: Cast) -> Iterator[Finding]:
    """Pivots that commit one actor to two tiers at once, told at the later of the two."""
    pivots = [(number, row) for number, row in enumerate(scenario.policies) if isinstance(row, Pivot)]
    committed: dict[str, dict[int, _Commitment]] = {}
    for number, pivot in sorted(pivots, key=lambda pair: scenario.quarter_of(pair[1].start)):
        actor, member = cast.part(pivot.actor) or ("", _ALL)
        standing = committed.setdefault(actor, {})
        last = _last(standing, member)
        if actor and last is not _NONE and scenario.quarter_of(pivot.start) < last.end:
            problem = f"{shown(pivot.actor)} is then still committed by policies.{last.row}"
            yield Finding(("policies", number, "start"), problem, f"a day from the `end` of policies.{last.row}")
        standing[member] = max(standing.get(member, _NONE), _Commitment(_end(scenario, pivot), number))


def _last(standing: dict[int, _Commitment], member: int) -> _Commitment:
    """The commitment that ends last of those that bind a member, or anybody of a group when `member` is the whole."""
    bound = standing if member == _ALL else (member, _ALL)
    return max((standing.get(each, _NONE) for each in bound), default=_NONE)


def _end(scenario: Scenario, pivot: Pivot) -> int:
    return scenario.quarter_of(pivot.end) if pivot.end else _FOREVER
