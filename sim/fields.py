"""Fields of an actor that can be assigned, and the valid values of each."""

from enum import IntEnum
from math import inf, isfinite
from numbers import Integral, Real
from typing import Any

import numpy as np

from sim.scenario.schema.enums import Kind, Strategy, Tier, word
from sim.world import ACTOR_FIELDS

ENUMS: dict[str, type[IntEnum]] = {
    "kind": Kind,
    "tier": Tier,
    "choice": Tier,
    "hoards_as": Tier,
    "shares_as": Tier,
    "released_tier": Tier,
    "strategy": Strategy,
}
FLAGS = ("alive", "decided", "grudge", "leaning")
READ_ONLY = [
    "alive", "bloc", "home", "kind", "key", "partner", "clubs", "enters", "released_tier", "release", "source",
    "ordered", "host", "decided", "rivals", "distress",
]  # fmt: skip
"""Fields on which other state depends: rows, numbers of clubs and releases, identity and presence of actors."""

_SHARES = [
    "openness", "openness_before", "reputation", "safety", "own_governance", "governance", "absorption",
    "users", "outage", "denied", "held", "scar",
]  # fmt: skip
_AMOUNTS = [
    "effort", "complement", "experience", "endowment", "budget", "schools", "outlay", "revenue", "sales",
    "fee", "fee_threshold", "flaws", "find_rate", "incident", "misuse", "duplicated", "own_work",
    "foreign_work", "conduct_good", "conduct_bad", "forced_incident", "run_spread",
    "compute_money", "earning", "tax", "debt", "raised", "book", "valuation", "amends",
]  # fmt: skip
RANGES: dict[str, tuple[float, float]] = {
    **dict.fromkeys(_SHARES, (0.0, 1.0)),
    **dict.fromkeys(_AMOUNTS, (0.0, inf)),
    "compute": (np.finfo(float).tiny, inf),
    "complement": (0.0, 10.0),
}
"""Lowest and highest valid value of each field, if any; every number must be finite."""


def check(name: str, value: Any, owner: str, is_bounded: bool = True) -> Any:
    """Check a value for a field of an actor, and return it in the form to store.

    Args:
        name: The field, one of :data:`sim.world.ACTOR_FIELDS`.
        value: A number; for an enumeration a member, its word or its number; for a flag True or False.
        owner: Name of the actor, for the message.
        is_bounded: Whether the field has a range; effort has none unless it is clamped.

    Raises:
        AttributeError: the field is read-only.
        TypeError: the value has the wrong type.
        ValueError: the value is outside the field's valid values.
    """
    if name in READ_ONLY:
        hint = "; use remove() to remove an actor" if name == "alive" else ""
        raise AttributeError(f"{name} of {owner} follows from the scenario and the rules, and is read-only{hint}")
    if name in ENUMS:
        return _member(name, value, owner)
    return _flag(name, value, owner) if name in FLAGS else _number(name, value, owner, is_bounded)


def _member(name: str, value: Any, owner: str) -> IntEnum:
    enum = ENUMS[name]
    members = {word(member): member for member in enum}
    expected = f"{name} of {owner}: expected one of {', '.join(members)}, got {value!r}"
    if isinstance(value, str):
        if value not in members:
            raise ValueError(expected)
        return members[value]
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral) or _is_of_another(value, enum):
        raise TypeError(expected)
    if int(value) not in list(enum):
        raise ValueError(expected)
    return enum(int(value))


def _is_of_another(value: Any, enum: type[IntEnum]) -> bool:
    return isinstance(value, IntEnum) and not isinstance(value, enum)


def _flag(name: str, value: Any, owner: str) -> int:
    expected = f"{name} of {owner}: expected True or False, got {value!r}"
    if not isinstance(value, Integral | np.bool_):
        raise TypeError(expected)
    if int(value) not in (0, 1):
        raise ValueError(expected)
    return int(value)


def _number(name: str, value: Any, owner: str, is_bounded: bool) -> float:
    least, most = RANGES.get(name, (-inf, inf)) if is_bounded else (-inf, inf)
    expected = f"{name} of {owner}: expected {_bounds(least, most)}, got {value!r}"
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise TypeError(expected)
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(expected) from None
    if not isfinite(number) or not least <= number <= most:
        raise ValueError(expected)
    return number


def _bounds(least: float, most: float) -> str:
    if most < inf:
        return f"a number from {least:g} to {most:g}"
    return "a finite number" + ("" if least < 0.0 else " from 0" if least == 0.0 else " above 0")


def names() -> tuple[str, ...]:
    """All fields of an actor."""
    return ACTOR_FIELDS.names or ()
