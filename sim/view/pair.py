"""Two worlds in lock step on the same seed, and their differences."""

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
        """Second minus first."""
        return self.second - self.first

    @property
    def label(self) -> str:
        """Its name in words, as in charts."""
        return OUTCOMES[self.outcome].label

    @property
    def over(self) -> str:
        """How it summarises its series: the end of the run, the mean over it, or its sum."""
        return _OVER[OUTCOMES[self.outcome].over]

    @property
    def tag(self) -> str:
        """How it summarises its series, and its unit."""
        unit = OUTCOMES[self.outcome].brief_unit
        return f"{self.over}, {unit}" if unit else self.over

    @property
    def relative(self) -> float:
        """Size of the difference, relative to the larger of the two values."""
        return abs(self.value) / max(abs(self.first), abs(self.second), 1e-300)

    @property
    def verdict(self) -> str:
        """Whether the second is better or worse; empty if the outcome is neutral or nothing differs."""
        return judged(OUTCOMES[self.outcome].better, self.value)


class Pair:
    """Two sessions that step, reset and change together."""

    def __init__(self, first: Setting, second: Setting, agents: Agents | None = None) -> None:
        """Begin with two settings that share their seed; the message reports any step that fails on the way."""
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
        """Number of quarters done, in the world that is ahead."""
        return max(each.quarter for each in self.both)

    @property
    def quarters(self) -> int:
        """Length of the longer run."""
        return max(each.quarters for each in self.both)

    @property
    def is_over(self) -> bool:
        """Whether both runs are over."""
        return all(each.is_over for each in self.both) or any(each.broken for each in self.both)

    @property
    def message(self) -> str:
        """The last error."""
        return next((each.message for each in self.both if each.message), "")

    def step(self) -> None:
        """One quarter of each."""
        for each in self.both:
            each.step()

    def go_to(self, quarter: int) -> None:
        """Move both to another quarter."""
        for each in self.both:
            each.go_to(quarter)

    def reset(self) -> None:
        """Return both to the start."""
        for each in self.both:
            each.reset()

    def when(self) -> str:
        """The date in words."""
        return max(self.both, key=lambda each: each.quarter).when()

    def change(self, path: str, value: object) -> None:
        """Change a value in both worlds, or in neither if it is invalid in one of them."""
        if not any(is_change(each.own, path, value) for each in self.both):
            self.restore(path)
            return
        self._watch({"changes": {**self.first.setting.changes, path: value}})

    def restore(self, path: str) -> None:
        """Undo a change in both worlds."""
        self._watch({"changes": {name: value for name, value in self.first.setting.changes.items() if name != path}})

    def seed(self, seed: int) -> None:
        """Set another seed for both."""
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
        """Outcomes of the quarters done; none before the first, or if one world diverged."""
        if min(each.quarter for each in self.both) == 0:
            return []
        try:
            first, second = (each.model.outcomes() for each in self.both)
        except (Diverged, ExtensionError):
            return []
        stated = displayed_on(Display.DIFFERENCE)
        return [Difference(each.name, first[each.name], second[each.name]) for each in stated]

    def signs(self, seeds: int = 20) -> dict[str, int]:
        """Number of seeds, from 0 on, in which the difference has the same sign as here, over as many quarters.

        A seed with a run that diverges never counts as agreeing.
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
