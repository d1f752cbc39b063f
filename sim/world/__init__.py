"""The state of a run: records of actors and of what they know, sparse ties, the commons, and the logs.

Arrays never grow in a run: entrants fill slots that exist from the start.
"""

from sim.world.build import build, extended
from sim.world.cast import actor_names, bloc_names, slots
from sim.world.records import (
    ACTOR_FIELDS,
    CLUB_FIELDS,
    COMMONS,
    COMMONS_FIELDS,
    DOMAIN_FIELDS,
    DUTY_FIELDS,
    KNOWLEDGE_FIELDS,
    NEVER,
    NOBODY,
    POLICY_FIELDS,
    RELEASE_FIELDS,
    TIER_FIELDS,
    Floats,
    Indices,
    Integers,
    Record,
    Records,
    World,
    parameters,
)

__all__ = [
    "ACTOR_FIELDS",
    "CLUB_FIELDS",
    "COMMONS",
    "COMMONS_FIELDS",
    "DOMAIN_FIELDS",
    "DUTY_FIELDS",
    "KNOWLEDGE_FIELDS",
    "NEVER",
    "NOBODY",
    "POLICY_FIELDS",
    "RELEASE_FIELDS",
    "TIER_FIELDS",
    "Floats",
    "Indices",
    "Integers",
    "Record",
    "Records",
    "World",
    "actor_names",
    "bloc_names",
    "build",
    "extended",
    "parameters",
    "slots",
]
