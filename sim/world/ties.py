"""Ties in compressed rows, given or drawn."""

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.noise import Purpose, stream
from sim.scenario.enums import Topology
from sim.scenario.schema import Scenario
from sim.world.cast import actor_names
from sim.world.records import Floats, Indices, Integers

DRAWN = frozenset({Topology.BLOCS, Topology.SCALE_FREE, Topology.SMALL_WORLD})
"""Topologies whose ties depend on the seed."""


def _complete(size: int) -> tuple[Integers, Indices]:
    targets = np.broadcast_to(np.arange(size, dtype=np.int32), (size, size))
    return np.arange(size + 1, dtype=np.int64) * (size - 1), targets[~np.eye(size, dtype=bool)]


def _from_pairs(size: int, pairs: npt.NDArray[Any]) -> tuple[Integers, Indices]:
    both = np.unique(np.concatenate((pairs, pairs[:, ::-1])).astype(np.int64), axis=0)
    both = both[both[:, 0] != both[:, 1]]
    start = np.concatenate(([0], np.cumsum(np.bincount(both[:, 0], minlength=size)))).astype(np.int64)
    return start, both[:, 1].astype(np.int32)


def _bloc_pairs(scenario: Scenario, bloc: Integers, random: np.random.Generator) -> npt.NDArray[Any]:
    """Complete inside each bloc; every actor also has `across` random ties to other blocs."""
    members = [np.flatnonzero(bloc == number) for number in range(int(bloc.max()) + 1)]
    inside = [np.column_stack([axis.ravel() for axis in np.meshgrid(group, group)]) for group in members]
    bridges = []
    for actor in range(len(bloc)):
        others = np.flatnonzero(bloc != bloc[actor])
        for other in random.choice(others, min(scenario.ties.across, len(others)), replace=False):
            bridges.append((actor, other))
    return np.concatenate([*inside, np.array(bridges, np.int64).reshape(-1, 2)])


def _graph_pairs(scenario: Scenario, size: int, random: np.random.Generator) -> npt.NDArray[Any]:
    import networkx

    seed, degree = int(random.integers(2**32)), min(scenario.ties.degree, size - 1)
    if scenario.ties.topology == Topology.SCALE_FREE:
        graph = networkx.barabasi_albert_graph(size, max(1, degree // 2), seed=seed)
    else:
        graph = networkx.watts_strogatz_graph(size, degree, scenario.ties.rewiring, seed=seed)
    return np.array(graph.edges, np.int64).reshape(-1, 2)


def lay_ties(scenario: Scenario, bloc: Integers, seed: int) -> tuple[Integers, Indices, Floats]:
    """Start of each row, targets, and trust at its prior, for actors of given blocs; the seed matters to drawn ties."""
    size, topology = len(bloc), scenario.ties.topology
    if size == 1:
        start, target = np.zeros(2, np.int64), np.empty(0, np.int32)
    elif topology == Topology.COMPLETE:
        start, target = _complete(size)
    elif topology == Topology.EDGES:
        row = {name: number for number, name in enumerate(actor_names(scenario))}
        pairs = np.array([[row[name] for name in edge] for edge in scenario.ties.edges], np.int64).reshape(-1, 2)
        start, target = _from_pairs(size, pairs)
    else:
        random = stream(seed, Purpose.TOPOLOGY)
        if topology == Topology.BLOCS:
            pairs = _bloc_pairs(scenario, bloc, random)
        else:
            pairs = _graph_pairs(scenario, size, random)
        start, target = _from_pairs(size, pairs)
    within = bloc[np.repeat(np.arange(size), np.diff(start))] == bloc[target]
    return start, target, np.where(within, scenario.trust.prior_within, scenario.trust.prior_across)
