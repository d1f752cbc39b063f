"""What the last change did, in one line above the levers where figures stand out of sight."""

from collections.abc import Mapping

import solara

from sim.numbers import rough_on_page
from sim.view.markup import NOTHING, Markup, escape, fill, joined
from sim.view.widgets import Words

Told = Mapping[str, tuple[str, float]]
"""Outcomes by key: label, value."""


@solara.component
def Effect(world: str, quarter: int, values: Told) -> None:
    """Differences that the last change made at the same quarter.

    Args:
        world: what is watched, in any words that differ when it does.
        quarter: which quarter is looked at.
        values: its outcomes.
    """
    last, line = solara.use_ref((world, quarter, values)), solara.use_ref(NOTHING)
    before, at, earlier = last.current
    if world != before:
        line.current = effect(earlier, values) if at == quarter else NOTHING
    last.current = (world, quarter, values)
    Words(line.current or escape("Move a lever: what it does is told here."), "effect")


def effect(earlier: Told, now: Told) -> Markup:
    """The differences that are any, in one line."""
    changes = [(label, value - earlier[key][1]) for key, (label, value) in now.items() if key in earlier]
    parts = (fill("{} <b>{}</b>", label, rough_on_page(change)) for label, change in changes if change)
    return fill("Changed: {}", joined(parts, " \u00b7 ") or "no difference in the main outcomes")
