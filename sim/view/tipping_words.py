"""When openness keeps itself, in words."""

from collections.abc import Mapping

import numpy as np

from sim.analysis.tipping.dial import RECIPROCATORS
from sim.analysis.tipping.starts import SUPPORT
from sim.analysis.tipping.tipping import CLOSED, OPEN
from sim.analysis.tipping.verdict import Hold, hold
from sim.numbers import on_page, percent_on_page
from sim.view.markup import Markup, joined
from sim.view.say import say, told
from sim.world import Floats


def shown_value(lever: str, value: float) -> str:
    """A value of a lever on its axis."""
    return percent_on_page(value) if lever in (SUPPORT, RECIPROCATORS) else on_page(value)


def ends_told(ends: Floats) -> str:
    """How open some runs end, and how many of them end open."""
    found = hold(ends)
    return say("why.tip_ends", mean=percent_on_page(float(np.nanmean(ends))), count=found.count, of=found.of)


def sentences(
    own: Mapping[str, Floats],
    begin: tuple[float, float],
    called: str,
    some: Floats | None = None,
    share: float = 0.0,
    quarters: int = 0,
) -> Markup:
    """What the card says.

    Args:
        own: ends from a closed and from an open start, with all as in the world.
        begin: shares of actors that must begin open: not enough, and enough.
        called: what the world is called.
        some: ends where some begin open.
        share: how many these are.
        quarters: for how long they are bound to it.
    """
    closed, opened = hold(own[CLOSED]), hold(own[OPEN])
    lines = [told(f"why.tip_{_verdict(closed, opened)}", world=called, closed=closed.count, opened=opened.count,
                  of_closed=closed.of, of_opened=opened.of)]  # fmt: skip
    if opened.holds and not closed.holds:
        lines.append(_must_begin(begin))
    if some is not None:
        found = hold(some)
        key = "why.tip_some_held" if quarters else "why.tip_some_free"
        lines.append(told(key, share=percent_on_page(share), years=on_page(quarters / 4), ends=ends_told(some)))
        lines.append(
            told("why.tip_tips" if found.holds else "why.tip_luck" if found.is_open_question else "why.tip_not")
        )
    return joined(lines, " ")


def _verdict(closed: Hold, opened: Hold) -> str:
    """What both starts come to."""
    if opened.is_open_question or (closed.is_open_question and not opened.holds):
        return "undecided"
    if not opened.holds:
        return "lost"
    return "comes" if closed.holds else "keeps"


def _must_begin(begin: tuple[float, float]) -> Markup:
    below, above = begin
    if np.isnan(below):
        return told("why.tip_nobody")
    if np.isnan(above):
        return told("why.tip_nobody_enough")
    return told("why.tip_begin", below=percent_on_page(below), above=percent_on_page(above))
