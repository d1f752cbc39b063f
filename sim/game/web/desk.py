"""Who comes when: one thing at a time is done in the room, in a thread, so that answers never wait for a long round."""

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import anyio
import anyio.to_thread

from sim.console import complain
from sim.game.web.keys import HOST, Right
from sim.game.web.limits import TIME_KEPT
from sim.game.web.refused import Refused
from sim.game.web.room import Room
from sim.game.web.shown import shown, time

if TYPE_CHECKING:
    from sim.game.game import Game

P = ParamSpec("P")
T = TypeVar("T")
_TICK = 0.2
"""Seconds between two looks at the clock."""


@dataclass(frozen=True)
class Page:
    """What a page shows, as JSON.

    Attributes:
        at: the state of the room of which it was drawn.
        version: stands for what it shows, so that it tells nothing of what others do.
        text: all but version and time, without the bracket that opens it.
    """

    at: tuple[Any, ...]
    version: str
    text: str


class Desk:
    """The room, as many may ask of it at once.

    Args:
        room: the room.
    """

    def __init__(self, room: Room) -> None:
        self.room = room
        self._turn = asyncio.Lock()
        self._resolving = False
        self._pages: dict[Right, Page] = {}
        self._start = secrets.token_hex(4)
        self._reckoning = asyncio.Lock()
        self._reckoned: dict[Callable[[Game], str], str] = {}

    async def do(self, work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
        """Do something in the room, after all that was asked before."""
        async with self._turn:
            # Whoever hangs up meanwhile ends nothing: the thread is waited for, and the next has its turn after it.
            return await anyio.to_thread.run_sync(partial(work, *args, **more))

    async def act(self, work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
        """Do something that belongs to the round that is open.

        Raises:
            Refused: it is being resolved.
        """
        if self._resolving:
            raise Refused(409, f"Round {self.room.game.round} has ended and is being resolved; wait for the next.")
        return await self.do(work, *args, **more)

    async def end_round(self, number: int) -> None:
        """End a round, once, however many ask for it.

        Args:
            number: the round to end.

        Raises:
            Refused: it is not the round that is open.
        """
        if self._resolving or number != self.room.game.round:
            raise Refused(409, f"Round {number} is not open any more.")
        self._resolving = True
        try:
            await self.do(self.room.resolve)
        finally:
            self._resolving = False

    async def page(self, right: Right, since: str) -> str:
        """What a page shows, as JSON; empty if it is what it has."""
        if right.seat:
            self.room.seen(right.seat)
        page = self._pages.get(right)
        if page is None or (page.at != self._state(right) and not self._resolving):
            page = self._pages[right] = await self.do(self._drawn, right)
        if page.version == since:
            return ""
        return f'{{"version":"{page.version}","time":{json.dumps(time(self.room))},{page.text}'

    async def afterwards(self, reckon: Callable[["Game"], str]) -> str:
        """What is told of the game when it is over; it does not change then, and is reckoned once.

        Args:
            reckon: what tells it, of the game; it may take a minute, and nothing else waits for it.

        Raises:
            Refused: the game is not over.
        """
        if self.room.game.stage != "over":
            raise Refused(409, "That comes when the game is over.")
        async with self._reckoning:
            if reckon not in self._reckoned:
                told = await anyio.to_thread.run_sync(reckon, self.room.game, abandon_on_cancel=True)
                self._reckoned[reckon] = told
        return self._reckoned[reckon]

    def _state(self, right: Right) -> tuple[Any, ...]:
        there = tuple(self.room.connected()) if right.role == HOST else ()
        return (self.room.changes, self.room.clock.touched, *there)

    def _drawn(self, right: Right) -> Page:
        at = self._state(right)
        text = json.dumps(shown(self.room, right), ensure_ascii=False, allow_nan=False, separators=(",", ":"))[1:]
        mark = f"{self._start}{self.room.clock.touched}{self.room.clock.runs}{text}"
        return Page(at, sha256(mark.encode()).hexdigest()[:16], text)

    async def watch(self) -> None:
        """Look at the clock as long as the server lives: end rounds whose time is up, and write down what is left."""
        kept = anyio.current_time()
        while True:
            await anyio.sleep(_TICK)
            try:
                if self.room.clock.is_up:
                    await self.end_round(self.room.game.round)
                elif self.room.clock.runs and anyio.current_time() - kept > TIME_KEPT:
                    kept = anyio.current_time()
                    await self.do(self.room.keep_time)
            except Refused:
                continue  # The host was faster.
            except Exception as error:
                # The host reads why; the clock stands, so that it is not tried again and again.
                complain(f"error: {type(error).__name__}: {error}")
