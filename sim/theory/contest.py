"""Care of two nations in a contest that the stronger is likelier to win (a game of our own).

Nation i has the capability c_i ~ U[0, 1] and takes care s_i in [0, 1], which leaves it the strength
p_i = c_i (1 - s_i). It wins with the chance w_i = p_i^k/(p_1^k + p_2^k), k the decisiveness, and wants nothing but to
win safely. For a safe end the winner's care counts, and the loser's as far as its impact l in [0, 1]: nation i earns
w_i s_i v, v = 1 - l (1 - s_j), and the risk of a disaster is one minus what both earn. More care gains in safety what
it loses in strength where k T s = 1 - s, with T = E[w (1-w) v]/E[w v] over what a nation does not know. So

    none      s = 1/(1 + k T), w = 1/(1 + (c_j/c_i)^k), the same for all
    private   s(c) = 1/(1 + k T(c))
    public    s = 1/(1 + k (1-w)), which is 2/(2+k) between equals, n/(n + k(n-1)) between n of them; the stronger wins
              with chance w if log(c_1/c_2) = (1 + 1/k) log(w/(1-w)) + log((1 + k(1-w))/(1 + k w))

The size of log(c_1/c_2) is exponential with mean 1, whence the risk is an integral over w. With public information
log(w s) is concave in s, so that no other care is better. With private information none is up to k = 8; well above,
care in pure strategies no longer settles, and the case ends there.

Emery-Xu, Park & Trager 2024 state of their own model, of which only the abstract was to be had: that states which find
each other close drastically reduce safety; that decisive races are usually more dangerous; that the loser's impact
makes them more dangerous; and that public information is less risky than private, except where a race is very decisive.
This game returns the first three and NOT the fourth: wherever it is solved, public information is the riskier.

Care is that of the compiled rule (:mod:`sim.theory.contesting`). Strengths at which it changes nothing are found by
bisection, or by repeating. Who does not know the other takes care as against one that is known, with odds T/(1-T).
"""

from math import exp, log

import numpy as np
from scipy.integrate import quad

from sim.theory.contesting import HALVINGS, ROUNDS, STEP, Floats, chance, largest_gain, met, played_risk, taking
from sim.theory.racing import Information
from sim.theory.table import Check

SOURCE = "own game; statements of Emery-Xu, Park & Trager 2024 (abstract)"
CLOSE = 1e-3
"""Tolerance for a risk: theory integrates where the rules play some hundred pairs, one a quantile."""
EXACT = 1e-7
"""Tolerance where both sides solve the same equation."""
DECISIVE = (0.1, 50.0)
"""Range of the decisiveness; the upper end is what the rule allows."""
MOST_PRIVATE = 8.0
"""Largest decisiveness for which private information is solved."""
FARTHEST = 700.0
"""Largest exponent taken; exp of 710 overflows."""
_FAR = 100.0
"""No two nations are as far apart, in log(c_1/c_2)."""
_NODES = 96
_SETTLED = 1e-12


def lead(w: float, k: float) -> float:
    """Log of c_1/c_2 at which the first wins with chance w, above 0 and below 1, with public information."""
    return (1.0 + 1.0 / k) * log(w / (1.0 - w)) + log((1.0 + k * (1.0 - w)) / (1.0 + k * w))


def risk(k: float, impact: float = 0.0, information: Information = Information.PUBLIC) -> float:
    """Risk of a disaster in theory: by integrals, or for private information by a search for best replies.

    Args:
        k: decisiveness, above 0.
        impact: how far the loser's care counts, from 0 to 1.
        information: what nations know of capabilities.
    """
    if information == Information.NONE:
        far = min(_FAR, FARTHEST / k)
        tied = 2.0 * float(quad(lambda r: exp(-r) / ((1.0 + exp(-k * r)) * (1.0 + exp(k * r))), 0.0, far)[0])
        care = 1.0 / (1.0 + k * tied)
        return 1.0 - care * (1.0 - impact * (1.0 - care))
    if information == Information.PRIVATE:
        return _searched_risk(k, impact)

    def unsafe(w: float) -> float:
        one, other = 1.0 / (1.0 + k * (1.0 - w)), 1.0 / (1.0 + k * w)
        earned = w * one * (1.0 - impact * (1.0 - other)) + (1.0 - w) * other * (1.0 - impact * (1.0 - one))
        slope = (1.0 + 1.0 / k) / (w * (1.0 - w)) - k / (1.0 + k * (1.0 - w)) - k / (1.0 + k * w)
        return (1.0 - earned) * exp(-lead(w, k)) * slope

    return float(quad(unsafe, 0.5, 1.0, limit=200)[0])


def _searched_risk(k: float, impact: float) -> float:
    """Risk with private information: best replies by halving, on Gauss's nodes in the cube root of c."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    x = (nodes + 1.0) / 2.0
    c, weights = x**3, 1.5 * x**2 * weights
    care = np.full(_NODES, 2.0 / (2.0 + k))

    def faced(own: Floats) -> tuple[Floats, Floats]:
        """Chance to win against each capability, and how safe the end is that the other leaves, times its weight."""
        against = np.log(c) + np.log(1.0 - care)
        won = chance((np.log(c) + np.log(1.0 - own))[:, None] - against, k)
        return won, weights * (1.0 - impact * (1.0 - care))

    for _ in range(ROUNDS):
        low, high = np.full(_NODES, 1e-6), np.full(_NODES, 1.0 - 1e-6)
        for _ in range(HALVINGS):
            # By the slope of what care earns, s*p(s): near its top, what is earned itself tells but half of the digits.
            middle = (low + high) / 2.0
            won, safe = faced(middle)
            rises = (won * (1.0 - k * (middle / (1.0 - middle))[:, None] * (1.0 - won))) @ safe > 0.0
            low, high = np.where(rises, middle, low), np.where(rises, high, middle)
        change = low - care
        care = care + STEP * change
        if float(np.abs(change).max()) < _SETTLED:
            break
    won, safe = faced(care)
    return float(1.0 - 2.0 * weights @ (care * (won @ safe)))


def point(k: float, impact: float = 0.0, information: Information = Information.PUBLIC) -> dict[str, float]:
    """Theory and simulation at one point.

    Args:
        k: decisiveness, from .1 to 50; with private information at most 8.
        impact: how far the loser's care counts for a safe end, from 0 to 1.
        information: what nations know of capabilities, none, private or public.

    Returns:
        The risk of a disaster in theory and by the rules, and the care of two equals who know that they are.

    Raises:
        ValueError: a number is out of its range, or the information is not one of the three.
    """
    least, most = DECISIVE
    if not least <= k <= most:
        raise ValueError(f"k must lie in [{least:g}, {most:g}], got {k:g}")
    if not 0.0 <= impact <= 1.0:
        raise ValueError(f"impact must lie in [0, 1], got {impact:g}")
    if information not in list(Information):
        raise ValueError(f"information is none, private or public, got {information}")
    information = Information(information)
    if information == Information.PRIVATE and k > MOST_PRIVATE:
        raise ValueError(f"with private information k must be at most {MOST_PRIVATE:g}, got {k:g}")
    sides = {"risk, theory": risk(k, impact, information), "risk, model": played_risk(k, impact, information)}
    equals = float(taking(k, 1)(np.zeros((1, 2)))[0, 0])
    return sides | {"care between equals, theory": 2.0 / (2.0 + k), "care between equals, model": equals}


def checks() -> list[Check]:
    """Check care between equals and unequals, risk by information, the four statements, and that no deviation pays."""
    return [Check("contest", what, SOURCE, *numbers) for what, *numbers in (*_care(), *_risks(), *_statements())]


Row = tuple[str, float, float, float]


def _care() -> list[Row]:
    rows = []
    for k, n in ((1.0, 2), (4.0, 2), (16.0, 2), (4.0, 3), (4.0, 5)):
        level = float(taking(k, 1, n)(np.zeros((1, n)))[0, 0])
        rows.append((f"care between {n} equals, k={k:g}", n / (n + k * (n - 1)), level, EXACT))
    for k, w in ((1.0, 0.7), (4.0, 0.7), (4.0, 0.95), (16.0, 0.7)):
        found, care = met(k, np.array([lead(w, k)]))
        apart = f"c1/c2={exp(lead(w, k)):.4g} k={k:g}"
        rows.append((f"public: chance of the stronger, {apart}", w, float(found[0]), EXACT))
        rows.append((f"public: care of the stronger, {apart}", 1.0 / (1.0 + k * (1.0 - w)), float(care[0, 0]), EXACT))
        rows.append((f"public: care of the weaker, {apart}", 1.0 / (1.0 + k * w), float(care[0, 1]), EXACT))
    return rows


def _risks() -> list[Row]:
    points = [(k, 0.0, each) for each in Information for k in (1.0, 2.0, 4.0, 8.0)]
    points += [(16.0, 0.0, Information.PUBLIC), *((4.0, 0.5, each) for each in Information)]
    rows = []
    for k, impact, each in points:
        named = f"{each.value} k={k:g} impact={impact:g}"
        rows.append((f"risk: {named}", risk(k, impact, each), played_risk(k, impact, each), CLOSE))
        if each != Information.NONE:
            rows.append((f"largest gain of a deviation: {named}", 0.0, largest_gain(k, impact, each), EXACT))
    return rows


def _statements() -> list[Row]:
    public, private = Information.PUBLIC, Information.PRIVATE
    apart = float(met(4.0, np.array([lead(0.95, 4.0)]))[1][0, 0])
    level = float(met(4.0, np.zeros(1))[1][0, 0])
    rows = [("statement 1 holds: care falls as nations come close, k=4", 1.0 / 1.2 - 1.0 / 3.0, apart - level, EXACT)]
    decisive = "statement 2 holds: a decisive race is riskier, k=16 less k=1"
    impact = "statement 3 holds: the loser's impact is a risk, 1 less 0, k=4"
    fourth = "statement 4 does NOT hold: public less private should be below 0"
    told = [
        (decisive, (16.0, 0.0, public), (1.0, 0.0, public)),
        (impact, (4.0, 1.0, public), (4.0, 0.0, public)),
        *((f"{fourth}, k={k:g}", (k, 0.0, public), (k, 0.0, private)) for k in (1.0, 4.0, 8.0)),
    ]
    rows += [(what, risk(*a) - risk(*b), played_risk(*a) - played_risk(*b), 2.0 * CLOSE) for what, a, b in told]
    return rows
