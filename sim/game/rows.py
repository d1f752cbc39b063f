"""Rows of a scenario as a room speaks of them: by name, with who takes part, what they ask and since when."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.game.by_rules import read_promises
from sim.game.standing import Standing
from sim.scenario.schema.enums import Tier, word
from sim.scenario.schema.institutions import DataSharing
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.policies import Duty, OpenLicence, Pivot
from sim.scenario.schema.roles import UNCAPPED, Role, fields_of
from sim.scenario.schema.rows import Club, Dated, Promise
from sim.scenario.schema.scenario import Scenario
from sim.world import BOUND, NOBODY, Floats
from sim.world.policies import rows_in_force


def row_names(scenario: Scenario) -> list[str]:
    """A name for each row that can act, in the order in which the state numbers them: its own, or its kind and place.

    Of rows without a name the first treaty is ``treaty-1``.
    """
    rows = rows_in_force(scenario)
    return [row.name or f"{row.kind}-{_place(rows, number)}" for number, row in enumerate(rows)]


def _place(rows: list[Policy], number: int) -> int:
    return sum(row.kind == rows[number].kind for row in rows[: number + 1])


def club_names(scenario: Scenario) -> list[str]:
    """Names of alliances and partnerships, in the order of their bits."""
    rows = zip(rows_in_force(scenario), row_names(scenario), strict=True)
    return [name for row, name in rows if isinstance(row, Club)]


def clubs_of(model: Standing, row: int) -> list[str]:
    """Names of the alliances and partnerships to which an actor belongs."""
    bits = int(model.world.actors["clubs"][row])
    return [name for k, name in enumerate(club_names(model.config)) if bits >> k & 1]


def members(model: Standing, club: int) -> list[str]:
    """Living members of an alliance or partnership."""
    actors, names = model.world.actors, model.names
    return [names[i] for i in np.flatnonzero((actors["alive"] == 1) & (actors["clubs"] >> club & 1 == 1)).tolist()]


class Terms(NamedTuple):
    """A promise or a law in force, and the records of the state that stand for it."""

    row: int
    records: list[int]
    about: dict[str, Any]


def promises(model: Standing) -> Iterator[Terms]:
    """All promises and laws in force: who has promised, what is asked, how likely a check is, since when."""
    world, rows, names = model.world, rows_in_force(model.config), row_names(model.config)
    count = int(world.society["promises"][0])
    terms = np.zeros((count, 3))
    read_promises(world, terms)
    records = world.policies[:count]
    for number in np.unique(records["row"][records["force"] > 0.0]).tolist():
        mine = np.flatnonzero((records["row"] == number) & (records["force"] > 0.0)).tolist()
        first = mine[0]
        yield Terms(
            number,
            mine,
            {
                "row": names[number],
                "kind": rows[number].kind,
                "parties": _parties(model, mine),
                "asks": _asked(terms[first], int(records["tier"][first])),
                "inspection": float(terms[first, 2]),
                "penalty": float(records["penalty"][first]),
                "since": _since(model, first),
            },
        )


def _parties(model: Standing, records: list[int]) -> list[str]:
    """Who is there of those whom a row names, each once, in the order of rows."""
    alive, names, policies = model.world.actors["alive"], model.names, model.world.policies
    rows = {
        i
        for k in records
        if policies["role"][k] != BOUND
        for i in range(policies["first"][k], policies["last"][k])
        if alive[i]
    }
    return [names[i] for i in sorted(rows)]


def _asked(terms: Floats, tier: int) -> dict[str, Any]:
    """What is asked, as far as anything is."""
    care, effort = float(terms[0]), float(terms[1])
    asked = {"tier": word(Tier(tier)) if tier != NOBODY else None, "effort": effort if effort < UNCAPPED else None}
    return {name: value for name, value in {**asked, "care": care or None}.items() if value is not None}


def agreements(model: Standing) -> list[dict[str, Any]]:
    """Agreements and public commitments in force: who takes part, the terms of the row, since when."""
    records, names = model.world.policies, row_names(model.config)
    found = []
    for number, row in enumerate(rows_in_force(model.config)):
        mine = np.flatnonzero((records["row"] == number) & (records["force"] > 0.0)).tolist()
        if mine and is_agreement(row):
            club = int(records["club"][mine[0]])
            found.append(
                {
                    "row": names[number],
                    "kind": row.kind,
                    "parties": members(model, club) if club != NOBODY else _parties(model, mine),
                    "terms": terms_of(row),
                    "since": _since(model, mine[0]),
                }
            )
    return found


def is_agreement(row: Policy) -> bool:
    """Whether those who take part in a row have agreed to it; laws are not agreed to."""
    return isinstance(row, Club | Promise | DataSharing | Pivot | OpenLicence) and not isinstance(row, Duty)


def terms_of(row: Policy) -> dict[str, Any]:
    """What a kind of row has beside dates and those who take part, as a scenario file writes it; what is set alone."""
    kind = type(row)
    left_out = {*Dated.model_fields, "kind", *fields_of(kind, Role.PARTY)}
    return {
        name: value
        for name, value in row.model_dump(mode="json", exclude=left_out, exclude_none=True).items()
        if value != ""
    }


def _since(model: Standing, record: int) -> str:
    return model.config.date_of(int(model.world.policies["began"][record])).isoformat()
