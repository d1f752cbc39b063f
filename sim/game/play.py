"""A game without a room: functions and programs decide for seats, and strategies for the others.

A round has two exchanges. In the first all players see the same state, and none sees what another decides. In the
second, whoever has been made an offer answers it.
"""

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, Self

from sim.game.errors import GameError, LostTurn
from sim.game.game import ROUND_QUARTERS, SUMMIT, Game
from sim.game.programs import Lost, Program, close, ensure_is_there
from sim.game.replies import ANSWER, DECIDE, Reply, question, take, unanswered
from sim.game.seats import seats_of
from sim.scenario import Scenario, load
from sim.scenario.errors import one_of, shown

Function = Callable[[dict[str, Any]], Reply]
Player = Function | Sequence[str]
SECONDS = 10.0
"""Seconds that a program has for a reply."""


def play(
    scenario: str | Path | Scenario = SUMMIT,
    players: Mapping[str, Player | str] | None = None,
    *,
    seed: int = 0,
    rounds: int | None = None,
    round_quarters: int = ROUND_QUARTERS,
    seats: int | Sequence[str] | None = None,
    file: str | Path | None = None,
    seconds: float = SECONDS,
) -> Game:
    """Play a game to its end, without people.

    Args:
        scenario: a shipped name, the path of a scenario file, or a scenario.
        players: who decides, by the actor's name: a function of what the actor knows that returns a reply, or None to
            leave it to the strategy; a list of words that starts a program; or the name of a strategy. Whoever is not
            named is led by the strategy that it has. The page on programs at the table says what is asked and replied.
        seed: seed of its luck.
        rounds: how many; by default as many as the scenario has quarters for.
        round_quarters: quarters for which a decision holds.
        seats: for how many actors, the first of the file, or for which, somebody may decide; all by default.
        file: game file to write; None keeps the game in memory.
        seconds: how long a program has for each reply. If none comes, or one that cannot be used, its strategy decides
            instead, and a warning says so once.

    Returns:
        The game, over.

    Raises:
        GameError: the game cannot be played like this, or a function replies what cannot be done.
        ScenarioError: the scenario cannot be used.
        Diverged: a number leaves its valid range.
    """
    led = {name: player for name, player in (players or {}).items() if isinstance(player, str)}
    deciding = {name: player for name, player in (players or {}).items() if not isinstance(player, str)}
    start = _led(load(scenario), led)
    ensure_can_play(deciding, list(seats_of(start, seats)), seconds)
    game = Game.new(start, seats=seats, seed=seed, rounds=rounds, round_quarters=round_quarters, file=file)
    play_on(game, deciding, seconds)
    return game


def play_on(game: Game, players: Mapping[str, Player], seconds: float = SECONDS) -> None:
    """Play a game from where it stands to its end.

    Args:
        game: the game.
        players: functions and programs, by seat.
        seconds: how long a program has for each reply.

    Raises:
        GameError: somebody plays for no seat, a program cannot be started, or a function replies what cannot be done.
        Diverged: a number leaves its valid range.
    """
    ensure_can_play(players, list(game.seats), seconds)
    if game.stage == "lobby":
        game.begin()
    with Players(players, seconds) as table:
        while game.stage == "deciding":
            for phase in (DECIDE, ANSWER):
                table.do(game, table.ask(table.questions(game, phase)), phase)
            table.note(game)
            game.resolve()


def ensure_can_play(players: Mapping[str, Player], seats: Sequence[str], seconds: float) -> None:
    """Check who is to play before anything is begun.

    Raises:
        GameError: somebody cannot.
    """
    if not 0.0 < seconds < math.inf:
        raise GameError(f"seconds: {shown(seconds)} cannot be; expected more than 0")
    for name, player in players.items():
        if name not in seats:
            raise GameError(f"players: no seat {shown(name)}; expected {one_of(seats)}")
        if isinstance(player, list | tuple):
            ensure_is_there(name, player)
        elif not callable(player):
            raise GameError(
                f"players: {name}: {shown(player)} cannot play; expected a function, a list of words that starts a "
                "program, or the name of a strategy"
            )


def _led(scenario: Scenario, led: Mapping[str, str]) -> Scenario:
    """A scenario with other strategies."""
    alone = [name for name, spec in scenario.actors.items() if spec.count == 1]
    for name in led:
        if name not in alone:
            raise GameError(f"players: no single actor {shown(name)} for a strategy to lead; expected {one_of(alone)}")
        if " " in led[name].strip():
            raise GameError(
                f"players: {name}: no strategy is called {shown(led[name])}; a program is given as a list of words, "
                f"here {led[name].split()}"
            )
    return load(scenario, {f'actors."{name}".strategy': strategy for name, strategy in led.items()})


class Players:
    """Functions and programs at the table; programs run until it is left.

    Args:
        players: by seat.
        seconds: how long a program has for each reply.

    Attributes:
        seats: those for which they decide.

    Raises:
        GameError: a program cannot be started.
    """

    def __init__(self, players: Mapping[str, Player], seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._functions = {seat: player for seat, player in players.items() if callable(player)}
        self._programs: dict[str, Program] = {}
        self.seats = list(players)
        self._lost: dict[str, str] = {}
        self._told: set[str] = set()
        try:
            for seat, player in players.items():
                if not callable(player):
                    self._programs[seat] = Program(seat, player)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all programs, and what they have started."""
        close(list(self._programs.values()))

    def questions(
        self, game: Game, phase: str, seats: Sequence[str] | None = None, players: Sequence[str] | None = None
    ) -> dict[str, dict[str, Any]]:
        """What is asked in an exchange, by seat; in the second, of those alone who have an offer to answer.

        Args:
            game: the game.
            phase: which exchange it is.
            seats: who may be asked; everybody here by default.
            players: seats for which somebody decides; those here by default.
        """
        asked = self.seats if seats is None else seats
        there = self.seats if players is None else players
        return {seat: question(game, seat, phase, there) for seat in asked if phase == DECIDE or unanswered(game, seat)}

    def ask(self, questions: Mapping[str, dict[str, Any]]) -> dict[str, Reply | Lost]:
        """Ask all at once, and wait for their replies; what a function raises is not caught."""
        for seat, program in self._programs.items():
            if seat in questions:
                program.ask(questions[seat])
        until = monotonic() + self._seconds
        return {seat: self._reply(seat, asked, until) for seat, asked in questions.items()}

    def _reply(self, seat: str, asked: dict[str, Any], until: float) -> Reply | Lost:
        if seat in self._functions:
            return self._functions[seat](asked)
        try:
            reply: Reply = self._programs[seat].reply(until)
        except Lost as lost:
            return lost
        return reply

    def do(self, game: Game, replies: Mapping[str, Reply | Lost], phase: str) -> None:
        """Do what was replied, seat by seat.

        Raises:
            GameError: a function has replied what cannot be done.
        """
        for seat, reply in replies.items():
            wrong = [str(reply)] if isinstance(reply, Lost) else take(game, seat, reply, phase)
            if wrong and seat in self._functions:
                raise GameError(f"{seat}, round {game.round}: {wrong[0]}")
            if wrong:
                self._lost[seat] = wrong[0]
                self._warn(game, seat, reply, wrong[0])

    def note(self, game: Game, seats: Sequence[str] | None = None) -> None:
        """Keep by whom it was decided in this round; for all seats by default."""
        for seat in self.seats if seats is None else seats:
            lost = self._lost.pop(seat, "")
            why = {"why": lost} if lost else {}
            game.note("by", seat=seat, by="program" if game.decision(seat) else "strategy", **why)

    def _warn(self, game: Game, seat: str, reply: Reply | Lost, wrong: str) -> None:
        """Say it of each program once."""
        if seat in self._told:
            return
        self._told.add(seat)
        lost = f"its program {wrong}, so its strategy decides"
        what = lost if isinstance(reply, Lost) else f"what its program replies cannot be done: {wrong}"
        warnings.warn(LostTurn(f"{seat}, round {game.round}: {what} (said once of each program)"), stacklevel=2)
