"""How actors decide to hoard or to share: one family a file; every decision reads last quarter's tiers."""

from sim.compile import rule
from sim.rules.strategies.appraisal import appraise, best_reply, complement
from sim.rules.strategies.learning import experience_weighted, imitate, roth_erev
from sim.rules.strategies.reciprocity import generous_tit_for_tat, grim, tit_for_tat, win_stay_lose_shift
from sim.rules.strategies.security import national_security
from sim.rules.strategies.unconditional import hoard, share
from sim.scenario.enums import Strategy
from sim.world import Record


@rule
def answers(strategy: int) -> bool:
    """Whether a strategy answers what its partners did."""
    return Strategy.TIT_FOR_TAT <= strategy <= Strategy.GRIM


@rule
def wants_to_share(
    me: Record, fair: bool, shut_out: bool, mood: float, hoards: Record, gives: Record, c: Record, p: Record
) -> bool:
    """The decision of an actor's strategy.

    Args:
        me: the actor.
        fair: whether enough of its partners shared last quarter.
        shut_out: whether an export control points at its bloc.
        mood: its uniform draw of the quarter.
        hoards: the tier that it would hoard at.
        gives: the tier that it would share at.
        c: the commons.
        p: all parameters.
    """
    if me.strategy == Strategy.HOARD:
        return hoard()
    if me.strategy == Strategy.SHARE:
        return share()
    if answers(me.strategy):
        return answer(me, fair, mood, p.choice.forgiveness)
    if me.strategy == Strategy.IMITATE:
        return imitate(me)
    if me.strategy == Strategy.NATIONAL_SECURITY:
        return national_security(me, shut_out, p.choice.margin)
    me.appraisal = appraise(me, hoards, gives, c, p)
    return weigh(me, mood, p)


@rule
def answer(me: Record, fair: bool, mood: float, forgiveness: float) -> bool:
    """The decision of a strategy that answers what partners did."""
    if me.strategy == Strategy.TIT_FOR_TAT:
        return tit_for_tat(me, fair)
    if me.strategy == Strategy.WIN_STAY_LOSE_SHIFT:
        return win_stay_lose_shift(me, fair)
    if me.strategy == Strategy.GRIM:
        return grim(me, fair)
    return generous_tit_for_tat(me, fair, mood, forgiveness)


@rule
def weigh(me: Record, mood: float, p: Record) -> bool:
    """The decision of a strategy that weighs what sharing would bring, or has brought."""
    if me.strategy == Strategy.COMPLEMENT:
        return complement(me.appraisal)
    if me.strategy == Strategy.BEST_REPLY:
        return best_reply(me.appraisal, me.revenue + me.endowment, mood, p.choice.intensity)
    if me.strategy == Strategy.ROTH_EREV:
        return roth_erev(me, mood)
    return experience_weighted(me, mood, p.reinforcement.sensitivity)
