"""Estimate the memory of a run from the scenario's numbers alone, before anything is allocated."""

from collections.abc import Iterator

from sim.scenario.errors import Fault, Finding, ScenarioError
from sim.scenario.reading.locate import KeyPath
from sim.scenario.schema.enums import Topology
from sim.scenario.schema.institutions import Exchange
from sim.scenario.schema.scenario import Scenario

MOST_ACTORS = 1_000_000
MOST_TIES = 50_000_000
MOST_BYTES = 4 << 30
"""Memory that an ordinary machine has for one run."""
_ACTOR = 2_400
"""Bytes per actor: its record, twice while a world is built."""
_FIELD = 160
"""Bytes per actor and domain, twice while a world is built."""
_RELEASE = 80
"""Bytes of the log per release: one an actor and quarter, and those of the long tail."""
_SERIES = 500
_BORDER = 48
"""Bytes per pair of blocs."""
_TIE = {Topology.COMPLETE: 25}
_DRAWN_TIE = 100
"""Bytes per tie while it is built, as pairs to be sorted."""
_BRIDGE = 600
"""Bytes per tie that an exchange may open, in both directions and while it is drawn."""
_WAYS_OUT: dict[str, KeyPath] = {
    "actors": ("actors",),
    "slots": ("entry", "slots"),
    "domains": ("domains",),
    "blocs": ("actors",),
    "ties": ("ties", "topology"),
    "bridges": ("policies",),
    "quarters": ("quarters",),
}


def check_memory(scenario: Scenario, size: int, quarters: int) -> Iterator[Finding]:
    """Report that a run is too large, at the part of the scenario that takes most memory.

    Args:
        scenario: the scenario to run.
        size: number of its actors, including slots for entrants.
        quarters: length of the run.
    """
    if size > MOST_ACTORS:
        problem = f"{size} actors, slots for entrants included, are too many"
        yield Finding(("actors",), problem, f"at most {MOST_ACTORS}")
        return
    laid = ties(scenario, size)
    if laid > MOST_TIES:
        problem = f"{size} actors have {laid} ties, too many for this topology"
        yield Finding(("ties", "topology"), problem, f"at most {MOST_TIES}; use sparse ties for many actors")
        return
    parts, total = _parts(scenario, size, laid, quarters), memory_of(scenario, size, quarters)
    if total > MOST_BYTES:
        counts = f"{size} actors, {len(scenario.domains)} domains, {laid} ties and {quarters} quarters"
        problem = f"{counts} would take about {total / 1e9:.1f} GB of memory"
        hint = "fewer actors, slots, domains, ties or quarters"
        yield Finding(
            _WAYS_OUT[max(parts, key=parts.__getitem__)], problem, f"at most {MOST_BYTES / 1e9:.1f} GB", hint=hint
        )


def memory_of(scenario: Scenario, size: int, quarters: int) -> int:
    """Bytes that a run of a scenario with so many actors takes, about."""
    return sum(_parts(scenario, size, ties(scenario, size), quarters).values())


def ensure_room(scenario: Scenario, size: int, quarters: int) -> None:
    """Check that a run fits into memory if its length differs from the scenario's.

    Raises:
        ScenarioError: the run would take too much memory.
    """
    for finding in check_memory(scenario, size, quarters):
        raise ScenarioError([Fault("quarters", problem=finding.problem, expected=finding.expected, hint=finding.hint)])


def _parts(scenario: Scenario, size: int, laid: int, quarters: int) -> dict[str, int]:
    """Return the bytes that each part takes."""
    slots = scenario.entry.slots if scenario.entry.on else 0
    tail = scenario.tail.most if scenario.tail.on else 0
    blocs = len({spec.bloc for spec in scenario.actors.values()})
    return {
        "actors": (size - slots) * _ACTOR,
        "slots": slots * _ACTOR,
        "domains": size * len(scenario.domains) * _FIELD,
        "blocs": blocs * blocs * _BORDER,
        "ties": laid * _TIE.get(scenario.ties.topology, _DRAWN_TIE),
        "bridges": _bridges(scenario) * _BRIDGE,
        "quarters": quarters * ((size + tail) * _RELEASE + _SERIES),
    }


def ties(scenario: Scenario, size: int) -> int:
    """Return the number of ties of the topology, counted in both directions."""
    match scenario.ties.topology:
        case Topology.COMPLETE:
            return size * (size - 1)
        case Topology.BLOCS:
            return _inside_blocs(scenario, size) + 2 * size * min(scenario.ties.across, size)
        case Topology.EDGES:
            return 2 * len(scenario.ties.edges)
    return size * min(scenario.ties.degree, size)


def _inside_blocs(scenario: Scenario, size: int) -> int:
    members = _members(scenario)
    unnamed = size - sum(members.values())
    return sum(count * count for count in members.values()) + unnamed * unnamed


def _members(scenario: Scenario) -> dict[str, int]:
    members: dict[str, int] = {}
    for spec in scenario.actors.values():
        members[spec.bloc] = members.get(spec.bloc, 0) + spec.count
    return members


def _bridges(scenario: Scenario) -> int:
    """Return the number of ties that exchanges may open; each limits an actor's ties to the other bloc."""
    members = _members(scenario)
    rows = [row for row in scenario.policies if isinstance(row, Exchange) and row.on]
    pairs = [(members.get(row.from_bloc, 0), members.get(row.to_bloc, 0), row.ties) for row in rows]
    return sum(one * min(ties, other) + other * min(ties, one) for one, other, ties in pairs)
