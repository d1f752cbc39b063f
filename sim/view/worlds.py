"""Two or three worlds side by side on the same seed: common assumptions, policies of all or of one, and differences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from threading import RLock
from typing import Any

from sim.view.certainty import Certainty, certainties
from sim.view.controls import is_change
from sim.view.differences import Difference
from sim.view.draws import Draws, drawn
from sim.view.film import Agents
from sim.view.luck import luck_of
from sim.view.rows import Added, Names, dated, in_plain_words, new_row
from sim.view.session import Session
from sim.view.setting import Setting
from sim.view.shown import Shown, compared, guarded
from sim.view.unlike import exits, unlike

LETTERS = "ABC"
MOST = len(LETTERS)
"""Largest number of worlds."""


class Worlds:
    """Worlds that change together. ``message`` reports errors; after an error the last valid worlds stay.

    Attributes:
        all: the worlds; the first, A, is the one that the others are compared with.
        message: the last error; empty if there is none.
        refused: what was wrong with the link by which the visitor came; empty if nothing was, or when it was read.
    """

    def __init__(self, settings: Sequence[Setting], agents: Agents | None = None) -> None:
        """Begin with a setting for each world; seed, changes and common policies are those of the first.

        Raises:
            ScenarioError: one cannot be resolved.
        """
        self.lock = RLock()
        self._agents = dict(agents or {})
        self._names = Names()
        self.all: tuple[Session, ...] = tuple(Session(each, agents) for each in _alike(settings))
        self.message = self._fault()
        self.refused = ""

    @property
    def letters(self) -> str:
        """The letters of the worlds."""
        return LETTERS[: len(self.all)]

    @property
    def base(self) -> Session:
        """The world that the others are compared with."""
        return self.all[0]

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The setting of each world."""
        return tuple(each.setting for each in self.all)

    def named(self, letter: str) -> Session:
        """The world of a letter."""
        return self.all[self.letters.index(letter)]

    @property
    def quarter(self) -> int:
        """Number of quarters done, in the world that is ahead."""
        return max(each.quarter for each in self.all)

    @property
    def quarters(self) -> int:
        """Length of the longest run."""
        return max(each.quarters for each in self.all)

    @property
    def is_over(self) -> bool:
        """Whether all runs are over."""
        return all(each.is_over for each in self.all) or any(each.broken for each in self.all)

    def when(self) -> str:
        """The date in words."""
        return max(self.all, key=lambda each: each.quarter).when()

    def step(self) -> None:
        """One quarter of each."""
        if not self.is_over:
            self.go_to(self.quarter + 1)

    def go_to(self, quarter: int) -> None:
        """Move all to another quarter."""
        with self.lock:
            for each in self.all:
                each.go_to(quarter)
            self.message = self._fault()

    def reset(self) -> None:
        """Return all to the start."""
        self._watch([replace(each, quarter=0) for each in self.settings])

    def watch(self, settings: Sequence[Setting]) -> None:
        """Show other settings; if one of them cannot be resolved, a message says so and nothing changes."""
        self._watch(settings)

    def change(self, path: str, value: object) -> None:
        """Change a value in all worlds, or in none if it is invalid in one of them."""
        if any(is_change(each.own, path, value) for each in self.all):
            self._set(changes={**self.base.setting.changes, path: value})
        else:
            self.restore(path)

    def restore(self, path: str) -> None:
        """Undo a change in all worlds."""
        self._set(changes={name: value for name, value in self.base.setting.changes.items() if name != path})

    def seed(self, seed: int) -> None:
        """Set another seed for all."""
        self._set(seed=seed)

    def choose(self, letter: str, scenario: str) -> None:
        """Give a world another scenario; its own policies, which may not fit, stay if they do."""
        self._set_one(letter, scenario=scenario)

    def add_world(self, scenario: str) -> None:
        """Add a world, if there is room for one."""
        if len(self.all) < MOST:
            self._watch([*self.settings, replace(self.base.setting, scenario=scenario, own=(), quarter=self.quarter)])

    def drop_world(self, letter: str) -> None:
        """Remove a world; one stays."""
        if len(self.all) > 1:
            left = [each for name, each in zip(self.letters, self.settings, strict=True) if name != letter]
            self._watch(left)

    def rows(self) -> list[Added]:
        """The added policies: those of all worlds, then those of each."""
        with self.lock:
            common = self.base.setting.policies
            found = [("", row, policy) for row, policy in zip(common, self.base.put_in, strict=False)]
            for letter, each in zip(self.letters, self.all, strict=True):
                rows = zip(each.setting.own, each.put_in[len(common) :], strict=True)
                found += [(letter, row, policy) for row, policy in rows]
            names = self._names.of([(letter, row) for letter, row, _ in found])
        return [Added(name, *each) for name, each in zip(names, found, strict=True)]

    def add(
        self, kind: str, values: Mapping[str, Any], letter: str = "", start: date | None = None, end: date | None = None
    ) -> None:
        """Add a policy.

        Args:
            kind: its kind.
            values: its fields.
            letter: the world that gets it; all if it is empty.
            start: its first day; by default it takes effect in the next quarter.
            end: the day on which it ends; by default never.
        """
        each = self.named(letter) if letter else self.base
        row = new_row(each.scenario, min(self.quarter, each.quarters), kind, values, start, end)
        if letter:
            self._set_one(letter, own=(*each.setting.own, row))
        else:
            self._set(policies=(*each.setting.policies, row))

    def move(self, id: str, start: date | None, end: date | None) -> None:
        """Give an added policy other days."""
        self._plan([replace(each, row=dated(each.row, start, end)) if each.id == id else each for each in self.rows()])

    def withdraw(self, id: str) -> None:
        """Remove an added policy."""
        self._plan([each for each in self.rows() if each.id != id])

    def _plan(self, rows: Sequence[Added]) -> None:
        self._names.expect(rows)
        common = tuple(each.row for each in rows if not each.letter)
        self._watch([
            replace(each, policies=common, own=tuple(row.row for row in rows if row.letter == letter))
            for letter, each in zip(self.letters, self.settings, strict=True)
        ])  # fmt: skip

    def _set(self, **values: Any) -> None:
        self._watch([replace(each, **values) for each in self.settings])

    def _set_one(self, letter: str, **values: Any) -> None:
        self._watch([
            replace(each, **values, quarter=self.quarter) if name == letter else each
            for name, each in zip(self.letters, self.settings, strict=True)
        ])  # fmt: skip

    def _watch(self, settings: Sequence[Setting]) -> None:
        with self.lock:
            message = guarded(lambda: self._show(_alike(settings)))
            self.message = in_plain_words(message, self.base.scenario) if message else self._fault()

    def _show(self, settings: Sequence[Setting]) -> None:
        shown = [Shown.of(each, self._agents) for each in settings]
        if len(shown) != len(self.all):
            self.all = tuple(Session(each, self._agents) for each in settings)
        for each, complete in zip(self.all, shown, strict=True):
            each.show(complete)

    def _fault(self) -> str:
        return next((each.message for each in self.all if each.message), "")

    def differences(self, letter: str = "B") -> list[Difference]:
        """Outcomes of the quarters done, less those of A; none before the first, or if one means nothing."""
        return compared(self.base.film, self.named(letter).film, self.quarter)

    def certainties(self, letter: str = "B", ensure_wanted: Callable[[], None] = lambda: None) -> dict[str, Certainty]:
        """How many seeds agree with each difference from A; empty where nothing is counted.

        It takes runs, so a page asks for it in a thread. They are the library's, in which no class of the user's own
        decides: with such classes nothing is counted.

        Args:
            letter: the world that is compared.
            ensure_wanted: called now and then; by an error it ends the work.
        """
        one, other = self.base, self.named(letter)
        quarters = [min(self.quarter, each.quarters) for each in (one, other)]
        values = {each.outcome: each.value for each in self.differences(letter)}
        if self._agents or not values:
            return {}
        first, second = (luck_of(each.scenario, ensure_wanted) for each in (one, other))
        return certainties(first, second, values, quarters[1], quarters[0], ensure_wanted)

    def draws(self, count: int = 100, seed: int = 0, should_stop: Callable[[], bool] = lambda: False) -> Draws | None:
        """The worlds under draws of the numbers that nobody knows, over the quarters done; None if it was stopped.

        It takes runs, so a page asks for it in a thread.

        Args:
            count: number of draws, each with a seed of its own.
            seed: base of the draws.
            should_stop: asked before each run.
        """
        if self._agents or not self.quarter:
            return None
        return drawn(self.settings, self.quarter, count, seed, should_stop)

    def unlike(self) -> list[str]:
        """In what the worlds cannot be compared as they stand, in sentences; empty if they are alike."""
        return unlike([(letter, each.film) for letter, each in zip(self.letters, self.all, strict=True)])

    def apart(self) -> frozenset[str]:
        """Letters of the worlds that cannot be compared with the first as they stand."""
        one = self.letters[0], self.base.film
        return frozenset(letter for letter in self.letters[1:] if unlike([one, (letter, self.named(letter).film)]))

    def exits(self) -> list[str]:
        """Who has left in which world, and when, in sentences."""
        return exits([(letter, each.film, each.quarter) for letter, each in zip(self.letters, self.all, strict=True)])


def _alike(settings: Sequence[Setting]) -> list[Setting]:
    """Settings with the seed, changes and common policies of the first."""
    first, *others = settings
    common: dict[str, Any] = {"seed": first.seed, "changes": first.changes, "policies": first.policies}
    return [first, *(replace(each, **common) for each in others)]
