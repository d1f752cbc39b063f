"""A finite population that imitates by the model's own rule: simulated, not solved.

Adoption is :func:`sim.rules.adapt.fermi`, compiled, as the model's imitators use it; pairs, mutation and payoffs are as
in :mod:`sim.theory.dsair.chain`. Randomness is an input: uniform draws of the project's streams, keyed by seed, purpose
and block, so that a seed gives the same bits in every process. Compiled functions here call none outside this file and
the rules, so that the cache cannot grow stale.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np

from sim.compile import rule
from sim.noise import Purpose, stream
from sim.rules.adapt import fermi
from sim.theory.dsair.chain import averages, check_population
from sim.world import Floats, Integers

BLOCK = 1 << 16
"""Draws made at a time."""


class Shares(NamedTuple):
    """Simulated shares of the strategies, with standard errors by batch means."""

    mean: Floats
    standard_error: Floats


def batch_means(batches: Floats) -> Shares:
    """Mean and standard error of a series from means over its consecutive batches (Law & Kelton 2000, section 9.5.3).

    Args:
        batches: one row a batch, each far longer than the series remembers.
    """
    return Shares(batches.mean(axis=0), batches.std(axis=0, ddof=1) / sqrt(len(batches)))


@rule
def _strategy_of(counts: Integers, individual: int) -> int:
    strategy, left = 0, individual
    while left >= counts[strategy]:
        left -= counts[strategy]
        strategy += 1
    return strategy


@rule
def _mutant(own: int, k: int, part: float) -> int:
    """One of the other strategies, each as likely, by a part of 1."""
    return (own + 1 + min(k - 2, int(part * (k - 1)))) % k


@rule
def evolve(counts: Integers, table: Floats, beta: float, mu: float, pair: Floats, adoption: Floats) -> Floats:
    """Let a well-mixed population go through one step a draw; ``counts`` changes in place.

    Args:
        counts: individuals of each strategy.
        table: average payoffs, one row a composition: that of n_0, n_1, ... is n_0 + n_1 (Z+1) + ...
        beta: intensity of selection.
        mu: mutation probability.
        pair: uniform draws: who revises, and whom it looks at.
        adoption: uniform draws, each of which serves mutation, which strategy it brings, and adoption.

    Returns:
        Individual-steps spent in each strategy.
    """
    k, size = len(counts), counts.sum()
    stride, place = np.zeros(k, np.int64), 0
    for strategy in range(k - 1):
        stride[strategy] = (size + 1) ** strategy
        place += counts[strategy] * stride[strategy]
    spent, since = np.zeros(k), 0
    for t in range(len(pair)):
        me = int(pair[t] * size)
        you = min(int((pair[t] * size - me) * (size - 1)), size - 2)
        own, other = _strategy_of(counts, me), _strategy_of(counts, you if you < me else you + 1)
        new, draw = own, adoption[t]
        if draw < mu:
            new = _mutant(own, k, draw / mu)
        elif own != other and draw < mu + (1.0 - mu) * fermi(table[place, own], table[place, other], beta):
            new = other
        if new != own:
            for strategy in range(k):
                spent[strategy] += counts[strategy] * (t - since)
            since = t
            counts[own] -= 1
            counts[new] += 1
            place += stride[new] - stride[own]
    for strategy in range(k):
        spent[strategy] += counts[strategy] * (len(pair) - since)
    return spent


def simulate(
    table: Floats, beta: float, mu: float, steps: int, seed: int, batches: int = 50, start: Integers | None = None
) -> Shares:
    """Shares of the strategies in the long run, simulated.

    Args:
        table: average payoffs by composition (see :func:`sim.theory.dsair.chain.averages`).
        beta: intensity of selection.
        mu: mutation probability.
        steps: steps measured, at least one block a batch, rounded up to whole blocks; a tenth is run in beforehand.
        seed: seed of the run.
        batches: batches for the standard error.
        start: individuals of each strategy at the start; as equal as can be by default.

    Raises:
        ValueError: if there are fewer than two batches, or ``start`` does not add up to the population.
    """
    Z, k = len(table) - 1, table.shape[-1]
    check_population(Z, beta, mu)
    if batches < 2:
        raise ValueError(f"a standard error needs two batches or more, not {batches}")
    counts = np.array([(Z + i) // k for i in range(k)]) if start is None else np.array(start, np.int64)
    if len(counts) != k or counts.sum() != Z or counts.min() < 0:
        raise ValueError(f"start must give {k} numbers that add up to Z = {Z}, not {start}")
    rows = np.ascontiguousarray(table.transpose(*range(k - 2, -1, -1), k - 1)).reshape(-1, k)
    each = max(1, -(-steps // (BLOCK * batches)))
    before = max(1, each * batches // 10)
    shares = np.zeros((batches, k))
    pair, adoption = np.empty(BLOCK), np.empty(BLOCK)
    for block in range(before + each * batches):
        stream(seed, Purpose.PARTNER, block).random(out=pair)
        stream(seed, Purpose.ADOPTION, block).random(out=adoption)
        spent = evolve(counts, rows, float(beta), float(mu), pair, adoption)
        if block >= before:
            shares[(block - before) // each] += spent / (each * BLOCK * Z)
    return batch_means(shares)


@rule
def invade(state: Integers, payoffs: Floats, beta: float, moves: bool, tries: int, draws: Floats, log: Integers) -> int:
    """Let single mutants invade residents, one draw a step, until a number of invasions is over or the draws are used.

    Only steps at which a mutant and a resident meet are gone through; either of the two revises, with equal chances.

    Args:
        state: resident, mutant, number of mutants; changed in place.
        payoffs: average payoffs [one strategy, the other, individuals of the one, payoff of one or other].
        beta: intensity of selection.
        moves: whether the population stays what a successful mutant made of it, and the next mutant is drawn;
            otherwise all is set back, for the same mutant to try again.
        tries: invasions to go through at most.
        draws: uniform draws.
        log: resident and mutant of each invasion, and whether it succeeded, shape (tries, 3).

    Returns:
        Invasions that are over.
    """
    k, size, done = len(payoffs), payoffs.shape[2] - 1, 0
    resident, mutant, mutants = state
    for t in range(len(draws)):
        if done == tries:
            break
        if mutants == 0:
            mutants = 1
            if moves:
                mutant = _mutant(resident, k, draws[t])
                continue
        first, second = payoffs[mutant, resident, mutants, 0], payoffs[mutant, resident, mutants, 1]
        if draws[t] < 0.5:
            mutants += 1 if 2.0 * draws[t] < fermi(second, first, beta) else 0
        else:
            mutants -= 1 if 2.0 * draws[t] - 1.0 < fermi(first, second, beta) else 0
        if mutants in (0, size):
            log[done, 0], log[done, 1], log[done, 2] = resident, mutant, mutants == size
            resident = mutant if moves and mutants == size else resident
            mutants = 0
            done += 1
    state[0], state[1], state[2] = resident, mutant, mutants
    return done


def _along_edges(table: Floats) -> Floats:
    """Payoffs of two strategies where they are alone, shape (k, k, Z+1, 2)."""
    Z, k = len(table) - 1, table.shape[-1]
    payoffs = np.full((k, k, Z + 1, 2), np.nan)
    for one in range(k):
        for other in range(k):
            counts = np.zeros((Z + 1, k), np.int64)
            counts[:, one] += np.arange(Z + 1)
            counts[:, other] += np.arange(Z, -1, -1)
            if one != other:
                payoffs[one, other] = table[tuple(counts[:, :-1].T)][:, [one, other]]
    return payoffs


def _invasions(table: Floats, beta: float, state: Integers, moves: bool, tries: int, seed: int) -> Integers:
    check_population(len(table) - 1, beta)
    edges, log, done, block = _along_edges(table), np.zeros((tries, 3), np.int64), 0, 0
    while done < tries:
        draws = stream(seed, Purpose.ADOPTION, block).random(BLOCK)
        done += invade(state, edges, float(beta), moves, tries - done, draws, log[done:])
        block += 1
    return log


class Fixation(NamedTuple):
    """A simulated fixation probability."""

    rho: float
    standard_error: float


def simulated_fixation(table: Floats, beta: float, resident: int, mutant: int, tries: int, seed: int) -> Fixation:
    """Probability rho that one mutant takes over all residents, from independent invasions.

    Raises:
        ValueError: if the two are the same strategy.
    """
    if resident == mutant:
        raise ValueError("a mutant differs from the residents")
    won = _invasions(table, beta, np.array([resident, mutant, 0]), False, tries, seed)[:, 2]
    rho = float(won.mean())
    return Fixation(rho, sqrt(rho * (1 - rho) / tries))


def simulated_small_mutation(table: Floats, beta: float, tries: int, seed: int, batches: int = 50) -> Shares:
    """Share of invasions that meet each strategy as resident: the population when mutations are rare.

    Raises:
        ValueError: if there are fewer than two batches, or invasions than batches.
    """
    if not 2 <= batches <= tries:
        raise ValueError(f"batches must be from 2 to the {tries} invasions, not {batches}")
    each, k = tries // batches, table.shape[-1]
    before = each * batches // 10
    log = _invasions(table, beta, np.zeros(3, np.int64), True, before + each * batches, seed)
    residents = log[before:, 0].reshape(batches, each)
    return batch_means(np.stack([(residents == strategy).mean(axis=1) for strategy in range(k)], axis=1))


def share_from_half(payoffs: Floats, Z: int, beta: float, runs: int, seed: int, self_pairing: bool = False) -> Shares:
    """Share of the second of two strategies, without mutation, once one of them has all; at the start each has half.

    Standard errors are those of independent runs.

    Raises:
        ValueError: if there are more or fewer than two strategies.
    """
    if np.shape(payoffs) != (2, 2):
        raise ValueError(f"payoffs must be those of two strategies, not of shape {np.shape(payoffs)}")
    edges = _along_edges(averages(payoffs, Z, self_pairing))
    check_population(Z, beta)
    won, block = np.zeros(runs), 0
    for run in range(runs):
        state, log = np.array([0, 1, Z // 2]), np.zeros((1, 3), np.int64)
        while not invade(state, edges, float(beta), False, 1, stream(seed, Purpose.ADOPTION, block).random(1024), log):
            block += 1
        block += 1
        won[run] = log[0, 2]
    return batch_means(np.column_stack([1 - won, won]))
