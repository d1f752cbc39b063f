"""One of the worlds that a panel is about."""

from dataclasses import dataclass

from sim.scenario import Scenario


@dataclass(frozen=True)
class Side:
    """A world.

    Attributes:
        scenario: the world.
        letter: its letter on the page; "" where there is but one.
        title: what it is called.
        style: name of its colour.
        called: what sentences call it.
    """

    scenario: Scenario
    letter: str
    title: str
    style: str
    called: str
