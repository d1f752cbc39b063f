"""Ties in compressed rows, given or drawn."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.noise import Purpose, stream
from sim.scenario.enums import Topology
from sim.scenario.institutions import Exchange
from sim.scenario.schema import Scenario
from sim.world.cast import actor_names, bloc_names
from sim.world.records import Floats, Indices, Integers

_DRAWN = frozenset({Topology.BLOCS, Topology.SCALE_FREE, Topology.SMALL_WORLD})


class Ties(NamedTuple):
    """Ties in compressed rows (see :class:`sim.world.World`)."""

    start: Integers
    stop: Integers
    target: Indices
    trust: Floats


def is_drawn(scenario: Scenario) -> bool:
    """Whether the ties depend on the seed: in topologies drawn at random, and where exchanges may add some."""
    return scenario.ties.topology in _DRAWN or (
        scenario.ties.topology != Topology.COMPLETE and bool(_bridges(scenario))
    )


def _bridges(scenario: Scenario) -> list[Exchange]:
    return [row for row in scenario.policies if isinstance(row, Exchange) and row.on and row.ties > 0]


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


def lay_ties(scenario: Scenario, bloc: Integers, seed: int) -> Ties:
    """Ties, with trust at its prior, for actors of given blocs; the seed matters to ties that are drawn."""
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
    stop = start[1:].copy()
    if topology != Topology.COMPLETE and size > 1 and _bridges(scenario):
        start, stop, target = _with_bridges(scenario, bloc, seed, start, target)
    within = bloc[np.repeat(np.arange(size), np.diff(start))] == bloc[target]
    return Ties(start, stop, target, np.where(within, scenario.trust.prior_within, scenario.trust.prior_across))


def _with_bridges(
    scenario: Scenario, bloc: Integers, seed: int, start: Integers, target: Indices
) -> tuple[Integers, Integers, Indices]:
    """Start, stop and targets with the ties that exchanges may open laid behind those of each actor, both ways."""
    random, names = stream(seed, Purpose.EXCHANGE), bloc_names(scenario)
    size = len(bloc)
    known = [set(target[start[i] : start[i + 1]].tolist()) for i in range(size)]
    behind: list[list[int]] = [[] for _ in range(size)]
    for row in _bridges(scenario):
        sides = [np.flatnonzero(bloc == names.index(name)) for name in (row.from_bloc, row.to_bloc)]
        for mine, theirs in (sides, sides[::-1]):
            for actor in mine.tolist():
                strangers = np.array([other for other in theirs.tolist() if other not in known[actor]], np.int64)
                for other in random.permutation(strangers)[: row.ties].tolist():
                    for one, two in ((actor, other), (other, actor)):
                        known[one].add(two)
                        behind[one].append(two)
    rows = [np.concatenate((target[start[i] : start[i + 1]], behind[i])).astype(np.int32) for i in range(size)]
    lengths = np.array([len(row) for row in rows])
    laid = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return laid, laid[:-1] + np.diff(start), np.concatenate(rows)
