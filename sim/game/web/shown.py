"""What pages are handed: a seat what its actor knows, the projector what all may see, the host who is there besides."""

from typing import TYPE_CHECKING, Any

from sim.game.web import keys, limits

if TYPE_CHECKING:
    from sim.game.web.room import Room


def shown(room: "Room", right: keys.Right) -> dict[str, Any]:
    """What the page of whoever has a right shows, but for the time."""
    match right.role:
        case keys.HOST:
            return _host(room)
        case keys.SCREEN:
            return _screen(room)
        case _:
            return _seat(room, right.seat)


def time(room: "Room") -> dict[str, Any]:
    """The time of the round, in seconds."""
    return {"left": round(room.clock.left, 1), "running": room.clock.runs, "length": room.clock.length}


def _seat(room: "Room", name: str) -> dict[str, Any]:
    """What an actor knows: its own observation, and nothing else of the game."""
    observation = room.game.observe(name)
    if len(observation.get("messages", ())) > limits.MESSAGES_SHOWN:
        observation = {**observation, "messages": observation["messages"][-limits.MESSAGES_SHOWN :]}
    person = room.sitting.people.get(name)
    seat = room.game.seats[name].told() | {"person": person.name if person else ""}
    return {
        "chat": room.sitting.chat, "seat": seat, "seats": list(room.game.seats), "taken": list(room.sitting.people),
        "observation": observation,
    }  # fmt: skip


def _screen(room: "Room") -> dict[str, Any]:
    seats = {"all": len(room.game.seats), "taken": len(room.sitting.people), "decided": len(_decided(room))}
    return _door(room) | {"chat": room.sitting.chat, "seats": seats, "public": room.game.public()}


def _host(room: "Room") -> dict[str, Any]:
    here = room.connected()
    return _door(room) | {
        "screen": room.links.screen(room.screen), "notice": room.notice, "notes": room.links.notes,
        "seats": [_person(room, name, name in here) for name in room.game.seats],
        "chat": room.sitting.chat, "assigned": room.sitting.assigned, "minutes": room.sitting.minutes,
        "public": room.game.public(), "log": list(room.log),
    }  # fmt: skip


def _person(room: "Room", name: str, connected: bool) -> dict[str, Any]:
    person = room.sitting.people.get(name)
    return room.game.seats[name].told() | {
        "person": person is not None, "name_given": person.name if person else "", "connected": connected,
        "decided": name in _decided(room),
    }  # fmt: skip


def _decided(room: "Room") -> set[str]:
    """Seats with somebody on them that have decided: a decision stays when its seat is left, and counts for nobody."""
    return room.decided & room.sitting.people.keys()


def _door(room: "Room") -> dict[str, Any]:
    code = room.sitting.code
    return {
        "stage": room.game.stage, "code": keys.told(code), "link": room.links.join(code), "qr": room.links.qr(code),
    }  # fmt: skip
