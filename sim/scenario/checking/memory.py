"""About how much memory a run takes, told from its numbers alone, before anything is laid out."""

from collections.abc import Iterator

from sim.scenario.errors import Fault, Finding, ScenarioError
from sim.scenario.reading.locate import KeyPath
from sim.scenario.schema.enums import Topology
from sim.scenario.schema.institutions import Exchange
from sim.scenario.schema.scenario import Scenario

MOST_ACTORS = 1_000_000
MOST_TIES = 50_000_000
MOST_BYTES = 4 << 30
"""What an ordinary machine can give to one run."""
_ACTOR = 10_000
"""Bytes an actor: its record, twice while a world is laid, and 64 quarters of noise for every purpose."""
_FIELD = 160
"""Bytes an actor and domain, twice while a world is laid."""
_RELEASE = 48
"""Bytes of the log an actor and quarter."""
_SERIES = 500
_BORDER = 48
"""Bytes a pair of blocs."""
_TIE = {Topology.COMPLETE: 25}
_DRAWN_TIE = 100
"""Bytes a tie while it is laid: as a pair to be sorted, or in a graph."""
_BRIDGE = 600
"""Bytes a tie that an exchange may open, both ways and while it is drawn."""
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
    """What is too large, told at the part that takes most.

    Args:
        scenario: what is to be run.
        size: its actors, slots for entrants included.
        quarters: the length of the run.
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
    parts = _parts(scenario, size, laid, quarters)
    total = sum(parts.values())
    if total > MOST_BYTES:
        counts = f"{size} actors, {len(scenario.domains)} domains, {laid} ties and {quarters} quarters"
        problem = f"{counts} would take about {total / 1e9:.1f} GB of memory"
        hint = "fewer actors, slots, domains, ties or quarters"
        yield Finding(
            _WAYS_OUT[max(parts, key=parts.__getitem__)], problem, f"at most {MOST_BYTES / 1e9:.1f} GB", hint=hint
        )


def ensure_room(scenario: Scenario, size: int, quarters: int) -> None:
    """Refuse a run of another length than the scenario's that would not fit.

    Raises:
        ScenarioError: it would take too much memory.
    """
    for finding in check_memory(scenario, size, quarters):
        raise ScenarioError([Fault("quarters", problem=finding.problem, expected=finding.expected, hint=finding.hint)])


def _parts(scenario: Scenario, size: int, laid: int, quarters: int) -> dict[str, int]:
    """Bytes by what takes them."""
    slots = scenario.entry.slots if scenario.entry.on else 0
    blocs = len({spec.bloc for spec in scenario.actors.values()})
    return {
        "actors": (size - slots) * _ACTOR,
        "slots": slots * _ACTOR,
        "domains": size * len(scenario.domains) * _FIELD,
        "blocs": blocs * blocs * _BORDER,
        "ties": laid * _TIE.get(scenario.ties.topology, _DRAWN_TIE),
        "bridges": _bridges(scenario) * _BRIDGE,
        "quarters": quarters * (size * _RELEASE + _SERIES),
    }


def ties(scenario: Scenario, size: int) -> int:
    """Ties that the topology lays, counted both ways."""
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
    """Ties that exchanges may open: of each actor to at most so many of the other bloc."""
    members = _members(scenario)
    rows = [row for row in scenario.policies if isinstance(row, Exchange) and row.on]
    pairs = [(members.get(row.from_bloc, 0), members.get(row.to_bloc, 0), row.ties) for row in rows]
    return sum(one * min(ties, other) + other * min(ties, one) for one, other, ties in pairs)
