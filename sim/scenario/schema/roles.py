"""What a field of a row stands for, declared in its annotation: whom it names, and what its absence means.

Whatever reads rows goes by these: checks of names, the records that the rules read, the controls of the view.
"""

from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin

from sim.scenario.schema.quantity import Section

UNCAPPED = 1e300
"""Effort pledged by a treaty that does not speak of it."""
NO_CHANGE = -1.0
"""Release governance of a pivot that does not speak of it; effort and care of a decision that leaves them open."""


class Role(Enum):
    """What those do whom a field names."""

    PARTY = "takes part"
    PAYER = "pays"
    HOST = "offers others on its platform"
    PROPOSER = "proposes the row"
    LEADER = "shows what it has"


class Actors(NamedTuple):
    """A field that names an actor, or several in a list; a list that may be empty then stands for everybody."""

    role: Role
    least: int = 1
    """How many a list must name at least."""


class Blocs(NamedTuple):
    """A field that names a bloc."""


class Domains(NamedTuple):
    """A field that names domains of research."""


class Alliances(NamedTuple):
    """A field that names alliances, by the names of their rows."""


class Absent(NamedTuple):
    """What the rules read where the field is left out."""

    value: float


Party = Annotated[str, Actors(Role.PARTY)]
Parties = Annotated[list[str], Actors(Role.PARTY)]
Founders = Annotated[list[str], Actors(Role.PARTY, least=2)]
Payer = Annotated[str, Actors(Role.PAYER)]
Payers = Annotated[list[str], Actors(Role.PAYER)]
Host = Annotated[str, Actors(Role.HOST)]
Proposer = Annotated[str, Actors(Role.PROPOSER)]
Leader = Annotated[str, Actors(Role.LEADER)]
BlocName = Annotated[str, Blocs()]
DomainNames = Annotated[list[str], Domains()]
AllianceNames = Annotated[list[str], Alliances()]

Mark = TypeVar("Mark")


@cache
def marked(kind: type[Section], mark: type[Mark]) -> dict[str, Mark]:
    """The fields of a kind of row that carry a mark, with the mark."""
    return {name: found for name, found in _marks(kind) if isinstance(found, mark)}


def _marks(kind: type[Section]) -> Iterator[tuple[str, Any]]:
    for name, field in kind.model_fields.items():
        for mark in field.metadata:
            yield name, mark


def fields_of(kind: type[Section], role: Role) -> list[str]:
    """The fields of a kind of row that name actors in a role."""
    return [name for name, actors in marked(kind, Actors).items() if actors.role is role]


@cache
def single(kind: type[Section]) -> list[str]:
    """The fields of a kind of row that name one actor beside whoever takes part, or one bloc."""
    actors = [name for name, each in marked(kind, Actors).items() if each.role is not Role.PARTY]
    return [name for name in [*actors, *marked(kind, Blocs)] if not is_list(kind, name)]


def is_list(kind: type[Section], field: str) -> bool:
    """Whether a field holds several names."""
    return get_origin(kind.model_fields[field].annotation) is list


@cache
def numbers(kind: type[Section]) -> dict[str, type]:
    """The numbers of a kind of row by name: whole ones, and others, with or without a default."""
    found = {name: _number(field.annotation) for name, field in kind.model_fields.items()}
    return {name: number for name, number in found.items() if number is not None}


def _number(annotation: Any) -> type | None:
    kinds = set(get_args(annotation) or (annotation,)) - {type(None)}
    return next((number for number in (float, int) if kinds == {number}), None)
