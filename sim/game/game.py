"""The game: seats decide, a round ends, what was decided becomes dated rows, and the compiled quarters pass.

The game holds no state of the world. (scenario with rows, seed) fixes all of it, so the world of any round is run
from the start, which takes milliseconds.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from secrets import randbelow
from typing import TYPE_CHECKING, Any, Literal, cast

from sim.game.errors import GameError
from sim.game.ledger import PARTIES, Ledger, Row, as_before, as_lifted, is_open, lifted_on, own_of, parties_of, plain
from sim.game.offers import called
from sim.game.record import Room, facts_of, room_of, write
from sim.game.seats import Seat, seats_of
from sim.game.table import Table, as_accepted
from sim.game.writing import PLAYED, text
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.errors import printable, shown
from sim.scenario.load import extended
from sim.scenario.reading.overrides import Overrides
from sim.scenario.reading.tree import Source, grow
from sim.scenario.schema.institutions import Alliance
from sim.version import model_version
from sim.world import bloc_names

if TYPE_CHECKING:
    from sim.model import RaceModel

SUMMIT = "summit"
"""The shipped scenario that was made for a game."""
ROUND_QUARTERS = 2
MOST_ROUNDS, MOST_ROUND_QUARTERS = 40, 8
MOST_MESSAGES, LONGEST_MESSAGE = 2000, 500
"""Messages of a game, and letters of one."""
_LARGEST_SEED = 10**6
MOST_SEED = 2**63 - 1
_FORMAT = 1
Stage = Literal["lobby", "deciding", "over"]
_STAGES = ("lobby", "deciding", "over")


class Game:
    """A game: a scenario, a seed, seats, and what was decided so far. Make one by :meth:`new` or :meth:`open`.

    Attributes:
        start: the scenario before anybody decided, as long as the game lasts.
        seed: seed of its luck.
        seats: by the actor's name.
        rounds: how many there are.
        round_quarters: quarters of each.
        round: the round being decided, from 1; 0 before the first.
        rounds_over: how many have been resolved.
        stage: lobby, deciding or over.
        file: the game file; None if it is kept in memory alone.
        played: the scenario with all that was decided in the rounds that are over, as rows.
        rows: these rows.
        lifted: rows of the start that were ended, by their place, and when.
        table: what is decided and offered in the round that runs.
        is_of_this_version: whether the rules are those by which it was played so far.
    """

    def __init__(
        self, start: Scenario, seed: int, seats: Sequence[str], rounds: int, round_quarters: int, file: Path | None
    ) -> None:
        self.start, self.seed, self.file = start, seed, file
        self.seats = seats_of(start, seats)
        self.rounds, self.round_quarters = rounds, round_quarters
        self.round = self.rounds_over = 0
        self.stage: Stage = "lobby"
        self.is_of_this_version = True
        self.rows: list[Row] = []
        self.lifted: dict[int, date] = {}
        self.played = start
        self.table = self._bare()
        self._room = Room(None)
        self._standing: tuple[tuple[int, str], RaceModel] | None = None

    @classmethod
    def new(
        cls,
        scenario: str | Path | Scenario = SUMMIT,
        *,
        seats: int | Sequence[str] | None = None,
        seed: int | None = None,
        rounds: int | None = None,
        round_quarters: int = ROUND_QUARTERS,
        file: str | Path | None = None,
        overrides: Overrides = (),
    ) -> "Game":
        """Begin a game.

        Args:
            scenario: a shipped name, the path of a scenario file, or a scenario.
            seats: how many of its actors people may sit for, the first of the file, or which; all by default.
            seed: seed of its luck; drawn by default.
            rounds: how many; by default as many as the scenario has quarters for.
            round_quarters: quarters for which a decision holds.
            file: game file to write; None keeps the game in memory.
            overrides: values to change, as :func:`sim.load` takes them.

        Raises:
            GameError: the seats, rounds or quarters cannot be, or there is such a file already.
            ScenarioError: the scenario cannot be used.
        """
        _ensure_between("round-quarters", round_quarters, MOST_ROUND_QUARTERS)
        config = load(scenario, overrides)
        if rounds is None:
            rounds = max(1, min(MOST_ROUNDS, config.quarters // round_quarters))
        _ensure_between("rounds", rounds, MOST_ROUNDS)
        start = load(config, {"quarters": rounds * round_quarters})
        place = None if file is None else Path(file)
        if place is not None and (place.exists() or room_of(place).exists()):
            raise GameError(f"{printable(str(place))}: there is one already; go on with it, or name another file")
        luck = randbelow(_LARGEST_SEED) if seed is None else seed
        if not 0 <= luck <= MOST_SEED:
            raise GameError(f"seed: {luck} cannot be; expected 0 to {MOST_SEED}")
        game = cls(start, luck, list(seats_of(start, seats)), rounds, round_quarters, place)
        game._room = Room(place and room_of(place))
        game._save()
        return game

    @classmethod
    def open(cls, file: str | Path) -> "Game":
        """Go on with a game where it stood, decisions of the round that runs included.

        Args:
            file: a game file.

        Raises:
            GameError: it is no game file, or its facts are not sound.
            ScenarioError: what it holds is no valid scenario.
        """
        place = Path(file)
        facts = facts_of(place)
        if facts is None:
            reason = "is no game file, as hoardshare play writes them" if place.exists() else "there is no such file"
            raise GameError(f"{printable(str(place))}: {reason}")
        kept = load(place)
        game = cls._of(kept.model_copy(update={"title": kept.title.removesuffix(PLAYED)}), facts, place)
        game._room = Room(room_of(place))
        game._recall()
        return game

    @classmethod
    def _of(cls, played: Scenario, facts: Mapping[str, Any], place: Path) -> "Game":
        """The game of a scenario with its rows, and the facts beside it."""
        names = ("start_rows", "rounds", "round_quarters", "round", "rounds_over", "seed")
        try:
            count, rounds, quarters, number, over, seed = (int(facts[name]) for name in names)
            seats, stage = [str(name) for name in facts["seats"]], str(facts["stage"])
            if facts["format"] != _FORMAT or stage not in _STAGES or rounds * quarters != played.quarters:
                raise ValueError
            lifted = dict(facts["lifted"])
            before = as_before(played.policies[:count], lifted)
            if not (0 <= count <= len(played.policies) and 0 <= over <= number <= rounds and 0 <= seed <= MOST_SEED):
                raise ValueError
            ended = {int(each): lifted_on(played, played.policies[int(each)]) for each in lifted}
            if any(place < 0 for place in ended):
                raise ValueError
        except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):
            raise GameError(f"{printable(str(place))}: its line of facts, which begins with #:, was changed") from None
        start = played.model_copy(update={"policies": before})
        game = cls(start, seed, seats, rounds, quarters, place)
        game.rows = [{"kind": row.kind, **row.model_dump(exclude_defaults=True)} for row in played.policies[count:]]
        game.lifted = ended
        game.played, game.round, game.rounds_over, game.stage = played, number, over, cast(Stage, stage)
        game.is_of_this_version = facts.get("model_version") == model_version()
        game.table = game._bare()
        return game

    @property
    def facts(self) -> dict[str, Any]:
        """What the game file says beside the scenario."""
        return {
            "format": _FORMAT,
            "model_version": model_version(),
            "seed": self.seed,
            "rounds": self.rounds,
            "round_quarters": self.round_quarters,
            "round": self.round,
            "rounds_over": self.rounds_over,
            "stage": self.stage,
            "seats": list(self.seats),
            "start_rows": len(self.start.policies),
            "lifted": {str(place): own_of(self.start.policies[place]) for place in self.lifted},
        }

    @property
    def quarter(self) -> int:
        """How many quarters have passed."""
        return self.rounds_over * self.round_quarters

    @cached_property
    def blocs(self) -> list[str]:
        """Names of the blocs."""
        return bloc_names(self.start)

    @property
    def alliances(self) -> list[str]:
        """Names of the alliances that there are."""
        return [row.name for row in self.played.policies if isinstance(row, Alliance) and row.on and row.name]

    def seat(self, name: str) -> Seat:
        """The seat of a name.

        Raises:
            GameError: there is none.
        """
        if name not in self.seats:
            raise GameError(f"no seat {shown(name)}")
        return self.seats[name]

    def begin(self) -> None:
        """Begin the first round.

        Raises:
            GameError: it has begun.
        """
        if self.stage != "lobby":
            raise GameError("the game has begun already")
        self.round, self.stage = 1, "deciding"
        self.table = self._bare()
        self._save()

    def decide(self, seat: str, action: Mapping[str, Any]) -> None:
        """Decide for a seat in this round; a later decision of the round replaces it.

        Args:
            seat: the actor's name.
            action: what it decides, see :class:`sim.game.action.Action`.

        Raises:
            GameError: the seat cannot decide that.
        """
        self._ensure_deciding()
        me = self.seat(seat)
        read = self.table.read(me, action)
        alone = self._bare()
        alone.decide(me, read)
        self._close(alone)
        self.note("decide", seat=seat, action=read.told())
        self.table.decide(me, read)

    def decision(self, seat: str) -> dict[str, Any] | None:
        """What a seat has decided in this round; None if nothing yet."""
        return self.table.decision(seat)

    def offer(self, seat: str, offer: Mapping[str, Any]) -> str:
        """Make an offer to other seats; it lapses at the round's end.

        Args:
            seat: who makes it.
            offer: kind, to, terms, text and all, see :mod:`sim.game.offers`.

        Returns:
            The offer's id.

        Raises:
            GameError: it cannot be offered.
        """
        self._ensure_deciding()
        number = self._next_offer(self.seat(seat).name, offer)
        made = self.table.drafted(seat, offer, number)
        alone = self._bare()
        alone.put(as_accepted(made))
        self._close(alone)
        self.note("offer", seat=seat, offer=dict(offer), number=number)
        self.table.put(made)
        return made.id

    def answer(self, seat: str, offer: str, accept: bool) -> None:
        """Accept an offer of this round, or decline it; a later answer replaces an earlier one.

        Raises:
            GameError: no such offer is made to the seat, or it does not go with all that is agreed.
        """
        self._ensure_deciding()
        tried = self.table.copy()
        tried.answer(self.seat(seat).name, offer, accept)
        if accept:
            self._close(tried)
        self.note("answer", seat=seat, offer=offer, accept=accept)
        self.table = tried

    def withdraw(self, seat: str, row: str) -> None:
        """Withdraw, at the round's end, from a treaty, a promise of care or a partnership.

        Args:
            seat: who withdraws.
            row: name of the row.

        Raises:
            GameError: the seat has not joined such a row in this game, or what is left does not go with the rest.
        """
        self._ensure_deciding()
        bound = [each["name"] for each in self.rows if each["kind"] in PARTIES and is_open(each)
                 and self.seat(seat).name in parties_of(each)]  # fmt: skip
        if row not in bound:
            raise GameError(f"{seat} is bound by no {shown(row)} from which one can withdraw")
        tried = self.table.copy()
        if tried.withdraw(seat, row):
            self._close(tried)
            self.note("withdraw", seat=seat, row=row)
            self.table = tried

    def message(self, sender: str, to: Any, text: Any) -> None:
        """Hand on a message, to a seat, or to all when None.

        Raises:
            GameError: it is too long, empty, to nobody, or there were too many.
        """
        self.seat(sender)
        if to is not None and (to == sender or to not in self.seats):
            raise GameError(f"no other seat {shown(to)} to write to")
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_MESSAGE:
            raise GameError(f"a message has 1 to {LONGEST_MESSAGE} letters")
        if len([event for event in self._room if event["event"] == "message"]) >= MOST_MESSAGES:
            raise GameError(f"a game hands on at most {MOST_MESSAGES} messages")
        self.note("message", **{"from": sender, "to": to, "text": text})

    def messages(self, seat: str) -> list[dict[str, Any]]:
        """Messages to all, and those that a seat has sent or been sent, in their order."""
        told = ("from", "to", "text", "round")
        return [
            {name: event.get(name) for name in told}
            for event in self._room
            if event["event"] == "message" and (event["to"] is None or seat in (event["from"], event["to"]))
        ]

    def note(self, event: str, **facts: Any) -> None:
        """Keep an event of the room; it is on the disk when this returns."""
        self._room.add({"event": event, "round": self.round, "at": int(time.time()), **facts})

    def events(self) -> list[dict[str, Any]]:
        """All events of the room, in their order."""
        return list(self._room)

    def resolve(self) -> None:
        """End the round: withdrawals, decisions and agreements become rows, and its quarters pass.

        Raises:
            GameError: no round runs, or the game file cannot be written; then nothing has changed.
            Diverged: a number leaves its valid range.
        """
        self._ensure_deciding()
        before = self.rows, self.lifted, self.played, self.round, self.rounds_over, self.stage, self.table
        try:
            ledger, self.played = self._close(self.table)
            self.rows, self.lifted = ledger.rows, ledger.lifted
            self.rounds_over += 1
            self.stage = "over" if self.round == self.rounds else self.stage
            self.round += self.stage == "deciding"
            self.table = self._bare()
            self.standing()  # before anything is written, a world that diverges says so
            self._save()
        except BaseException:
            self.rows, self.lifted, self.played, self.round, self.rounds_over, self.stage, self.table = before
            raise

    def end(self) -> None:
        """End the game; a round that runs is not resolved."""
        if self.stage != "over":
            self.stage = "over"
            self._save()

    def observe(self, seat: str) -> dict[str, Any]:
        """What the actor of a seat knows now, and what lies before it.

        Raises:
            GameError: there is no such seat.
        """
        from sim.game.showing import observation

        return observation(self, self.seat(seat).name)

    def worth(self, seat: str, action: Mapping[str, Any]) -> dict[str, Any]:
        """What a decision is expected to be worth, as the rules reckon it.

        Raises:
            GameError: the seat cannot decide that.
        """
        from sim.game.reckon import worth

        me = self.seat(seat)
        return worth(self.standing(), me.row, self.table.read(me, action).told())

    def public(self) -> dict[str, Any]:
        """What the whole room may see."""
        from sim.game.showing import public

        return public(self)

    def standing(self) -> "RaceModel":
        """The model before the choices of this round; it is only looked at."""
        mark = self.rounds_over, self.stage
        if self._standing is None or self._standing[0] != mark:
            from sim.game.standing import standing

            self._standing = mark, standing(self.played, self.seed, self.quarter)
        return self._standing[1]

    def _next_offer(self, seat: str, offer: object) -> int:
        """A seat's next number: no row has such a name, nor will a decision of a seat that is called like the offer."""
        kind = str(offer.get("kind")) if isinstance(offer, Mapping) else ""
        own = (each for each in self._room if each["event"] == "offer" and each["seat"] == seat)
        number = 1 + max((int(each["number"]) for each in own), default=0)
        if f"{kind}-{seat}" in self.seats:
            number = max(number, self.rounds + 1)
        taken = {row.name for row in self.played.policies}
        while taken & {called(kind, seat, number), f"{called(kind, seat, number)}-care"}:
            number += 1
        return number

    def _bare(self) -> Table:
        return Table(self.round, self.start, self.seats, self.alliances, self.blocs)

    def _close(self, table: Table) -> tuple[Ledger, Scenario]:
        """The rows of the game once what lies on a table has taken force, and the scenario that has them.

        Raises:
            GameError: they do not go with it.
        """
        now, then = (self.start.date_of(self.quarter + ahead) for ahead in (0, self.round_quarters))
        ledger = table.closed(self.rows, self.lifted, now, then)
        start, rows = as_lifted(self.start, ledger.lifted), [plain(row) for row in ledger.rows]
        try:
            return ledger, extended(start, grow({"policies": rows}, Source("the game"))) if rows else start
        except ScenarioError as error:
            # Without the row's place, from which one could count what others have decided.
            told = (each.problem for each in error.faults)
            raise GameError("; ".join(told)) from error

    def _ensure_deciding(self) -> None:
        if self.stage != "deciding":
            raise GameError("the game has not begun" if self.stage == "lobby" else "the game is over")

    def _recall(self) -> None:
        """Take up what lay on the table of the round that was running."""
        for event in self._room if self.stage == "deciding" else ():
            if event.get("round") != self.round:
                continue
            try:
                match event["event"]:
                    case "decide":
                        me = self.seat(event["seat"])
                        self.table.decide(me, self.table.read(me, event["action"]))
                    case "offer":
                        self.table.put(self.table.drafted(event["seat"], event["offer"], int(event["number"])))
                    case "answer":
                        self.table.answer(event["seat"], event["offer"], event["accept"])
                    case "withdraw":
                        self.table.withdraw(event["seat"], event["row"])
            except (KeyError, TypeError, ValueError):
                raise GameError("the file of the room does not go with the game file") from None

    def _save(self) -> None:
        if self.file is not None:
            write(self.file, text(self))


def _ensure_between(name: str, number: int, most: int) -> None:
    if not 1 <= number <= most:
        raise GameError(f"{name}: {number} cannot be; expected 1 to {most}")
