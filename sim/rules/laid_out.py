"""What the parts of a quarter that run in eight replicates at once read and set: lists of :func:`sim.packed.fields`.

The compiler names what a rule asks for and a list lacks; `tests/test_eight.py` compares every array with runs alone.
"""

from typing import Any, NamedTuple

from sim.packed import fields
from sim.world import ActorRecord, ClubRecord, DomainRecord, DutyRecord, KnowledgeRecord, SocietyRecord, TierRecord


class Together(NamedTuple):
    """What the rules of a part find of eight worlds, by the names of one; 0 for what they do not ask for."""

    actors: Any
    knowledge: Any
    domains: Any
    duties: Any
    clubs: Any
    society: Any
    parameters: Any
    ties: Any
    control: Any
    border: Any
    tiers: Any
    books: Any


LOOK = fields(
    ActorRecord,
    living="rival second foreign closest odds rivals threat",
    read="alive capability released effort",
    same="bloc key",
)
SEARCH = fields(
    ActorRecord,
    living="researched own_work experience",
    every="duplicated",
    read="alive outlay safety tier",
    same="key",
)
SEARCH_KNOWLEDGE = fields(KnowledgeRecord, living="know_how unpublished focus drive", every="discovered found")
SEARCH_DOMAINS = fields(DomainRecord, read="public stack", same="weight")
SEARCH_DUTIES = fields(DutyRecord, read="overhead dues mission checks data training skills division")
SEARCH_SOCIETY = fields(SocietyRecord, read="community catalogue noncompete pool active standard")
EXCHANGE = fields(
    ActorRecord,
    living="staff distillable leaving leaking experience absorption learned foreign_work source",
    read="alive tier partner clubs openness fee fee_threshold users reputation released_tier outlay hoards_as",
    same="bloc kind",
)
EXCHANGE_KNOWLEDGE = fields(KnowledgeRecord, living="know_how", read="disclosed offered found")
EXCHANGE_DOMAINS = fields(DomainRecord, read="public", same="weight")
EXCHANGE_DUTIES = fields(DutyRecord, read="leader shown limits")
EXCHANGE_SOCIETY = fields(SocietyRecord, read="protection standard noncompete")
JUDGE = fields(
    ActorRecord,
    living="conduct_good conduct_bad scar amends",
    every="reputation",
    read="alive ordered tier openness_before openness incident misuse released released_before clubs",
    same="bloc",
)
JUDGE_DUTIES = fields(DutyRecord, read="word convicted")
JUDGE_SOCIETY = fields(SocietyRecord, every="trust_across trust_within trust")
SELL = fields(
    ActorRecord,
    every="revenue sales price unit_cost users rent swing edge beside cash",
    read="alive released capability compute denied reputation host release released_tier hoards_as shares_as outage "
    "complement",
    same="kind",
)
SELL_KNOWLEDGE = fields(KnowledgeRecord, read="know_how")
SELL_DUTIES = fields(DutyRecord, read="tools")
SELL_SOCIETY = fields(
    SocietyRecord,
    every="surplus service_loss market output appeal serving open_use stakes reached complements open_price "
    "fixed_price openness",
    read="literacy reference know_how best_open best_open_release best_open_know_how compute_price community "
    "interoperability",
)
SELL_TIERS = fields(TierRecord, read="weights disclosure appeal")
CLUBS = fields(ClubRecord, read="force obligation governed")
