"""The race on ties: everybody races against its partners and imitates one of them by the model's own rule.

Source of the question: T. Cimpeanu, F. C. Santos, L. M. Pereira, T. Lenaerts & T. A. Han (2022), Artificial
intelligence development races in heterogeneous settings, Scientific Reports 12, 1723: heterogeneous ties, with payoffs
that add up over partners, lower unsafe conduct. Adoption is :func:`sim.rules.adapt.fermi`; ties are in compressed rows;
randomness is an input. Compiled functions here call none outside this file and the rules.
"""

from collections.abc import Sequence
from enum import StrEnum
from math import isqrt
from typing import NamedTuple

import numpy as np

from sim.compile import rule
from sim.noise import Purpose, noise_of, stream
from sim.rules.adapt import fermi
from sim.theory.dsair.chain import check_population
from sim.theory.dsair.population import Shares, batch_means
from sim.world import Floats, Indices, Integers
from sim.world.graphs import scale_free
from sim.world.ties import from_pairs


class Structure(StrEnum):
    """Who is tied to whom."""

    COMPLETE = "complete"
    LATTICE = "lattice"
    """Square, periodic, four neighbours."""
    SCALE_FREE = "scale-free"
    """Preferential attachment with two ties a newcomer (Barabasi & Albert 1999)."""


class Ties(NamedTuple):
    """Ties in compressed rows: partners of i are target[start[i]:start[i+1]]."""

    start: Integers
    target: Indices


def lay(structure: Structure, Z: int, seed: int) -> Ties:
    """The ties of Z teams; the seed matters to those that are drawn.

    Raises:
        ValueError: if a lattice's Z is no square of 3 or more, or there are fewer than three teams to attach to.
    """
    check_population(Z)
    side = isqrt(Z)
    if structure == Structure.COMPLETE:
        others = np.broadcast_to(np.arange(Z, dtype=np.int32), (Z, Z))[~np.eye(Z, dtype=bool)]
        return Ties(np.arange(Z + 1, dtype=np.int64) * (Z - 1), others)
    if structure == Structure.LATTICE:
        if side < 3 or side**2 != Z:
            raise ValueError(f"a periodic square lattice needs Z = 9, 16, 25, ..., not {Z}")
        place = np.arange(Z).reshape(side, side)
        pairs = [np.column_stack((place.ravel(), np.roll(place, 1, axis).ravel())) for axis in (0, 1)]
        return Ties(*from_pairs(Z, np.concatenate(pairs)))
    if Z < 3:
        raise ValueError(f"a scale-free graph of two ties a newcomer needs Z of at least 3, not {Z}")
    return Ties(*from_pairs(Z, scale_free(noise_of(seed), Z, 2)))


@rule
def _payoff(i: int, strategy: Integers, partners: Integers, payoffs: Floats, averaged: bool) -> float:
    """Payoff over all partners, from how many of them have each strategy."""
    total, degree = 0.0, 0
    for other in range(len(payoffs)):
        total += partners[i, other] * payoffs[strategy[i], other]
        degree += partners[i, other]
    return total / degree if averaged else total


@rule
def count_partners(start: Integers, target: Indices, strategy: Integers, k: int) -> Integers:
    """How many partners of each individual have each strategy, shape (Z, k)."""
    partners = np.zeros((len(strategy), k), np.int64)
    for i in range(len(strategy)):
        for j in target[start[i] : start[i + 1]]:
            partners[i, strategy[j]] += 1
    return partners


@rule
def imitate_partners(
    start: Integers,
    target: Indices,
    strategy: Integers,
    partners: Integers,
    payoffs: Floats,
    beta: float,
    mu: float,
    averaged: bool,
    pair: Floats,
    adoption: Floats,
) -> Floats:
    """Let individuals on ties revise one after the other, one a draw; strategies and partners change in place.

    Args:
        start: first partner of each in ``target``.
        target: partners.
        strategy: of each individual.
        partners: see :func:`count_partners`.
        payoffs: matrix, row against column.
        beta: intensity of selection.
        mu: mutation probability.
        averaged: whether a payoff is the mean over partners; otherwise their sum.
        pair: uniform draws: who revises, and which partner it looks at.
        adoption: uniform draws: mutation and adoption.

    Returns:
        Individual-steps spent in each strategy.
    """
    size, k = len(strategy), len(payoffs)
    count, spent = np.zeros(k), np.zeros(k)
    for own in strategy:
        count[own] += 1
    for t in range(len(pair)):
        i = int(pair[t] * size)
        degree = start[i + 1] - start[i]
        j = target[start[i] + min(int((pair[t] * size - i) * degree), degree - 1)]
        own, new = strategy[i], strategy[i]
        if adoption[t] < mu:
            new = (own + 1 + min(k - 2, int(adoption[t] / mu * (k - 1)))) % k
        elif strategy[j] != own:
            mine = _payoff(i, strategy, partners, payoffs, averaged)
            theirs = _payoff(j, strategy, partners, payoffs, averaged)
            if adoption[t] < mu + (1.0 - mu) * fermi(mine, theirs, beta):
                new = strategy[j]
        if new != own:
            strategy[i] = new
            count[own] -= 1
            count[new] += 1
            for partner in target[start[i] : start[i + 1]]:
                partners[partner, own] -= 1
                partners[partner, new] += 1
        for one in range(k):
            spent[one] += count[one]
    return spent


def run_on_ties(
    ties: Ties, payoffs: Floats, beta: float, averaged: bool, generations: int, seed: int, mu: float = 0.0
) -> Floats:
    """Shares of the strategies over the last quarter of a run in which, at the start, each has an equal part.

    Args:
        ties: who is tied to whom.
        payoffs: matrix, row against column.
        beta: intensity of selection.
        averaged: whether a payoff is the mean over partners; otherwise their sum.
        generations: revisions an individual, on average.
        seed: seed of the run.
        mu: mutation probability.

    Raises:
        ValueError: if somebody has no partner, or there are fewer than four generations.
    """
    Z, k = len(ties.start) - 1, len(payoffs)
    check_population(Z, beta, mu)
    if np.diff(ties.start).min() < 1:
        raise ValueError("everybody needs a partner to race against")
    if generations < 4:
        raise ValueError(f"a run needs at least 4 generations, not {generations}")
    strategy = stream(seed, Purpose.FORTUNE).permutation(np.arange(Z) % k)
    partners = count_partners(ties.start, ties.target, strategy, k)
    matrix, spent = np.ascontiguousarray(payoffs, dtype=np.float64), np.zeros(k)
    chunk = max(1, generations // 64)
    for block in range(0, generations, chunk):
        if block < generations - generations // 4:
            spent[:] = 0.0
        pair = stream(seed, Purpose.PARTNER, block // chunk).random(chunk * Z)
        adoption = stream(seed, Purpose.ADOPTION, block // chunk).random(chunk * Z)
        spent += imitate_partners(
            ties.start, ties.target, strategy, partners, matrix, float(beta), float(mu), averaged, pair, adoption
        )
        if mu == 0 and (strategy == strategy[0]).all():
            spent = np.bincount(strategy, minlength=k).astype(float)
            break
    return np.asarray(spent / spent.sum())


def shares_on_ties(
    graphs: Sequence[Ties], payoffs: Floats, beta: float, averaged: bool, generations: int, mu: float = 0.0
) -> Shares:
    """Mean shares over graphs, each with a start and luck of its own, and standard errors of independent runs."""
    return batch_means(
        np.stack(
            [run_on_ties(ties, payoffs, beta, averaged, generations, seed, mu) for seed, ties in enumerate(graphs)]
        )
    )
