"""Ties in compressed rows, given or drawn."""

import zlib
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.noise import Purpose, noise_of, stream
from sim.scenario.schema.enums import Topology
from sim.scenario.schema.institutions import Exchange
from sim.scenario.schema.scenario import Scenario
from sim.world.graphs import scale_free, small_world
from sim.world.names import actor_names, bloc_names, slots
from sim.world.policies import rows_in_force
from sim.world.records import NOBODY, Indices, Integers, Ties

_DRAWN = frozenset({Topology.BLOCS, Topology.SCALE_FREE, Topology.SMALL_WORLD})


def is_drawn(scenario: Scenario) -> bool:
    """Whether the ties depend on the seed: in topologies drawn at random, and where exchanges may add some."""
    return scenario.ties.topology in _DRAWN or (
        scenario.ties.topology != Topology.COMPLETE and bool(_bridges(scenario))
    )


def _bridges(scenario: Scenario) -> list[tuple[int, Exchange]]:
    """Exchanges that may open ties, with the number of their row."""
    rows = enumerate(rows_in_force(scenario))
    return [(number, row) for number, row in rows if isinstance(row, Exchange) and row.ties > 0]


def _complete(size: int) -> tuple[Integers, Indices]:
    targets = np.broadcast_to(np.arange(size, dtype=np.int32), (size, size))
    return np.arange(size + 1, dtype=np.int64) * (size - 1), targets[~np.eye(size, dtype=bool)]


def from_pairs(size: int, pairs: npt.NDArray[Any]) -> tuple[Integers, Indices]:
    """Ties in compressed rows, (start, target): each both ways and once, partners of i are target[start[i]:start[i+1]].

    Args:
        size: number of actors.
        pairs: who is tied to whom, shape (pairs, 2); those of an actor with itself are left out.
    """
    origin, target = np.concatenate((pairs, pairs[:, ::-1])).T
    both = np.sort((origin * size + target)[origin != target])
    both = both[np.diff(both, prepend=-1) > 0]  # np.unique takes a hundred times longer
    start = np.concatenate(([0], np.cumsum(np.bincount(both // size, minlength=size)))).astype(np.int64)
    return start, (both % size).astype(np.int32)


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


def _graph_pairs(scenario: Scenario, size: int, seed: int) -> npt.NDArray[Any]:
    degree, noise = min(scenario.ties.degree, size - 1), noise_of(seed)
    if scenario.ties.topology == Topology.SCALE_FREE:
        return scale_free(noise, size, max(1, degree // 2))
    return small_world(noise, size, degree // 2, scenario.ties.rewiring)


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
        start, target = from_pairs(size, pairs)
    elif topology == Topology.BLOCS:
        start, target = from_pairs(size, _bloc_pairs(scenario, bloc, stream(seed, Purpose.TOPOLOGY)))
    else:
        start, target = from_pairs(size, _graph_pairs(scenario, size, seed))
    ties = _with_bridges(scenario, bloc, seed, start, target)
    within = bloc[np.repeat(np.arange(size), np.diff(ties.start))] == bloc[ties.target]
    return ties._replace(trust=np.where(within, scenario.trust.prior_within, scenario.trust.prior_across))


class _Span(NamedTuple):
    """A tie that an exchange may open, one way."""

    origin: int
    target: int
    row: int
    lot: float


def _with_bridges(scenario: Scenario, bloc: Integers, seed: int, start: Integers, target: Indices) -> Ties:
    """Ties, with those that exchanges may open laid behind those of each actor, both ways; trust is left out."""
    none = np.empty(0)
    # Where all are tied to all already, no exchange can add a tie.
    bridges = _bridges(scenario) if scenario.ties.topology != Topology.COMPLETE and len(bloc) > 1 else []
    if not bridges:
        return Ties(start, start[1:].copy(), target, none, np.empty(0, np.int32), none)
    spans = [span for number, row in bridges for span in _spans(scenario, bloc, seed, (start, target), number, row)]
    size = len(bloc)
    behind = [[span for span in spans if span.origin == actor] for actor in range(size)]
    rows = [np.concatenate((target[start[i] : start[i + 1]], [span.target for span in behind[i]])) for i in range(size)]
    laid = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    stop = laid[:-1] + np.diff(start)
    bridge, lot = np.full(laid[-1], NOBODY, np.int32), np.zeros(laid[-1])
    for i in range(size):
        bridge[stop[i] : laid[i + 1]] = [span.row for span in behind[i]]
        lot[stop[i] : laid[i + 1]] = [span.lot for span in behind[i]]
    return Ties(laid, stop, np.concatenate(rows).astype(np.int32), none, bridge, lot)


def _spans(
    scenario: Scenario, bloc: Integers, seed: int, ties: tuple[Integers, Indices], number: int, row: Exchange
) -> list[_Span]:
    """New ties of each actor to actors of the other bloc whom it does not know; they open in the order drawn here.

    What one exchange draws does not depend on the others, and slots of entrants are left out.
    """
    names, named = bloc_names(scenario), len(bloc) - slots(scenario)
    one, other = names.index(row.from_bloc), names.index(row.to_bloc)
    first = scenario.quarter_of(row.start) if row.start else 0
    random = stream(seed, Purpose.EXCHANGE, zlib.crc32(f"{one} {other} {first} {row.ties}".encode()))
    start, target = ties
    known = [set(target[start[i] : start[i + 1]].tolist()) for i in range(named)]
    pairs: list[tuple[int, int]] = []
    for mine, theirs in ((one, other), (other, one)):
        for actor in np.flatnonzero(bloc[:named] == mine).tolist():
            strangers = [them for them in np.flatnonzero(bloc[:named] == theirs).tolist() if them not in known[actor]]
            for them in random.permutation(strangers)[: row.ties].astype(int).tolist():
                known[actor].add(them)
                known[them].add(actor)
                pairs.append((actor, them))
    order = random.permutation(len(pairs))
    lots = [(float(place) + 0.5) / len(pairs) for place in order]
    spans = [
        (_Span(actor, them, number, lot), _Span(them, actor, number, lot))
        for (actor, them), lot in zip(pairs, lots, strict=True)
    ]
    return [span for both in spans for span in both]
