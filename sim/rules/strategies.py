"""How actors decide to hoard or to share; every decision reads last quarter's tiers.

A strategy is a member of :class:`sim.scenario.schema.enums.Strategy`, a function here that cites its source, and its
branch in :func:`wants_to_share`, :func:`answer` or :func:`weigh`.
"""

from sim.compile import ensure_branches, rule
from sim.rules.common import logistic, shares
from sim.rules.expect import chance_to_share, conformity_of, count, expected, opening_of
from sim.rules.objectives import appraise
from sim.scenario.schema.enums import ANSWERING, APART, WEIGHING, Strategy
from sim.world import ActorRecord, Floats, Indices, Parameters, Records, SocietyRecord, TierRecord

_STRAY = set(Strategy) - {*APART, *ANSWERING, *WEIGHING, Strategy.PYTHON}
if _STRAY:
    names = ", ".join(member.name for member in _STRAY)
    raise NotImplementedError(
        f"{names}: belongs to none of APART, ANSWERING and WEIGHING in sim/scenario/schema/enums.py"
    )


@rule
def answers(strategy: int) -> bool:
    """Whether a strategy answers what its partners did."""
    return strategy in ANSWERING


@rule
def wants_to_share(
    me: ActorRecord,
    fair: bool,
    shut_out: bool,
    mood: float,
    hoards: TierRecord,
    gives: TierRecord,
    society: SocietyRecord,
    p: Parameters,
) -> bool:
    """The decision of an actor's strategy.

    Args:
        me: the actor.
        fair: whether enough of its partners shared last quarter.
        shut_out: whether an export control points at its bloc.
        mood: its uniform draw of the quarter.
        hoards: the tier that it would hoard at.
        gives: the tier that it would share at.
        society: what there is once, the market above all.
        p: all parameters.
    """
    if me.strategy == Strategy.HOARD:
        return hoard()
    if me.strategy == Strategy.SHARE:
        return share()
    if answers(me.strategy):
        return answer(me, fair, mood, p)
    if me.strategy == Strategy.IMITATE:
        return imitate(me)
    if me.strategy == Strategy.NATIONAL_SECURITY:
        return national_security(me, shut_out, p.choice.margin)
    me.appraisal = appraise(me, hoards, gives, society, p)
    return weigh(me, mood, society, p)


@rule
def answer(me: ActorRecord, fair: bool, mood: float, p: Parameters) -> bool:
    """The decision of a strategy that answers what partners did; the first answers nothing yet."""
    if me.decided == 0:
        return begin(me, mood, opening_of(p.expectations))
    if me.strategy == Strategy.TIT_FOR_TAT:
        return tit_for_tat(fair)
    if me.strategy == Strategy.WIN_STAY_LOSE_SHIFT:
        return win_stay_lose_shift(me, fair)
    if me.strategy == Strategy.GRIM:
        return grim(me, fair)
    if me.strategy == Strategy.GENEROUS_TIT_FOR_TAT:
        return generous_tit_for_tat(fair, mood, p.choice.forgiveness)
    return False  # never: every strategy has its branch, see below


@rule
def weigh(me: ActorRecord, mood: float, society: SocietyRecord, p: Parameters) -> bool:
    """The decision of a strategy that weighs what sharing would bring, or has brought."""
    if me.strategy == Strategy.COMPLEMENT:
        return complement(me.appraisal)
    if me.strategy == Strategy.BEST_REPLY:
        belief, conformity = expected(me, society, p.expectations), conformity_of(p.expectations)
        return best_reply(me.appraisal, me.revenue + me.endowment, belief, mood, p.choice.intensity, conformity)
    if me.strategy == Strategy.ROTH_EREV:
        return roth_erev(me, mood)
    if me.strategy == Strategy.EXPERIENCE_WEIGHTED:
        return experience_weighted(me, mood, p.reinforcement.sensitivity)
    return False


ensure_branches(APART, wants_to_share)
ensure_branches(ANSWERING, answer)
ensure_branches(WEIGHING, weigh)


# Strategies that ask nobody.


@rule
def hoard() -> bool:
    """Never shares (Axelrod 1984, ALL D)."""
    return False


@rule
def share() -> bool:
    """Always shares (Axelrod 1984, ALL C)."""
    return True


# Strategies that answer what partners did last quarter.


@rule
def begin(me: ActorRecord, mood: float, opening: float) -> bool:
    """A first decision: to share with chance ``opening`` (at 1 it is nice: Axelrod 1984), else to go on as it is."""
    return mood < opening or shares(me.tier)


@rule
def partners_were_fair(
    actors: Records[ActorRecord], partners: Indices, trust: Floats, fairness: float, heed: float
) -> bool:
    """Whether at least the share ``fairness`` of an actor's living partners shared last quarter; so without any.

    Each partner counts as trust^heed (:func:`sim.rules.expect.count`).
    """
    sharing, heeded = count(actors, partners, trust, heed)
    if heeded == 0.0:  # total mistrust of all is no reason to find them fair
        sharing, heeded = count(actors, partners, trust, 0.0)
    return sharing >= fairness * heeded


@rule
def tit_for_tat(fair: bool) -> bool:
    """Shares if partners did (Axelrod & Hamilton 1981)."""
    return fair


@rule
def generous_tit_for_tat(fair: bool, mood: float, forgiveness: float) -> bool:
    """Tit for tat that forgives with probability ``forgiveness`` (Nowak & Sigmund 1992)."""
    return fair or mood < forgiveness


@rule
def win_stay_lose_shift(me: ActorRecord, fair: bool) -> bool:
    """Stays when partners shared (it won), shifts when they did not (Nowak & Sigmund 1993)."""
    return shares(me.tier) == fair


@rule
def grim(me: ActorRecord, fair: bool) -> bool:
    """Shares until partners once did not, then never again (Friedman 1971)."""
    if not fair:
        me.grudge = 1
    return me.grudge == 0


# The strategy of a state that looks first at foreign rivals (Jervis 1978).


@rule
def national_security(me: ActorRecord, shut_out: bool, margin: float) -> bool:
    """Hoards while contested or shut out; shares when safely ahead, or so far behind that there is nothing to guard.

    Contested: the best foreign rival, as seen, is within ``margin`` OOM. Shut out: an export control points at its
    bloc.
    """
    return not shut_out and abs(me.capability - me.foreign) > margin


# Strategies that weigh rents against complements: deterministic (complement) and noisy (best reply).


@rule
def complement(gain: float) -> bool:
    """Profit with complement: shares exactly when the appraised gain is positive (Teece 1986; Henkel 2006)."""
    return gain > 0.0


@rule
def best_reply(gain: float, means: float, belief: float, mood: float, intensity: float, conformity: float) -> bool:
    """Logit reply to the appraised gain relative to own means (McKelvey & Palfrey 1995), and to what others may do.

    It shares with the chance of :func:`sim.rules.expect.chance_to_share`.
    """
    return mood < chance_to_share(gain, means, belief, intensity, conformity)


# Strategies that learn: what pays is done more often, what a partner does better is copied (phase 10 updates them).


@rule
def imitate(me: ActorRecord) -> bool:
    """Does what it copied last (Traulsen, Nowak & Pacheco 2006)."""
    return me.leaning == 1


@rule
def roth_erev(me: ActorRecord, mood: float) -> bool:
    """Shares with probability q_share/(q_share + q_hoard) (Roth & Erev 1995)."""
    return mood * (me.share_attraction + me.hoard_attraction) < me.share_attraction


@rule
def experience_weighted(me: ActorRecord, mood: float, sensitivity: float) -> bool:
    """Logit on attractions, 1/(1+exp(-sensitivity*(A_share - A_hoard))) (Camerer & Ho 1999)."""
    return mood < logistic(sensitivity * (me.share_attraction - me.hoard_attraction))
