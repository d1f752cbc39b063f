"""Networks drawn at random, as arrays of their edges: the time and the memory that they take grow with their ties."""

import numpy as np

from sim.compile import rule
from sim.noise import Noise, Purpose, fraction, words
from sim.world.records import Integers


@rule
def _lot(noise: Noise, node: int, turn: int) -> float:
    """Uniform above 0 and below 1: what a node draws in its so many-th turn."""
    high, low, _, _ = words(noise, Purpose.TOPOLOGY, node, turn, 0)
    return fraction(high, low)


@rule
def scale_free(noise: Noise, size: int, links: int) -> Integers:
    """A graph that grows by preferential attachment (Barabasi & Albert 1999).

    It begins as a star of 1 + ``links`` nodes. Each further node is tied to ``links`` others, drawn in proportion to
    the ties that they have.

    Args:
        noise: luck of the run.
        size: number of nodes, above ``links``.
        links: ties of a newcomer, from 1.

    Returns:
        Both ends of each edge, shape (edges, 2).
    """
    edges = np.zeros((links * (size - links), 2), np.int64)
    edges[:links, 1] = np.arange(1, links + 1)
    ends = edges.reshape(-1)  # a node stands here once for each of its ties
    for node in range(links + 1, size):
        turn, first = 0, links * (node - links)
        for k in range(first, first + links):
            other = node
            while other == node or _is_in(edges[first:k, 1], other):
                other, turn = ends[int(_lot(noise, node, turn) * (2 * first))], turn + 1
            edges[k, 0], edges[k, 1] = node, other
    return edges


@rule
def small_world(noise: Noise, size: int, reach: int, rewiring: float) -> Integers:
    """A ring of neighbours, some ties of which lead far (Watts & Strogatz 1998).

    A node is tied to the ``reach`` next ones. Each tie, the nearest of all nodes first, is rewired with a chance: it
    leads to a node drawn from all that its node is not tied to, if there is one.

    Args:
        noise: luck of the run.
        size: number of nodes, above twice ``reach``.
        reach: neighbours on one side.
        rewiring: chance that a tie is rewired.

    Returns:
        Both ends of each edge, shape (edges, 2).
    """
    end = np.empty((size, reach), np.int64)
    for node in range(size):
        for k in range(reach):
            end[node, k] = (node + k + 1) % size
    ties, turn = np.full(size, 2 * reach), np.zeros(size, np.int64)
    for k in range(reach):
        for node in range(size):
            rewired = _lot(noise, node, turn[node]) < rewiring
            turn[node] += 1
            if rewired and ties[node] < size - 1:
                other = node
                while other == node or _is_in(end[node], other) or _is_in(end[other], node):
                    other = int(_lot(noise, node, turn[node]) * size)
                    turn[node] += 1
                ties[end[node, k]] -= 1
                ties[other] += 1
                end[node, k] = other
    edges = np.empty((size * reach, 2), np.int64)
    edges[:, 0], edges[:, 1] = np.repeat(np.arange(size), reach), end.ravel()
    return edges


@rule
def _is_in(nodes: Integers, node: int) -> bool:
    """Whether a node is one of some."""
    found = False
    for each in nodes:
        found |= each == node
    return found
