"""What a choice is worth to an actor, as the rules by which actors decide reckon it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.game.by_rules import weigh_clubs, weigh_pace, weigh_pledge, weigh_promises, weigh_tiers
from sim.game.plain import number
from sim.game.rows import club_names, promises
from sim.game.standing import Standing
from sim.scenario.schema.enums import Tier, word

UNIT = "bn USD/quarter"
NOTE = (
    "Reckoned as actors do that decide by these rules: on what is known now, as if nobody answered. No rule reckons "
    "what more effort or less care brings, what export controls or pooled data do, or what an agreement is worth that "
    "is not in force yet."
)
NOT_YET = (
    "Before the first quarter has passed the rules can reckon nothing: they go by what was earned and found in the "
    "quarter before."
)


def worth(model: Standing, row: int, action: Mapping[str, Any]) -> dict[str, Any]:
    """What choices are worth to an actor against going on as it is; below 0 what they cost.

    Args:
        model: a race that stands before a choice.
        row: the actor's.
        action: what it thinks of doing, as it would be decided; what is absent is as its strategy would choose without
            any promise.

    Returns:
        ``tier``: by tier, against the one that it holds. ``commit``: a public commitment to share. ``alliances``: by
        name, to belong to it against not to. ``promises``: by row, to keep it and to break it, from what the action
        has; over the horizon of choice. ``effort`` and ``care``: what less effort, or more care, than without the
        action costs in research (OOM a quarter), and what that is worth; None where no rule reckons it. ``unit`` and
        ``note``. Before the first quarter, where the rules make nothing of anything, all of it is None.
    """
    world, own = model.world, model.would_choose(unbound=row).actors[row]
    effort, care = _level(action, "effort", own["effort"]), _level(action, "care", own["safety"])
    tier = Tier[str(action["tier"]).upper()] if action.get("tier") else Tier(int(own["tier"]))
    tiers, pace = np.zeros(len(Tier)), np.zeros((2, 2))
    weigh_tiers(world, row, tiers)
    weigh_pace(world, row, float(own["safety"]), care, float(own["effort"]), effort, pace)
    researched = float(world.actors["researched"][row])
    told = {
        "tier": {word(each): number(tiers[each]) for each in Tier},
        "commit": number(weigh_pledge(world, row)),
        "alliances": _alliances(model, row),
        "promises": _promises(model, row, care, effort, tier),
        "effort": _cost(pace[1], researched) if effort <= own["effort"] else None,
        "care": _cost(pace[0], researched) if care >= own["safety"] else None,
    }
    if model.quarter == 0 and not _anything(told):
        return {**_nothing(told), "unit": UNIT, "note": NOT_YET}
    return {**told, "unit": UNIT, "note": NOTE}


def _anything(told: Any) -> bool:
    """Whether any number is not 0: who has neither earned nor found anything yet is told nothing, and not 0."""
    return any(map(_anything, told.values())) if isinstance(told, dict) else bool(told)


def _nothing(told: Any) -> Any:
    return {name: _nothing(each) for name, each in told.items()} if isinstance(told, dict) else None


def _level(action: Mapping[str, Any], name: str, otherwise: Any) -> float:
    given = action.get(name)
    return float(otherwise if given is None else given)


def _cost(pace: Any, researched: float) -> dict[str, float | None]:
    """What being slower costs: research, OOM a quarter, and its worth over the horizon of choice, bn USD."""
    slowed, lost = (number(each) for each in pace)
    return {
        "research": None if slowed is None else 0.0 - slowed * researched,
        "worth": None if lost is None else 0.0 - lost,
    }


def _alliances(model: Standing, row: int) -> dict[str, float | None]:
    clubs = model.world.clubs
    weighed = np.zeros((clubs.size, 2))
    weigh_clubs(model.world, row, weighed)
    names = enumerate(club_names(model.config))
    return {name: number(weighed[k, 0]) for k, name in names if clubs["alliance"][k] and clubs["force"][k] > 0.0}


def _promises(model: Standing, row: int, care: float, effort: float, tier: Tier) -> dict[str, Any]:
    """A party that also answers to a state for the same treaty keeps it once, and is punished twice."""
    weighed = np.zeros((int(model.world.society["promises"][0]), 3))
    weigh_promises(model.world, row, care, effort, int(tier), weighed)
    return {
        each.about["row"]: {
            "keep": number(weighed[each.records, 1].min()),
            "break": number(weighed[each.records, 2].sum()),
        }
        for each in promises(model)
        if weighed[each.records, 0].sum() > 0.0
    }
