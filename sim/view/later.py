"""Figures that may come a moment later than charts and tables, so that a lever is answered at once."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import solara
from solara.lab import use_task

Made = TypeVar("Made")
_REST = 0.3
"""Seconds without a change after which they are drawn."""


def use_later(key: str, make: Callable[[], Made], name: str) -> Made | None:
    """A hook: what was made last, in a thread; what is made of a key that has changed meanwhile is dropped.

    Args:
        key: what is drawn, as a text.
        make: makes it; called in a thread.
        name: name of the hook in its component.
    """
    nothing: Made | None = None
    made, keep = solara.use_state(nothing, key=name)
    wanted = solara.use_ref(key)
    wanted.current = key

    async def work() -> None:
        await asyncio.sleep(_REST if made is not None else 0.0)
        found = await asyncio.to_thread(make)
        if wanted.current == key:
            keep(lambda _: found)

    def leave() -> None:
        wanted.current = ""

    solara.use_effect(lambda: leave, [])
    use_task(work, dependencies=[key], prefer_threaded=False)
    latest: Made | None = made
    return latest
