"""Phase 4: search turns to where it returns most, a little each quarter; how alike all that search is."""

import numpy as np

from sim.compile import phase, rule
from sim.elementary import exp, power
from sim.lanes import some, where
from sim.packed import zeros
from sim.rules.common import LN10, best_known
from sim.rules.research import height
from sim.scenario.schema.search import Direction
from sim.world import Floats, KnowledgeRecord, Parameters, Records, World


@phase
def direct(w: World) -> None:
    """Each focus f_d goes a part of the way to its share of returns, f_d += turning*(s_d/sum s - f_d); drive f^returns.

    Directed technical change (form: Acemoglu 2002), with inertia. All see the foci that all had a quarter ago.
    """
    actors, knowledge, domains, p = w.actors, w.knowledge, w.domains, w.parameters[0]
    if not p.direction.on or p.direction.turning == 0.0:
        return
    crowd, best = zeros(w, domains.size), zeros(w, domains.size)
    living = look_about(w, crowd, best)
    score, power_of = zeros(w, domains.size), zeros(w, domains.size)
    for i in range(actors.size):
        if some(actors[i].alive == 1):
            appraise_domains(w, i, crowd, best, living, score, power_of)
            turn(knowledge[i], score, p)


@phase
def look_about(w: World, crowd: Floats, best: Floats) -> int:
    """Fill in the sum of all foci in each domain, and the best that anybody knows there, OOM; tell how many live."""
    actors, knowledge, living = w.actors, w.knowledge, 0
    for i in range(actors.size):
        there = actors[i].alive == 1
        living += where(there, 1, 0)
        for d in range(crowd.size):
            crowd[d] += where(there, knowledge[i, d].focus, 0.0)
    for d in range(best.size):
        best[d] = best_known(actors, knowledge, d)
    return living


@phase
def appraise_domains(
    w: World, i: int, crowd: Floats, best: Floats, living: int, score: Floats, power_of: Floats
) -> None:
    """Score of each domain for an actor: what one more unit of drive adds there to usable know-how, as far as is seen.

    dK/dA_d of the CES aggregate goes with weight*10^(rho*A_d), a find with 10^(-hardening*H_d), H the level searched
    at. Of the next step, as large as a release's, the part is found twice that somebody holds hidden above what oneself
    and the public know, but for the share ``variety`` that is new to all, and ``waste`` of that is lost: how far others
    are ahead gets about, not what they know. Powers are taken against the largest, or they overflow.
    """
    mine, domains, p = w.knowledge[i], w.domains, w.parameters[0]
    others, division = max(1, living - 1), w.duties[i].division
    top = -1e300
    for d in range(domains.size):
        level = height(mine[d].know_how, domains[d].public, p.sharing.variety, p.research)
        power_of[d] = p.world.substitution * mine[d].know_how - p.research.hardening * level
        top = max(top, power_of[d])
    for d in range(domains.size):
        worth = domains[d].weight * exp(LN10 * (power_of[d] - top))
        lost = 0.0
        if p.duplication.on:
            ahead = max(0.0, best[d] - max(mine[d].know_how, domains[d].public))
            lost = p.duplication.waste * (1.0 - p.sharing.variety) * min(1.0, ahead / p.release.threshold)
        crowded = p.direction.aversion * max(0.0, crowd[d] - mine[d].focus) / others
        score[d] = attraction(worth, lost, crowded, p.direction)
        if some(division > 0.0):
            own_field = advantage(mine[d].focus, crowd[d] / max(1, living), division)
            score[d] *= where(division > 0.0, own_field, 1.0)


@rule
def attraction(worth: float, lost: float, crowded: float, p: Direction) -> float:
    """(worth*(1-lost)*(1-crowded))^pull, lost to what is found twice, crowded = aversion*mean focus of the others."""
    returns = worth * (1.0 - lost) * max(0.0, 1.0 - crowded)
    return returns if p.pull == 1.0 else power(returns, p.pull)


@rule
def advantage(focus: float, mean: float, division: float) -> float:
    """(f/F)^division, F the mean focus of all: what is left to one where fields are divided by who does more in them.

    Revealed comparative advantage (form: Balassa 1965). At division 1 all together follow returns, and each keeps to
    where it did more than others.
    """
    return where(mean > 0.0, power(focus / where(mean > 0.0, mean, 1.0), division), 1.0)


@phase
def turn(mine: Records[KnowledgeRecord], score: Floats, p: Parameters) -> None:
    """Foci a quarter on; where no domain is worth anything they stay."""
    total = 0.0
    for d in range(score.size):
        total += score[d]
    turns = total > 0.0
    for d in range(score.size):
        share = score[d] / where(turns, total, 1.0)
        focus = mine[d].focus + p.direction.turning * (share - mine[d].focus)
        mine[d].drive = where(turns, power(focus, p.research.returns), mine[d].drive)
        mine[d].focus = where(turns, focus, mine[d].focus)


@phase
def overlap(w: World) -> float:
    """Mean cosine of the foci of two actors, 1 where all search alike (Jaffe 1986); 0 where there are no two.

    Of unit vectors u_i the mean over pairs is (|sum u_i|^2 - n)/(n*(n-1)).
    """
    actors, knowledge, domains = w.actors, w.knowledge, w.domains
    together, living = np.zeros(domains.size), 0
    for i in range(actors.size):
        if actors[i].alive:
            living += 1
            squares = 0.0
            for d in range(together.size):
                squares += knowledge[i, d].focus ** 2
            for d in range(together.size):
                together[d] += knowledge[i, d].focus / squares**0.5
    if living < 2:
        return 0.0
    return max(0.0, (together * together).sum() - living) / (living * (living - 1))
