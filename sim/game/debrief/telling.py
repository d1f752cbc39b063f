"""A game in plain text, round by round, for a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.numbers import few_digits
from sim.scenario.errors import printable

if TYPE_CHECKING:
    from sim.game.debrief import Debrief
    from sim.game.game import Game


def told(game: "Game") -> str:
    """Tell a game round by round: decisions, offers, what everybody heard of, and who has got how far.

    Args:
        game: the game; its rounds that are over are told.
    """
    return "\n".join(_lines(game)) + "\n"


def _lines(game: "Game") -> Iterator[str]:
    from sim.game.debrief import debrief

    found, is_over = debrief(game), game.stage == "over"
    state = "over" if is_over else "goes on"
    rounds = f"{game.rounds_over} of {game.rounds} rounds of {game.round_quarters} quarters were played"
    yield f"{found.about['title']}: {rounds}, seed {game.seed}, {state}"
    if not game.is_of_this_version:
        yield "It was played by other rules than these, by which it is told."
    for each in found.happened:
        yield from _round(each)
    yield ""
    yield "At the end" if is_over else "Now"
    yield from _end(found)
    for other in found.counterfactuals if is_over else ():
        yield ""
        yield f"{other['question']}: {other['words']}"


def _round(each: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"Round {each['round']}, {each['date']} to {each['until']}"
    for made in each["decisions"]:
        yield f"  {made['seat']}: {made['words']}"
    for offer in each["offers"]:
        terms = ", ".join(f"{name} {value}" for name, value in offer["terms"].items())
        answer = f"accepted by {', '.join(offer['accepted'])}" if offer["accepted"] else "nobody accepted"
        yield printable(f"  {offer['from']} offered {offer['kind']} to {', '.join(offer['to'])} ({terms}): {answer}")
    for event in each["events"]:
        yield f"  {event['date']} {event['words']}"


def _end(found: "Debrief") -> Iterator[str]:
    if not found.seats:
        yield f"  {found.about['words']['nothing']}"
    for seat in found.seats:
        values = (f"{each['label']} {few_digits(seat['values'][each['name']], 3)}" for each in found.measures)
        yield f"  {seat['name']}: {', '.join(values)}" + ("" if seat["alive"] else ", gone")
