"""Numbers of an actor's record as JSON has them: words, names, yes and no; nothing that is no number."""

from math import isfinite
from typing import Any

from sim.fields import ENUMS, FLAGS
from sim.game.rows import clubs_of
from sim.game.standing import Standing
from sim.rules.expect import UNSEEN
from sim.rules.fear import NOBODY_NEAR
from sim.rules.perceive import NOTHING_SEEN
from sim.scenario.schema.enums import Strategy, Tier, of_every, word
from sim.world import COMMONS, NOBODY, ActorRecord
from sim.world.names import home_names
from sim.world.state import ROW, YES, numbers_of

_FIELDS = {field.name: field for field in numbers_of(ActorRecord)}
_ABSENT = {
    "belief": UNSEEN, "rival": NOTHING_SEEN, "second": NOTHING_SEEN, "foreign": NOTHING_SEEN, "closest": NOBODY_NEAR,
}  # fmt: skip
"""What stands in the record where there is nothing to see."""
TIERS = of_every(
    Tier,
    {Tier.CLOSED: "closed", Tier.ACCESS: "paid access", Tier.LICENSED: "licensed weights", Tier.OPEN: "open"},
    "TIERS of sim/game/plain.py",
)
"""Tiers as pages call them."""


def tier_words(name: str) -> str:
    """A tier as pages call it, by its name in a scenario."""
    return TIERS[Tier[name.upper()]]


def number(value: Any) -> float | None:
    """A plain number, and 0 without a sign; None for what is none."""
    plain = float(value) + 0.0
    return plain if isfinite(plain) else None


def told(model: Standing, row: int, name: str) -> Any:
    """A field of an actor's record as a seat is told it; None where there is nothing to tell."""
    value, field = model.world.actors[name][row].item(), _FIELDS[name]
    if name == "strategy":
        return _strategy(model, row, value)
    if name in ENUMS:
        return word(ENUMS[name](value))
    if name == "ordered":
        return None if value == NOBODY else word(Tier(value))
    if name == "bloc":
        return model.bloc_names[value]
    if name == "home":
        return home_names(model.config)[value]
    if name == "clubs":
        return clubs_of(model, row)
    if name in FLAGS or field.unit == YES:
        return bool(value)
    if name == "source" and value == COMMONS:
        return "what is public"
    if field.unit.startswith(ROW):
        return None if value < 0 else model.names[value]
    if field.is_whole:
        return int(value)
    return None if value == _ABSENT.get(name) else number(value)


def _strategy(model: Standing, row: int, value: int) -> str:
    """The word of a strategy; of one of the user's own, that which the scenario has."""
    if value != Strategy.PYTHON:
        return word(Strategy(value))
    specs = [spec for spec in model.config.actors.values() for _ in range(spec.count)]
    return word(specs[row].strategy) if row < len(specs) else "python"
