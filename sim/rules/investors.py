"""Phase 7, after the accounts of the quarter: investors look ahead, buy shares, and think again."""

from sim.compile import phase, rule
from sim.elementary import exp
from sim.rules.accounts import receive
from sim.rules.common import clip, sells
from sim.rules.market import market_size
from sim.rules.prices import worth_of
from sim.scenario.schema.economy import Investors
from sim.scenario.schema.enums import MarketForm, Sector
from sim.world import CASH, ActorRecord, Flow, Parameters, SocietyRecord, World

SLOWEST, FASTEST = -0.1, 0.5
"""Progress of a quarter, OOM, beyond which investors believe in a slip or a leap that does not last."""
WRITTEN_OFF = 0.1
"""Share of what a book holds above worth that is written off in a quarter."""


@rule
def prospect(rise: float, society: SocietyRecord, p: Parameters) -> float:
    """What all users would get out of AI that has risen so much above the start, bn USD/quarter; 0 without a market."""
    if not p.market.on or p.market.size <= 0.0:
        return 0.0
    if p.market.form == MarketForm.PRICES:
        return p.prices.potential * worth_of(rise, p.prices)
    return market_size(rise, p.market) if p.market.form == MarketForm.LOGIT else society.market


@rule
def most_of(society: SocietyRecord, p: Parameters) -> float:
    """What users would get out of AI that can do all, bn USD a quarter: the most that there can be to earn."""
    if p.market.form == MarketForm.PRICES:
        return p.prices.potential * p.prices.greatest_value
    return p.market.ceiling if p.market.form == MarketForm.LOGIT else society.market


@rule
def hope_of(society: SocietyRecord, p: Parameters) -> float:
    """What all firms together are thought worth: hoped-for profits for ever, discounted.

    (1-tax)*margin*capture*prospect(K + horizon*pace)/(d*(1+d)^horizon).
    """
    rise = society.released_frontier - society.reference + p.investors.horizon * society.pace
    kept = 1.0 - p.finance.tax if p.finance.on else 1.0
    hoped = kept * society.margin * society.capture * prospect(rise, society, p)
    return hoped / (p.investors.discount * (1.0 + p.investors.discount) ** p.investors.horizon)


@phase
def think_again(w: World) -> None:
    """Expected pace follows the last one; capture and margin follow what is earned, the faster the more AI can do.

    Promises are judged as what was promised comes about: by worth, not by use, or who finds no users would be believed
    for ever.
    """
    actors, society, p = w.actors, w.society[0], w.parameters[0]
    q = p.investors
    rise = clip(society.released_frontier - society.seen_frontier, SLOWEST, FASTEST)
    society.pace += q.learning * (rise - society.pace)
    society.seen_frontier = society.released_frontier
    earned = spent = 0.0
    for i in range(actors.size):
        me = actors[i]
        if sells(me):
            earned += me.revenue
            spent += me.outlay
    whole = prospect(society.released_frontier - society.reference, society, p)
    if whole > 0.0:
        profit = clip((earned - spent) / earned, 0.0, q.margin) if earned > 0.0 else 0.0
        speed = q.patience * min(1.0, whole / most_of(society, p))
        society.margin += speed * (profit - society.margin)
        society.capture += speed * (min(1.0, earned / whole) - society.capture)


@rule
def weight_of(me: ActorRecord, earned: float, frontier: float, p: Investors) -> float:
    """Part of all hope that goes to a firm, up to a factor: (share of revenue + option)*e^(chase*(K - frontier))."""
    share = me.revenue / earned if earned > 0.0 else 0.0
    return (share + p.option) * exp(max(-700.0, p.chase * (me.released - frontier)))


@phase
def invest(w: World) -> None:
    """Investors value firms and place speed*[valuation - book]+ in each, as far as the fund's cash goes.

    They get new shares at the valuation: held' = (held*v + I)/(v + I).
    """
    actors, books, society, p = w.actors, w.books, w.society[0], w.parameters[0].investors
    earned = weights = asked = 0.0
    for i in range(actors.size):
        earned += actors[i].revenue if sells(actors[i]) else 0.0
    for i in range(actors.size):
        me = actors[i]
        me.raised = me.valuation = 0.0
        if sells(me):
            me.valuation = weight_of(me, earned, society.released_frontier, p)
            weights += me.valuation
    hope = hope_of(society, w.parameters[0])
    for i in range(actors.size):
        me = actors[i]
        if sells(me):
            me.valuation *= hope / weights if weights > 0.0 else 0.0
            room = p.rounds * max(me.outlay, me.endowment) - me.cash
            me.raised = max(0.0, min(p.speed * (me.valuation - me.book), room))
            asked += me.raised
    society.equity = society.valuation = 0.0
    pool = p.turnover * max(0.0, books[CASH, Sector.INVESTORS.value])
    for i in range(actors.size):
        me = actors[i]
        if sells(me):
            if me.raised > 0.0:
                me.raised *= pool / (pool + asked)
                receive(books, Flow.EQUITY, Sector.INVESTORS, me, me.raised)
                me.held = (me.held * me.valuation + me.raised) / (me.valuation + me.raised)
            society.equity += me.raised
            society.valuation += me.valuation
            lost = WRITTEN_OFF * max(0.0, me.book - me.valuation) if earned > 0.0 else 0.0
            me.book = me.book * (1.0 - p.fading) + me.raised - lost
