"""Records: what the state is made of, field by field."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.scenario.kinds import POLICIES
from sim.scenario.quantity import Section
from sim.scenario.roles import numbers, single
from sim.scenario.schema import MECHANISMS, Scenario
from sim.scenario.schema import World as WorldNumbers

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]
Records = npt.NDArray[np.void]
Record: TypeAlias = Any
"""One element of Records: numbers by name, ``me.cash``; rules take records, because a record is only a pointer."""

NOBODY = -1
NEVER = 1 << 40
"""Quarter of what has not happened, or never ends."""
COMMONS = -2
"""Source of learning that is no actor but the public stock."""


CACHE_LINE = 64
"""Bytes that memory moves at once."""


def _records(*names: str) -> np.dtype[np.void]:
    """A record of 64-bit fields: names of integers, then of floats, in turn."""
    return np.dtype([(name, "if"[k % 2] + "8") for k, group in enumerate(names) for name in group.split()])


def _padded(*names: str) -> np.dtype[np.void]:
    """Such a record, as long as a whole number of cache lines."""
    record = _records(*names)
    fields = {name: record.fields[name] for name in record.names or ()} if record.fields else {}
    return np.dtype(
        {
            "names": list(fields),
            "formats": [kind for kind, *_ in fields.values()],
            "offsets": [place for _, place, *_ in fields.values()],
            "itemsize": -(-record.itemsize // CACHE_LINE) * CACHE_LINE,
        }
    )


ACTOR_FIELDS = _padded(
    # What partners read of each other comes first: over a million ties it must be near in memory.
    "alive bloc tier partner key",
    "openness capability released released_before effort reputation conduct_good conduct_bad",
    "clubs kind home enters strategy hoards_as shares_as choice released_tier release source ordered host decided "
    "grudge leaning rivals",
    "openness_before safety own_governance governance complement compute experience absorption researched learned "
    "own_work foreign_work duplicated endowment budget schools outlay cash revenue sales fees payoff payoff_sum users "
    "threat rival second foreign appraisal flaws find_rate incident misuse hoard_attraction share_attraction subsidy "
    "fee fee_threshold outage forced_incident",
)
"""One record an actor. Capability in OOM, money in billion dollars (a quarter), shares in [0,1]."""

KNOWLEDGE_FIELDS = _records("", "know_how disclosed discovered focus drive offered")
"""One record an actor and domain: OOM held, released, found this quarter; share of research and what it drives
(focus^returns); share of disclosure."""

DOMAIN_FIELDS = _records("", "weight public community stack")
"""One record a domain: weight, public know-how P (OOM), community V, shared stack Q."""

DUTY_FIELDS = _records(
    "since hosted promised funded broken",
    "overhead dues skills mission breadth data exposed tools training restricted offer grant granted fine care effort "
    "openness word",
)
"""One record an actor: what institutions ask of it and give it this quarter.

``overhead``, ``dues`` and ``mission`` are shares of outlay; ``hosted`` is the host that it found by itself;
``promised`` tells whether it has promised anything. ``care``, ``effort`` and ``openness`` are what its promises cost it
this quarter, as shares, ``broken`` how many it broke; ``word`` is what is heard of them: 0 to 1 for a promise checked
and kept, by what it cost, -1 for a breach that was found. Apart from the actor's record, because most worlds never read
it.
"""

CLUB_FIELDS = _records(
    "alliance admission exclusive governance began members labs host",
    "force obligation dues catalogue skills board governed",
)
"""One record an alliance or partnership; its number is the bit of ``clubs`` by which an actor belongs to it."""

TIER_FIELDS = _records("", "disclosure capture appeal exposure building")
"""One record a tier: what it discloses, earns, offers, risks, and how well one can build on it."""

BLOC_FIELDS = _records("", "restriction shock")
"""One record a bloc: share of compute purchases stopped, factor on the rest."""

COMMONS_FIELDS = _records(
    "best_open_release releases joint_releases catastrophes entrants exits ended producers partnerships breaches "
    "projects stale active promises awake",
    "best_open reference frontier released_frontier flaws catalogue regulation challenge community openness "
    "compute_price market price output appeal surplus service_loss open_use trust trust_within trust_across "
    "interoperability standard alignment protection literacy tightening pool stack_flaws internal external",
)
"""What there is once: the best open model, the market, regulation, counts."""

RELEASE_FIELDS = _records("quarter actor co_releaser base tier", "capability")
"""One record a release: who, with whom, built on which release, how capable, how open."""


def _row_type() -> np.dtype[np.void]:
    """What every row has; then whom or which bloc any kind of row names, and any kind's numbers, by their names."""
    kinds = POLICIES.values()
    whole = "kind row start end began ceased lead role first last tier club domains when until"
    fields = dict.fromkeys([*whole.split(), *(name for kind in kinds for name in single(kind))], "i8")
    fields |= dict.fromkeys(["when_value", "when_sign", "until_value", "until_sign", "force"], "f8")
    for kind in kinds:
        for name, number in numbers(kind).items():
            fields[name] = "f8" if number is float else fields.get(name, "i8")
    return np.dtype(list(fields.items()))


POLICY_FIELDS = _row_type()
"""One record a dated row and party: what, when, for which actors (rows first to last - 1) or blocs, how strongly.

``row`` numbers the row among those in force; ``role`` is 1 for who pays, else 0. The first record of a row leads: it
does what is done once. ``when`` and ``until`` are columns of the series, or NOBODY; ``began`` and ``ceased`` are
quarters, or NEVER; they and ``force``, the strength last applied, change in a run. What a row's kind does not have is
NOBODY where it is a name, and 0 where it is a number.
"""


class World(NamedTuple):
    """Everything that changes in a run, and the parameters that it obeys.

    Attributes:
        actors: records of :data:`ACTOR_FIELDS`, shape (actors,).
        fields: records of :data:`KNOWLEDGE_FIELDS`, shape (actors, domains).
        domains: records of :data:`DOMAIN_FIELDS`, shape (domains,).
        duties: records of :data:`DUTY_FIELDS`, shape (actors,).
        clubs: records of :data:`CLUB_FIELDS`, shape (alliances and partnerships,).
        start: ties in compressed rows: those of actor i are ``target[start[i]:stop[i]]``; shape (actors + 1,).
        stop: where they end; ties that an exchange may open lie beyond, up to ``start[i+1]``; shape (actors,).
        target: whom each tie observes, trusts and learns from, shape (ties,).
        trust: trust on each tie, shape (ties,).
        bridge: the row of the exchange that may open a tie, shape (ties,); empty where there are no exchanges.
        lot: strength of the exchange at which it opens, in [0,1), shape as ``bridge``.
        tiers: records of :data:`TIER_FIELDS`, shape (4,).
        blocs: records of :data:`BLOC_FIELDS`, shape (blocs,).
        control: export control [from, to] in [0,1], shape (blocs, blocs).
        contact: share of a border's friction that visits take away [from, to], shape (blocs, blocs).
        border: share of know-how that gets across [from, to], shape (blocs, blocs); it follows from the two above.
        commons: one record of :data:`COMMONS_FIELDS`, shape (1,).
        policies: records of :data:`POLICY_FIELDS`, in order of start.
        parameters: one nested record, ``parameters[0].research.productivity``.
        releases: the log, records of :data:`RELEASE_FIELDS`; the first ``commons[0].releases`` are in use.
        series: what was observed, shape (quarters, series).
    """

    actors: Records
    fields: Records
    domains: Records
    duties: Records
    clubs: Records
    start: Integers
    stop: Integers
    target: Indices
    trust: Floats
    bridge: Indices
    lot: Floats
    tiers: Records
    blocs: Records
    control: Floats
    contact: Floats
    border: Floats
    commons: Records
    policies: Records
    parameters: Records
    releases: Records
    series: Floats


def _record_type() -> np.dtype[np.void]:
    def of(section: type[Section]) -> np.dtype[np.void]:
        return np.dtype(
            [(name, "f8" if field.annotation is float else "i8") for name, field in section.model_fields.items()]
        )

    sections: dict[str, type[Section]] = {"world": WorldNumbers, **MECHANISMS}
    return np.dtype([(name, of(section)) for name, section in sections.items()])


PARAMETER_FIELDS = _record_type()


def parameters(scenario: Scenario) -> Records:
    """All numbers of a scenario as one nested record, ``p.research.productivity`` (shape (1,))."""
    sections = (getattr(scenario, name) for name in PARAMETER_FIELDS.names or ())
    return np.array([tuple(tuple(section.__dict__.values()) for section in sections)], PARAMETER_FIELDS)
