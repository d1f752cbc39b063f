"""What is counted of the worlds on a page, beside it: twenty seeds at once, then draws of the numbers after a pause."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import solara
from solara.lab import use_task

from sim.analysis.conclusions import ROBUST
from sim.analysis.questions.answers import OutcomeAnswer
from sim.divergence import Diverged
from sim.extension import ExtensionError
from sim.scenario import Scenario
from sim.view.certainty import UNCOUNTED, Certainty, verdict
from sim.view.luck import Luck, known_luck
from sim.view.turns import Outdated

SEEDS, DRAWS, DONE, TOO_LARGE = "seeds", "draws", "done", "too_large"
"""What is being counted; the first two are also what a band may be of."""
_REST, _PAUSE = 0.4, 1.5
"""Seconds without a change before seeds, and before draws, are counted; while a run plays, a page hears oftener."""
_SEEDS_IN, _DRAWS_IN = ThreadPoolExecutor(2, "seeds"), ThreadPoolExecutor(1, "draws")
"""All visitors' counting, so that it takes turns and leaves other threads alone."""
Found = TypeVar("Found")
Band = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


class Drawn(Protocol):
    """Worlds under draws of the numbers that nobody knows."""

    @property
    def of(self) -> int:
        """Number of draws."""

    def agree(self, letter: str, outcome: str, value: float) -> int:
        """How many agree with the sign of a difference."""

    def agree_in(self, letter: str, name: str, quarter: int, value: float) -> int:
        """How many agree with the sign of a difference that charts show in a quarter, the first being 1."""

    def band(self, letter: str, name: str) -> Band:
        """Between what 90 % lie, by quarter."""


@dataclass(frozen=True)
class Counts:
    """What is counted so far.

    Attributes:
        key: what is on the page, as a text.
        lucks: luck by letter of a world.
        sure: how sure each difference is, by letter and outcome.
        draws: the worlds under draws; None before they are run.
        stage: what is being counted; :data:`DONE` if nothing is.
        asked: number of draws that the page asks for.
        apart: letters of worlds that are not alike with the first, so that nothing in them is better or worse.
        answered: what the answer that comes with the package says of B, by outcome; empty if nothing was asked.
        forms: number of forms of the model in which that was asked.
    """

    key: str = ""
    lucks: Mapping[str, Luck] = field(default_factory=dict)
    sure: Mapping[str, Mapping[str, Certainty]] = field(default_factory=dict)
    draws: Drawn | None = None
    stage: str = SEEDS
    asked: int = 0
    apart: frozenset[str] = frozenset()
    answered: Mapping[str, OutcomeAnswer] = field(default_factory=dict)
    forms: int = 0

    def certainty(self, letter: str, outcome: str, value: float) -> Certainty:
        """How sure a difference is."""
        found = self.sure.get(letter, {}).get(outcome, UNCOUNTED)
        if self.draws is None or not found.is_counted or found.drawn_of:
            return found
        return found.with_draws(self.draws.agree(letter, outcome, value), self.draws.of)

    def verdict(self, letter: str, outcome: str, value: float) -> str:
        """Whether it is "better" or "worse"; "" where it is not sure, or draws that can turn it are on their way.

        What was asked in every form of the model is judged only if it is robust in all of them.
        """
        asked = self.answered.get(outcome)
        if self.stage == DRAWS or letter in self.apart or (asked and asked.verdict != ROBUST):
            return ""
        return verdict(outcome, value, self.certainty(letter, outcome, value))

    def band(self, letter: str, name: str, shade: str = SEEDS) -> Band | None:
        """Between what 90 % of seeds, or of draws, lie; None before they are counted."""
        if shade == DRAWS and self.draws is not None:
            return self.draws.band(letter, name)
        return self.lucks[letter].band(name) if letter in self.lucks else None


def known(scenarios: Mapping[str, Scenario]) -> dict[str, Luck]:
    """Luck that was counted before, by letter."""
    found = {letter: known_luck(scenario) for letter, scenario in scenarios.items()}
    return {letter: luck for letter, luck in found.items() if luck is not None}


def use_counts(
    key: str,
    count: Callable[[Callable[[], None]], Counts],
    draw: Callable[[Callable[[], bool]], Drawn | None] | None = None,
) -> Counts:
    """A hook: count in threads, without the page waiting.

    Args:
        key: what is on the page, as a text; when it changes, counting starts again.
        count: luck and certainty; called in a thread with what ends it, by an error, once something else is asked.
        draw: the worlds under draws, given what says whether to stop; called in a thread, after a pause.

    Returns:
        What is counted of this key so far.
    """
    found, set_found = solara.use_state(Counts(), key="counts")
    wanted = solara.use_ref(key)
    wanted.current = key

    def ensure_wanted() -> None:
        if wanted.current != key:
            raise Outdated

    async def work() -> None:
        await asyncio.sleep(_REST)
        try:
            counted = await _inside(_SEEDS_IN, lambda: _sound(ensure_wanted, count))
            ensure_wanted()
        except Outdated:
            return
        done = replace(counted, key=key, stage=DRAWS if draw and counted.lucks else DONE)
        set_found(done)
        if draw is None or done.stage == DONE:
            return
        await asyncio.sleep(_PAUSE)
        drawn = await _inside(_DRAWS_IN, lambda: _tried(draw, lambda: wanted.current != key))
        if wanted.current == key:
            set_found(replace(done, draws=drawn, stage=DONE))

    def leave() -> None:
        wanted.current = ""

    solara.use_effect(lambda: leave, [])
    use_task(work, dependencies=[key], prefer_threaded=False)
    return found if found.key == key else Counts(key)


async def _inside(pool: Executor, work: Callable[[], Found]) -> Found:
    """What some work finds, once it is its turn in a pool."""
    return await asyncio.get_running_loop().run_in_executor(pool, copy_context().run, work)


def _sound(ensure_wanted: Callable[[], None], count: Callable[[Callable[[], None]], Counts]) -> Counts:
    """What is counted; nothing where a world cannot be run."""
    ensure_wanted()
    try:
        return count(ensure_wanted)
    except (Diverged, ExtensionError):
        return Counts()


def _tried(draw: Callable[[Callable[[], bool]], Drawn | None], should_stop: Callable[[], bool]) -> Drawn | None:
    """The worlds under draws; None where they cannot be drawn, for then a page says so and goes on with seeds."""
    try:
        return draw(should_stop)
    except Exception:
        return None
