"""Records: what the state is made of, field by field."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.lent import lent
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.quantity import Section
from sim.scenario.schema.roles import Alliances, marked, numbers, single
from sim.scenario.schema.scenario import MECHANISMS, Scenario
from sim.scenario.schema.scenario import World as WorldNumbers
from sim.world.state import (
    ActorRecord,
    BlocRecord,
    ClubRecord,
    DomainRecord,
    DutyRecord,
    Grid,
    KnowledgeRecord,
    Records,
    ReleaseRecord,
    SocietyRecord,
    TierRecord,
    record_type,
)

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]
Record: TypeAlias = Any
"""Any element of Records: numbers by name, ``me.cash``; rules take records, because a record is only a pointer."""
Row: TypeAlias = Any
"""A record of :data:`POLICY_FIELDS`, whose numbers are those of all kinds of rows."""
Parameters: TypeAlias = Scenario
"""All numbers of a scenario, ``p.research.productivity``: in a rule a record that has them by the same names."""

NOBODY = -1
NEVER = 1 << 40
"""Quarter of what has not happened, or never ends."""
BOUND = 2
"""Role, in a row, of whom a state binds that takes part in it."""
COMMONS = -2
"""Source of learning that is no actor but the public stock."""


ACTOR_FIELDS = record_type(ActorRecord, padded=True)
KNOWLEDGE_FIELDS = record_type(KnowledgeRecord)
DOMAIN_FIELDS = record_type(DomainRecord)
DUTY_FIELDS = record_type(DutyRecord)
CLUB_FIELDS = record_type(ClubRecord)
TIER_FIELDS = record_type(TierRecord)
BLOC_FIELDS = record_type(BlocRecord)
SOCIETY_FIELDS = record_type(SocietyRecord)
RELEASE_FIELDS = record_type(ReleaseRecord)


def _row_type() -> np.dtype[np.void]:
    """What every row has; then whom or which bloc any kind of row names, and any kind's numbers, by their names."""
    kinds = POLICIES.values()
    whole = "kind row start end began ceased lead role first last state tier club domains when until"
    fields = dict.fromkeys(
        [*whole.split(), *(name for kind in kinds for name in (*single(kind), *marked(kind, Alliances)))], "i8"
    )
    fields |= dict.fromkeys(["when_value", "when_sign", "until_value", "until_sign", "force"], "f8")
    for kind in kinds:
        for name, number in numbers(kind).items():
            fields[name] = "f8" if number is float else fields.get(name, "i8")
    return np.dtype(list(fields.items()))


POLICY_FIELDS = _row_type()
"""One record a dated row and party: what, when, for which actors (rows first to last - 1) or blocs, how strongly.

``row`` numbers the row among those in force; ``role`` is 1 for who pays, 2 for whom a party binds (the actor in row
``state``), else 0. The first record of a row leads: it
does what is done once. ``when`` and ``until`` are columns of the series, or NOBODY; ``began`` and ``ceased`` are
quarters, or NEVER; they and ``force``, the strength last applied, change in a run. Alliances that a row names are bits
by number. What a row's kind does not have is NOBODY where it is a name, and 0 where it is a number.
"""


class Ties(NamedTuple):
    """Who observes, trusts and learns from whom, in compressed rows: actor i's are ``target[start[i]:stop[i]]``.

    Attributes:
        start: where the ties of each actor begin, and where all end, shape (actors + 1,).
        stop: where those end that are open, shape (actors,); behind them, up to ``start[i+1]``, lie ties that an
            exchange may open.
        target: whom each tie observes, trusts and learns from, shape (ties,).
        trust: trust on each tie, shape (ties,).
        bridge: the row of the exchange that may open a tie, shape (ties,); empty where there are no exchanges.
        lot: strength of the exchange at which it opens, in [0,1), shape as ``bridge``.
    """

    start: Integers
    stop: Integers
    target: Indices
    trust: Floats
    bridge: Indices
    lot: Floats


@lent
class World(NamedTuple):
    """Everything that changes in a run, and the parameters that it obeys.

    Attributes:
        actors: shape (actors,).
        knowledge: what each actor knows, shape (actors, domains).
        domains: shape (domains,).
        duties: shape (actors,).
        clubs: shape (alliances and partnerships,).
        ties: who observes whom (:class:`Ties`).
        tiers: shape (4,).
        blocs: shape (blocs,).
        control: export control [from, to] in [0,1], shape (blocs, blocs).
        contact: share of a border's friction that visits take away [from, to], shape (blocs, blocs).
        border: share of know-how that gets across [from, to], shape (blocs, blocs); it follows from the two above.
        society: what there is once, one record, shape (1,).
        policies: records of :data:`POLICY_FIELDS`, in order of start.
        parameters: one nested record, ``parameters[0].research.productivity``.
        books: what each sector received, less what it paid, by flow (:mod:`sim.rules.accounts`), shape (flows + 1, 6).
        releases: the log; the first ``society[0].releases`` are in use.
        series: what was observed, shape (quarters, series).
    """

    actors: Records[ActorRecord]
    knowledge: Grid[KnowledgeRecord]
    domains: Records[DomainRecord]
    duties: Records[DutyRecord]
    clubs: Records[ClubRecord]
    ties: Ties
    tiers: Records[TierRecord]
    blocs: Records[BlocRecord]
    control: Floats
    contact: Floats
    border: Floats
    society: Records[SocietyRecord]
    policies: Records[Row]
    parameters: Records[Parameters]
    books: Floats
    releases: Records[ReleaseRecord]
    series: Floats


def _record_type() -> np.dtype[np.void]:
    def of(section: type[Section]) -> np.dtype[np.void]:
        return np.dtype(
            [(name, "f8" if field.annotation is float else "i8") for name, field in section.model_fields.items()]
        )

    sections: dict[str, type[Section]] = {"world": WorldNumbers, **MECHANISMS}
    return np.dtype([(name, of(section)) for name, section in sections.items()])


PARAMETER_FIELDS = _record_type()


def parameters(scenario: Scenario) -> Any:
    """All numbers of a scenario as one nested record, ``p.research.productivity`` (shape (1,))."""
    sections = (getattr(scenario, name) for name in PARAMETER_FIELDS.names or ())
    return np.array([tuple(tuple(section.__dict__.values()) for section in sections)], PARAMETER_FIELDS)
