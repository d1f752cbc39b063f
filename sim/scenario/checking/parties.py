"""Check the actors and blocs that rows of policies name."""

from collections.abc import Iterator

from sim.scenario.checking.cast import Cast
from sim.scenario.errors import Finding, shown
from sim.scenario.reading.locate import KeyPath
from sim.scenario.schema.enums import SELLING
from sim.scenario.schema.institutions import Alliance, Partnership, PublicCompute, Restraint
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.policies import OpenLicence, Subsidy
from sim.scenario.schema.roles import Actors, Blocs, Role, is_list, marked

_NUMBERS = {1: "one actor", 2: "two actors"}


def check_parties(cast: Cast, path: KeyPath, policy: Policy) -> Iterator[Finding]:
    """Return everything that is wrong with the actors and blocs that a row names."""
    for field, actors in marked(type(policy), Actors).items():
        if actors.role is Role.PROPOSER:
            yield from _proposer(cast, (*path, field), policy)
        elif is_list(type(policy), field):
            yield from _actors(cast, (*path, field), policy, actors.least)
        elif actors.role is not Role.HOST:
            yield from _actor(cast, path, policy, field)
    yield from _blocs(cast, path, policy)
    match policy:
        case OpenLicence() | Partnership() if policy.host:
            yield from _host(cast, (*path, "host"), policy)
        case Subsidy() | PublicCompute():
            yield from _payer(cast, (*path, "payer"), policy)
        case Restraint() if policy.leader and cast.known(policy.leader) is not None:
            yield from _single(cast, (*path, "leader"), policy.leader)


def _proposer(cast: Cast, path: KeyPath, policy: Policy) -> Iterator[Finding]:
    if not policy.proposer:
        return
    yield from _single(cast, path, policy.proposer)
    if isinstance(policy, Alliance) and not any(cast.share(policy.proposer, name) for name in policy.members):
        problem = f"{shown(policy.proposer)} is not among the members"
        yield Finding(path, problem, "one of the founders; only they can judge its value")


def _single(cast: Cast, path: KeyPath, name: str) -> Iterator[Finding]:
    if cast.known(name) is None or not cast.is_one(name):
        yield cast.stranger(path, name)


def _needs(policy: Policy, field: str) -> bool:
    """Whether a row must fill in a field; if not, an empty name means no actor, and an empty list all actors."""
    return type(policy).model_fields[field].is_required()


def _actor(cast: Cast, path: KeyPath, policy: Policy, field: str) -> Iterator[Finding]:
    name = getattr(policy, field)
    if (name or _needs(policy, field)) and cast.known(name) is None:
        yield cast.stranger((*path, field), name)


def _actors(cast: Cast, path: KeyPath, policy: Policy, least: int) -> Iterator[Finding]:
    field = str(path[-1])
    names = getattr(policy, field)
    if not (names or _needs(policy, field)):
        return
    size = sum(cast.size_of(name) for name in set(names))
    if size < least:
        yield Finding(path, f"names only {size} actor" if size else "is empty", f"at least {_NUMBERS[least]}")
    yield from _listed(cast, path, names)


def _listed(cast: Cast, path: KeyPath, names: list[str]) -> Iterator[Finding]:
    """Report unknown names in a list, and actors that are in it twice, also as a member of a group."""
    seen: dict[str, dict[int, int]] = {}
    for position, name in enumerate(names):
        part = cast.known(name)
        if part is None:
            yield cast.stranger((*path, position), name)
            continue
        group, number = part
        places = seen.setdefault(group, {})
        # 0 stands for the group as a whole.
        earlier = [places[each] for each in ((number, 0) if number else places) if each in places]
        if earlier:
            problem = f"{shown(name)} is already named at {path[-1]}.{max(earlier)}"
            yield Finding((*path, position), problem, "each actor once")
        places[number] = position


def _blocs(cast: Cast, path: KeyPath, policy: Policy) -> Iterator[Finding]:
    for field in marked(type(policy), Blocs):
        bloc = getattr(policy, field)
        if bloc not in cast.blocs and (bloc or _needs(policy, field)):
            yield cast.stray_bloc((*path, field), bloc)
    to_bloc = getattr(policy, "to_bloc", None)
    if to_bloc is not None and to_bloc == getattr(policy, "from_bloc", None):
        yield Finding((*path, "to_bloc"), f"{shown(to_bloc)} is also its origin", "another bloc")


def _host(cast: Cast, path: KeyPath, policy: OpenLicence | Partnership) -> Iterator[Finding]:
    host, spec = policy.host, cast.spec(policy.host)
    if spec is None or not cast.is_one(host):
        yield cast.stranger(path, host)
    elif spec.kind not in SELLING:
        yield Finding(path, f"{shown(host)} is not a firm", "a firm; only firms have a platform")
    elif isinstance(policy, Partnership):
        if not any(cast.share(host, name) for name in policy.actors):
            yield Finding(path, f"{shown(host)} is not among the actors", "one of the partners, or no host")
    elif cast.share(host, policy.actor):
        yield Finding(path, f"{shown(host)} is the actor itself", "another firm, or no host")


def _payer(cast: Cast, path: KeyPath, policy: Subsidy | PublicCompute) -> Iterator[Finding]:
    if policy.payer and cast.known(policy.payer) is not None and not cast.is_one(policy.payer):
        yield cast.stranger(path, policy.payer)
    elif isinstance(policy, Subsidy):
        if cast.share(policy.payer, policy.actor):
            yield Finding(path, f"{shown(policy.payer)} would pay itself", "another actor, or no payer")
    elif any(cast.share(policy.payer, name) for name in policy.actors):
        problem = f"{shown(policy.payer)} is one of the actors that it pays for"
        yield Finding(path, problem, "an actor that pays for others")
