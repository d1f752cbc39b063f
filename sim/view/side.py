"""One of the worlds that a panel is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
        changes: values that were changed in it, by dotted path.
        file: name or path of its scenario.
    """

    scenario: Scenario
    letter: str
    title: str
    style: str
    called: str
    changes: Mapping[str, object] = field(default_factory=dict)
    file: str = ""
