"""Decisions and agreements of a round as dated rows, added to those of the rounds before."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sim.game.action import STANDING, Action
from sim.game.seats import Seat
from sim.scenario.schema.enums import word

PARTIES = {"treaty": "parties", "ethics_framework": "signatories", "partnership": "actors"}
"""Kinds of agreements from which one can withdraw, and the field that names who takes part."""
Row = dict[str, Any]


def parties_of(row: Mapping[str, Any]) -> list[str]:
    """Who takes part in a row."""
    named = row.get(PARTIES.get(row["kind"], "members"), row.get("actor", []))
    return [named] if isinstance(named, str) else list(named)


def is_open(row: Mapping[str, Any]) -> bool:
    """Whether a row is in force until somebody ends it."""
    return "end" not in row


def plain(row: Mapping[str, Any]) -> Row:
    """A row with tiers as words."""
    return {key: word(value) if hasattr(value, "name") else value for key, value in row.items()}


class Ledger:
    """The rows of a game while a round ends.

    Args:
        rows: those so far; they are copied.
        number: the round, by which new rows are named.
        now: first day of the round, on which what is decided takes force.
        then: first day after it, until which a choice holds.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]], number: int, now: date, then: date) -> None:
        self.rows: list[Row] = [dict(row) for row in rows]
        self._number, self._now, self._then = number, now, then

    def decide(self, seat: Seat, made: Action, alliances: Sequence[str]) -> None:
        """Add what a seat decides."""
        name = f"{seat.name}-{self._number}"
        chosen: Row = {"tier": made.tier, "effort": made.effort, "care": made.care}
        if made.alliances is not None:
            chosen["join"] = list(made.alliances)
            chosen["leave"] = [each for each in alliances if each not in made.alliances]
        chosen = {key: value for key, value in chosen.items() if value not in (None, [])}
        if chosen:
            self._carry_on({"kind": "decision", "name": name, "actors": [seat.name], **chosen})
        if made.commit is not STANDING:
            public: Row | None = None if made.commit is None else {"tier": made.commit}
            self._put({"kind": "pivot", "actor": seat.name}, f"{name}-commit", public)
        for bloc, strength in (made.controls or {}).items():
            terms: Row | None = {"strength": strength, "compute": strength} if strength > 0.0 else None
            like = {"kind": "export_control", "from_bloc": seat.bloc, "to_bloc": bloc}
            self._put(like, f"{name}-control-{bloc}", terms, by=seat.name)
        if made.data is not None:
            pooled: Row | None = {"share": made.data} if made.data > 0.0 else None
            self._put({"kind": "data_sharing", "actors": [seat.name]}, f"{name}-data", pooled)

    def take_out(self, who: str, name: str) -> None:
        """End an agreement for one party; the others keep it, if they are still two and their host stays."""
        for row in [each for each in self.rows if each["name"] == name and is_open(each)]:
            field = PARTIES[row["kind"]]
            left = [each for each in row[field] if each != who]
            goes_on = len(left) >= 2 and row.get("host") != who
            row["end"] = self._now
            if goes_on:
                kept = {key: value for key, value in row.items() if key != "end"}
                self.rows.append({**kept, field: left, "start": self._now, "name": _successor(name)})

    def _put(self, like: Row, name: str, terms: Row | None, by: str = "") -> None:
        """End the rows of this game, and of this seat, that are like another; begin a new one unless terms are None."""
        for row in self.rows:
            is_own = not by or row["name"].startswith(f"{by}-")
            if is_own and is_open(row) and all(row.get(key) == value for key, value in like.items()):
                row["end"] = self._now
        if terms is not None:
            self.rows.append({**like, "name": name, **terms, "start": self._now})

    def _carry_on(self, row: Row) -> None:
        """Add a decision; one that only goes on as the last one of that actor becomes longer."""
        for earlier in self.rows:
            alike = {key: value for key, value in earlier.items() if key not in ("name", "start", "end")}
            if alike == {key: value for key, value in row.items() if key != "name"} and earlier["end"] == self._now:
                earlier["end"] = self._then
                return
        self.rows.append({**row, "start": self._now, "end": self._then})


def _successor(name: str) -> str:
    stem, mark, number = name.partition("~")
    return f"{stem}~{int(number) + 1 if mark else 2}"
