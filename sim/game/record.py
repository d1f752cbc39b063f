"""The two files of a game: what was decided, for everybody to read, and the room, which stays where it was played.

``NAME.game`` is a scenario file: that of the start, and the decisions as dated rows, written whole after each round.
``NAME.room`` tells who sat where, messages, and choices of a round that still runs, one JSON object a line; lines are
added and reach the disk one by one, and a last line that a crash has torn is as if it had not been written.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.game.errors import GameError
from sim.scenario.errors import printable
from sim.whole import whole

MARK = "#: "
"""What begins the line of a game file with the facts that no scenario has."""
ROOM = ".room"
_LONGEST_HEAD = 50
_FACTS: dict[str, dict[str, Any]] = {
    "opened": {"code": str, "port": int},
    "joined": {"seat": str, "key": str, "consent": bool},
    "left": {"seat": str},
    "time": {"round": int, "left": int | float},
    "message": {"from": str, "to": str | None, "text": str},
    "decide": {"seat": str, "action": dict},
    "offer": {"seat": str, "offer": dict, "number": int},
    "answer": {"seat": str, "offer": str, "accept": bool},
    "withdraw": {"seat": str, "row": str},
    "by": {"seat": str, "by": str},
}
"""Facts that an event of a kind always has; of any other kind, those of :data:`_ALWAYS` alone."""
_ALWAYS: dict[str, Any] = {"event": str, "round": int, "at": int}
_SOMETIMES: dict[str, Any] = {
    "host": str, "screen": str, "name": str, "chat": bool, "assigned": bool, "minutes": int | float,
}  # fmt: skip
"""Facts that an event may have."""


def room_of(file: Path) -> Path:
    """The file of the room that goes with a game file."""
    return file.with_suffix(ROOM)


def facts_of(file: Path) -> dict[str, Any] | None:
    """The facts of a game file; None if the file is none."""
    try:
        with file.open(encoding="utf-8") as lines:
            for _, line in zip(range(_LONGEST_HEAD), lines, strict=False):
                if line.startswith(MARK):
                    facts = json.loads(line[len(MARK) :])
                    return facts if isinstance(facts, dict) else None
    except (OSError, RecursionError, ValueError):
        return None
    return None


def write(file: Path, text: str) -> None:
    """Write a game file, wholly or not at all.

    Raises:
        GameError: it cannot be written.
    """
    try:
        with whole(file) as draft, draft.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise GameError(f"{printable(str(file))}: cannot be written: {error.strerror or error}") from error


def _is_event(told: Any) -> bool:
    """Whether what a line holds is an event, with the facts that are read of it."""
    if not isinstance(told, dict) or not isinstance(told.get("event"), str):
        return False
    facts = _ALWAYS | _FACTS.get(told["event"], {})
    if told["event"] == "offer" and not (
        isinstance(told.get("offer"), dict) and {"kind", "to"} <= told["offer"].keys()
    ):
        return False
    known = {name: kind for name, kind in _SOMETIMES.items() if name in told}
    return all(name in told and isinstance(told[name], kind) for name, kind in (facts | known).items())


class Room:
    """The events of a room, in a file or in memory alone.

    Args:
        file: the file; it is made where there is none.

    Raises:
        GameError: the file cannot be read or written.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._events: list[dict[str, Any]] = []
        self._torn_at: int | None = None
        if file is not None and file.exists():
            self._events = list(self._read(file))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._events)

    def __len__(self) -> int:
        return len(self._events)

    def add(self, event: dict[str, Any]) -> None:
        """Add an event; it is on the disk when this returns.

        Raises:
            GameError: it cannot be written.
        """
        if self._file is not None:
            try:
                if self._torn_at is not None:
                    os.truncate(self._file, self._torn_at)
                    self._torn_at = None
                with self._file.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(event, ensure_ascii=False) + "\n")
                    out.flush()
                    os.fsync(out.fileno())
            except OSError as error:
                raise GameError(f"{printable(str(self._file))}: {error.strerror or error}") from error
        self._events.append(event)

    def _read(self, file: Path) -> Iterator[dict[str, Any]]:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise GameError(f"{printable(str(file))}: {error.strerror or error}") from error
        if content and not content.endswith(b"\n"):
            # It is cut off before a line is added, and not by who only reads: it may be half of what a server writes.
            self._torn_at = content.rfind(b"\n") + 1
            content = content[: self._torn_at]
        for number, line in enumerate(content.splitlines(), 1):
            try:
                event = json.loads(line)
                if not _is_event(event):
                    raise ValueError
            except (RecursionError, ValueError):
                raise GameError(f"{printable(str(file))}:{number}: is no event of a room") from None
            yield event
