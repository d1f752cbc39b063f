"""What the whole room may see: what is released, on the market and in the news."""

from typing import Any

import numpy as np

from sim.game.events import events
from sim.game.knows import OF_OTHERS, controls
from sim.game.plain import number, told
from sim.game.rows import agreements
from sim.game.standing import Standing

SERIES = (
    "released_frontier", "open_frontier", "trust", "incidents", "releases", "regulation", "use", "hhi_revenue",
)  # fmt: skip
"""Series that a screen shows, one number a completed quarter."""


def public(model: Standing) -> dict[str, Any]:
    """What everybody sees.

    Returns:
        ``actors``: who is or was there, with what is seen of each; capability released in OOM. ``series`` by name, and
        ``dates``, the first days of the completed quarters. ``events`` so far (:func:`sim.game.events.events`).
        ``agreements`` and public commitments in force, and export ``controls``. All of it is JSON.
    """
    there = np.flatnonzero(model.have_been()).tolist()
    return {
        "actors": [{"name": model.names[i], **{name: told(model, i, name) for name in OF_OTHERS}} for i in there],
        "series": {name: [number(value) for value in model.series(name)] for name in SERIES},
        "dates": [model.config.date_of(t).isoformat() for t in range(model.quarter)],
        "events": events(model, 0, model.quarter),
        "agreements": agreements(model),
        "controls": controls(model),
    }
