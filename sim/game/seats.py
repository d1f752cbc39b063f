"""Seats: the actors for whom people decide."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.game.errors import GameError
from sim.scenario.errors import did_you_mean, shown
from sim.scenario.schema.enums import GOVERNING, KINDS, Kind, word
from sim.scenario.schema.scenario import Scenario
from sim.world import actor_names, slots

MOST_SEATS = 30
LEADERS = 3
"""How many firms, of the most know-how, are told that they lead."""


@dataclass(frozen=True)
class Seat:
    """An actor for which somebody can decide.

    Attributes:
        name: the actor's name in the scenario.
        row: its row in the world.
        kind: firm, nation or lab.
        bloc: its bloc.
        role: what it is, in words.
    """

    name: str
    row: int
    kind: Kind
    bloc: str
    role: str

    @property
    def governs(self) -> bool:
        """Whether it acts for its bloc, and may control what leaves it."""
        return self.kind in GOVERNING

    def told(self) -> dict[str, object]:
        """What everybody may know of the seat."""
        return {"name": self.name, "kind": word(self.kind), "bloc": self.bloc, "role": self.role}


def seats_of(scenario: Scenario, wanted: int | Sequence[str] | None = None) -> dict[str, Seat]:
    """The seats of a scenario, by name, in the order of its actors.

    Args:
        scenario: whose actors.
        wanted: how many, the first of the file; or which; at most :data:`MOST_SEATS` of all when None.

    Raises:
        GameError: there are not so many, or none of that name, or nobody sits anywhere.
    """
    names = actor_names(scenario)
    names = names[: len(names) - slots(scenario)]
    if wanted is None:
        chosen: Sequence[str] = names[:MOST_SEATS]
    elif isinstance(wanted, int):
        if not 1 <= wanted <= min(MOST_SEATS, len(names)):
            most = f"the scenario has {len(names)} actors" if len(names) < MOST_SEATS else f"at most {MOST_SEATS}"
            raise GameError(f"seats: {wanted} cannot be; expected 1 to {min(MOST_SEATS, len(names))} ({most})")
        chosen = names[:wanted]
    else:
        for name in wanted:
            if name not in names:
                hint = did_you_mean(name, names)
                raise GameError(f"seats: no actor {shown(name)} in the scenario" + (f"; {hint}" if hint else ""))
        chosen = [name for name in names if name in set(wanted)]
        if not 1 <= len(chosen) <= MOST_SEATS:
            raise GameError(f"seats: {len(chosen)} cannot be; expected 1 to {MOST_SEATS}")
    kinds = [(spec.kind, spec.bloc) for spec in scenario.actors.values() for _ in range(spec.count)]
    roles = _roles(scenario)
    return {name: Seat(name, row, *kinds[row], roles[row]) for row, name in enumerate(names) if name in set(chosen)}


def _roles(scenario: Scenario) -> list[str]:
    """What each actor is: firms that lead at the start, other firms, states, laboratories."""
    specs = [spec for spec in scenario.actors.values() for _ in range(spec.count)]
    firms = [row for row, spec in enumerate(specs) if KINDS[spec.kind].sells]
    weights = {name: domain.weight for name, domain in scenario.domains.items()}
    total = sum(weights.values())
    known = [
        sum(weight * spec.know_how_in.get(name, spec.know_how) for name, weight in weights.items()) / total
        + float(np.log10(spec.compute))
        for spec in specs
    ]
    ahead = sorted(firms, key=lambda row: -known[row])[:LEADERS]
    roles = []
    for row, spec in enumerate(specs):
        if KINDS[spec.kind].sells:
            roles.append("leading firm" if row in ahead else "challenger")
        else:
            roles.append("state" if KINDS[spec.kind].governs else "laboratory")
    return roles
