"""What the person who starts the server offers visitors."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sim.agents import Actor
from sim.scenario import load, names
from sim.scenario.reading import catalogue
from sim.view.say import say
from sim.view.setting import Setting

ORDER = ("own", "history", "regimes", "institutions", "adaptive", "knowledge", "blocs", "controls")
"""Groups of scenarios, as lists show them."""
_HISTORY = "race-2019"
"""What the names of scenarios of the real world begin with."""


class Offered(NamedTuple):
    """A scenario that visitors may choose."""

    name: str
    title: str
    about: str
    group: str


@dataclass
class Offer:
    """Set before the server starts, and only read afterwards.

    Attributes:
        file: a scenario file offered beside the shipped ones, or None.
        store: folder of a store or of results of claims that the explore page opens with.
        agents: classes of single actors, as :class:`sim.RaceModel` takes them.
        begin: initial setting of the live page.
        is_shared: whether others can reach the server; then visitors can open only the store and folders in it.
        frames: sites whose pages may show the view in a frame.
    """

    file: str | None = None
    store: str = ""
    agents: Mapping[str, type[Actor]] = field(default_factory=dict)
    begin: Setting = field(default_factory=Setting)
    is_shared: bool = False
    frames: tuple[str, ...] = ()

    def may_open(self, folder: str) -> bool:
        """Whether a visitor may open a folder: if others can reach the server, only the store and folders in it."""
        if not self.is_shared:
            return True
        try:
            return bool(self.store) and Path(folder).resolve().is_relative_to(Path(self.store).resolve())
        except (OSError, ValueError, RuntimeError):
            return False

    @property
    def scenarios(self) -> list[str]:
        """Every scenario that a visitor may choose."""
        return [*([self.file] if self.file else []), *names()]

    def groups(self) -> list[dict[str, Any]]:
        """The scenarios by group, with their titles, as :meth:`sim.view.widgets.Board` shows a choice."""
        offered = [described(name) for name in self.scenarios]
        groups = ((key, [each for each in offered if each.group == key]) for key in ORDER)
        return [
            {"label": say(f"levers.{key}"), "options": [{"value": each.name, "title": each.title} for each in some]}
            for key, some in groups
            if some
        ]


@cache
def described(name: str) -> Offered:
    """A scenario by its name or file, in the words of its author."""
    if name in names():
        told = tomllib.loads(catalogue.path_of(name).read_text(encoding="utf-8"))
        return Offered(name, told["title"], _sentence(told["about"]), _group(name, told["group"]))
    scenario = load(name)
    return Offered(name, scenario.title or Path(name).stem, _sentence(scenario.about), "own")


def _group(name: str, declared: str) -> str:
    return "history" if name.startswith(_HISTORY) else declared


def _sentence(about: str) -> str:
    words = " ".join(about.split()).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}." if words else ""


OFFER = Offer()
