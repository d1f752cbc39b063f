"""Who sees which number of an actor: one line for each field of its record, so that a new one has to be thought of."""

from enum import Enum, auto
from typing import NamedTuple

from sim.world import ActorRecord
from sim.world.state import numbers_of


class Eyes(Enum):
    """Who sees a number."""

    ALL = auto()
    """Everybody: it is out, on the market, or in the news."""
    OWN = auto()
    """The actor alone; others have their estimates at most."""
    NONE = auto()
    """Nobody, the actor neither."""


class Sight(NamedTuple):
    """Who sees a number, and why."""

    eyes: Eyes
    why: str


def _all(why: str, *names: str) -> dict[str, Sight]:
    return dict.fromkeys(names, Sight(Eyes.ALL, why))


def _own(why: str, *names: str) -> dict[str, Sight]:
    return dict.fromkeys(names, Sight(Eyes.OWN, why))


def _none(why: str, *names: str) -> dict[str, Sight]:
    return dict.fromkeys(names, Sight(Eyes.NONE, why))


# fmt: off
SIGHTS: dict[str, Sight] = {
    **_all("who is there, and where", "alive", "bloc", "home", "kind"),
    **_all("strategies answer the tiers of others as they were", "tier", "openness", "openness_before"),
    **_all("what is released is seen", "released", "released_before", "released_tier", "partner", "host"),
    **_all("a commitment and the terms of a licence are public", "ordered", "fee", "fee_threshold"),
    **_all("gossip passes it on", "reputation", "scar"),
    **_all("everybody sees conduct", "conduct_good", "conduct_bad", "incident", "misuse", "outage"),
    **_all("who belongs to what is no secret", "clubs"),
    **_all("on the market", "users", "price"),
    **_own("what it has; others estimate it", "capability", "compute", "experience", "absorption"),
    **_own("what it does; others see its effort through their alarm", "effort", "safety", "own_governance",
           "governance"),
    **_own("its own research", "researched", "learned", "own_work", "foreign_work", "source"),
    **_own("what has left its house", "leaving", "leaking"),
    **_own("its books", "endowment", "budget", "schools", "outlay", "compute_money", "cash", "earning", "transfers",
           "profit", "tax", "debt", "raised", "held", "book", "valuation", "distress", "revenue", "sales", "unit_cost",
           "fees", "payoff", "payoff_sum", "subsidy", "complement", "denied"),
    **_own("how it looks at others", "rivals", "rival", "second", "foreign", "closest", "threat", "belief"),
    **_own("who leads it while nobody sits there", "strategy", "hoards_as", "shares_as"),
    **_none("the tier that it holds until it chooses is told", "choice"),
    **_none("by it luck could be foretold", "key"),
    **_none("nobody knows what is not discovered; what was found, against its share, would tell", "flaws", "find_rate"),
    **_none("what others hold hidden would show", "duplicated"),
    **_none("what rows order is not known before it happens", "forced_incident"),
    **_none("arrivals are news when they come", "enters"),
    **_none("the memory of a strategy, not of who sits there", "decided", "grudge", "leaning", "hoard_attraction",
            "share_attraction"),
    **_none("a step of the rules; what follows from it is told", "staff", "distillable", "amends", "rent", "swing",
            "edge", "beside", "odds"),
    **_none("reckoned afresh when it is asked for", "appraisal"),
    **_none("number in the log; the release itself is told", "release"),
    **_none("how the start was drawn", "run", "run_spread"),
}
# fmt: on
"""Every field of :class:`sim.world.ActorRecord`."""

_FIELDS = [field.name for field in numbers_of(ActorRecord)]
if _STRAY := set(_FIELDS) ^ set(SIGHTS):
    raise NotImplementedError(
        f"{', '.join(sorted(_STRAY))}: SIGHTS of {__name__} has to name every field of ActorRecord, and no others"
    )


def seen_by(*eyes: Eyes) -> list[str]:
    """Fields that some see, in the order of the record."""
    return [name for name in _FIELDS if SIGHTS[name].eyes in eyes]
