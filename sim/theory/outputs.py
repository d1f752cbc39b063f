"""Outputs of firms in a network of collaboration (Koenig, Liu & Zenou 2019).

*R&D networks: theory, empirics, and policy implications*, Rev. Econ. Stat. 101:476-491, Proposition 1: firms in one
market. Symbols follow the paper: demand p_i = a - q_i - rho*sum_{j!=i} q_j, unit cost c_i - e_i - phi*sum_j A_ij e_j
along the network A, cost of research e^2/2, mu_i = a - c_i. Firms choose outputs and research at once, so e = q, and

    q = (I + rho*(1 - I) - phi*A)^-1 mu,   profit q_i^2/2,   welfare sum q_i^2 + rho/2 * sum_{i!=j} q_i q_j

where 1 is the matrix of ones.

Units: mu, e, q in bn USD (slope of demand 1 bn USD; e in OOM times ``market.cost_cut`` = 1 bn USD/OOM).
"""

from math import sqrt

import numpy as np
import numpy.typing as npt

from sim.scenario.schema.scenario import Scenario
from sim.theory.network import Pairs, circulant
from sim.theory.research_game import (
    OPEN_FIRM,
    Game,
    Played,
    among,
    market_of_firms,
    require_cost_left,
    settle,
    with_outputs,
)
from sim.theory.table import Check
from sim.world import Floats

CASE = "outputs"
PAPER = "Koenig, Liu & Zenou 2019, Proposition 1"
TOLERANCE = 1e-6
Network = npt.ArrayLike
"""Adjacency matrix, shape (n, n): 1 where two firms collaborate, 0 elsewhere."""


def adjacency(n: int, pairs: Pairs) -> Floats:
    """Adjacency matrix of a network given by its ties, shape (n, n)."""
    network: Floats = np.zeros((n, n))
    for i, j in pairs:
        network[i, j] = network[j, i] = 1.0
    return network


def system(network: Network, rho: float, phi: float) -> Floats:
    """I + rho*(1-I) - phi*A, shape (n, n).

    Args:
        network: A.
        rho: how far products substitute for each other, in [0, 1].
        phi: share of a partner's research that cuts a firm's own cost, in [0, 1].

    Raises:
        ValueError: A is not an undirected network, rho or phi is out of range, or spillovers are so strong that the
            system is not positive definite: firms would have no best play, or more than one.
    """
    A = np.asarray(network, float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or len(A) == 0:
        raise ValueError(f"network of shape {A.shape}: expected a square matrix")
    if not (np.isin(A, (0.0, 1.0)).all() and (A == A.T).all() and not A.diagonal().any()):
        raise ValueError("network: expected a symmetric matrix of zeros and ones, with zeros on its diagonal")
    for name, value in (("rho", rho), ("phi", phi)):
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"{name} = {value!r}: expected from 0 to 1")
    matrix: Floats = np.eye(len(A)) * (1.0 - rho) + rho - phi * A
    least = float(np.linalg.eigvalsh(matrix)[0])
    if least <= 0.0:
        raise ValueError(
            f"rho = {rho!r}, phi = {phi!r}: I + rho*(1-I) - phi*A has the eigenvalue {least:.4g}, not above 0"
        )
    return matrix


def equilibrium(network: Network, rho: float, phi: float, mu: npt.ArrayLike = 1.0) -> Floats:
    """Outputs in equilibrium, equal to efforts, shape (n,).

    Args:
        network: A.
        rho: see :func:`system`.
        phi: see :func:`system`.
        mu: demand intercept less unit cost before research; one number for all firms, or shape (n,).

    Raises:
        ValueError: as for :func:`system`, mu is not above 0, or a firm would not produce.
    """
    matrix = system(network, rho, phi)
    margins = np.broadcast_to(np.asarray(mu, float), len(matrix))
    if not (np.isfinite(margins).all() and (margins > 0.0).all()):
        raise ValueError(f"mu = {mu!r}: expected finite numbers above 0")
    q: Floats = np.linalg.solve(matrix, margins)
    if (q <= 0.0).any():
        raise ValueError(f"firm {int(q.argmin())} would not produce; the closed form holds where all do")
    return q


def profits(q: Floats) -> Floats:
    """Profit of each firm in equilibrium, q_i^2/2 (bn USD, shape (n,))."""
    return q**2 / 2.0


def welfare(q: Floats, rho: float) -> float:
    """Consumer surplus plus all profits, sum q_i^2 + rho/2 * sum_{i!=j} q_i q_j (bn USD)."""
    squares = float(q @ q)
    return squares + rho / 2.0 * (float(q.sum()) ** 2 - squares)


def scenario(network: Network, rho: float, phi: float, mu: npt.ArrayLike = 1.0) -> Scenario:
    """The reduction: differentiated goods, results open to partners at speed phi; spending y finds (2*y)^(1/2).

    Firms start with different know-how where their margins differ.
    """
    A = np.asarray(network, float)
    margins = np.broadcast_to(np.asarray(mu, float), len(A))
    firms = {f"firm{i}": OPEN_FIRM | {"know_how": float(own - margins.min())} for i, own in enumerate(margins)}
    return market_of_firms(
        firms,
        float(margins.min()),
        market={"rivalry": float(rho)},
        ties=among([(int(i), int(j)) for i, j in np.argwhere(np.triu(A))]),
        research={"productivity": sqrt(2.0)},
        sharing={"variety": 1.0, "speed": float(phi)},
    )


def simulated(network: Network, rho: float, phi: float, mu: npt.ArrayLike = 1.0) -> Played:
    """Run the model: firms adjust their research, taking outputs as given, until they settle.

    Raises:
        ValueError: as for :func:`equilibrium`; unit cost would fall below zero; or margins differ by more than the
            range of know-how (20 bn USD).
    """
    q = equilibrium(network, rho, phi, mu)
    margins, cut = np.asarray(mu, float), q + phi * (np.asarray(network, float) @ q)
    require_cost_left(float(cut.max() + np.ptp(margins)), float(margins.min()))
    return settle(Game(scenario(network, rho, phi, mu)), with_outputs, damping=1.0)


def point(
    n: int, rho: float, phi: float, degree: int | None = None, *, network: Network | None = None
) -> dict[str, float]:
    """Theory and simulation side by side: output and effort (least, mean, most), mean profit, welfare; mu = 1.

    Args:
        n: firms.
        rho: how far products compete.
        phi: what a partner's effort adds.
        degree: partners of each, next to it on a ring; all others when absent.
        network: another network than that, of any number of firms.

    Raises:
        ValueError: a parameter is out of range; see :func:`simulated`.
    """
    A = np.asarray(network, float)
    if network is None:
        A = adjacency(n, circulant(n, n - 1 if degree is None else degree))
    q, got = equilibrium(A, rho, phi), simulated(A, rho, phi)
    sides = {}
    for name, of in (("least", np.min), ("mean", np.mean), ("most", np.max)):
        sides[f"output, {name}, theory"], sides[f"output, {name}, model"] = float(of(q)), float(of(got.output))
        sides[f"effort, {name}, theory"], sides[f"effort, {name}, model"] = float(of(q)), float(of(got.found))
    sides["profit, mean, theory"], sides["profit, mean, model"] = float(profits(q).mean()), float(got.profit.mean())
    sides["welfare, theory"], sides["welfare, model"] = welfare(q, rho), got.welfare
    return sides


STAR: Pairs = [(0, i) for i in range(1, 6)]
PATH: Pairs = [(0, 1), (1, 2), (2, 3)]


def star(rho: float, phi: float, leaves: int) -> tuple[float, float]:
    """Output of the hub and of each leaf of a star, mu = 1: two equations solved by hand (Cramer's rule)."""
    within, across = 1.0 + rho * (leaves - 1), rho - phi
    determinant = within - leaves * across**2
    return (within - leaves * across) / determinant, (1.0 - across) / determinant


def checks() -> list[Check]:
    """Check ten firms without ties and with all, a star, and a path of unequal firms against closed forms."""
    comparisons = []

    def check(what: str, expected: float, got: float) -> None:
        comparisons.append(Check(CASE, what, PAPER, expected, float(got), TOLERANCE))

    for name, degree, expected in (("empty", 0, 10 / 19), ("complete", 9, 20 / 29)):
        got = simulated(adjacency(10, circulant(10, degree)), 0.1, 0.05)
        check(f"output, {name} n=10 rho=.1 phi=.05", expected, got.output.mean())
        check(f"effort, {name} n=10 rho=.1 phi=.05", expected, got.found.mean())
        check(f"profit, {name} n=10 rho=.1 phi=.05", expected**2 / 2, got.profit.mean())
        check(f"welfare, {name} n=10 rho=.1 phi=.05", 14.5 * expected**2, got.welfare)
    got = simulated(adjacency(6, STAR), 0.3, 0.1)
    for where, expected, row in zip(("hub", "leaf"), star(0.3, 0.1, 5), (0, 1), strict=True):
        check(f"output, {where} of a star, n=6 rho=.3 phi=.1", expected, got.output[row])
    check("effort less output, star n=6 rho=.3 phi=.1", 0.0, np.abs(got.found - got.output).max())
    mu, rho, phi = (1.0, 1.2, 0.9, 1.1), 0.5, 0.2
    q, got = equilibrium(adjacency(4, PATH), rho, phi, mu), simulated(adjacency(4, PATH), rho, phi, mu)
    for i in range(4):
        check(f"output of firm {i} of a path of unequal firms, rho=.5 phi=.2", q[i], got.output[i])
    check("welfare, path of unequal firms, rho=.5 phi=.2", welfare(q, rho), got.welfare)
    return comparisons
