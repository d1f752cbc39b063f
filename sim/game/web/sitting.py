"""Who sits where, and how the room is set: what the game's file keeps of it, heard from its events.

A change is written into the file first and then heard here, and a restart hears the same events again: so there is one
place where an event has its effect.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.game.web.keys import HOST, SCREEN, SEAT, Keys, Right
from sim.game.web.limits import MINUTES, PORT


@dataclass(frozen=True)
class Person:
    """Somebody on a seat.

    Attributes:
        name: the name that was given; empty if none was.
        consent: whether what was chosen may be kept for research.
    """

    name: str = ""
    consent: bool = False


@dataclass
class Sitting:
    """A room, so far as it outlives the server.

    Attributes:
        code: join code; empty before the room was opened.
        port: port at which it was last served.
        keys: valid tokens.
        people: who sits where, by seat.
        chat: whether seats may send messages.
        assigned: whether people are given the next free seat, rather than choose one.
        minutes: minutes a round.
        round: round to which the time belongs.
        left: seconds that were left of it when last noted.
    """

    code: str = ""
    port: int = PORT
    keys: Keys = field(default_factory=Keys)
    people: dict[str, Person] = field(default_factory=dict)
    chat: bool = True
    assigned: bool = False
    minutes: float = MINUTES
    round: int = 0
    left: float = 0.0

    @classmethod
    def of(cls, events: Iterable[Mapping[str, Any]]) -> "Sitting":
        """The room as a game's events tell it; those of the game itself mean nothing here."""
        sitting = cls()
        for event in events:
            sitting.hear(event)
        return sitting

    def hear(self, event: Mapping[str, Any]) -> None:
        """Let an event have its effect."""
        match event["event"]:
            case "opened":
                self.code, self.port = event["code"], event["port"]
                for role in (HOST, SCREEN):
                    if event.get(role):
                        self.keys.add(event[role], Right(role))
            case "joined":
                self.keys.add(event["key"], Right(SEAT, event["seat"]))
                self.people[event["seat"]] = Person(event.get("name", ""), event["consent"])
            case "left":
                self.keys.drop(event["seat"])
                self.people.pop(event["seat"], None)
            case "set":
                self.chat = event.get("chat", self.chat)
                self.assigned = event.get("assigned", self.assigned)
                self.minutes = event.get("minutes", self.minutes)
            case "time":
                self.round, self.left = event["round"], event["left"]
