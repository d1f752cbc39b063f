"""Decisions and agreements of a round as dated rows, added to those of the rounds before."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sim.game.action import STANDING, Action
from sim.game.seats import Seat
from sim.scenario.schema.enums import word
from sim.scenario.schema.institutions import Retaliation
from sim.scenario.schema.policies import ExportControl
from sim.scenario.schema.scenario import Scenario

PARTIES = {"treaty": "parties", "ethics_framework": "signatories", "partnership": "actors"}
"""Kinds of agreements from which one can withdraw, and the field that names who takes part."""
NOTHING = {"strength": 0.0, "compute": 0.0}
"""What a control stops that has ended before it began."""
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
        lifted: rows of the start that were ended so far, by their place, and when; they are copied.
        start: the scenario of the game.
        number: the round, by which new rows are named.
        now: first day of the round, on which what is decided takes force.
        then: first day after it, until which a choice holds.
    """

    def __init__(
        self, rows: Sequence[Mapping[str, Any]], lifted: Mapping[int, date], start: Scenario, number: int, now: date,
        then: date,
    ) -> None:  # fmt: skip
        self.rows: list[Row] = [dict(row) for row in rows]
        self.lifted = dict(lifted)
        self._start, self._number, self._now, self._then = start, number, now, then

    def decide(self, seat: Seat, made: Action, alliances: Sequence[str]) -> None:
        """Add what a seat decides."""
        name = f"{seat.name}-{self._number}"
        chosen: Row = {"tier": made.tier, "effort": made.effort, "care": made.care}
        if made.alliances is not None:
            chosen["join"] = list(made.alliances)
            chosen["leave"] = [each for each in alliances if each not in made.alliances]
        chosen = {key: value for key, value in plain(chosen).items() if value not in (None, [])}
        if chosen:
            self._carry_on({"kind": "decision", "name": name, "actors": [seat.name], **chosen})
        if made.commit is not STANDING:
            public: Row | None = None if made.commit is None else plain({"tier": made.commit})
            self._put({"kind": "pivot", "actor": seat.name}, f"{name}-commit", public)
        for bloc, strength in (made.controls or {}).items():
            terms: Row | None = {"strength": strength, "compute": strength} if strength > 0.0 else None
            like = {"kind": "export_control", "from_bloc": seat.bloc, "to_bloc": bloc}
            # Several states of a bloc can control a border, each by rows of its own.
            own = rf"{re.escape(seat.name)}-\d+-control-{re.escape(bloc)}"
            self._put(like, f"{name}-control-{bloc}", terms, own)
            self._lift(seat.bloc, bloc)
        if made.data is not None:
            pooled: Row | None = {"share": made.data} if made.data > 0.0 else None
            self._put({"kind": "data_sharing", "actors": [seat.name]}, f"{name}-data", pooled)

    def take_out(self, who: Collection[str], name: str) -> None:
        """End an agreement for some parties; the others keep it, if they are still two and their host stays."""
        for row in [each for each in self.rows if each["name"] == name and is_open(each)]:
            field = PARTIES[row["kind"]]
            left = [each for each in row[field] if each not in who]
            goes_on = len(left) >= 2 and row.get("host") not in who
            row["end"] = self._now
            if goes_on:
                kept = {key: value for key, value in row.items() if key != "end"}
                self.rows.append({**kept, field: left, "start": self._now, "name": successor(name)})

    def _put(self, like: Row, name: str, terms: Row | None, own: str = ".*") -> None:
        """End the rows of this game that are like another, and named so; begin a new one unless terms are None."""
        for row in self.rows:
            if (
                re.fullmatch(own, row["name"])
                and is_open(row)
                and all(row.get(key) == value for key, value in like.items())
            ):
                row["end"] = self._now
        if terms is not None:
            self.rows.append({**like, "name": name, **terms, "start": self._now})

    def _lift(self, home: str, bloc: str) -> None:
        """End the scenario's own controls of a bloc on another: who decides on a border decides all of it."""
        for place, row in enumerate(self._start.policies):
            if isinstance(row, ExportControl | Retaliation) and (row.from_bloc, row.to_bloc) == (home, bloc):
                self.lifted.setdefault(place, self._now)

    def _carry_on(self, row: Row) -> None:
        """Add a decision; one that only goes on as the last one of that actor becomes longer."""
        for earlier in self.rows:
            alike = {key: value for key, value in earlier.items() if key not in ("name", "start", "end")}
            if alike == {key: value for key, value in row.items() if key != "name"} and earlier["end"] == self._now:
                earlier["end"] = self._then
                return
        self.rows.append({**row, "start": self._now, "end": self._then})


def successor(name: str) -> str:
    """What an agreement is called when those who stay carry it on."""
    numbered = re.fullmatch(r"(.+)~([0-9]{1,4})", name)
    return f"{numbered[1]}~{int(numbered[2]) + 1}" if numbered else f"{name}~2"


def as_lifted(start: Scenario, lifted: Mapping[int, date]) -> Scenario:
    """A scenario some of whose controls have been ended; one that had not begun by then stops nothing."""
    if not lifted:
        return start
    rows: list[Any] = list(start.policies)
    for place, day in lifted.items():
        row, begun = rows[place], start.quarter_of(rows[place].start or start.start) < start.quarter_of(day)
        if not (row.end and row.end <= day):
            rows[place] = row.model_copy(update={"end": day} if begun else NOTHING)
    return start.model_copy(update={"policies": rows})


def own_of(control: Any) -> Row:
    """What a control was before it was ended, as JSON has it."""
    return {**{name: getattr(control, name) for name in NOTHING}, "end": str(control.end) if control.end else None}


def as_before(played: Sequence[Any], lifted: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """Rows of a start as they were before a game ended some of them.

    Args:
        played: the rows, as they are in the game file.
        lifted: by the place of each that was ended, what it was, see :func:`own_of`.

    Raises:
        ValueError: a place, a number or a date is none.
    """
    rows = list(played)
    for place, own in lifted.items():
        end = date.fromisoformat(own["end"]) if own["end"] else None
        numbers = {name: float(own[name]) for name in NOTHING}
        if not (
            isinstance(rows[int(place)], ExportControl | Retaliation) and all(0 <= n <= 1 for n in numbers.values())
        ):
            raise ValueError
        rows[int(place)] = rows[int(place)].model_copy(update={**numbers, "end": end})
    return rows


def lifted_on(start: Scenario, played: Any) -> date:
    """When a control was ended, from how it stands in the game file.

    Raises:
        ValueError: it was not.
    """
    if all(getattr(played, name) == 0.0 for name in NOTHING):
        return start.start
    if played.end is None:
        raise ValueError("it was not ended")
    return cast(date, played.end)
