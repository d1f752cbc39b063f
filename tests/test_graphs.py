"""Networks drawn at random: their laws, by hand where small and by what is known of them where large."""

from collections import Counter
from math import sqrt

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sim.noise import noise_of
from sim.world.graphs import scale_free, small_world
from sim.world.ties import from_pairs

DRAWS = 6000


def attached(size, links, seed=1):
    return scale_free(noise_of(seed), size, links)


def rewired(size, reach, rewiring, seed=1):
    return small_world(noise_of(seed), size, reach, rewiring)


def degrees(edges, size):
    return np.bincount(edges.ravel(), minlength=size)


def is_plain(edges):
    """No tie of a node with itself, and none twice."""
    return len({frozenset(edge) for edge in edges.tolist()}) == len(edges) and (edges[:, 0] != edges[:, 1]).all()


def is_connected(edges, size):
    graph = coo_array((np.ones(len(edges)), edges.T), shape=(size, size))
    return connected_components(graph, directed=False, return_labels=False) == 1


def agrees(count, chance, of):
    """Whether a count fits a chance, within 4.5 standard errors."""
    return abs(count / of - chance) <= 4.5 * sqrt(chance * (1.0 - chance) / of)


@pytest.mark.parametrize(("size", "links"), [(2, 1), (3, 2), (7, 1), (40, 3), (2000, 5)])
def test_every_newcomer_is_tied_to_so_many_of_those_before(size, links):
    edges = attached(size, links)
    assert len(edges) == links * (size - links) and is_plain(edges) and is_connected(edges, size)
    assert edges[:links].tolist() == [[0, k + 1] for k in range(links)]
    newcomers = edges[links:].reshape(-1, links, 2)
    assert (newcomers[:, :, 0] == np.arange(links + 1, size)[:, None]).all()
    assert (newcomers[:, :, 1] < newcomers[:, :, 0]).all()


def test_partners_are_drawn_by_their_ties():
    """Node 2 is tied to 0 or 1, as likely; node 3 to whom 2 is tied with 2/4, to the other two with 1/4 each."""
    found = Counter(tuple(attached(4, 1, seed)[1:, 1].tolist()) for seed in range(DRAWS))
    chances = {(0, 0): 1 / 4, (0, 1): 1 / 8, (0, 2): 1 / 8, (1, 1): 1 / 4, (1, 0): 1 / 8, (1, 2): 1 / 8}
    assert set(found) == set(chances)
    assert all(agrees(found[targets], chance, DRAWS) for targets, chance in chances.items())


def test_partners_of_one_newcomer_differ():
    """Of ends 0, 1, 0, 2: both 1 and 2 with 2 * 1/4 * 1/3."""
    found = Counter(frozenset(attached(4, 2, seed)[2:, 1].tolist()) for seed in range(DRAWS))
    assert agrees(found[frozenset({1, 2})], 1 / 6, DRAWS) and agrees(found[frozenset({0, 1})], 5 / 12, DRAWS)


def test_degrees_have_the_tail_of_preferential_attachment():
    """A share 2m(m+1)/(k(k+1)(k+2)) of nodes has k ties (Bollobas, Riordan, Spencer & Tusnady 2001)."""
    size, links = 100_000, 5
    found = np.bincount(degrees(attached(size, links), size))
    for k in (5, 6, 8, 12, 20, 40):
        chance = 2 * links * (links + 1) / (k * (k + 1) * (k + 2))
        assert agrees(found[k], chance, size), k
    assert len(found) > 300


@pytest.mark.parametrize(("size", "reach"), [(3, 1), (10, 2), (11, 5), (300, 4)])
def test_nothing_rewired_is_a_ring(size, reach):
    edges = rewired(size, reach, 0.0)
    assert (degrees(edges, size) == 2 * reach).all()
    assert set(((edges[:, 1] - edges[:, 0]) % size).tolist()) == set(range(1, reach + 1))


@pytest.mark.parametrize("rewiring", [0.05, 0.5, 1.0])
def test_so_many_ties_are_rewired_to_anybody(rewiring):
    size, reach = 4001, 3
    edges = rewired(size, reach, rewiring)
    assert len(edges) == size * reach and is_plain(edges)
    assert (edges[:, 0] == np.repeat(np.arange(size), reach)).all()
    steps = (edges[:, 1] - edges[:, 0]) % size
    moved = steps != np.tile(np.arange(1, reach + 1), size)
    assert agrees(moved.sum(), rewiring, size * reach)
    assert agrees((steps[moved] > size / 2).sum(), 0.5, moved.sum())


def test_who_is_tied_to_all_keeps_its_ties():
    edges = rewired(7, 3, 1.0)
    assert is_plain(edges) and len(edges) == 21


def test_rewired_ties_lead_to_each_of_the_others_as_likely():
    """Of six in a ring, 0 leaves 1 for 2, 3 or 4; 5 is its partner already."""
    found = Counter(int(rewired(6, 1, 1.0, seed)[0, 1]) for seed in range(DRAWS))
    assert set(found) == {2, 3, 4} and all(agrees(found[k], 1 / 3, DRAWS) for k in (2, 3, 4))


def test_the_same_seed_draws_the_same_ties_and_another_one_others():
    for draw in (lambda seed: attached(50, 3, seed), lambda seed: rewired(50, 3, 0.3, seed)):
        assert np.array_equal(draw(4), draw(4)) and not np.array_equal(draw(4), draw(5))


def test_a_further_node_leaves_the_ties_of_those_before():
    assert np.array_equal(attached(60, 3)[: 3 * 47], attached(50, 3))


def test_rows_hold_every_tie_both_ways_once():
    random = np.random.default_rng(3)
    pairs = random.integers(30, size=(200, 2))
    start, target = from_pairs(31, pairs)
    partners = {i: set() for i in range(31)}
    for i, j in pairs.tolist():
        if i != j:
            partners[i].add(j)
            partners[j].add(i)
    assert [target[start[i] : start[i + 1]].tolist() for i in range(31)] == [sorted(partners[i]) for i in range(31)]
    assert start.dtype == np.int64 and target.dtype == np.int32


def test_nobody_tied_is_empty_rows():
    start, target = from_pairs(3, np.empty((0, 2), np.int64))
    assert start.tolist() == [0, 0, 0, 0] and len(target) == 0
