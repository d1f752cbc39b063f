"""Events of a quarter in words, from the world before and after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.model import RaceModel
from sim.result import maker_of
from sim.scenario.schema.enums import Tier, word
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.roles import Actors, Blocs, Role, fields_of, is_list, marked
from sim.world import NEVER, Record, Records
from sim.world.policies import rows_in_force


@dataclass(frozen=True)
class Event:
    """An event.

    Attributes:
        quarter: its quarter, from 0.
        kind: its kind, in a word that a page can show as a mark.
        text: a sentence that describes it.
        actor: the actor; empty for an event of the whole world.
    """

    quarter: int
    kind: str
    text: str
    actor: str = ""


class Eve(NamedTuple):
    """The state of a world to remember before a quarter."""

    actors: Records[Any]
    policies: Records[Any]
    releases: int
    record: float
    leader: int

    @classmethod
    def of(cls, model: RaceModel) -> "Eve":
        """Copy the needed state of a world."""
        w, done = model.world, int(model.world.society["releases"][0])
        record = float(w.releases["capability"][:done].max()) if done else -np.inf
        leader = int(model.leader) if model.quarter else -1
        return cls(w.actors.copy(), w.policies.copy(), done, record, leader)


def happened(eve: Eve, model: RaceModel) -> list[Event]:
    """All events of the last quarter, policies first."""
    t = int(model.quarter) - 1
    news = [*_policies(eve, model), *_turnover(eve, model), *_choices(eve, model), *_clubs(eve, model)]
    news += [*_releases(eve, model), *_accidents(eve, model), *_leader(eve, model)]
    return [Event(t, kind, text, actor) for kind, text, actor in news]


_Told = tuple[str, str, str]


def _policies(eve: Eve, model: RaceModel) -> Iterator[_Told]:
    """Policies that began or ended; each is reported once, by its first record."""
    rows, seen, t = rows_in_force(model.config), set(), int(model.quarter) - 1
    for before, now in zip(eve.policies, model.world.policies, strict=True):
        number = int(now["row"])
        began = before["began"] == NEVER and now["began"] != NEVER
        ended = now["began"] < t and (now["end"] == t or (before["ceased"] == NEVER and now["ceased"] != NEVER))
        if (began or ended) and number not in seen:
            seen.add(number)
            yield "policy", f"{described(rows[number])} {'takes effect' if began else 'ends'}", _party(rows[number])


def described(row: Policy) -> str:
    """A policy in words, such as ``pivot of alpha to open``."""
    words = f"{row.kind.replace('_', ' ')}"
    who = _party(row) or _others(row)
    words += f" of {who}" if who else ""
    blocs = [getattr(row, field) for field in marked(type(row), Blocs)]
    words += f" from {blocs[0]} to {blocs[1]}" if len(blocs) > 1 else ""
    tier = getattr(row, "tier", None) if "tier" in type(row).model_fields else None
    return words + (f" to {word(tier)}" if tier is not None else "")


def awaited(row: Policy) -> str:
    """When a policy takes effect and what it waits for, such as ``2022-01-01, when trust is at least 0.5``."""
    terms = [str(row.start)] if row.start else []
    if row.when:
        side, bound = ("least", row.when.least) if row.when.least is not None else ("most", row.when.most)
        terms.append(f"when {row.when.outcome} is at {side} {bound:g}")
    if row.proposer:
        terms.append(f"when {row.proposer} proposes it")
    return ", ".join(terms)


def _party(row: Policy) -> str:
    """The single actor that takes part, if the kind of policy has one."""
    kind = type(row)
    return next((str(getattr(row, field)) for field in fields_of(kind, Role.PARTY) if not is_list(kind, field)), "")


def _others(row: Policy) -> str:
    """The owners of a policy without a single actor: its founders, its payer, or the bloc in which it holds."""
    kind = type(row)
    founders = [field for field, actors in marked(kind, Actors).items() if actors.least > 1]
    blocs = list(marked(kind, Blocs))
    roles = [field for role in (Role.PAYER, Role.HOST, Role.LEADER, Role.PROPOSER) for field in fields_of(kind, role)]
    fields = [*founders, *(blocs if len(blocs) == 1 else ()), *roles]
    who = next((who for name in fields if (who := getattr(row, name))), "")
    return who if isinstance(who, str) else _listed(who)


def _turnover(eve: Eve, model: RaceModel) -> Iterator[_Told]:
    for before, now, actor in zip(eve.actors, model.world.actors, model.actors, strict=True):
        if now["alive"] and not before["alive"]:
            yield "entry", f"{actor.name} enters", actor.name
        if before["alive"] and not now["alive"]:
            yield "exit", f"{actor.name} leaves", actor.name


def _choices(eve: Eve, model: RaceModel) -> Iterator[_Told]:
    for before, now, actor in zip(eve.actors, model.world.actors, model.actors, strict=True):
        if before["alive"] and now["alive"] and before["tier"] != now["tier"]:
            was, is_now = Tier(int(before["tier"])), Tier(int(now["tier"]))
            kind = "opens" if is_now > was else "closes"
            yield kind, f"{actor.name} turns from {word(was)} to {word(is_now)}", actor.name


def _clubs(eve: Eve, model: RaceModel) -> Iterator[_Told]:
    for before, now, actor in zip(eve.actors, model.world.actors, model.actors, strict=True):
        joined, left = int(now["clubs"]) & ~int(before["clubs"]), int(before["clubs"]) & ~int(now["clubs"])
        if before["alive"] and now["alive"] and (joined or left):
            yield "club", f"{actor.name} {'joins' if joined else 'leaves'} an alliance or partnership", actor.name


def _releases(eve: Eve, model: RaceModel) -> Iterator[_Told]:
    record = eve.record
    log = model.world.releases[eve.releases : int(model.world.society["releases"][0])]
    for row in log:
        if row["capability"] > record:
            record = float(row["capability"])
            yield _record(row, model)


def _record(row: Record, model: RaceModel) -> _Told:
    name = maker_of(row, [actor.name for actor in model.actors], model.bloc_names)
    told = f"{name} releases a record, {row['capability']:.2f} OOM, {word(Tier(int(row['tier'])))}"
    return "record", told, name if row["actor"] >= 0 else ""


def _accidents(eve: Eve, model: RaceModel) -> Iterator[_Told]:
    t = int(model.quarter) - 1
    hurt = [actor.name for actor in model.actors if actor.alive and actor.incident > 0]
    abused = [actor.name for actor in model.actors if actor.alive and actor.misuse > 0]
    if hurt:
        yield "incident", f"incident at {_listed(hurt)}", hurt[0]
    if abused:
        yield "misuse", f"misuse of what {_listed(abused)} released", abused[0]
    if model.breaches > 0:
        count = int(model.breaches)
        yield "breach", "a promise is broken" if count == 1 else f"{count} promises are broken", ""
    if grave := int(model.catastrophes - (model.series("catastrophes")[t - 1] if t else 0)):
        yield "catastrophe", "a catastrophe" if grave == 1 else f"{grave} catastrophes", ""


def _leader(eve: Eve, model: RaceModel) -> Iterator[_Told]:
    leader = int(model.leader)
    # Where everybody has left, nobody leads; whoever comes then takes the lead from nobody.
    if min(leader, eve.leader) >= 0 and leader != eve.leader:
        name = model.actors[leader].name
        yield "leader", f"{name} takes the lead from {model.actors[eve.leader].name}", name


def _listed(names: list[str], most: int = 3) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
