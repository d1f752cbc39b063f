"""A race that stands before a choice, with what each quarter so far has left."""

from typing import Any, NamedTuple

import numpy as np

from sim.model import RaceModel
from sim.scenario.schema.scenario import Scenario
from sim.world import ActorRecord, Booleans, DutyRecord, Records, World


class Page(NamedTuple):
    """What a quarter left that no log of a run keeps.

    Attributes:
        actors: their records, shape (actors,).
        duties: what institutions asked of them, shape (actors,).
        catastrophes: so far.
    """

    actors: Records[ActorRecord]
    duties: Records[DutyRecord]
    catastrophes: int


def _page(world: World) -> Page:
    actors: Any = np.array(world.actors)
    duties: Any = np.array(world.duties)
    return Page(actors, duties, int(world.society["catastrophes"][0]))


class Standing(RaceModel):
    """A race that remembers: one page of the eve, and one of each quarter.

    Attributes:
        past: the pages; ``past[k]`` is what was there after k quarters.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.past = [_page(self.world)]

    def pass_quarter(self) -> None:
        """Run one quarter, and keep what it left."""
        super().pass_quarter()
        self.past.append(_page(self.world))

    @property
    def names(self) -> list[str]:
        """Names of the actors by row."""
        return [actor.name for actor in self.actors]

    def have_been(self) -> Booleans:
        """Who is or was in the world, shape (actors,): who has not arrived yet is news when it does."""
        return np.asarray(sum(page.actors["alive"] for page in self.past) > 0)


def standing(scenario: Scenario, seed: int, quarter: int) -> Standing:
    """A race after so many quarters, in the middle of the next: everybody has looked, nobody has chosen.

    Args:
        scenario: the scenario, with the rows that were decided so far.
        seed: of the random numbers.
        quarter: completed quarters, from 0.

    Raises:
        ValueError: the quarter is negative.
        Diverged: a number has left its valid range on the way.
    """
    if quarter < 0:
        raise ValueError(f"quarter: expected 0 or more completed quarters, got {quarter}")
    model = Standing(scenario, rng=seed)
    for _ in range(quarter):
        model.pass_quarter()
    model.look_ahead()
    return model
