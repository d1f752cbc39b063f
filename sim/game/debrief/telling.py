"""A game in plain text, round by round, for a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.game.debrief.sat import PERSON, PROGRAM
from sim.numbers import few_digits
from sim.scenario.errors import printable

if TYPE_CHECKING:
    from sim.game.debrief import Debrief
    from sim.game.game import Game

_BY = {PERSON: "", PROGRAM: " (a program)"}


def told(game: "Game") -> str:
    """Tell a game round by round: decisions, offers, what everybody heard of, and who has got how far.

    Args:
        game: the game; its rounds that are over are told.
    """
    return "\n".join(_lines(game)) + "\n"


def _lines(game: "Game") -> Iterator[str]:
    from sim.game.debrief import debrief

    found = debrief(game)
    yield f"{found.about['title']}, as it was played"
    yield f"seed {game.seed}; {game.rounds_over} of {game.rounds} rounds over, {game.round_quarters} quarters each"
    if not game.is_of_this_version:
        yield "It was played by other rules than these; what follows is by these."
    for each in found.happened:
        yield from _round(each)
    yield from _end(found)


def _round(each: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"Round {each['round']}, {_quarter(each['date'])}"
    for made in each["decisions"]:
        yield f"  {made['seat']}{_BY.get(made['by'], '')} decides: {made['words']}"
    for offer in each["offers"]:
        terms = ", ".join(f"{name} {value}" for name, value in offer["terms"].items())
        answer = f"accepted by {', '.join(offer['accepted'])}" if offer["accepted"] else "nobody accepts"
        yield printable(f"  {offer['from']} offers {offer['kind']} to {', '.join(offer['to'])} ({terms}): {answer}")
    for event in each["events"]:
        yield f"  {_quarter(event['date'])}  {event['words']}"


def _end(found: "Debrief") -> Iterator[str]:
    if not found.seats:
        yield ""
        yield found.about["words"]["nothing"]
        return
    yield ""
    yield "In the end"
    for seat in found.seats:
        values = (f"{each['label']} {few_digits(seat['values'][each['name']], 3)}" for each in found.measures)
        yield f"  {seat['name']}: {', '.join(values)}"
    for other in found.counterfactuals:
        yield ""
        yield f"{other['question']}: {other['words']}"


def _quarter(day: str) -> str:
    return f"{day[:4]} Q{(int(day[5:7]) + 2) // 3}"
