"""How actors decide to hoard or to share: one family a file; every decision reads last quarter's tiers."""

from sim.compile import rule
from sim.rules.strategies.appraisal import appraise, best_reply, complement
from sim.rules.strategies.learning import experience_weighted, imitate, roth_erev
from sim.rules.strategies.reciprocity import (
    generous_tit_for_tat,
    grim,
    partners_were_fair,
    tit_for_tat,
    win_stay_lose_shift,
)
from sim.rules.strategies.security import national_security
from sim.rules.strategies.unconditional import hoard, share
from sim.scenario.enums import Strategy
from sim.world import World


@rule
def wants_to_share(w: World, i: int, mood: float) -> bool:
    """The decision of actor i's strategy; ``mood`` is its uniform draw of the quarter."""
    strategy = w.actors[i].strategy
    if strategy == Strategy.HOARD:
        return hoard()
    if strategy == Strategy.SHARE:
        return share()
    if strategy == Strategy.IMITATE:
        return imitate(w.actors[i])
    if strategy == Strategy.NATIONAL_SECURITY:
        return national_security(w.actors[i], is_shut_out(w, i), w.parameters[0].choice.margin)
    if strategy <= Strategy.GRIM:
        return answers(w, i, mood)
    return weighs(w, i, mood)


@rule
def answers(w: World, i: int, mood: float) -> bool:
    """The decision of a strategy that answers what partners did."""
    me, fair = w.actors[i], partners_were_fair(w, i)
    if me.strategy == Strategy.TIT_FOR_TAT:
        return tit_for_tat(me, fair)
    if me.strategy == Strategy.WIN_STAY_LOSE_SHIFT:
        return win_stay_lose_shift(me, fair)
    if me.strategy == Strategy.GRIM:
        return grim(me, fair)
    return generous_tit_for_tat(me, fair, mood, w.parameters[0].choice.forgiveness)


@rule
def weighs(w: World, i: int, mood: float) -> bool:
    """The decision of a strategy that weighs what sharing would bring, or has brought."""
    me, p = w.actors[i], w.parameters[0]
    me.appraisal = appraise(me, w.tiers[me.hoards_as], w.tiers[me.shares_as], w.commons[0], p)
    if me.strategy == Strategy.COMPLEMENT:
        return complement(me.appraisal)
    if me.strategy == Strategy.BEST_REPLY:
        return best_reply(me.appraisal, me.revenue + me.endowment, mood, p.choice.intensity)
    if me.strategy == Strategy.ROTH_EREV:
        return roth_erev(me, mood)
    return experience_weighted(me, mood, p.reinforcement.sensitivity)


@rule
def is_shut_out(w: World, i: int) -> bool:
    """Whether an export control points at the actor's bloc."""
    return w.control[:, w.actors[i].bloc].max() > 0.0
