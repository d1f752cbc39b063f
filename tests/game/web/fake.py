"""A game without rules, for tests of the server alone: each seat's secret is its own, and a round is a number."""

import json
from dataclasses import asdict, dataclass

from sim.game.errors import GameError


@dataclass(frozen=True)
class Seat:
    name: str
    row: int = 0
    kind: str = "firm"
    bloc: str = "west"
    role: str = "You build AI."

    def told(self):
        return asdict(self)


class Game:
    """What the server asks of a game, kept in memory, or in a file as JSON Lines."""

    def __init__(self, seats=3, rounds=3, file=None, events=()):
        names = ["atlas", "borealis", "cobalt", *(f"actor-{k}" for k in range(3, seats))][:seats]
        self.seats = {name: Seat(name, k) for k, name in enumerate(names)}
        self.rounds, self.round, self.stage, self.file = rounds, 0, "lobby", None
        self.pending, self.said, self.offers, self.resolved = {}, [], [], 0
        self._events = []
        for event in events:
            self._again(event)
        self.file, self.start = file, None

    def _again(self, event):
        facts = {key: value for key, value in event.items() if key != "event"}
        match event["event"]:
            case "decide":
                self.decide(**facts)
            case "message":
                self.message(**facts)
            case "begin" | "round" | "end":
                {"begin": self.begin, "round": self.resolve, "end": self.end}[event["event"]]()
            case other:
                self.note(other, **facts)

    @classmethod
    def new(cls, start, file=None, **more):
        return cls(file=file)

    @classmethod
    def open(cls, file):
        lines = file.read_text().splitlines() if file.exists() else []
        return cls(file=file, events=[json.loads(line) for line in lines])

    def events(self):
        return list(self._events)

    def note(self, event, **facts):
        self._events.append({"event": event, **facts})
        if self.file:
            with self.file.open("a") as file:
                file.write(json.dumps(self._events[-1]) + "\n")

    def begin(self):
        self.stage, self.round = "deciding", 1
        self.note("begin")

    def observe(self, seat):
        return {
            "seat": seat, "round": self.round, "stage": self.stage, "secret": f"secret of {seat}",
            "decision": self.pending.get(seat), "offers": [offer for offer in self.offers if seat in offer["parties"]],
            "messages": [one for one in self.said if seat in (one["sender"], one["to"]) or one["to"] is None],
        }  # fmt: skip

    def worth(self, seat, action):
        return {"tier": {"open": 1.0}, "unit": "bn USD/quarter"}

    def decide(self, seat, action):
        if "tier" in action and action["tier"] not in ("closed", "open"):
            raise GameError(f"tier: {action['tier']!r} is none; expected closed or open")
        self.pending[seat] = action
        self.note("decide", seat=seat, action=action)

    def offer(self, seat, offer):
        to = offer.get("to")
        if not isinstance(to, list) or not all(name in self.seats for name in to):
            raise GameError("to: expected names of seats")
        self.offers.append({"id": f"offer-{len(self.offers) + 1}", "parties": [seat, *to], **offer})
        return self.offers[-1]["id"]

    def answer(self, seat, offer, accept):
        if not any(each["id"] == offer for each in self.offers):
            raise GameError("there is no such offer")

    def withdraw(self, seat, row):
        raise GameError("there is nothing of this name to withdraw from")

    def message(self, sender, to, text):
        if not text or to == sender or to not in (None, *self.seats):
            raise GameError("a message has words, and goes to another seat")
        self.said.append({"sender": sender, "to": to, "text": text})
        self.note("message", sender=sender, to=to, text=text)

    def resolve(self):
        self.resolved += 1
        self.pending, self.offers = {}, []
        self.note("round")
        if self.round == self.rounds:
            self.end()
        else:
            self.round += 1

    def end(self):
        self.stage = "over"
        self.note("end")

    def public(self):
        return {"round": self.round, "rounds": self.rounds, "stage": self.stage}
