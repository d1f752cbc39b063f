"""A game as a scenario file that every command reads."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.game.record import MARK
from sim.scenario.errors import clean
from sim.study.repeat import alone

if TYPE_CHECKING:
    from sim.game.game import Game

_HEAD = """\
# A game of hoardshare: the scenario as it began, and behind it what was decided, as dated rows.
#   hoardshare play --replay FILE      shows it, round by round
#   hoardshare run FILE                gives its numbers, by the seed of the game
#   hoardshare compare FILE summit --quarters {quarters}
#                                      compares it with the strategies, over many seeds
# The next line belongs to the game; a changed one is refused."""

PLAYED = ", as it was played"
"""What the title of a game file has behind that of the scenario."""


def text(game: "Game") -> str:
    """The text of the game file."""
    return "\n".join(_lines(game))


def _lines(game: "Game") -> Iterator[str]:
    yield _HEAD.format(quarters=game.quarter or game.start.quarters)
    yield MARK + json.dumps(game.facts)
    yield alone(game.played.model_copy(update={"title": clean(game.start.title) + PLAYED}))
