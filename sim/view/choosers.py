"""Choosers of the worlds on a page."""

from typing import Any

from sim.view.layout import choice
from sim.view.offer import OFFER, described


def scenario_choice(path: str, label: str, value: str) -> dict[str, Any]:
    """A control that chooses a scenario by its title, in groups, with a sentence about the chosen one below."""
    return {**choice(path, label, value, OFFER.scenarios), "groups": OFFER.groups(), "about": described(value).about}
