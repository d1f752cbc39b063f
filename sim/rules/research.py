"""Phase 4: own research, the money behind it, and what is found twice."""

from sim.compile import phase, rule
from sim.elementary import exp, log
from sim.lanes import some, where
from sim.noise import Noise, Purpose, normal
from sim.rules.common import LN10, best_known, institutional, shares
from sim.rules.leaks import matched
from sim.scenario.schema.knowledge import Recombination, Research
from sim.scenario.schema.society import Pooling
from sim.world import ActorRecord, DomainRecord, DutyRecord, KnowledgeRecord, Parameters, World


@phase
def research(w: World, noise: Noise, t: int) -> None:
    """Find, count what was found twice, and add the rest to know-how and to research experience."""
    actors, knowledge, domains, p = w.actors, w.knowledge, w.domains, w.parameters[0]
    find(w, noise, t)
    duplicate(w)
    kept = 1.0 - p.absorption.forgetting
    for i in range(actors.size):
        me = actors[i]
        if some(me.alive == 1):
            researched = 0.0
            for d in range(domains.size):
                knowledge[i, d].know_how += knowledge[i, d].discovered
                knowledge[i, d].unpublished += knowledge[i, d].found
                researched += domains[d].weight * knowledge[i, d].discovered
            me.researched = researched
            me.own_work += researched
            me.experience = (
                kept * me.experience + researched + p.academy.skill * (w.duties[i].training + w.duties[i].skills)
            )


@rule
def research_money(me: ActorRecord, duty: DutyRecord, community: float, p: Parameters) -> float:
    """What is left of the outlay for research after institutions, compute, care, challenges, upkeep of a community."""
    money = me.outlay * (1.0 - institutional(duty))
    if p.compute.on:
        money *= 1.0 - p.compute.share
    money *= 1.0 - p.safety.cost * me.safety
    if p.challenge.on:
        money *= 1.0 - p.challenge.share
    if p.community.on:
        money *= where(shares(me.tier), 1.0 - p.community.upkeep * community, 1.0)
    return money


@rule
def accessible(known: KnowledgeRecord, domain: DomainRecord) -> float:
    """Know-how in a domain that one can build on: one's own, or what is public; not below zero, OOM."""
    return max(0.0, known.know_how, domain.public)


@rule
def bricks(elsewhere: float, p: Recombination) -> float:
    """Recombination, 1 + strength*B/(B+half), B the mean accessible level of the other domains (Weitzman 1998)."""
    return 1.0 + p.strength * (elsewhere / (elsewhere + p.half))


@rule
def pooled_data(own: float, others: float, p: Pooling) -> float:
    """Gain in research speed of who puts a share of its data into a pool, 1 + benefit*own*D/(D+half), D others' mean.

    A saturating public input, drawn on in proportion to what one gives.
    """
    return 1.0 + p.benefit * own * (others / (others + p.half))


@rule
def height(know_how: float, public: float, variety: float, p: Research) -> float:
    """Level at which one searches, A + variety*fishing*[P-A]+, OOM.

    Rungs of a ladder are as hard as they are high. Of what nobody else would find, all that is public has been taken,
    whether one has read it or not.
    """
    return know_how + variety * p.fishing * max(0.0, public - know_how)


@rule
def discovery(pace: float, drive: float, level: float, p: Research) -> float:
    """dA = pace * focus^returns * 10^(-hardening*(level-reference)), OOM: ideas get harder (Bloom et al. 2020)."""
    return pace * drive * exp(-p.hardening * LN10 * (level - p.reference))


@rule
def pace_of(me: ActorRecord, money: float, catalogue: float, luck: float, p: Research) -> float:
    """productivity * money^returns * (1-s)^(drag*(1-S)) * exp(luck*z), S the shared safety tools.

    Sources: Jones 1995 (returns), Armstrong, Bostrom & Shulman 2016 (safety costs speed).
    """
    nothing = (money <= 0.0) | (me.safety >= 1.0)
    slowness = p.drag * (1.0 - catalogue) * log(where(nothing, 1.0, 1.0 - me.safety))
    pace = p.productivity * exp(p.returns * log(where(nothing, 1.0, money)) + slowness + p.luck * luck)
    if some(nothing):  # the same by powers, for the logarithms are infinite
        bare = p.productivity * money**p.returns * (1.0 - me.safety) ** (p.drag * (1.0 - catalogue))
        pace = where(nothing, bare, pace)
    return pace


@phase
def find(w: World, noise: Noise, t: int) -> None:
    """Write what each actor discovers in each domain it works on (OOM); adds nothing to know-how yet."""
    actors, domains, society, p = w.actors, w.domains, w.society[0], w.parameters[0]
    for i in range(actors.size):
        mine, me = w.knowledge[i], actors[i]
        here = me.alive == 1
        for d in range(domains.size):
            mine[d].discovered = mine[d].found = 0.0
        if not p.research.on or not some(here):
            continue
        luck = normal(noise, Purpose.LUCK, me.key, t) if p.research.luck > 0.0 else 0.0
        duty = w.duties[i]
        money = research_money(me, duty, society.community, p)
        pace = pace_of(me, money, society.catalogue, luck, p.research)
        pace *= matched(society.noncompete, p.spillover)
        if some(duty.data > 0.0):
            pooled = pooled_data(duty.data, (society.pool - duty.data) / max(1, society.active - 1), p.pooling)
            pace *= where(duty.data > 0.0, pooled, 1.0)
        known = 0.0
        for d in range(domains.size):
            known += accessible(mine[d], domains[d])
        for d in range(domains.size):
            works = here & (mine[d].focus > 0.0)
            if some(works):
                level = height(mine[d].know_how, domains[d].public, p.sharing.variety, p.research)
                found = discovery(pace, mine[d].drive, level, p.research)
                if p.recombination.on and domains.size > 1:
                    elsewhere = max(0.0, known - accessible(mine[d], domains[d])) / (domains.size - 1)
                    found *= bricks(elsewhere, p.recombination)
                found *= 1.0 + p.stack.saving * domains[d].stack
                mine[d].discovered = mine[d].found = where(works, found, 0.0)


@phase
def duplicate(w: World) -> None:
    """What is re-found: the part of a discovery that lies below the best that somebody holds and above what is public.

    Only the share 1-variety that others could have found can be. A share ``waste`` of it is lost (stepping on toes:
    Jones & Williams 2000); the outlay behind it is recorded. A shared stack and standards tell what has been done, and
    spare a part of it.
    """
    actors, knowledge, p, domains = w.actors, w.knowledge, w.parameters[0], w.domains
    spared = 1.0 - p.agreement.redundancy * w.society[0].standard
    common = 1.0 - p.sharing.variety
    for i in range(actors.size):
        actors[i].duplicated = 0.0
    for d in range(domains.size):
        best = best_known(actors, knowledge, d)
        for i in range(actors.size):
            mine = knowledge[i, d]
            found = (actors[i].alive == 1) & (mine.discovered > 0.0)
            if not some(found):
                continue
            known = max(mine.know_how, domains[d].public)
            again = min(mine.discovered, max(0.0, best - known)) * spared * (1.0 - p.stack.common * domains[d].stack)
            again *= common
            twice = actors[i].outlay * mine.focus * (again / mine.discovered)
            actors[i].duplicated += where(found, twice, 0.0)
            if p.duplication.on:
                mine.discovered -= where(found, p.duplication.waste * again, 0.0)
