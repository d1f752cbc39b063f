"""Choosing a worldview: a named set of assumptions, with what it sets and why."""

from dataclasses import replace
from typing import Any

import solara

from sim.numbers import on_page
from sim.view import glossary
from sim.view.alone import Stage
from sim.view.layout import choice
from sim.view.markup import NOTHING, Markup, fill, joined
from sim.view.redraw import force_update, update_counter
from sim.view.say import say
from sim.view.widgets import Board, Words
from sim.view.worldviews import Held, Number, held, with_view, worldviews


@solara.component
def Views(worlds: Stage) -> None:
    """A worldview for all worlds on the page, and what it sets."""
    update_counter.get()
    own, changes = worlds.all[0].own, worlds.settings[0].changes
    found = held(changes, own)

    def choose(event: dict[str, Any]) -> None:
        wanted = with_view(str(event["value"]), changes, own)
        worlds.watch([replace(each, changes=wanted, quarter=worlds.quarter) for each in worlds.settings])
        force_update()

    Board(name="view", controls=[_chooser(found)], event_change=choose, event_restore=lambda path: None)
    if found is not None:
        Words(_told(found), "worldview")


def _chooser(found: Held | None) -> dict[str, Any]:
    options = [("", say("levers.view_none")), *((view.name, view.title) for view in worldviews().values())]
    control = choice("view", say("levers.view"), found.view.name if found else "", [name for name, _ in options])
    named = [{"value": name, "title": title} for name, title in options]
    return {**control, "options": named, "about": found.view.about if found else say("levers.view_hint")}


def _told(found: Held) -> Markup:
    """A chip with the view, whether it was modified, and what it sets."""
    modified = fill(" <i>{}</i>", say("levers.view_modified")) if found.is_modified else NOTHING
    count = say("levers.view_sets", n=len(found.view.numbers))
    return fill(
        "<p class='view-chip' data-view='{}'>{}{}</p><details><summary>{}</summary><p>{}</p><ul>{}</ul></details>",
        found.view.name, found.view.title, modified, count, say("levers.view_hint"),
        joined(_number(each) for each in found.view.numbers),
    )  # fmt: skip


def _number(number: Number) -> Markup:
    source = fill(" <small>{}</small>", number.source) if number.source else NOTHING
    label = glossary.label(number.path)
    return fill("<li><b>{}: {}</b>. {}{}</li>", label, on_page(float(number.value)), number.reason, source)
