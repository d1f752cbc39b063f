"""The effect of the last change, in one line above the levers, for when the figures are out of sight."""

from collections.abc import Mapping

import solara

from sim.numbers import rough_on_page
from sim.view.markup import NOTHING, Markup, escape, fill, joined
from sim.view.say import say, told
from sim.view.widgets import Words

Told = Mapping[str, tuple[str, float]]
"""Outcomes by key: label, value."""


@solara.component
def Effect(world: str, quarter: int, values: Told) -> None:
    """Show the differences that the last change made in the same quarter.

    Args:
        world: any text that identifies the world, so that it changes when the world does.
        quarter: the current quarter.
        values: its outcomes.
    """
    last, line = solara.use_ref((world, quarter, values)), solara.use_ref(NOTHING)
    before, at, earlier = last.current
    if world != before:
        line.current = effect(earlier, values) if at == quarter else NOTHING
    last.current = (world, quarter, values)
    with solara.v.Html(tag="div", class_="effect", attributes={"role": "status"}):
        Words(line.current or escape(say("page.effect_hint")))


def effect(earlier: Told, now: Told) -> Markup:
    """All differences other than 0, in one line."""
    changes = [(label, value - earlier[key][1]) for key, (label, value) in now.items() if key in earlier]
    parts = (fill("{} <b>{}</b>", label, rough_on_page(change)) for label, change in changes if change)
    return told("page.effect", changes=joined(parts, " \u00b7 ") or say("page.no_effect"))
