"""Two worlds in lock step, on the same seed, and what differs between them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim.divergence import Diverged
from sim.extension import ExtensionError
from sim.outcomes import OUTCOMES
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import displayed_on
from sim.study.execute import run
from sim.study.outcome_names import judged
from sim.view.controls import is_change
from sim.view.session import Agents, Session
from sim.view.setting import Setting

_OVER = {"last": "end", "mean": "mean", "sum": "in all", "rise": "rise", "log": "in all", "own": "of the run"}


@dataclass(frozen=True)
class Difference:
    """One outcome in two worlds.

    Attributes:
        outcome: its name.
        first: its value in the first world.
        second: its value in the second.
    """

    outcome: str
    first: float
    second: float

    @property
    def value(self) -> float:
        """Second less first."""
        return self.second - self.first

    @property
    def label(self) -> str:
        """Its name in words, as charts have it."""
        return OUTCOMES[self.outcome].label

    @property
    def over(self) -> str:
        """What it is of its series: the end of the run, the mean over it, or all of it."""
        return _OVER[OUTCOMES[self.outcome].over]

    @property
    def tag(self) -> str:
        """What it is of its series, and its unit."""
        unit = OUTCOMES[self.outcome].brief_unit
        return f"{self.over}, {unit}" if unit else self.over

    @property
    def relative(self) -> float:
        """Size of the difference, against the larger of the two values."""
        return abs(self.value) / max(abs(self.first), abs(self.second), 1e-300)

    @property
    def verdict(self) -> str:
        """Whether the second is better or worse; empty where neither is meant, or nothing differs."""
        return judged(OUTCOMES[self.outcome].better, self.value)


class Pair:
    """Two sessions that are stepped, reset and changed together."""

    def __init__(self, first: Setting, second: Setting, agents: Agents | None = None) -> None:
        """Begin with two settings, which share their seed; a step that fails on the way is told in the message."""
        settings = first, replace(second, seed=first.seed)
        self.first, self.second = (Session(replace(each, quarter=0), agents) for each in settings)
        for each, setting in zip(self.both, settings, strict=True):
            each.go_to(setting.quarter)

    @property
    def both(self) -> tuple[Session, Session]:
        """Both sessions."""
        return self.first, self.second

    @property
    def quarter(self) -> int:
        """Quarters done, in the one that is farther."""
        return max(each.quarter for each in self.both)

    @property
    def quarters(self) -> int:
        """Length of the longer run."""
        return max(each.quarters for each in self.both)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to step."""
        return all(each.is_over for each in self.both) or any(each.broken for each in self.both)

    @property
    def message(self) -> str:
        """What went wrong last."""
        return next((each.message for each in self.both if each.message), "")

    def step(self) -> None:
        """One quarter of each."""
        for each in self.both:
            each.step()

    def go_to(self, quarter: int) -> None:
        """Show another quarter of each."""
        for each in self.both:
            each.go_to(quarter)

    def reset(self) -> None:
        """Both back to the start."""
        for each in self.both:
            each.reset()

    def when(self) -> str:
        """The date in words."""
        return max(self.both, key=lambda each: each.quarter).when()

    def change(self, path: str, value: object) -> None:
        """Change a value in both worlds, or in none, when it does not fit into one of them."""
        if not any(is_change(each.own, path, value) for each in self.both):
            self.restore(path)
            return
        self._watch({"changes": {**self.first.setting.changes, path: value}})

    def restore(self, path: str) -> None:
        """Take a change back in both worlds."""
        self._watch({"changes": {name: value for name, value in self.first.setting.changes.items() if name != path}})

    def seed(self, seed: int) -> None:
        """Other luck, the same for both."""
        self._watch({"seed": seed})

    def _watch(self, update: Mapping[str, object]) -> None:
        before = [each.setting for each in self.both]
        for each, setting in zip(self.both, before, strict=True):
            each.watch(replace(setting, **update))  # type: ignore[arg-type]
        message = self.message
        if message:
            for each, setting in zip(self.both, before, strict=True):
                each.watch(setting)
            self.first.message = message

    def differences(self) -> list[Difference]:
        """Outcomes of the quarters done; none before the first, or where one diverged."""
        if min(each.quarter for each in self.both) == 0:
            return []
        try:
            first, second = (each.model.outcomes() for each in self.both)
        except (Diverged, ExtensionError):
            return []
        stated = displayed_on(Display.DIFFERENCE)
        return [Difference(each.name, first[each.name], second[each.name]) for each in stated]

    def signs(self, seeds: int = 20) -> dict[str, int]:
        """In how many seeds, from 0 on, the difference has the sign that it has here, over as many quarters.

        A seed with which a run diverges agrees with nothing.
        """
        stated = {each.outcome: each.value for each in self.differences()}
        counts = dict.fromkeys(stated, 0)
        counted = [(each.scenario, each.quarter) for each in self.both]
        for seed in range(seeds if stated else 0):
            try:
                one, other = (run(scenario, seed, quarter).outcomes for scenario, quarter in counted)
            except (Diverged, ExtensionError):
                continue
            for name, value in stated.items():
                counts[name] += (other[name] - one[name]) * value > 0.0 or (other[name] == one[name] and value == 0.0)
        return counts
