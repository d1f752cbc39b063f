"""The player of a world: it plays in the browser, which has the whole run, and the server follows."""

from typing import Any, Protocol

import solara

from sim.view.redraw import force_update, update_counter
from sim.view.say import say
from sim.view.widgets import Player

_WORDS = ("player", "play", "pause", "step", "reset", "quarter", "speed", "full")
_OPEN = {"nth": "n", "eve": "year", "date": "year q"}
"""Texts whose fields the browser fills in, with these fields."""


class Playable(Protocol):
    """A world that can be played."""

    @property
    def quarter(self) -> int:
        """Number of quarters done."""

    @property
    def quarters(self) -> int:
        """Length of the run."""

    def go_to(self, quarter: int) -> None:
        """Move to another quarter."""


@solara.component
def PlayerOf(world: Playable, start: float | None = None) -> None:
    """Play, pause, step, and the slider of time of a world. At the end, playing begins again.

    Args:
        world: the world.
        start: decimal year of its first quarter; None counts quarters.
    """
    update_counter.get()
    # What the browser says is counted, so that it knows which of its moves an answer is to.
    heard = solara.use_ref(0)

    def go(move: dict[str, Any]) -> None:
        heard.current = int(move["turn"])
        world.go_to(int(move["quarter"]))
        force_update()

    Player(
        quarter=world.quarter, quarters=world.quarters, start=start, heard=heard.current, texts=_texts(), event_go=go,
    )  # fmt: skip


def _texts() -> dict[str, str]:
    left = {key: {field: f"{{{field}}}" for field in fields.split()} for key, fields in _OPEN.items()}
    return {key: say(f"player.{key}") for key in _WORDS} | {key: say(f"player.{key}", **left[key]) for key in _OPEN}
