"""What users see in a product besides its price, and in having none."""

from sim.compile import rule
from sim.elementary import log
from sim.lanes import some, where
from sim.scenario.schema.economy import Literacy, Market
from sim.world import NOBODY, ActorRecord, SocietyRecord, TierRecord

LEAST_BASE = 1e-6
"""Share of users below which a base no longer counts as smaller: keeps log(base) finite."""


@rule
def appeal(
    worth: float, users: float, me: ActorRecord, tools: float, tier_appeal: float, society: SocietyRecord, p: Market
) -> float:
    """Utility of a product: worth + network*log(base) + tier + standing*(reputation - 1/2).

    The base is own users plus kappa times all others (Katz & Shapiro 1985); a host adds ``hosting``, and so do the
    applications of a full community that builds on the provider's tools.

    Args:
        worth: what its capability is to users, in utility.
        users: share of users that it has, of those who choose.
        me: its maker.
        tools: how well one can build on its paid access.
        tier_appeal: what users think of its form of access.
        society: interoperability kappa, the community.
        p: the parameters.
    """
    base = max(LEAST_BASE, users + society.interoperability * (1.0 - users))
    value = worth + p.network * log(base)
    value += tier_appeal + p.standing * (me.reputation - 0.5)
    value += p.hosting * tools * society.community
    return where(me.host != NOBODY, value + p.hosting, value)


@rule
def lure(tier: TierRecord, denied: float) -> float:
    """What users think of a form of access: its appeal, and ln(1 - denied) where weights are not out.

    A product that reaches a share r of users has the share of one that reaches all with a utility lower by -ln r.
    """
    pull, kept = tier.appeal, tier.weights != 1
    return where(kept, pull + log(1.0 - denied), pull) if some(kept) else pull


@rule
def doing_without(literacy: float, p: Literacy) -> float:
    """Utility of no AI at all: 0, less with literacy."""
    return -p.adoption * literacy
