"""What the person who starts the server offers visitors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.agents import Actor
from sim.scenario import names
from sim.view.setting import Setting


@dataclass
class Offer:
    """Set before the server starts, and only read afterwards.

    Attributes:
        file: a scenario file offered beside the shipped ones, or None.
        store: folder of a store or of results of claims that the explore page opens with.
        agents: classes of single actors, as :class:`sim.RaceModel` takes them.
        begin: initial setting of the live page.
        is_shared: whether others can reach the server; then visitors can open only the store and folders in it.
    """

    file: str | None = None
    store: str = ""
    agents: Mapping[str, type[Actor]] = field(default_factory=dict)
    begin: Setting = field(default_factory=Setting)
    is_shared: bool = False

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


OFFER = Offer()
