"""Phase 2, its end: what actors expect of each other, by what they have seen and by thinking ahead.

That doing as others do is worth something is Brock & Durlauf's (2001); that others are expected to do what they have
done is fictitious play (Brown 1951), that they are expected to reply level-k thinking (Nagel 1995; Camerer, Ho & Chong
2004). Only best replies weigh what they expect; reciprocators count partners by the same rule.
"""

from sim.compile import phase, rule
from sim.noise import Noise, Purpose, uniform
from sim.rules.common import logistic, shares
from sim.rules.objectives import appraise
from sim.scenario.schema.enums import FIXED, Strategy
from sim.scenario.schema.race import Expectations
from sim.world import ActorRecord, Floats, Indices, Records, SocietyRecord, World

UNSEEN = -1.0
"""Belief of who has not looked yet: what it sees first is what it believes."""
UNDECIDED = 0.5
"""What is expected where there is nobody to look at: it speaks neither for sharing nor against it."""
LEAST_MEANS = 1e-9
"""Keeps a share of own means finite where there are none, bn USD/quarter."""


@phase
def expect(w: World) -> None:
    """Beliefs of all living actors, and what who thinks ahead expects; kept only where conformity makes them count."""
    p = w.parameters[0].expectations
    if conformity_of(p) > 0.0:
        look_around(w)
        if p.depth > 0:
            w.society[0].foreseen = foreseen(w)


@phase
def look_around(w: World) -> None:
    """Every living actor sees how many of its partners shared last quarter."""
    actors, p = w.actors, w.parameters[0].expectations
    start, stop, target, trust = w.ties.start, w.ties.stop, w.ties.target, w.ties.trust
    for i in range(actors.size):
        if actors[i].alive:
            sharing, heeded = count(actors, target[start[i] : stop[i]], trust[start[i] : stop[i]], heed_of(p))
            actors[i].belief = believed(actors[i].belief, sharing, heeded, p.memory)


@rule
def count(actors: Records[ActorRecord], partners: Indices, trust: Floats, heed: float) -> tuple[float, float]:
    """Living partners who shared last quarter, and all living ones, each counted as trust^heed.

    Only ratios of weights matter: mistrust of all alike changes nothing, mistrust of who shares does. At heed 0 each
    counts one.
    """
    sharing = heeded = 0.0
    for k in range(partners.size):
        other = actors[partners[k]]
        if other.alive:
            weight = 1.0 if heed == 0.0 else trust[k] ** heed
            heeded += weight
            sharing += weight if shares(other.tier) else 0.0
    return sharing, heeded


@rule
def believed(before: float, sharing: float, heeded: float, memory: float) -> float:
    """b' = (1-memory)*b + memory*sharing/heeded; what is seen first is believed at once."""
    if heeded <= 0.0:
        return UNDECIDED if before == UNSEEN else before
    seen = sharing / heeded
    return seen if before == UNSEEN else (1.0 - memory) * before + memory * seen


@phase
def foreseen(w: World) -> float:
    """x after ``depth`` replies: x' = mean over the living of the chance that each shares if it expects x of all.

    The first x is the share of the living who shared last quarter. Best replies alone are replied to: of all others it
    is expected that they go on as they are.
    """
    actors, tiers, society, p = w.actors, w.tiers, w.society[0], w.parameters[0]
    living = 0
    total = 0.0
    for i in range(actors.size):
        me = actors[i]
        if me.alive:
            living += 1
            total += 1.0 if shares(me.tier) else 0.0
            if replies(me):
                me.appraisal = appraise(me, tiers[me.hoards_as], tiers[me.shares_as], society, p)
    for _ in range(p.expectations.depth):
        x = total / max(1, living)
        total = 0.0
        for i in range(actors.size):
            me = actors[i]
            if me.alive and replies(me):
                means = me.revenue + me.endowment
                total += chance_to_share(me.appraisal, means, x, p.choice.intensity, conformity_of(p.expectations))
            elif me.alive:
                total += 1.0 if shares(me.tier) else 0.0
    return total / max(1, living)


@rule
def replies(me: ActorRecord) -> bool:
    """Whether an actor's tier follows from what it expects: a best reply that no commitment binds."""
    return me.strategy == Strategy.BEST_REPLY and me.ordered < 0


@rule
def expected(me: ActorRecord, society: SocietyRecord, p: Expectations) -> float:
    """Share of others that an actor expects to share: what it has seen, or, thinking ahead, their replies."""
    return society.foreseen if p.depth > 0 else me.belief


@rule
def chance_to_share(gain: float, means: float, belief: float, intensity: float, conformity: float) -> float:
    """1/(1+exp(-intensity*(gain/means + J*(2*belief-1)))) (Brock & Durlauf 2001); at J = 0 a logit reply to the gain.

    Args:
        gain: appraised gain of sharing over hoarding, bn USD/quarter.
        means: own revenue and endowment, bn USD/quarter.
        belief: share of others that is expected to share.
        intensity: of choice (logit).
        conformity: J, what doing as all others do is worth, in shares of means.
    """
    return logistic(intensity * gain / max(LEAST_MEANS, means) + intensity * conformity * (2.0 * belief - 1.0))


@rule
def trembles(noise: Noise, me: ActorRecord, t: int, p: Expectations) -> bool:
    """Whether an actor that decides by what it sees does the other thing, with chance ``tremble`` (Selten 1975)."""
    if not p.on or p.tremble == 0.0 or me.strategy in FIXED:
        return False
    return uniform(noise, Purpose.TREMBLE, me.key, t) < p.tremble


@rule
def conformity_of(p: Expectations) -> float:
    """J; 0 where expectations do not count."""
    return p.conformity if p.on else 0.0


@rule
def opening_of(p: Expectations) -> float:
    """Chance that a reciprocator begins by sharing; 1 where expectations do not count."""
    return p.opening if p.on else 1.0


@rule
def heed_of(p: Expectations) -> float:
    """Power of trust by which partners are counted; 0 where expectations do not count."""
    return p.heed if p.on else 0.0
