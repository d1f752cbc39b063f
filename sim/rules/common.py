"""Small formulas that several rules share."""

from sim.compile import phase, rule
from sim.elementary import exp, log10
from sim.lanes import where
from sim.scenario.schema.economy import Literacy
from sim.scenario.schema.enums import SELLING, Tier
from sim.scenario.schema.knowledge import Commons, Community, Friction, Sharing
from sim.world import ActorRecord, DomainRecord, DutyRecord, KnowledgeRecord, Parameters, Records, World
from sim.world.state import Grid

LN10 = 2.302585092994046
"""log(10)."""
NEARLY_ZERO = 1e-6
"""Below it the limit of a formula is exacter than the formula."""
FARTHEST = 700.0
"""Largest exponent that is taken; exp of 710 overflows."""
NOBODY_KNOWS = -1e300
"""Best know-how where nobody is left."""
LEAST_COMPUTE = 1e-12
"""Keeps the logarithm of compute finite where money buys none."""


@rule
def clip(value: float, least: float, most: float) -> float:
    """The value, kept within [least, most]."""
    return min(max(value, least), most)


@rule
def logistic(x: float) -> float:
    """1/(1+e^-x)."""
    return 1.0 / (1.0 + exp(clip(-x, -FARTHEST, FARTHEST)))


@rule
def believable(trust: float, other: ActorRecord) -> float:
    """Trust in an actor as far as one can still trust it, at most 1 - scar (Schweitzer, Hershey & Bradlow 2006)."""
    return min(trust, 1.0 - other.scar)


@rule
def shares(tier: int) -> bool:
    """Whether a tier counts as open: weights are out (licensed or open), as in the data."""
    return tier >= Tier.LICENSED


@rule
def sells(me: ActorRecord) -> bool:
    """Whether this is an active firm; nations and labs do not sell."""
    return (me.alive == 1) & (me.kind in SELLING)


@phase
def usable(known: Records[KnowledgeRecord], domains: Records[DomainRecord], substitution: float) -> float:
    """Usable know-how over domains, (1/rho) log10 sum_d w_d 10^(rho A_d); the weighted mean at rho = 0.

    Args:
        known: one actor's records of know-how (OOM), shape (domains,).
        domains: records of the domains, weights summing to 1.
        substitution: rho; below 0 domains are complements.

    Returns:
        The usable level, OOM (CES aggregate: Arrow et al. 1961).
    """
    if abs(substitution) < NEARLY_ZERO:
        return mean_level(known, domains)
    largest = -1e300  # powers are taken against the largest, or they overflow
    for d in range(domains.size):
        largest = max(largest, substitution * known[d].know_how)
    total = 0.0
    for d in range(domains.size):
        total += domains[d].weight * exp((substitution * known[d].know_how - largest) * LN10)
    return (largest + log10(total)) / substitution


@phase
def mean_level(known: Records[KnowledgeRecord], domains: Records[DomainRecord]) -> float:
    """Weighted mean of one actor's know-how over domains, OOM."""
    total = 0.0
    for d in range(domains.size):
        total += domains[d].weight * known[d].know_how
    return total


@rule
def best_known(actors: Records[ActorRecord], knowledge: Grid[KnowledgeRecord], d: int) -> float:
    """Most know-how that anybody active holds in a domain, OOM."""
    best = NOBODY_KNOWS
    for i in range(actors.size):
        best = where(actors[i].alive == 1, max(best, knowledge[i, d].know_how), best)
    return best


@phase
def read_by_newcomers(w: World, d: int) -> float:
    """Public know-how of a domain that a newcomer has read, OOM: no more than the best of who is there knows.

    Where the public stock adds up it can pass what anybody has had the time to read.
    """
    best = best_known(w.actors, w.knowledge, d)
    public = w.domains[d].public
    return where(best > NOBODY_KNOWS, min(public, best), public)


@phase
def public_level(w: World) -> float:
    """Public know-how as newcomers have read it, weighted over domains, OOM."""
    domains = w.domains
    total = 0.0
    for d in range(domains.size):
        total += domains[d].weight * read_by_newcomers(w, d)
    return total


@rule
def passing(friction: Friction, same: bool, control: float, contact: float) -> float:
    """Share of know-how that gets across: 1 inside a bloc or without friction, else b*(1 - export control).

    b = across + (1-across)*contact: visits take away a part of the border's friction.
    """
    if same or not friction.on:
        return 1.0
    return (friction.across + (1.0 - friction.across) * contact) * (1.0 - control)


@rule
def stricter(control: float, answer: float) -> float:
    """The stricter of two blocs' controls, who must not buy and whose seller is not wanted: it bites either way."""
    return max(control, answer)


@rule
def reach_of(commons: Commons) -> float:
    """Share of what an open release discloses that becomes public; 0 without commons."""
    return commons.reach if commons.on else 0.0


@rule
def rise_of_public(highest: float, added: float, p: Parameters) -> float:
    """Rise of public know-how in a domain, (1-w*v)*highest + w*v*added, OOM.

    The highest that comes out lifts it to its own level; what nobody else would have found (a share v, variety) adds to
    all else, as far as the public stock adds up (w, union).
    """
    adding = p.commons.union * p.sharing.variety
    return (1.0 - adding) * highest + adding * added


@rule
def unprotected(protection: float, standard: float, p: Parameters) -> float:
    """Part of a leak that the law does not stop, 1 - protection*(1 - claims*standard).

    What is essential to a standard must be licensed, so a standard weakens protection.
    """
    return 1.0 - protection * (1.0 - p.agreement.claims * standard)


@rule
def leak_rate(protection: float, standard: float, p: Parameters) -> float:
    """theta*(1 - protection*(1 - claims*standard)): share of what is hidden that gets out in a quarter, to whomever.

    Staff and distillation add to it, see :mod:`sim.rules.leaks`.
    """
    return p.spillover.leak * unprotected(protection, standard, p) if p.spillover.on else 0.0


@rule
def speed_of(sharing: Sharing) -> float:
    """Share of a disclosed gap that can be closed in a quarter; 0 where nobody learns from partners."""
    return sharing.speed if sharing.on else 0.0


@rule
def institutional(duty: DutyRecord) -> float:
    """Share of outlay that institutions take before anything else, at most all of it."""
    return min(1.0, duty.overhead + duty.dues + duty.mission + duty.checks)


@rule
def afforded(duty: DutyRecord) -> float:
    """Part of what institutions ask of an actor that its outlay covers, 1/max(1, all that is asked)."""
    return 1.0 / max(1.0, duty.overhead + duty.dues + duty.mission + duty.checks)


@rule
def own_interoperability(community: Community) -> float:
    """Interoperability kappa without any standard: share of others' work that fits one's own."""
    return community.interoperability if community.on else 0.0


@rule
def literacy_of(literacy: Literacy) -> float:
    """Literacy of users and policymakers without any campaign."""
    return literacy.level if literacy.on else 0.0


@rule
def stream_worth(discount: float, quarters: int) -> float:
    """Present value of one more a quarter in each of the quarters, kept to their end: sum of (k+1)*discount^k."""
    total, factor = 0.0, 1.0
    for k in range(quarters):
        total += (k + 1) * factor
        factor *= discount
    return total


@rule
def quarters_worth(discount: float, quarters: int) -> float:
    """Present value of one a quarter, sum of discount^k for k = 0 .. quarters-1."""
    total, factor = 0.0, 1.0
    for _ in range(quarters):
        total += factor
        factor *= discount
    return total


@phase
def usual_outlay(w: World) -> float:
    """Mean outlay of the living, bn USD a quarter."""
    total, living = 0.0, 0.0
    for i in range(w.actors.size):
        there = w.actors[i].alive == 1
        total += where(there, w.actors[i].outlay, 0.0)
        living += where(there, 1.0, 0.0)
    return total / max(1.0, living)


@phase
def measure(w: World) -> None:
    """Set capability K = log10 C + usable know-how of every living actor, and the frontier, which outlives them."""
    actors, society, p, domains = w.actors, w.society[0], w.parameters[0].world, w.domains
    best = -1e300
    for i in range(actors.size):
        if actors[i].alive:
            actors[i].capability = usable(w.knowledge[i], domains, p.substitution) + log10(actors[i].compute)
            best = max(best, actors[i].capability)
    society.frontier = best if best > -1e300 else society.frontier
