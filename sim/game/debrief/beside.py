"""The room beside strategies that play by themselves: the same seats, the same luck."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.game.debrief.lucks import differences, numbers
from sim.game.debrief.measures import BRIEF, COMPARED, Measure
from sim.game.debrief.worlds import World, by_strategy
from sim.world import Floats

if TYPE_CHECKING:
    from sim.game.game import Game

MIXED = "as the scenario has it"
"""What it is called when each seat is led by the strategy that it has in the scenario."""


def strategies(game: "Game", compared: Sequence[Measure], room: Floats) -> dict[str, Any]:
    """The room, and all seats under one strategy at a time.

    Args:
        game: the game.
        compared: what is compared.
        room: its numbers in the game, by luck.

    Returns:
        ``measures``: the columns: name, label, unit, better. ``rows``: ``name`` of the strategy, and by measure
        ``values`` on the luck of the game, and ``agree`` and ``of``: on how many other lucks the strategy is on the
        same side of the room; ``ahead``: how many seats had a higher payoff in the room than so. The first row is the
        room itself. A strategy under which the run fails on this luck is left out.
    """
    wanted = [place for place, measure in enumerate(compared) if measure.name in BRIEF]
    shown = [compared[place] for place in wanted]
    own: dict[str, Any] = {measure.name: float(room[0, place]) for place, measure in zip(wanted, shown, strict=True)}
    rows = [{"name": "this room", "is_room": True, "values": own, "agree": {}, "of": {}, "ahead": None}]
    for world in [World(MIXED, MIXED, "", game.start), *by_strategy(game)]:
        found = differences(room, numbers(game, world.scenario))
        payoffs = [each for measure, each in zip(compared, found, strict=True) if measure.name.startswith(COMPARED[0])]
        told = {measure.name: found[place] for place, measure in zip(wanted, shown, strict=True)}
        sound = {name: each for name, each in told.items() if each is not None}
        if sound:
            rows.append(
                {
                    "name": world.name,
                    "is_room": False,
                    "values": {name: each.other for name, each in sound.items()},
                    "agree": {name: each.agree for name, each in sound.items()},
                    "of": {name: each.of for name, each in sound.items()},
                    "ahead": sum(each is not None and each.difference < 0.0 for each in payoffs),
                }
            )
    measures = [{"name": each.name, "label": each.label, "unit": each.unit, "better": each.better} for each in shown]
    return {"measures": measures, "rows": rows}
