"""The assumptions of a page: numbers of the model, which are common to all of its worlds."""

from collections.abc import Callable
from typing import Any

import solara

from sim.view.alone import Stage
from sim.view.controls import all_levers, main_levers
from sim.view.layout import Desk, entry, lever_controls
from sim.view.redraw import force_update, update_counter
from sim.view.say import say
from sim.view.widgets import Board
from sim.view.worldviews import held

_FEW = 12
"""A worldview with more numbers than these shows only the main ones among the levers; the rest are in its list."""


def then_draw(action: Callable[..., None]) -> Callable[..., None]:
    """Run an action, then redraw the page."""

    def act(*event: Any) -> None:
        action(*event)
        force_update()

    return act


@solara.component
def Levers(worlds: Stage, desk: Desk) -> None:
    """The main levers, those that were added or changed, and a field to add another.

    Where worlds are compared, who they are made of is not among the main ones.
    """
    update_counter.get()
    added, set_added = solara.use_state(list(desk.added), key="added")
    base = worlds.all[0]
    known = all_levers(base.scenario)

    def add(event: dict[str, Any]) -> None:
        path = str(event["value"])
        worlds.message = "" if path in known else say("levers.no_lever", path=repr(path[:60]))
        if path in known:
            desk.added = [*added, path]
            set_added(desk.added)

    Board(
        name="levers",
        controls=_shown(worlds, added),
        event_change=then_draw(lambda event: worlds.change(event["path"], event["value"])),
        event_restore=then_draw(worlds.restore),
    )
    more = entry("add", say("levers.another"), "", say("levers.another_about"), known)
    Board(name="more", controls=[more], event_change=then_draw(add), event_restore=lambda path: None)


def _shown(worlds: Stage, added: list[str]) -> list[dict[str, Any]]:
    base, changes = worlds.all[0], worlds.settings[0].changes
    first = [path for path in main_levers(base.scenario) if len(worlds.all) == 1 or not path.startswith("actors.")]
    rows = lever_controls(base.scenario, base.own, changes, added)
    found = held(changes, base.own)
    many = found.view.changes(base.own) if found and len(found.view.numbers) > _FEW else {}
    hidden = {path for path, value in many.items() if changes.get(path) == value} - {*first, *added}
    asked = {*first, *added, *changes} - hidden
    return [row for row in rows if row["path"] in asked]
