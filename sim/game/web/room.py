"""The room of a game: its rights, its time, and what the host orders.

Nothing here waits or knows HTTP: one call at a time is made, in a thread (:mod:`sim.game.web.desk`). Who comes and goes
is in :mod:`sim.game.web.door`, what seats do in :mod:`sim.game.web.deeds`, what pages get in :mod:`sim.game.web.shown`.
"""

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from sim.game.web import inputs, keys, limits
from sim.game.web.clock import Clock
from sim.game.web.links import Links
from sim.game.web.refused import Refused
from sim.game.web.sitting import Sitting

if TYPE_CHECKING:
    from sim.game.game import Game


class Room:
    """A game with people.

    Args:
        game: the game; its file is what a restart goes on from.
        links: addresses of the pages.
        host: a host's token that stays the same from one start to the next; by default each start has a new one, beside
            those of earlier starts.
        now: a clock that never jumps, in seconds.

    Attributes:
        game: the game.
        links: addresses of the pages.
        sitting: who sits where, and how the room is set.
        clock: the time of the round.
        now: the clock that never jumps.
        host: token of the host.
        screen: token of the projector's page.
        decided: seats that have decided in this round.
        log: what happened, for the host; the last lines.
        changes: how often something has changed that a page shows.
        notice: what the host must know at once, such as why a round could not be resolved; mostly empty.
    """

    def __init__(
        self, game: "Game", links: Links, *, host: str = "", now: Callable[[], float] = monotonic
    ) -> None:  # fmt: skip
        self.game = game
        self.links = links
        self.now = now
        self.sitting = Sitting.of(game.events())
        self.clock = Clock(60 * self.sitting.minutes, now)
        self.host, self.screen = host or keys.new_token(), keys.new_token()
        self.decided: set[str] = set()
        self.log: deque[str] = deque(maxlen=limits.LOG)
        self.changes = 0
        self.notice = ""
        self._fixed = keys.fingerprint(host) if host else ""
        self._seen: dict[str, float] = {}
        self._open()

    def _open(self) -> None:
        """Write down what a restart needs, and take up the game where it stood."""
        prints = {"host": "" if self._fixed else keys.fingerprint(self.host), "screen": keys.fingerprint(self.screen)}
        self.note("opened", code=self.sitting.code or keys.new_code(), port=self.links.port, **prints)
        if self.game.stage != "deciding":
            return
        self.decided = {seat for seat in self.game.seats if self.game.observe(seat).get("decision") is not None}
        if self.sitting.round == self.game.round:
            self.clock.stand_at(self.sitting.left)
        left = f"{int(self.clock.left) // 60}:{int(self.clock.left) % 60:02d}"
        self.notice = f"The server was started again, and the clock stands at {left}: let it go on when all are back."

    def note(self, event: str, **facts: Any) -> None:
        """Write an event down, then let it have its effect."""
        self.game.note(event, **facts)
        self.sitting.hear({"event": event, **facts})
        self.changes += 1

    def tell(self, line: str) -> None:
        """A line in the host's log; said again at once, it is the same line."""
        if not self.log or self.log[-1] != line:
            self.log.append(line)
            self.changes += 1

    def right(self, token: str) -> keys.Right | None:
        """What a token allows."""
        if self._fixed and keys.fingerprint(token) == self._fixed:
            return keys.Right(keys.HOST)
        return self.sitting.keys.right(token)

    def seen(self, seat: str) -> None:
        """A seat's page has asked."""
        self._seen[seat] = self.now()

    def connected(self) -> list[str]:
        """Seats whose page has asked a moment ago."""
        here = self.sitting.people
        return [seat for seat, at in list(self._seen.items()) if seat in here and self.now() - at < limits.AWAY]

    # Rounds

    def must_decide(self) -> None:
        """Check that a round is open.

        Raises:
            Refused: none is.
        """
        if self.game.stage != "deciding":
            over = self.game.stage == "over"
            raise Refused(409, "The game is over." if over else "The game has not begun; the host begins it.")

    def begin(self) -> None:
        """The first round begins, and its time."""
        if self.game.stage != "lobby":
            raise Refused(409, "The game has begun.")
        self.game.begin()
        self._begin_round()
        self.clock.go()
        self.keep_time()
        self.tell("The game has begun.")

    def resolve(self) -> None:
        """The round ends: who has not decided is led by a strategy. The next begins; its clock runs if this one did.

        Raises:
            Refused: it cannot be resolved; it is open as before, and the clock stands.
        """
        self.must_decide()
        ended = self.game.round
        try:
            self.game.resolve()
        except Exception as error:
            self.clock.pause()
            self.notice = f"Round {ended} could not be resolved: {error}. It is still open; end it to try again."
            self.changes += 1
            raise
        self.tell(f"Round {ended} has ended.")
        if self.game.stage == "over":
            self._over()
        else:
            self._begin_round()
        self.keep_time()

    def end(self) -> None:
        """The game ends now, without the round that is open."""
        self.must_decide()
        self.game.end()
        self._over()

    def _begin_round(self) -> None:
        self.decided.clear()
        self.notice = ""
        self.clock.refill()
        self.changes += 1

    def _over(self) -> None:
        self.decided.clear()
        self.notice = ""
        self.clock.stand_at(0.0)
        self.tell("The game is over.")

    # The time

    def pause(self) -> None:
        """The clock stops."""
        self.must_decide()
        self.clock.pause()
        self.keep_time()

    def go(self) -> None:
        """The clock goes on."""
        self.must_decide()
        self.clock.go()
        self.notice = ""
        self.keep_time()

    def extend(self, asked: inputs.Extend) -> None:
        """More time for this round."""
        self.must_decide()
        if self.clock.left + asked.seconds > 60 * limits.MOST_MINUTES:
            raise Refused(409, f"A round lasts at most {limits.MOST_MINUTES} minutes.")
        self.clock.add(asked.seconds)
        self.keep_time()

    def set_minutes(self, asked: inputs.Minutes) -> None:
        """Minutes of a round, from the next on."""
        self.note("set", minutes=asked.n)
        self.clock.length = 60 * asked.n
        if self.game.stage == "lobby":
            self.clock.refill()

    def keep_time(self) -> None:
        """Write down what is left of the round's time, for a restart. Nothing that a page shows changes by it."""
        facts = {"round": self.game.round, "left": round(self.clock.left, 1), "runs": self.clock.runs}
        self.game.note("time", **facts)
        self.sitting.hear({"event": "time", **facts})

    def set_chat(self, asked: inputs.Switch) -> None:
        """Messages between seats on or off."""
        self.note("set", chat=asked.on)
        self.tell(f"Messages are {'on' if asked.on else 'off'}.")

    def set_assigned(self, asked: inputs.Switch) -> None:
        """Whether whoever joins is given a seat, rather than choose one."""
        self.note("set", assigned=asked.on)
