"""The game gone through once more: what every seat knew before each choice, how it was, and which promises broke."""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.game.by_rules import judge, weigh_tiers
from sim.game.knows import binding, knows
from sim.game.ledger import as_lifted
from sim.game.rows import promises
from sim.game.standing import Standing, standing
from sim.noise import noise_of
from sim.scenario import Scenario
from sim.scenario.schema.enums import Tier
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.policies import Decision
from sim.scenario.schema.rows import Lasting
from sim.world import ActorRecord, Records

if TYPE_CHECKING:
    from sim.game.game import Game


class Breach(NamedTuple):
    """A promise, or a law, that was broken in a quarter.

    Attributes:
        quarter: when, from 0.
        row: name of the row that was broken.
        who: name of the actor.
        found: whether that was found out.
    """

    quarter: int
    row: str
    who: str
    found: bool


class Walk:
    """A game from its first quarter to where it stands.

    Args:
        game: the game.

    Attributes:
        model: the race as it stands now, which remembers each quarter.
        known: by round and seat, what its actor knew before the choice (:func:`sim.game.knows.knows`).
        appraised: by round and seat, what sharing was worth to it over hoarding, as the rules reckon it then, bn USD a
            quarter.
        before: by round, all actors as they were then, whom nobody sees so.
        asked: by quarter and seat, what promises and laws asked of it.
        promises: by name, every promise and law that was in force: kind, parties, what was asked, since when.
        breaches: what was broken, quarter by quarter.
    """

    def __init__(self, game: "Game") -> None:
        self.known: dict[tuple[int, str], dict[str, Any]] = {}
        self.appraised: dict[tuple[int, str], float] = {}
        self.before: dict[int, Records[ActorRecord]] = {}
        self.asked: dict[tuple[int, str], list[dict[str, Any]]] = {}
        self.promises: dict[str, dict[str, Any]] = {}
        self.breaches: list[Breach] = []
        for number in range(1, game.rounds_over + 1):
            self._look(game, number)
        self.model = Standing(game.played, rng=game.seed)
        for t in range(game.quarter):
            self.model.look_ahead()
            for name, seat in game.seats.items():
                self.asked[t, name] = [each["asks"] for each in binding(self.model, seat.row)]
            self.model.pass_quarter()
            self._judge(t)

    def _look(self, game: "Game", number: int) -> None:
        """What was before the choices of a round: of these, and of what was agreed in it, nobody knew yet."""
        stood = standing(as_it_stood(game, number), game.seed, (number - 1) * game.round_quarters)
        before: Any = np.array(stood.world.actors)
        self.before[number] = before
        for name, seat in game.seats.items():
            self.known[number, name] = knows(stood, seat.row)
            tiers, me = np.zeros(len(Tier)), before[seat.row]
            weigh_tiers(stood.world, seat.row, tiers)
            self.appraised[number, name] = float(tiers[me["shares_as"]] - tiers[me["hoards_as"]])

    def _judge(self, t: int) -> None:
        """Which promises this quarter's choices broke, and what was found out, by the rule that looks."""
        world = self.model.world
        found = np.zeros((len(world.actors), int(world.society["promises"][0]), 2))
        judge(world, noise_of(self.model.run_seed), t, found)
        for each in promises(self.model):
            self.promises.setdefault(each.about["row"], each.about)
            for i in np.flatnonzero(found[:, each.records, 0].any(axis=1)).tolist():
                seen = bool(found[i, each.records, 1].any())
                self.breaches.append(Breach(t, each.about["row"], self.model.names[i], seen))


def as_it_stood(game: "Game", number: int) -> Scenario:
    """The scenario as it was before the choices of a round: without what was decided and agreed in it and later on."""
    day, begun = game.start.date_of((number - 1) * game.round_quarters), len(game.start.policies)
    rows = (_as_it_stood(row, day) for row in game.played.policies[begun:])
    own = as_lifted(game.start, {place: lifted for place, lifted in game.lifted.items() if lifted < day})
    return own.model_copy(update={"policies": [*own.policies, *(row for row in rows if row is not None)]})


def _as_it_stood(row: Policy, day: date) -> Policy | None:
    """A row of the game before the choices of a day; None if there was none yet.

    Decisions went no further than that day, and what has been ended since was open.
    """
    if row.start is None or row.start >= day:
        return None
    if isinstance(row, Lasting) and row.end is not None and row.end >= day:
        return row.model_copy(update={"end": day if isinstance(row, Decision) else None})
    return row
