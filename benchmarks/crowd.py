"""A world as large as one likes: firms and labs that hoard or share, on a sparse graph, every mechanism on."""

from collections.abc import Sequence

from sim.scenario import Scenario
from sim.scenario.schema.actors import ActorSpec, Ties
from sim.scenario.schema.economy import Entry
from sim.scenario.schema.enums import Kind, Strategy, Tier, Topology
from sim.scenario.schema.kinds import Policy

DEGREE = 10


def crowd(
    ties: int, topology: Topology = Topology.SCALE_FREE, quarters: int = 60, policies: Sequence[Policy] = ()
) -> Scenario:
    """About so many ties: a tenth of as many actors, ten ties each, in three blocs; no institutions unless given."""
    part = ties // DEGREE // 4

    def group(bloc, strategy, tier, kind=Kind.FIRM):
        return ActorSpec(bloc=bloc, strategy=strategy, tier=tier, kind=kind, count=part, users=0.0)

    actors = {
        "west": group("west", Strategy.HOARD, Tier.ACCESS),
        "east": group("east", Strategy.TIT_FOR_TAT, Tier.ACCESS),
        "third": group("third", Strategy.SHARE, Tier.OPEN),
        "lab": group("west", Strategy.SHARE, Tier.OPEN, Kind.LAB),
    }
    ties = Ties(topology=topology, degree=DEGREE)
    return Scenario(
        title="Crowd", quarters=quarters, actors=actors, ties=ties, entry=Entry(slots=0), policies=list(policies)
    )
