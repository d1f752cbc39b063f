"""Undo, redo, and states that a visitor keeps: for all changes of the settings on a page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import solara

from sim.view import links
from sim.view.alone import Stage
from sim.view.history import History, State
from sim.view.offer import described
from sim.view.redraw import force_update, update_counter
from sim.view.say import say

_WORDS = ("past", "undo", "redo", "keep", "kept", "back", "forget")


@solara.component_vue("vue/past.vue")
def _Past(
    undo: bool,
    redo: bool,
    kept: Sequence[dict[str, Any]],
    texts: dict[str, str],
    event_undo: Callable[[None], None],
    event_redo: Callable[[None], None],
    event_keep: Callable[[None], None],
    event_back: Callable[[int], None],
    event_forget: Callable[[int], None],
) -> None: ...


@solara.component
def Past(worlds: Stage, history: History, page: str) -> None:
    """Undo, redo, and kept states, each a link to the page of that path."""
    update_counter.get()
    history.see(worlds.settings)
    _, draw = solara.use_state(0, key="draw")

    def show(state: State | None) -> None:
        if state is not None:
            worlds.watch([replace(each, quarter=worlds.quarter) for each in state])
            force_update()

    def keep(_: None) -> None:
        history.keep(_name(history, worlds.settings))
        draw(lambda count: count + 1)

    def forget(number: int) -> None:
        del history.kept[number]
        draw(lambda count: count + 1)

    _Past(
        undo=history.can_undo,
        redo=history.can_redo,
        kept=[{"name": each.name, "link": _link(page, each.state, worlds.quarter)} for each in history.kept],
        texts={word: say(f"levers.{word}") for word in _WORDS},
        event_undo=lambda _: show(history.undo()),
        event_redo=lambda _: show(history.redo()),
        event_keep=keep,
        event_back=lambda number: show(history.kept[number].state),
        event_forget=forget,
    )


def _link(page: str, state: State, quarter: int) -> str:
    return f"{page}?{links.query_of([replace(each, quarter=quarter) for each in state])}"


def _name(history: History, state: State) -> str:
    """What a kept state is called: its worlds, and how much was changed in them."""
    worlds = ", ".join(described(each.scenario).title for each in state)
    changed = len(state[0].changes) + len(state[0].policies) + sum(len(each.own) for each in state)
    return say("levers.snapshot", n=len(history.kept) + 1, worlds=worlds, changes=changed)
