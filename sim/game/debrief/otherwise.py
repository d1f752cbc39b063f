"""The counterfactuals in numbers and words: the game beside worlds with one thing changed."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.sizes import nearly_all
from sim.game.debrief.lucks import Difference, differences, numbers
from sim.game.debrief.measures import BRIEF, Measure
from sim.game.debrief.walk import Walk
from sim.game.debrief.worlds import World, worlds
from sim.numbers import few_digits
from sim.world import Floats

if TYPE_CHECKING:
    from sim.game.game import Game

_SURE = 4
"""Differences beyond luck that a sentence names."""
_PAYOFF = "payoff_sum:"


def counterfactuals(game: "Game", walk: Walk, compared: Sequence[Measure], room: Floats) -> list[dict[str, Any]]:
    """Every world that would have been.

    Args:
        game: the game.
        walk: the game gone through.
        compared: what is compared.
        room: its numbers in the game, by luck.

    Returns:
        ``name``, ``question``, ``about`` (what was changed), ``seat``, ``words`` (what it comes to), and ``rows``:
        ``name``, ``label``, ``unit``, ``better``, ``played``, ``other`` and ``difference`` on the luck of the game;
        ``low`` and ``high``, between which 9 of 10 differences on other lucks lie; on how many of these, ``agree`` of
        ``of``, the difference has the same sign. A world that fails has no rows.
    """
    return [_told(world, compared, room, numbers(game, world.scenario)) for world in worlds(game, walk)]


def _told(world: World, compared: Sequence[Measure], room: Floats, other: Floats) -> dict[str, Any]:
    rows = [
        row(measure, float(played), found)
        for measure, played, found in zip(compared, room[0], differences(room, other), strict=True)
        if found is not None and _is_asked(measure, world.seat)
    ]
    about = {"name": world.name, "question": world.question, "about": world.about, "seat": world.seat}
    return {**about, "words": " ".join(_words(rows, world.seat)), "rows": rows}


def row(measure: Measure, played: float, found: Difference) -> dict[str, Any]:
    """A number as it was, and as it would have been."""
    about = {"name": measure.name, "label": measure.label, "unit": measure.unit, "better": measure.better}
    return {**about, "played": played, **found._asdict()}


def _is_asked(measure: Measure, seat: str) -> bool:
    """Whether a world's table has a number: that of the seat whose choices were changed; of all seats the payoff."""
    name, _, of = measure.name.partition(":")
    if of:
        return of == seat if seat else name == _PAYOFF[:-1]
    return name in BRIEF or not seat


def _words(rows: Sequence[dict[str, Any]], seat: str) -> Iterator[str]:
    """What it comes to."""
    if not rows:
        yield "It fails on this luck: a number leaves the range in which it means something."
        return
    if all(each["difference"] == 0.0 == each["low"] == each["high"] for each in rows):
        yield "Nothing would have been different: so it was played."
        return
    payoffs = [each for each in rows if each["name"].startswith(_PAYOFF)]
    if seat:
        yield from (_payoff(each, seat) for each in payoffs)
    else:
        yield from _payoffs(payoffs)
    sure = [each for each in rows if each["difference"] and nearly_all(each["agree"], each["of"])]
    named = [f"{each['label']} {_way(each)}" for each in sure if ":" not in each["name"]]
    if named:
        more_of = f"; and {len(named) - _SURE} more" if len(named) > _SURE else ""
        yield f"Nearly all other lucks agree: {'; '.join(named[:_SURE])}{more_of}."
    elif not sure:
        yield "On other lucks none of it has the same sign nearly always: luck decides."


def _payoffs(payoffs: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Whose payoff would have been higher, and whose lower."""
    parts = []
    for sign, way in ((1.0, "higher"), (-1.0, "lower")):
        names = [each["name"].removeprefix(_PAYOFF) for each in payoffs if sign * each["difference"] > 0.0]
        parts += [f"{way} for {', '.join(names)}"] if names else []
    yield f"On this luck the payoff would have been {'; '.join(parts) or 'the same for all seats'}."


def _payoff(each: dict[str, Any], seat: str) -> str:
    if not each["difference"]:
        return f"On this luck the payoff of {seat} would have been the same."
    other, played = (few_digits(each[name], 3).replace("-", "\N{MINUS SIGN}") for name in ("other", "played"))
    if other == played:
        return f"On this luck the payoff of {seat} would have been nearly the same, {played} {each['unit']}."
    there = f"{other} instead of {played} {each['unit']}"
    agree = f"on {each['agree']} of {each['of']} other lucks it is {_way(each)} as well"
    return f"On this luck the payoff of {seat} would have been {there}; {agree}."


def _way(each: dict[str, Any]) -> str:
    return "higher" if each["difference"] > 0.0 else "lower"
