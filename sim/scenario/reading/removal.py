"""Entries taken away: a scenario says ``vision = "none"`` of what another has, and nothing of what nobody has."""

from collections.abc import Iterator
from typing import get_origin

from sim.scenario.errors import Finding, shown
from sim.scenario.reading.outline import Spot, step
from sim.scenario.reading.tree import Node
from sim.scenario.schema.quantity import is_taken_away


def vain(place: Spot, older: Node | None, newer: Node) -> Iterator[Finding]:
    """Entries of a table that the newer takes away and the older does not have: misspellings, for certain.

    Args:
        place: where both stand in the schema.
        older: what is changed; None where there is nothing.
        newer: what it is changed by.
    """
    known = list(older.table) if older else []
    for key, child in newer.table.items():
        onward, standing = step(place, key), older.child(key) if older else None
        if get_origin(place.type) is dict and standing is None and is_taken_away(child.content):
            hint = "" if known else "an entry that nobody has need not be taken away"
            yield Finding(
                onward.path, f"no entry {shown(key)} to take away", "an entry that is there", key, known, hint
            )
        yield from vain(onward, standing, child)
