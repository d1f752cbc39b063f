"""A finite population that imitates by pairwise comparison, in closed form.

Two of Z individuals are drawn; with probability mu the first takes up one of the other strategies at random, else it
copies the second with probability 1/(1+exp(-beta(f_second - f_first))) (Traulsen, Nowak & Pacheco 2006; Han, Pereira,
Santos & Lenaerts 2020, JAIR 69, 881-921). Nothing here calls the model's rules: it is what they are
compared with. Compiled functions here call none outside this file, so that the cache cannot grow stale.
"""

from math import exp, log
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import spsolve
from scipy.special import expit

from sim.compile import rule
from sim.world import Floats, Integers


def check_population(Z: int, beta: float = 0.0, mu: float | None = None) -> None:
    """Refuse a population that cannot be.

    Raises:
        ValueError: if Z is below 2 or no whole number, beta below 0, or mu outside [0, 1].
    """
    if Z < 2 or Z % 1 != 0:
        raise ValueError(f"Z must be a whole number of at least 2 individuals, not {Z}")
    if not 0 <= beta < np.inf:
        raise ValueError(f"beta must be at least 0 and finite, not {beta}")
    if mu is not None and not 0 <= mu <= 1:
        raise ValueError(f"mu is a probability, from 0 to 1, not {mu}")


def _checked(payoffs: Floats) -> Floats:
    matrix = np.ascontiguousarray(payoffs, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) < 2:
        raise ValueError(f"payoffs must be a square matrix of two strategies or more, not of shape {matrix.shape}")
    if not np.isfinite(matrix).all():
        raise ValueError("payoffs must be finite numbers")
    return matrix


def averages(payoffs: Floats, Z: int, self_pairing: bool = False) -> Floats:
    """Average payoff of each strategy by the composition of the population.

    Over the Z-1 others (the paper's equation 3), or over all Z with oneself included, as in its figures.

    Args:
        payoffs: matrix of k = 2 or 3 strategies, row against column.
        Z: population.
        self_pairing: average over all Z.

    Returns:
        Shape (Z+1,)*(k-1) + (k,), by numbers of all strategies but the last; NaN for a strategy that nobody has.
    """
    check_population(Z)
    matrix = _checked(payoffs)
    if len(matrix) > 3:
        raise ValueError(f"compositions are laid out for two or three strategies, not {len(matrix)}")
    first = np.indices((Z + 1,) * (len(matrix) - 1))
    counts = np.stack([*first, Z - first.sum(axis=0)], axis=-1)
    total = counts @ matrix.T
    mean = total / Z if self_pairing else (total - np.diag(matrix)) / (Z - 1)
    mean[(counts < 1) | (counts.min(axis=-1, keepdims=True) < 0)] = np.nan
    return np.asarray(mean)


@rule
def gaps(payoffs: Floats, size: int, self_pairing: bool) -> Floats:
    """Payoff of mutants less that of residents, [resident, mutant, mutants-1], for 1 to Z-1 mutants."""
    k = len(payoffs)
    advantage = np.zeros((k, k, size - 1))
    for resident in range(k):
        for mutant in range(k):
            for i in range(1, size):
                own = payoffs[mutant, mutant] * i + payoffs[mutant, resident] * (size - i)
                other = payoffs[resident, mutant] * i + payoffs[resident, resident] * (size - i)
                if self_pairing:
                    advantage[resident, mutant, i - 1] = (own - other) / size
                else:
                    own, other = own - payoffs[mutant, mutant], other - payoffs[resident, resident]
                    advantage[resident, mutant, i - 1] = (own - other) / (size - 1)
    return advantage


@rule
def _log_fixations(gap: Floats, beta: float) -> Floats:
    """Logarithms of rho = 1/(1+sum_k exp(-beta sum_{i<=k} gap_i)), 0 on the diagonal."""
    k, levels = gap.shape[0], gap.shape[2]
    logarithms = np.zeros((k, k))
    for resident in range(k):
        for mutant in range(k):
            if resident != mutant:
                height, top = 0.0, 0.0
                for i in range(levels):
                    height -= beta * gap[resident, mutant, i]
                    top = max(top, height)
                height, total = 0.0, exp(-top)
                for i in range(levels):
                    height -= beta * gap[resident, mutant, i]
                    total += exp(height - top)
                logarithms[resident, mutant] = -top - log(total)
    return logarithms


@rule
def _log_sum(one: float, other: float) -> float:
    top, low = max(one, other), min(one, other)
    return top if low == -np.inf else top + log(1.0 + exp(low - top))


@rule
def _stationary(log_rates: Floats) -> Floats:
    """Stationary distribution from logarithms of the rates between states.

    Elimination without subtraction (Grassmann, Taksar & Heyman 1985), on logarithms, because fixation probabilities
    may lie hundreds of orders of magnitude apart.
    """
    k = len(log_rates)
    rate, share = log_rates.copy(), np.zeros(k)
    for last in range(k - 1, 0, -1):
        leaving = -np.inf
        for j in range(last):
            leaving = _log_sum(leaving, rate[last, j])
        for i in range(last):
            rate[i, last] -= leaving
            for j in range(last):
                if i != j:
                    rate[i, j] = _log_sum(rate[i, j], rate[i, last] + rate[last, j])
    for state in range(1, k):
        share[state] = -np.inf
        for i in range(state):
            share[state] = _log_sum(share[state], share[i] + rate[i, state])
    weight: Floats = np.exp(share - share.max())
    total = weight.sum()
    for state in range(k):
        weight[state] /= total
    return weight


@rule
def _small_mutation(gap: Floats, beta: float) -> tuple[Floats, Floats]:
    logs = _log_fixations(gap, beta)
    fixation = np.exp(logs)
    for state in range(len(logs)):
        fixation[state, state] = 0.0
    return fixation, _stationary(logs)


@rule
def _small_mutation_of(payoffs: Floats, size: int, beta: float, self_pairing: bool) -> tuple[Floats, Floats]:
    return _small_mutation(gaps(payoffs, size, self_pairing), beta)


class SmallMutation(NamedTuple):
    """A population that is of one strategy nearly always, because mutations are rare."""

    fixation: Floats
    """Probability rho that one mutant (column) takes over a population of residents (row); 0 on the diagonal."""
    shares: Floats
    """Share of time spent in each strategy."""


def small_mutation(payoffs: Floats, Z: int, beta: float, self_pairing: bool = False) -> SmallMutation:
    """Fixation probabilities and stationary distribution in the limit mu -> 0 (Fudenberg & Imhof 2006).

    rho_{res,mut} = 1/(1+sum_{k=1}^{Z-1} prod_{i=1}^{k} T^-(i)/T^+(i)), T^-/T^+ = exp(-beta(f_mut(i)-f_res(i)));
    the chain between strategies has transitions rho/(k-1).

    Args:
        payoffs: matrix of any number of strategies, row against column.
        Z: population.
        beta: intensity of selection.
        self_pairing: average payoffs over all Z, oneself included.
    """
    check_population(Z, beta)
    return SmallMutation(*_small_mutation_of(_checked(payoffs), int(Z), float(beta), bool(self_pairing)))


def small_mutation_along(table: Floats, beta: float) -> SmallMutation:
    """The same from average payoffs by composition (see :func:`averages`): for payoffs that are no matrix."""
    Z, k = len(table) - 1, table.shape[-1]
    check_population(Z, beta)
    gap = np.zeros((k, k, Z - 1))
    for resident in range(k):
        for mutant in range(k):
            if resident != mutant:
                counts = np.zeros((Z - 1, k), np.int64)
                counts[:, mutant], counts[:, resident] = np.arange(1, Z), np.arange(Z - 1, 0, -1)
                payoffs = table[tuple(counts[:, :-1].T)]
                gap[resident, mutant] = payoffs[:, mutant] - payoffs[:, resident]
    return SmallMutation(*_small_mutation(gap, float(beta)))


class Chain(NamedTuple):
    """The exact chain over compositions."""

    states: Integers
    """Numbers of each strategy, shape (states, k)."""
    probability: Floats
    """Stationary probability of each composition."""
    shares: Floats
    """Expected share of each strategy."""


def exact_chain(table: Floats, beta: float, mu: float) -> Chain:
    """Stationary distribution over all compositions at a finite mutation probability, by solving the chain.

    From composition n an individual of strategy a becomes b with probability
    n_a/Z [(1-mu) n_b/(Z-1) / (1+exp(-beta(f_b-f_a))) + mu/(k-1)].

    Args:
        table: average payoffs by composition (see :func:`averages`).
        beta: intensity of selection.
        mu: mutation probability, above 0.

    Raises:
        ValueError: if mu is 0, for then every population of one strategy stays as it is.
    """
    Z = len(table) - 1
    check_population(Z, beta, mu)
    if mu == 0:
        raise ValueError("mu must be above 0 in the exact chain; small_mutation gives the limit")
    first = np.argwhere(np.indices(table.shape[:-1]).sum(axis=0) <= Z)
    states = np.column_stack([first, Z - first.sum(axis=1)])
    flow = _flow(states, table[tuple(first.T)], Z, beta, mu)
    start = int(small_mutation_along(table, beta).shares.argmax())
    probability = _solved(flow, int(np.flatnonzero(states[:, start] == Z)[0]))
    return Chain(states, probability, probability @ states / Z)


def _flow(states: Integers, payoffs: Floats, Z: int, beta: float, mu: float) -> sparse.csc_array:
    """Transition probabilities between compositions, columns from, rows to, less what leaves on the diagonal."""
    k, size = states.shape[1], Z + 1
    place = np.full(size ** (k - 1), -1)
    strides = np.array([size**power for power in range(k - 1)] + [0])
    place[states @ strides] = np.arange(len(states))
    rows, columns, rates = [], [], []
    for a in range(k):
        for b in range(k):
            old = np.flatnonzero(states[:, a] > 0)
            if a == b:
                continue
            own, other = states[old, a], states[old, b]
            copied = np.where(other > 0, expit(beta * (payoffs[old, b] - payoffs[old, a])), 0.0)
            rates.append(own / Z * ((1 - mu) * other / (Z - 1) * copied + mu / (k - 1)))
            columns.append(old)
            rows.append(place[(states @ strides)[old] - strides[a] + strides[b]])
    column, rate = np.concatenate(columns), np.concatenate(rates)
    moves = sparse.coo_array((rate, (np.concatenate(rows), column)), shape=(len(states), len(states)))
    return sparse.csc_array(moves - sparse.diags_array(np.bincount(column, rate, len(states))))


def _solved(flow: sparse.csc_array, reference: int) -> Floats:
    """The null vector of a flow, its entry at a likely state set to 1 and the rest solved for, then normalised."""
    others = np.delete(np.arange(flow.shape[0]), reference)
    inner, inflow = flow[others][:, others], flow[others][:, [reference]].toarray()[:, 0]
    weights = np.ones(flow.shape[0])
    weights[others] = spsolve(sparse.csc_array(inner), -inflow)
    return np.asarray(weights / weights.sum())
