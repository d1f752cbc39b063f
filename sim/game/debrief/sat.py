"""Who decided for which seat in which round, and what: from the rows of the game, and from what the room's file tells.

Rows say what was decided, to everybody who has the game file. Who sat there, since when and how long it took, only the
file of the room tells; without it somebody decided, and that is all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sim.game.ledger import plain
from sim.game.plain import tier_words
from sim.scenario.schema.enums import Kind
from sim.scenario.schema.institutions import DataSharing, Retaliation
from sim.scenario.schema.policies import Decision, ExportControl, Pivot
from sim.scenario.schema.rows import Lasting

if TYPE_CHECKING:
    from sim.game.game import Game

PERSON, PROGRAM, STRATEGY, SOMEBODY = "person", "program", "strategy", "somebody"
"""By whom a seat was led in a round; somebody: who is not known."""

_CONTROLS = (ExportControl, Retaliation)
_CHOICES = {"tier", "effort", "care", "join", "leave"}
"""What holds for one round; all else stands until it is changed."""


@dataclass
class Turn:
    """A seat in a round.

    Attributes:
        round: number of the round, from 1.
        seat: name of the seat.
        by: person, program, strategy or somebody.
        decided: what was decided, as rows have it; what is absent was left to the strategy.
        consent: whether who decided agreed to have what was chosen kept for research; None if nobody sat there.
        seconds: from the begin of the round to a person's last decision, pauses included; None if unknown.
    """

    round: int
    seat: str
    by: str = STRATEGY
    decided: dict[str, Any] = field(default_factory=dict)
    consent: bool | None = None
    seconds: float | None = None

    @property
    def words(self) -> str:
        """What was decided, in a few words."""
        return ", ".join(_said(self.decided)) or "nothing that stands; its strategy decides the rest"


def turns(game: "Game") -> list[Turn]:
    """All turns of the rounds that are over: round by round, seats in the order of the game."""
    made = [Turn(number, seat) for number in range(1, game.rounds_over + 1) for seat in game.seats]
    of = {(turn.round, turn.seat): turn for turn in made}
    for turn in made:
        turn.decided = _decided(game, turn.round, turn.seat)
        turn.by = SOMEBODY if turn.decided.keys() & _CHOICES and not game.events() else STRATEGY
    _hear(game, of)
    return made


def _decided(game: "Game", number: int, seat: str) -> dict[str, Any]:
    """What rows of the game have for a seat in a round; commitments, controls and data as they stand."""
    day = game.start.date_of((number - 1) * game.round_quarters)
    told: dict[str, Any] = {}
    controls = _lifted(game, day, seat)
    for row in game.played.policies[len(game.start.policies) :]:
        if not isinstance(row, Lasting) or row.start is None or row.start > day:
            continue
        if row.end and row.end <= day:
            if isinstance(row, ExportControl) and row.name.startswith(f"{seat}-"):
                controls[row.to_bloc] = 0.0
            continue
        match row:
            case Decision(actors=[name]) if name == seat:
                told |= {"tier": row.tier, "effort": row.effort, "care": row.care}
                told |= {"join": list(row.join), "leave": list(row.leave)}
            case Pivot(actor=name) if name == seat:
                told["commit"] = row.tier
            case DataSharing(actors=[name]) if name == seat:
                told["data"] = row.share
            case ExportControl() if row.name.startswith(f"{seat}-"):
                controls[row.to_bloc] = row.strength
    made = {name: value for name, value in told.items() if value not in (None, [])}
    return plain(made | ({"controls": controls} if controls else {}))


def _lifted(game: "Game", day: date, seat: str) -> dict[str, float]:
    """Controls of the start that a seat has lifted by a day, each 0, by the bloc they were on.

    Rows do not tell who lifted one: it was the state of its bloc, and nobody is named where a bloc has several.
    """
    bloc = game.seats[seat].bloc
    states = [each.name for each in game.seats.values() if each.kind == Kind.NATION and each.bloc == bloc]
    if states != [seat]:
        return {}
    rows = [game.start.policies[place] for place, on in game.lifted.items() if on <= day]
    return {row.to_bloc: 0.0 for row in rows if isinstance(row, _CONTROLS) and row.from_bloc == bloc}


def _hear(game: "Game", of: Mapping[tuple[int, str], Turn]) -> None:
    """What the file of the room adds, event by event."""
    people: dict[str, bool] = {}
    began: dict[int, float] = {}
    for event in game.events():
        number, seat = int(event.get("round", 0)), str(event.get("seat", ""))
        match event["event"]:
            case "time":
                began.setdefault(number, float(event["at"]))
            case "joined":
                people[seat] = bool(event.get("consent"))
            case "left":
                people.pop(seat, None)
            case "decide" if (number, seat) in of:
                turn = of[number, seat]
                turn.by, turn.consent = PERSON if seat in people else PROGRAM, people.get(seat)
                turn.seconds = float(event["at"]) - began[number] if number in began and seat in people else None
            case "by" if (number, seat) in of and event.get("by") in (PROGRAM, STRATEGY):
                # A program beside people sits down as they do, and says itself whether it has decided.
                turn = of[number, seat]
                turn.by, turn.consent, turn.seconds = str(event["by"]), None, None


def _said(decided: dict[str, Any]) -> Iterator[str]:
    if "tier" in decided:
        yield f"tier {tier_words(decided['tier'])}"
    for name in ("effort", "care"):
        if name in decided:
            yield f"{name} {decided[name]:.3g}"
    for name in ("join", "leave"):
        if decided.get(name):
            yield f"{name}s {' and '.join(decided[name])}"
    if "commit" in decided:
        yield f"committed to {tier_words(decided['commit'])}"
    for bloc, strength in decided.get("controls", {}).items():
        yield f"controls against {bloc} {strength:.2g}" if strength else f"no controls against {bloc}"
    if "data" in decided:
        yield f"{100.0 * decided['data']:.0f} % of its data pooled"
