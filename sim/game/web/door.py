"""Who comes and who goes: the join code opens the door, and a seat has one token at a time."""

import math
from typing import TYPE_CHECKING, Any

from sim.game.web import inputs, keys, limits
from sim.game.web.allowance import Allowance
from sim.game.web.refused import Refused

if TYPE_CHECKING:
    from sim.game.web.room import Room


class Door:
    """The door of a room.

    Only wrong codes are limited, so a class behind one address joins as fast as it types. But while somebody there
    guesses, nobody from there comes in: a right guess must not be told from a wrong one.
    """

    def __init__(self, room: "Room") -> None:
        self._room = room
        self._wrong = Allowance(limits.WRONG_CODES, limits.ADDRESSES, room.now)
        self._wrong_in_all = Allowance(limits.WRONG_CODES_IN_ALL, 1, room.now)

    def look(self, address: str, asked: inputs.Look) -> dict[str, Any]:
        """Which seats there are, for whoever has the code."""
        self._knock(address, asked.code)
        room, taken = self._room, self._room.sitting.people
        seats = [seat.told() | {"taken": name in taken} for name, seat in room.game.seats.items()]
        return {"seats": seats, "assigned": room.sitting.assigned, "stage": room.game.stage}

    def join(self, address: str, asked: inputs.Join) -> dict[str, str]:
        """A seat for whoever has the code, and the token that is theirs alone."""
        self._knock(address, asked.code)
        seat, token, name = self._free_seat(asked.seat), keys.new_token(), " ".join(asked.name.split())
        given = {"name": name} if name else {}
        self._room.note("joined", seat=seat, key=keys.fingerprint(token), consent=asked.consent, **given)
        self._room.seen(seat)
        self._room.tell(f"{seat} is taken{f' by {name}' if name else ''}.")
        return {"token": token, "seat": seat}

    def leave(self, seat: str) -> None:
        """Somebody gives up a seat."""
        self._part(seat, f"{seat} was left; its strategy decides for it.")

    def free(self, asked: inputs.Free) -> None:
        """The host frees a seat: who sat there is shut out, and may join again."""
        if asked.seat not in self._room.sitting.people:
            raise Refused(409, "Nobody sits on this seat.")
        self._part(asked.seat, f"{asked.seat} was freed.")

    def _knock(self, address: str, code: str) -> None:
        """Check a join code.

        Raises:
            Refused: it is wrong, or there were too many wrong ones.
        """
        seconds = math.ceil(self._shut(address))
        if seconds:
            why = "Too many wrong join codes came from your network."
            raise Refused(429, f"{why} Try again in {seconds} s; the code is on the screen in front.", seconds)
        if not keys.is_code(code, self._room.sitting.code):
            self._wrong.use(address)
            self._wrong_in_all.use("")
            if self._shut(address):
                self._room.tell("Many wrong join codes come from one network: while they do, nobody there can join.")
            raise Refused(
                403, "This is not the join code of this game. It is on the screen in front: 8 letters and digits."
            )

    def _shut(self, address: str) -> float:
        """Seconds for which nobody comes in from an address."""
        return max(self._wrong.wait(address), self._wrong_in_all.wait(""))

    def _free_seat(self, wanted: str | None) -> str:
        seats, sitting = self._room.game.seats, self._room.sitting
        if wanted is not None and not sitting.assigned:
            if wanted not in seats:
                raise Refused(400, "There is no such seat; choose one of those shown.")
            if wanted in sitting.people:
                raise Refused(409, f"{wanted} was taken just now; choose another seat.")
            return wanted
        free = next((seat for seat in seats if seat not in sitting.people), None)
        if free is None:
            raise Refused(409, "All seats are taken; the host can free one.")
        return free

    def _part(self, seat: str, line: str) -> None:
        self._room.note("left", seat=seat)
        self._room.tell(line)
