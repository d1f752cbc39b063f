"""Playing a world: one task in the visitor's own loop, which ends with the visit."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

import solara
from mesa.visualization.utils import force_update, update_counter
from solara.lab import use_task

from sim.view.widgets import Player

_LEAST_REST = 0.005
"""Seconds per quarter that are always left for the page."""


class Playable(Protocol):
    """A world that can be played."""

    @property
    def quarter(self) -> int:
        """Number of quarters done."""

    @property
    def quarters(self) -> int:
        """Length of the run."""

    @property
    def is_over(self) -> bool:
        """Whether the run is over."""

    def step(self) -> None:
        """Step one quarter."""

    def go_to(self, quarter: int) -> None:
        """Move to another quarter."""

    def reset(self) -> None:
        """Return to the start."""

    def when(self) -> str:
        """The date in words."""


@solara.component
def PlayerOf(world: Playable) -> None:
    """The player of a world: the only place that steps it by the clock. At the end, playing starts it again."""
    update_counter.get()
    turn, speed, last = solara.use_reactive(0), solara.use_reactive(10.0), solara.use_ref(0)
    gone, mine = solara.use_ref(False), turn.value

    async def play() -> None:
        # Each play has a number, 0 for a pause: a task that ends late can end none but its own.
        while mine and not gone.current and turn.value == mine and not world.is_over:
            began = time.monotonic()
            world.step()
            force_update()
            await asyncio.sleep(max(_LEAST_REST, 1.0 / speed.value - (time.monotonic() - began)))
        if not gone.current and turn.value == mine:
            turn.value = 0

    def leave() -> None:
        # Nobody else ends the task of a page that is left.
        gone.current = True

    solara.use_effect(lambda: leave, [])
    use_task(play, dependencies=[mine, id(world)], prefer_threaded=False)

    def start(wanted: bool) -> None:
        if wanted and world.is_over:
            world.reset()
        last.current += 1
        turn.value = last.current if wanted else 0

    def act(action: Callable[[], None]) -> None:
        turn.value = 0
        action()
        force_update()

    Player(
        playing=turn.value > 0,
        over=world.is_over,
        quarter=world.quarter,
        quarters=world.quarters,
        when=world.when(),
        speed=speed.value,
        event_play=start,
        event_step=lambda _: act(world.step),
        event_reset=lambda _: act(world.reset),
        event_go=lambda quarter: act(lambda: world.go_to(int(quarter))),
        event_speed=speed.set,
    )
