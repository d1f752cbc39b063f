"""What was hidden: how good each seat was and what rivals believed, its care, its flaws, what it broke unseen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.game.debrief.walk import Walk
from sim.game.plain import number

if TYPE_CHECKING:
    from sim.game.game import Game

_TELLING = 0.1
"""Least error of a belief that is told in words, OOM: a quarter more, or a fifth less."""


def hidden(game: "Game", walk: Walk) -> list[dict[str, Any]]:
    """By seat and round: its true capability beside what each rival believed (OOM), and what it did.

    Care and effort are those of the round's last quarter, flaws those not discovered by its end.
    """
    told = []
    for name, seat in game.seats.items():
        rounds = []
        for at in range(1, game.rounds_over + 1):
            before, after = walk.before[at][seat.row], walk.model.past[at * game.round_quarters].actors[seat.row]
            if before["alive"]:
                rounds.append(
                    {
                        "round": at,
                        "date": game.start.date_of((at - 1) * game.round_quarters).isoformat(),
                        "capability": number(before["capability"]),
                        "believed": _believed(game, walk, at, name),
                        "care": number(after["safety"]),
                        "effort": number(after["effort"]),
                        "flaws": number(after["flaws"]),
                    }
                )
        told.append({"name": name, "rounds": rounds})
    return told


def _believed(game: "Game", walk: Walk, at: int, name: str) -> dict[str, float]:
    """What every other seat believed of one, in a round."""
    seen = ((by, walk.known[at, by]["rivals"]) for by in game.seats if by != name)
    return {
        by: each["estimate"]
        for by, rivals in seen
        for each in rivals
        if each["name"] == name and each["estimate"] is not None
    }


def secrets(game: "Game", walk: Walk, seats: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The most telling of it in sentences: who, when (a date, or None for the whole game), words.

    Args:
        game: the game.
        walk: the game gone through.
        seats: what :func:`hidden` gave.
    """
    return [
        {"who": seat["name"], "date": date, "words": words}
        for seat in seats
        for date, words in _told(game, walk, seat["name"], seat["rounds"])
    ]


def _told(game: "Game", walk: Walk, name: str, rounds: list[dict[str, Any]]) -> Iterator[tuple[str | None, str]]:
    errors = [(each["capability"] - value, by, each) for each in rounds for by, value in each["believed"].items()]
    if errors:
        error, by, at = max(errors, key=lambda each: abs(each[0]))
        if abs(error) >= _TELLING:
            yield at["date"], f"what it had was worth {10.0**error:.2g} times the compute that {by} believed."
    own = [breach for breach in walk.breaches if breach.who == name]
    broken, found = ({each.quarter for each in some} for some in (own, [each for each in own if each.found]))
    if unseen := len(broken - found):
        yield None, f"broke promises or laws in {_quarters(len(broken))}; in {unseen} of them nobody found out."
    if rounds:
        care, effort = (np.mean([each[what] for each in rounds]) for what in ("care", "effort"))
        yield None, f"care was {care:.2g} on average, and effort {effort:.2g}."
        if (flaws := rounds[-1]["flaws"]) >= 1.0:
            yield None, f"what it had in the end held {flaws:.2g} flaws that nobody has discovered."


def _quarters(count: int) -> str:
    return "1 quarter" if count == 1 else f"{count} quarters"
