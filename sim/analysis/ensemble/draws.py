"""Draws of all numbers that scenarios leave open: one whole row of the posterior each, and priors for the rest."""

from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analysis.calibration.known import told
from sim.analysis.calibration.shipped import Posterior, posterior
from sim.analysis.calibration.space import space_of, value_of
from sim.analysis.ensemble.forms import AS_WRITTEN, TOPOLOGY, Arms, Form, Settings, forms_of
from sim.analysis.ensemble.sampled import Job, Sampled, sampled
from sim.keys import hash_of
from sim.scenario import Scenario, load
from sim.scenario.priors import priors
from sim.scenario.schema.quantity import Prior
from sim.study.pool import Pool
from sim.study.sampling import Axis, axis_of
from sim.study.store import Store
from sim.study.tally import Progress
from sim.world import Floats

ROOTS = ("base", "race-2019", "race-2019-fitted", "race-2019-forecast")
"""Scenarios whose numbers are nobody's choice: the two that others extend, and draws that calibration wrote."""
POSTERIOR, PRIOR, GIVEN = "posterior", "prior", "given"


@dataclass(frozen=True)
class Ensemble:
    """Scenarios, the structural forms that they leave open, and draws of the numbers that they leave open.

    Attributes:
        arms: the scenarios by name; all have the same draws, forms and seeds.
        forms: the forms, see :func:`sim.analysis.ensemble.forms.forms_of`.
        values: the draws, a row each, a column for each number by its dotted path.
        origin: where a number is drawn from, by path: "posterior", "prior", or "given" (a range of one's own).
        seed: base of the seeds of all runs.
        left_alone: dotted paths that the arms set themselves, or in which they differ.
    """

    arms: Arms
    forms: tuple[Form, ...]
    values: pd.DataFrame
    origin: Mapping[str, str]
    seed: int
    left_alone: frozenset[str]

    def __len__(self) -> int:
        """Number of draws."""
        return len(self.values)

    @property
    def paths(self) -> tuple[str, ...]:
        """Dotted paths of the numbers that are drawn."""
        return tuple(map(str, self.values.columns))

    @property
    def known(self) -> pd.Series:
        """How many numbers history informs, weakly or not at all: counts by word, of those that are drawn."""
        words = pd.Series([told(path) for path in self.paths], dtype=object)
        return words.value_counts().reindex(["informed", "weakly", "not at all"], fill_value=0)

    def told(self, path: str) -> str:
        """What history says of a number: "informed", "weakly" or "not at all"."""
        return told(path)

    def rows(self, form: Form) -> Iterator[dict[str, object]]:
        """Each draw as settings, with which an arm in a form (:meth:`Form.apply`) can be run alone."""
        kept = [path for path in self.paths if path not in form.decided]
        yield from self.values[kept].astype(object).to_dict("records")

    def run(
        self,
        store: str | Path | Store,
        outcomes: Collection[str],
        *,
        replicates: int = 1,
        actors: bool = False,
        courses: bool = False,
        first: int | None = None,
        executor: Executor | None = None,
        workers: int | None = None,
        retry_failed: bool = False,
        progress: Progress | None = None,
        pool: Callable[[], Pool] | None = None,
    ) -> Sampled:
        """Run what is missing in a store, and read the outcomes of all runs.

        Args:
            store: folder of finished runs.
            outcomes: names of the outcomes that are read.
            replicates: runs of each arm in each form at each draw; each draw has seeds of its own.
            actors: whether the final state of every actor is kept and read.
            courses: whether the series of every run are kept, to be read by the keys of the runs.
            first: number of draws, from the first on; all by default.
            executor: executor to run in; by default, processes on this machine.
            workers: number of batches that run at once.
            retry_failed: repeat runs that failed.
            progress: called with a tally from time to time.
            pool: gives the pool to run in, in place of executor and workers.

        Raises:
            Interrupted: by Ctrl-C; finished runs are kept, and the same call continues.
            StoreError: the store cannot be used.
        """
        jobs = [
            Job(arm, place, early, self.forms[place].late, points[:first])
            for arm, scenario in self.arms.items()
            for place, early, points in self._in_forms(arm, scenario)
        ]
        return sampled(
            jobs, tuple(self.arms), store, outcomes, self.seed, replicates, actors,
            courses=courses, identity=hash_of(f"{self.values.to_json()} {first}"),
            executor=executor, workers=workers, retry_failed=retry_failed, progress=progress, pool=pool,
        )  # fmt: skip

    def _in_forms(self, arm: str, scenario: Scenario) -> Iterator[tuple[int, Scenario, list[dict[str, object]]]]:
        """Places of the forms, those together that share what takes long to set; with the arm so far, and the draws."""
        early = {place: form.early(arm) for place, form in enumerate(self.forms)}
        for changes, places in groupby(sorted(early, key=lambda place: str(early[place])), early.__getitem__):
            made = load(scenario, changes) if changes else scenario
            kept = [path for path in self.paths if path not in changes and _has(scenario, path)]
            points = self.values[kept].astype(object).to_dict("records")
            yield from ((place, made, points) for place in places)


def ensemble_of(
    arms: Arms,
    draws: int,
    *,
    seed: int = 0,
    settings: Settings | None = None,
    written: Collection[str] = (),
    forms: bool = True,
    ranges: Mapping[str, Prior] | None = None,
) -> Ensemble:
    """Draw all numbers that some scenarios leave open.

    A draw sets no number that an arm's file sets (from the arm up to, not including, `base` or `race-2019`), that a
    setting sets, that belongs to a policy or an actor, or in which the arms differ; nor one that is off. More draws
    begin with the fewer.

    Args:
        arms: the scenarios by name, settings included.
        draws: number of draws.
        seed: base seed of draws and runs.
        settings: what was set in all arms, by dotted path.
        written: paths that the arms' files set, where values do not tell (see :func:`sim.scenario.load.written`).
        forms: whether every structural form is taken; else only that which is written.
        ranges: priors of one's own, by path, which go before the posterior and the schema.
    """
    left = frozenset({*(settings or {}), *written, *_set_by(arms)})
    axes = _axes(arms, left, ranges or {})
    values, origin = _drawn(axes, draws, seed, posterior(), ranges or {})
    return Ensemble(arms, forms_of(arms, left) if forms else (AS_WRITTEN,), values, origin, seed, left)


def _has(scenario: Scenario, path: str) -> bool:
    """Whether a number is there: one of a policy is where its row is."""
    try:
        value_of(scenario, path)
    except (AttributeError, KeyError, StopIteration, TypeError):
        return False
    return True


def _set_by(arms: Arms) -> Iterator[str]:
    """Numbers whose value in some arm is that of no root, or in which arms differ, and words that forms would set."""
    own, roots = [_values(scenario) for scenario in arms.values()], [_values(_scenario(name)) for name in ROOTS]
    for path in dict.fromkeys(path for values in own for path in values):
        values = {each[path] for each in own if path in each}
        if len(values) > 1 or not values <= {each[path] for each in roots if path in each}:
            yield path
    if any(scenario.ties.topology != _scenario(ROOTS[0]).ties.topology for scenario in arms.values()):
        yield TOPOLOGY


def _values(scenario: Scenario) -> dict[str, float]:
    """The numbers of a scenario that have a prior, by path."""
    return {path: value_of(scenario, path) for path in priors(scenario)}


def _axes(arms: Arms, left: Collection[str], ranges: Mapping[str, Prior]) -> dict[str, Axis]:
    """The range of each number that is drawn: those that are on in some arm and exist in all."""
    found: dict[str, Axis] = {}
    shared = set.intersection(*(set(priors(scenario)) for scenario in arms.values()))
    for scenario in arms.values():
        space = space_of(scenario)
        found |= {axis.path: axis for axis in space.axes if axis.path in shared and axis.path not in left}
    given = {path: axis_of(path, prior) for path, prior in ranges.items()}
    return {path: given.get(path, axis) for path, axis in found.items()} | given


def _drawn(
    axes: Mapping[str, Axis], draws: int, seed: int, known: Posterior, ranges: Mapping[str, Prior]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Values of the numbers, shape (draws, numbers), and where each comes from.

    The first coordinate of each point chooses a row of the posterior by its weight, the others lie in the priors.
    """
    rows = [path for path in axes if path in known.draws.columns and path not in ranges]
    rest = [path for path in axes if path not in rows]
    # Not a Sobol' sequence: in hundreds of dimensions its coordinates go along with each other for thousands of points,
    # and what one number does would seem to be done by another as well.
    points = np.random.default_rng(seed).random((draws, 1 + len(rest)))
    place = np.searchsorted(np.cumsum(known.weights), points[:, 0]).clip(max=len(known.weights) - 1)
    columns = {path: known.draws[path].to_numpy()[place] for path in rows}
    columns |= {path: _along(axes[path], points[:, 1 + number]) for number, path in enumerate(rest)}
    origin = {path: GIVEN if path in ranges else POSTERIOR if path in rows else PRIOR for path in axes}
    return pd.DataFrame({path: columns[path] for path in axes}), origin


def _along(axis: Axis, points: Floats) -> list[object]:
    return [axis.at(float(share)) for share in points]


@cache
def _scenario(name: str) -> Scenario:
    return load(name)
