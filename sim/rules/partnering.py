"""Phase 7, after trade: firms with open weights find platforms that offer them, when both gain."""

from sim.compile import phase, rule
from sim.elementary import exp
from sim.noise import Noise, Purpose, uniform
from sim.rules.accounts import hand_over
from sim.rules.common import sells, shares
from sim.rules.objectives import swing
from sim.scenario.schema.enums import MarketForm
from sim.world import NOBODY, ActorRecord, DutyRecord, Flow, Parameters, SocietyRecord, World


@rule
def brought(sales: float, p: Parameters) -> float:
    """Sales that a host brings, sales*(1 - e^-hosting): under logit demand it multiplies its guest's odds by e^hosting.

    Complements are not its business, nor is a homogeneous good (Cournot), whose buyers do not ask where it comes from.
    """
    return sales * (1.0 - exp(-p.market.hosting))


@rule
def gain_of_hosted(me: ActorRecord, capture: float, market: float, p: Parameters) -> float:
    """What being hosted is worth, billion dollars a quarter: slope of the logit share times hosting, less the cut."""
    return swing(me, capture, market, p) * p.market.hosting - p.partnering.cut * brought(me.sales, p)


@rule
def gain_of_host(host: ActorRecord, me: ActorRecord, capture: float, society: SocietyRecord, p: Parameters) -> float:
    """What hosting is worth: the cut, and complements sold beside it, less own users whom the guest draws away.

    Where firms set prices the last is the slope of what paid access earns, times the guest's share.
    """
    if p.market.form == MarketForm.PRICES:
        lost = host.swing * (me.users / society.reached) * p.market.hosting
    else:
        lost = society.market * host.users * me.users * p.market.hosting * capture
    return (p.partnering.cut + host.complement) * brought(me.sales, p) - lost


@phase
def find_hosts(w: World, noise: Noise, t: int) -> None:
    """With a chance a quarter a firm with open weights looks for the host that gains most; either may leave."""
    actors, tiers, society, p = w.actors, w.tiers, w.society[0], w.parameters[0]
    if not p.partnering.on or p.partnering.rate == 0.0:
        return
    for i in range(actors.size):
        me, duty = actors[i], w.duties[i]
        is_free = duty.hosted == NOBODY
        if is_free and me.host != NOBODY:  # a row of a policy has given it one
            continue
        if not (sells(me) and shares(me.released_tier)):
            leave(me, duty)
        elif not is_free or uniform(noise, Purpose.HOSTING, me.key, t) < p.partnering.rate:
            host = best_host(w, i)
            worth = gain_of_hosted(me, tiers[me.released_tier].capture, society.market, p)
            if host == NOBODY or worth <= 0.0:
                leave(me, duty)
            elif is_free:
                duty.hosted = me.host = host


@rule
def leave(me: ActorRecord, duty: DutyRecord) -> None:
    """A partnership found by oneself ends."""
    if me.host == duty.hosted:
        me.host = NOBODY
    duty.hosted = NOBODY


@phase
def best_host(w: World, i: int) -> int:
    """The firm among partners that gains most by hosting actor i; its host, as long as that one gains; or NOBODY."""
    actors, tiers, society, p, target = w.actors, w.tiers, w.society[0], w.parameters[0], w.ties.target
    me, best, most = actors[i], NOBODY, 0.0
    for e in range(w.ties.start[i], w.ties.stop[i]):
        host = actors[target[e]]
        if sells(host) and host.complement > me.complement:
            gain = gain_of_host(host, me, tiers[host.released_tier].capture, society, p)
            if gain > 0.0 and target[e] == w.duties[i].hosted:
                return target[e]
            if gain > most:
                best, most = target[e], gain
    return best


@phase
def settle_with_hosts(w: World) -> None:
    """A host takes its cut of the sales that it brings; count the partnerships in force."""
    actors, clubs, society, p = w.actors, w.clubs, w.society[0], w.parameters[0]
    society.partnerships = 0
    if w.policies.size == 0 and p.partnering.rate == 0.0:
        return
    for k in range(clubs.size):  # one with a host is counted below, by its guests
        society.partnerships += clubs[k].alliance == 0 and clubs[k].force > 0.0 and clubs[k].host == NOBODY
    for i in range(actors.size):
        me = actors[i]
        if me.alive and me.host != NOBODY and actors[me.host].alive:
            society.partnerships += 1
            if p.partnering.on:
                cut = max(0.0, min(p.partnering.cut * brought(me.sales, p), me.cash))
                hand_over(w.books, Flow.FEES, me, actors[me.host], cut)
                me.fees -= cut
                actors[me.host].fees += cut
