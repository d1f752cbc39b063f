"""The race among N teams instead of two.

The two-team race of AS, AU and CS of Han, Pereira, Santos & Lenaerts (2020, JAIR 69, 881-921), carried over to N teams
drawn at random from the population; two teams give the pairwise race again. What is carried over:

- A round's benefit b is shared, in proportion to speed, by the teams that are not found out; each unsafe team is found
  out with probability f, by itself.
- The prize B is shared by the fastest: by the unsafe teams if there are any, else by all.
- An unsafe team loses everything with probability pr.
- A conditionally safe team is unsafe from the second round on when anybody was unsafe in the first.
"""

from math import comb

import numpy as np

from sim.theory.dsair.chain import check_population
from sim.theory.dsair.race import Conduct, Race
from sim.world import Floats


def round_payoff_safe(race: Race, teams: int, unsafe: int) -> float:
    """Payoff of one round for a safe team among ``teams``, ``unsafe`` of which are unsafe.

    -c + b E[1/(N-k+s X)], X ~ Bin(k, 1-f) unsafe teams that are not found out.
    """
    weights = _binomial(unsafe, 1 - race.f)
    return -race.c + race.b * sum(p / (teams - unsafe + race.s * x) for x, p in enumerate(weights))


def round_payoff_unsafe(race: Race, teams: int, unsafe: int) -> float:
    """Payoff of one round for one of ``unsafe`` unsafe teams among ``teams``.

    (1-f) s b E[1/(N-k+s(1+X))], X ~ Bin(k-1, 1-f).
    """
    weights = _binomial(unsafe - 1, 1 - race.f)
    shares = sum(p / (teams - unsafe + race.s * (1 + x)) for x, p in enumerate(weights))
    return (1 - race.f) * race.s * race.b * shares


def group_payoff(race: Race, conduct: Conduct, group: tuple[int, int, int]) -> float:
    """Payoff a round over the whole race of a team in a group.

    With k teams AU and m teams CS among N, and u(k), v(k) the payoffs of a round of the safe and the unsafe:
    no AU: B/(NW)+u(0); else AS: first u(k), then u(k+m); CS: first u(k), then v(k+m);
    AU: q[sB/(kW) + first v(k), then v(k+m)]; the first round is a share s/W of the race.

    Args:
        race: the race.
        conduct: how this team races.
        group: numbers of AS, AU and CS in the group, this team included.

    Raises:
        ValueError: if the group has fewer than two teams, a negative number of one kind, or no team of this conduct.
    """
    teams, k, m = sum(group), group[Conduct.AU], group[Conduct.CS]
    if teams < 2 or min(group) < 0 or group[conduct] < 1:
        raise ValueError(f"a group is two teams or more, one of them {conduct.name}, not {group}")
    if k == 0:
        return race.B / (teams * race.W) + round_payoff_safe(race, teams, 0)
    if conduct == Conduct.AU:
        first, later = round_payoff_unsafe(race, teams, k), round_payoff_unsafe(race, teams, k + m)
        return (1 - race.pr) * (race.s * race.B / (k * race.W) + _over_the_race(race, first, later))
    first = round_payoff_safe(race, teams, k)
    if conduct == Conduct.CS:
        return _over_the_race(race, first, round_payoff_unsafe(race, teams, k + m))
    return _over_the_race(race, first, round_payoff_safe(race, teams, k + m))


def _over_the_race(race: Race, first: float, later: float) -> float:
    """Mean payoff of W/s rounds, the first of which differs."""
    return later + race.s / race.W * (first - later)


def group_averages(race: Race, Z: int, teams: int, self_pairing: bool = False) -> Floats:
    """Average payoffs of AS, AU and CS when groups are drawn from the population, by its composition.

    Args:
        race: the race.
        Z: population.
        teams: N, teams in a race.
        self_pairing: draw the N-1 others from all Z with replacement, oneself included, which for N = 2 is the average
            over Z; otherwise from the Z-1 others without replacement.

    Returns:
        Payoffs, shape (Z+1, Z+1, 3), by numbers of AS and AU; NaN for a conduct that nobody has.

    Raises:
        ValueError: if N is below 2 or above Z.
    """
    check_population(Z)
    if not 2 <= teams <= Z:
        raise ValueError(f"N must be from 2 to Z = {Z} teams, not {teams}")
    averages = np.full((Z + 1, Z + 1, 3), np.nan)
    for conduct in Conduct:
        total, weight = _summed(race, conduct, Z, teams, self_pairing)
        averages[..., conduct] = total / weight
    safe, unsafe = np.indices((Z + 1, Z + 1))
    counts = np.stack([safe, unsafe, Z - safe - unsafe], axis=-1)
    averages[(counts < 1) | (counts.min(axis=-1, keepdims=True) < 0)] = np.nan
    return averages


def _summed(race: Race, conduct: Conduct, Z: int, teams: int, self_pairing: bool) -> tuple[Floats, float]:
    """Payoffs over all groups around a team, weighted by the number of ways to draw each, and all these ways."""
    safe, unsafe = np.indices((Z + 1, Z + 1)).astype(float)
    counts = [safe, unsafe, Z - safe - unsafe]
    if not self_pairing:
        counts[conduct] = counts[conduct] - 1
    total = np.zeros((Z + 1, Z + 1))
    for j in range(teams):
        for k in range(teams - j):
            others = [j, k, teams - 1 - j - k]
            group = [number + (kind == conduct) for kind, number in enumerate(others)]
            payoff = group_payoff(race, conduct, (group[0], group[1], group[2]))
            ways = comb(teams - 1, j) * comb(teams - 1 - j, k)
            drawn = [_draws(count, number, self_pairing) for count, number in zip(counts, others, strict=True)]
            total += payoff * ways * np.prod(drawn, axis=0)
    return total, float(_draws(np.array(Z if self_pairing else Z - 1.0), teams - 1, self_pairing))


def _draws(count: Floats, draws: int, replaced: bool) -> Floats:
    """Ordered draws from a number of teams: count^draws with replacement, else count(count-1)...; 0 for too few."""
    ways = np.ones_like(count, dtype=float)
    for taken in range(draws):
        ways = ways * np.maximum(count if replaced else count - taken, 0.0)
    return ways


def _binomial(trials: int, probability: float) -> list[float]:
    return [comb(trials, x) * probability**x * (1 - probability) ** (trials - x) for x in range(trials + 1)]
