"""The one world of the live page, in the form of several: for what changes settings on both pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sim.scenario import Scenario
from sim.view.rows import Added
from sim.view.session import Session
from sim.view.setting import Setting


class World(Protocol):
    """A world on a page."""

    @property
    def scenario(self) -> Scenario:
        """The scenario with all changes and policies."""

    @property
    def own(self) -> Scenario:
        """The scenario before anything was changed or added."""


class Stage(Protocol):
    """One or more worlds whose settings a visitor changes."""

    @property
    def all(self) -> Sequence[World]:
        """The worlds, A first."""

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The setting of each world."""

    @property
    def quarter(self) -> int:
        """Number of quarters done."""

    message: str
    """The last error; empty if there is none."""

    def change(self, path: str, value: object) -> None:
        """Change a value in all worlds."""

    def restore(self, path: str) -> None:
        """Undo a change in all worlds."""

    def watch(self, settings: Sequence[Setting]) -> None:
        """Show other settings."""

    def rows(self) -> Sequence[Added]:
        """The policies that were added."""

    def add(
        self, kind: str, values: Mapping[str, Any], letter: str = "", start: date | None = None, end: date | None = None
    ) -> None:
        """Add a policy to one world, or to all."""

    def move(self, id: str, start: date | None, end: date | None) -> None:
        """Give a policy other days."""

    def withdraw(self, id: str) -> None:
        """Remove a policy."""


@dataclass
class Alone:
    """One world that is not compared with others.

    Attributes:
        session: the world.
    """

    session: Session

    @property
    def all(self) -> tuple[Session]:
        """The world."""
        return (self.session,)

    @property
    def settings(self) -> tuple[Setting]:
        """Its setting."""
        return (self.session.setting,)

    @property
    def quarter(self) -> int:
        """Number of quarters done."""
        return self.session.quarter

    @property
    def message(self) -> str:
        """The last error."""
        return self.session.message

    @message.setter
    def message(self, text: str) -> None:
        self.session.message = text

    def change(self, path: str, value: object) -> None:
        """Change a value."""
        self.session.change(path, value)

    def restore(self, path: str) -> None:
        """Undo a change."""
        self.session.restore_lever(path)

    def watch(self, settings: Sequence[Setting]) -> None:
        """Show another setting."""
        self.session.watch(settings[0])

    def rows(self) -> Sequence[Added]:
        """The policies that were added."""
        return self.session.rows()

    def add(
        self, kind: str, values: Mapping[str, Any], letter: str = "", start: date | None = None, end: date | None = None
    ) -> None:
        """Add a policy."""
        self.session.add(kind, values, letter, start, end)

    def move(self, id: str, start: date | None, end: date | None) -> None:
        """Give a policy other days."""
        self.session.move(id, start, end)

    def withdraw(self, id: str) -> None:
        """Remove a policy."""
        self.session.withdraw(id)
