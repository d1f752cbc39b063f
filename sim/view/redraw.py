"""Draws a visitor's page anew, as Mesa's own counter does, which cannot be had without all of Mesa's page."""

import solara

update_counter = solara.reactive(0)
"""Rises whenever everything is to be drawn anew; each tab has its own."""


def force_update() -> None:
    """Draw everything anew that reads the counter."""
    update_counter.value += 1
