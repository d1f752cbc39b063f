"""The answer to a question, from real runs: at the numbers as written, and at draws of all that nobody knows."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.conclusions import Conclusions, concluded
from sim.analysis.ensemble.draws import Ensemble, ensemble_of
from sim.analysis.ensemble.sampled import Sampled
from sim.analysis.intervals import SPAN
from sim.analysis.questions.declared import QuestionSpec
from sim.analysis.sizes import ASKED, SEEDS
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario, load
from sim.study.execute import run as run_once
from sim.study.execute import runs
from sim.study.parts import SERIES
from sim.study.store import Store
from sim.study.table import series
from sim.study.tally import Progress
from sim.world import Floats

COURSES = 50
"""Draws of each form whose courses give the bands."""
TWICE = 24
"""Draws of each form that are run twice to tell luck apart."""
_DIGITS = 4
_AGAINST, _OTHER = "a", "b"


@dataclass(frozen=True)
class OutcomeAnswer:
    """What one outcome answers: world b less world a.

    Attributes:
        outcome: its name.
        a: mean in world a, over seeds at the numbers as written.
        b: the same in world b.
        default: mean difference there.
        agree: number of seeds whose difference has the sign that most draws have.
        median: of the difference, over draws of all forms.
        low: 5 % of it.
        high: 95 % of it.
        more: share of draws, over all forms, in which there is more in b.
        less: share in which there is less.
        least: share of the draws that have the sign that most have, in the form where it is lowest.
        robust_in: number of forms in which that sign is robust.
        luck: share of the variance that is luck.
        verdict: "robust", "depends on ...", "luck", "no room" or "too few draws".
        drivers: numbers and forms that explain most of the variance, with their shares.
        turns: how the sign turns with what it depends on.
    """

    outcome: str
    a: float
    b: float
    default: float
    agree: int
    median: float
    low: float
    high: float
    more: float
    less: float
    least: float
    robust_in: int
    luck: float
    verdict: str
    drivers: str
    turns: str

    @property
    def sign(self) -> int:
        """The sign that most draws have: 1 or -1."""
        return 1 if self.more >= self.less else -1

    @property
    def share(self) -> float:
        """Share of draws that have it."""
        return max(self.more, self.less)


@dataclass(frozen=True)
class Pair:
    """A draw in a form with one seed, and the outcomes of both worlds there, so that it can be run again.

    Attributes:
        form: number of the form.
        draw: number of the draw.
        seed: seed of the runs.
        a: outcomes of world a, in the order of the question's.
        b: outcomes of world b.
    """

    form: int
    draw: int
    seed: int
    a: list[float]
    b: list[float]


@dataclass(frozen=True)
class Answer:
    """The answer to a question.

    Attributes:
        digests: of the worlds, by letter.
        quarters: length of the runs.
        draws: number of draws of each form.
        seeds: number of seeds at the numbers as written.
        forms: names of the forms.
        numbers: how many numbers are drawn.
        outcomes: what each outcome answers, the main one first.
        bands: by outcome and letter, the 5 %, 50 % and 95 % of draws over all forms, quarter by quarter; counts of
            events are those so far.
        pairs: runs that can be done again.
        failed: number of runs that failed, whose draws are left out.
    """

    digests: dict[str, str]
    quarters: int
    draws: int
    seeds: int
    forms: list[str]
    numbers: int
    outcomes: list[OutcomeAnswer]
    bands: dict[str, dict[str, list[list[float]]]]
    pairs: list[Pair]
    failed: int = 0

    @property
    def main(self) -> OutcomeAnswer:
        """What the outcome answers that the question is about."""
        return self.outcomes[0]

    def told(self) -> dict[str, Any]:
        """All of it as JSON has it."""
        return asdict(self)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Answer":
        """An answer from JSON."""
        outcomes = [OutcomeAnswer(**each) for each in told["outcomes"]]
        return cls(**{**told, "outcomes": outcomes, "pairs": [Pair(**each) for each in told["pairs"]]})


@dataclass(frozen=True)
class _Asked:
    """A question with its worlds and what is drawn in them."""

    spec: QuestionSpec
    arms: dict[str, Scenario]
    ensemble: Ensemble = field(repr=False)


def asked(spec: QuestionSpec, draws: int) -> _Asked:
    """A question with its worlds, and draws of the numbers that they leave open."""
    arms = spec.arms
    return _Asked(spec, arms, ensemble_of(arms, draws, written=spec.written))


def answer(
    spec: QuestionSpec,
    store: str | Path,
    *,
    draws: int = ASKED,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Answer:
    """Answer a question.

    Args:
        spec: the question.
        store: folder of finished runs.
        draws: number of draws of each form.
        executor: executor to run in; by default, processes on this machine.
        progress: called with a tally from time to time.
    """
    found = asked(spec, draws)
    place, names = Store(store), spec.outcomes
    run = partial(found.ensemble.run, store, names, executor=executor, progress=progress)
    # Those come first that keep their courses: what is stored without is run again.
    courses = run(first=min(draws, COURSES), courses=True)
    drawn = run()
    again = run(first=min(draws, TWICE), replicates=2)
    levels = {letter: _levels(scenario, names) for letter, scenario in found.arms.items()}
    means = levels[_OTHER].mean(axis=0) - levels[_AGAINST].mean(axis=0)
    default = {(_OTHER, name): float(mean) for name, mean in zip(names, means, strict=True)}
    told = concluded(found.ensemble, drawn, again, _AGAINST, default)
    first = next(iter(found.arms.values()))
    return Answer(
        {letter: scenario.digest for letter, scenario in found.arms.items()}, first.quarters, draws, SEEDS,
        [form.name for form in found.ensemble.forms], len(found.ensemble.paths),
        [_outcome(told, levels, place, name) for place, name in enumerate(names)],
        {name: _bands(courses, place, name) for name in names}, _pairs(drawn, place), told.failed,
    )  # fmt: skip


def _levels(scenario: Scenario, names: Sequence[str]) -> Floats:
    """Outcomes at the numbers as written, shape (seeds, outcomes)."""
    every = [each().outcomes for each in runs(scenario, range(SEEDS), scenario.quarters)]
    return np.array([[outcomes[name] for name in names] for outcomes in every])


def _outcome(told: Conclusions, levels: Mapping[str, Floats], place: int, name: str) -> OutcomeAnswer:
    row = told.table[told.table["outcome"] == name].iloc[0]
    forms = told.by_form[told.by_form["outcome"] == name]
    more, less = float(forms["more"].mean()), float(forms["less"].mean())
    word = "more" if more >= less else "less"
    apart = (levels[_OTHER] - levels[_AGAINST])[:, place]
    signs = int((apart > 0.0).sum() if more >= less else (apart < 0.0).sum())
    numbers = {key: _short(row[key]) for key in ("default", "median", "low", "high", "least", "luck")}
    return OutcomeAnswer(
        name, _short(levels[_AGAINST][:, place].mean()), _short(levels[_OTHER][:, place].mean()),
        agree=signs, more=_short(more), less=_short(less), robust_in=int((forms["robust"] == word).sum()),
        verdict=str(row["verdict"]), drivers=str(row["drivers"]), turns=str(row["turns"]), **numbers,
    )  # fmt: skip


def _bands(courses: Sampled, store: Store, name: str) -> dict[str, list[list[float]]]:
    """The course of an outcome over draws of all forms, by letter: its 5 %, 50 % and 95 %, quarter by quarter."""
    outcome = OUTCOMES[name]
    return {
        letter: _band(courses.keys[letter].ravel().tolist(), store, outcome.series, outcome.over) for letter in "ab"
    }


def _band(keys: list[str], store: Store, name: str, over: str) -> list[list[float]]:
    rows = series(store, SERIES, keys, ["key", "quarter", name])
    table = rows.pivot_table(index="key", columns="quarter", values=name).to_numpy()
    table = np.cumsum(table, axis=1) if over == "sum" else table
    found = np.nanquantile(table, [SPAN[0], 0.5, SPAN[1]], axis=0)
    return [[_short(value) for value in line] for line in found]


def _pairs(drawn: Sampled, store: Store) -> list[Pair]:
    """The first draw in the first form, and the second in the last."""
    last = len(drawn.keys[_AGAINST]) - 1
    return [_pair(drawn, store, form, draw) for form, draw in ((0, 0), (last, 1))]


def _pair(drawn: Sampled, store: Store, form: int, draw: int) -> Pair:
    place = form, draw, 0
    key = str(drawn.keys[_AGAINST][place])
    parts = store.look(lambda seen: list(store.rows(seen.only([key]), ["key", "seed"])))
    seed = int(pd.concat([part.to_pandas() for part in parts]).iloc[0]["seed"])
    return Pair(form, draw, seed, *(drawn.levels[letter][place].tolist() for letter in (_AGAINST, _OTHER)))


def again(spec: QuestionSpec, pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs of runs, done anew by the library's plain `run`."""
    found = asked(spec, 1 + max(pair.draw for pair in pairs))
    return [_once_more(found, pair) for pair in pairs]


def _once_more(found: _Asked, pair: Pair) -> Pair:
    form = found.ensemble.forms[pair.form]
    settings = list(found.ensemble.rows(form))[pair.draw]
    levels = []
    for letter, scenario in found.arms.items():
        outcomes = run_once(load(form.apply(letter, scenario), settings), pair.seed).outcomes
        levels.append([outcomes[name] for name in found.spec.outcomes])
    return Pair(pair.form, pair.draw, pair.seed, *levels)


def _short(value: float) -> float:
    """A number with as many digits as anybody reads."""
    return float(f"{value:.{_DIGITS}g}")
