"""Where nations, leaders and firms stand: formulas of what is observed (:mod:`sim.rules.observe`)."""

import numpy as np

from sim.compile import rule
from sim.rules.common import logistic, sells
from sim.scenario.schema.enums import Sector
from sim.scenario.schema.prices import Prices
from sim.world import ActorRecord, Floats, Flow, Records

LEADERS = 3
"""How many of the most capable firms are leaders."""
EARNED = (
    Flow.PAID_USE.value,
    Flow.COMPLEMENTS.value,
    Flow.FEES.value,
    Flow.SERVING.value,
    Flow.COMPUTE.value,
    Flow.WAGES.value,
    Flow.RULES.value,
    Flow.HARM.value,
)
"""Flows by which firms earn and spend; all others are transfers, or money of owners, lenders and other business."""


@rule
def at_hand(actors: Records[ActorRecord], best_open: float) -> Floats:
    """Capability on which each home nation can count, the best released at home or open anywhere, OOM; (homes,)."""
    homes = 0
    for i in range(actors.size):
        homes = max(homes, actors[i].home + 1)
    best = np.full(homes, best_open)
    for i in range(actors.size):
        if actors[i].alive:
            best[actors[i].home] = max(best[actors[i].home], actors[i].released)
    return best


@rule
def dependence(actors: Records[ActorRecord], best_open: float) -> float:
    """Mean over home nations: how far the best released at home, or open anywhere, trails the best of all, OOM."""
    best = at_hand(actors, best_open)
    return (best.max() - best).mean()


@rule
def autonomy(actors: Records[ActorRecord], best_open: float, reference: float, p: Prices) -> float:
    """Mean over home nations of L(K_home)/L(K_best), L(K) = 1/(1 + e^-((K - reference - middle)/width)).

    L is the share of tasks within reach of a capability, as users value it (:func:`sim.rules.prices.worth_of`), K_home
    what nobody abroad can take away. Weights that are out count as one's own; what a nation promises is its own choice.
    """
    best = at_hand(actors, best_open)
    most, total = logistic((best.max() - reference - p.middle) / p.width), 0.0
    for k in range(best.size):
        total += logistic((best[k] - reference - p.middle) / p.width) / most
    return total / best.size


@rule
def openness_of_leaders(actors: Records[ActorRecord]) -> float:
    """Mean openness of the :data:`LEADERS` most capable firms; firms alike at the last place share what is left of it.

    0 without firms.
    """
    best, places = np.full(LEADERS, -np.inf), 0
    for i in range(actors.size):
        if sells(actors[i]):
            places = min(LEADERS, places + 1)
            capability = actors[i].capability
            for k in range(LEADERS):  # the smaller of the two goes on to the next place
                best[k], capability = max(best[k], capability), min(best[k], capability)
    if places == 0:
        return 0.0
    last, ahead, alike, open_ahead, open_alike = best[places - 1], 0, 0, 0.0, 0.0
    for i in range(actors.size):
        if sells(actors[i]) and actors[i].capability > last:
            ahead, open_ahead = ahead + 1, open_ahead + actors[i].openness
        elif sells(actors[i]) and actors[i].capability == last:
            alike, open_alike = alike + 1, open_alike + actors[i].openness
    return (open_ahead + (places - ahead) * open_alike / alike) / places


@rule
def earned_before_transfers(books: Floats) -> float:
    """What firms receive for what they do with AI, less what that takes, bn USD; what they give each other cancels."""
    earned = 0.0
    for flow in EARNED:
        earned += books[flow, Sector.FIRMS.value]
    return earned
