"""A game told in lines, round by round: what was decided and agreed, what came of it, and how it ended."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.game.ledger import PARTIES, plain
from sim.numbers import precise
from sim.scenario.errors import clean

if TYPE_CHECKING:
    from sim.game.game import Game

_UNTOLD = {"kind", "name", "start", "end", "actors", "actor", *PARTIES.values()}


def replay(game: "Game") -> Iterator[str]:
    """The lines of a game, as far as it was played."""
    state = "over" if game.stage == "over" else "goes on"
    played = f"{game.rounds_over} of {game.rounds} rounds of {game.round_quarters} quarters were played"
    yield f"{clean(game.start.title)}: {played}, seed {game.seed}, {state}"
    events = game.public()["events"]
    for number in range(1, game.rounds_over + 1):
        first, last = (number - 1) * game.round_quarters, number * game.round_quarters
        now, then = game.start.date_of(first), game.start.date_of(last)
        yield ""
        yield f"Round {number}, {now} to {then}"
        for row in map(plain, game.rows):
            decided = row["kind"] == "decision" and row["start"] <= now < row["end"]
            if decided or (row["kind"] == "export_control" and row["start"] == now):
                yield f"  {_who(row)}: {_terms(row)}"
        for event in events:
            if first <= event["quarter"] < last:
                yield f"  {game.start.date_of(event['quarter'])} {event['words']}"
    yield ""
    yield "At the end" if game.stage == "over" else "Now"
    actors = game.standing().world.actors
    for name, seat in game.seats.items():
        me = actors[seat.row]
        sums = f"payoff so far {precise(me['payoff_sum'])} bn USD, capability {precise(me['capability'])} OOM"
        yield f"  {name}: {sums}" + ("" if me["alive"] else ", gone")


def _who(row: Mapping[str, Any]) -> str:
    return ", ".join(row.get("actors", [])) or str(row["name"])


def _terms(row: Mapping[str, Any]) -> str:
    told = {key: ", ".join(value) if isinstance(value, list) else value for key, value in row.items()}
    return ", ".join(f"{key} {value}" for key, value in told.items() if key not in _UNTOLD)
