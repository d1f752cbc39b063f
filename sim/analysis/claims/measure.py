"""Compute paired differences of a claim's outcomes from a store's tables."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from sim.analysis.claims.claim import BETTER_OFF, Claim, Expectation
from sim.analysis.gains import better_off
from sim.world import Floats, Integers


class Results:
    """Outcomes of runs, and the state of their actors; each column becomes an array once, whoever asks for it."""

    def __init__(self, outcomes: pd.DataFrame, actors: pd.DataFrame) -> None:
        """Take tables of a store.

        Args:
            outcomes: a row a run, by its key: a column per outcome, and error.
            actors: state of every actor, by the key of the run and its name; empty if no outcome needs it.
        """
        self._outcomes, self._actors = outcomes, actors
        self._of_run = outcomes.index.get_indexer(actors["key"]) if len(actors) else np.zeros(0, np.int64)
        self._of_actor, names = pd.factorize(actors["actor"]) if len(actors) else (np.zeros(0, np.int64), [])
        self._names = {name: place for place, name in enumerate(names)}
        self._column, self._state = cache(self._column_of), cache(self._state_of)

    def places(self, keys: Sequence[str]) -> Integers:
        """Where runs stand among all.

        Raises:
            KeyError: one is not there.
        """
        found = self._outcomes.index.get_indexer(keys)
        if (found < 0).any():
            raise KeyError(keys[int((found < 0).argmax())])
        return np.asarray(found, np.int64)

    def errors(self, runs: Integers) -> list[str]:
        """Errors of those of some runs that failed."""
        return list(self._outcomes["error"].iloc[runs].dropna())

    def outcome(self, name: str, runs: Integers) -> Floats:
        """An outcome of some runs, shape (runs,); NaN where a run failed."""
        return self._column(name)[runs]

    def state(self, name: str, runs: Integers) -> Floats:
        """Capability, payoff or reputation of every actor in some runs, shape (runs, actors); NaN where it is not."""
        return self._state(name)[runs]

    def mean_of(self, name: str, actors: Sequence[str], runs: Integers) -> Floats:
        """The same as a mean over some actors, shape (runs,)."""
        theirs = self.state(name, runs)[:, [self._names[each] for each in actors if each in self._names]]
        count = np.isfinite(theirs).sum(axis=1)
        return np.asarray(np.where(count > 0, np.nansum(theirs, axis=1), np.nan) / np.maximum(count, 1))

    def _column_of(self, name: str) -> Floats:
        return np.asarray(self._outcomes[name], float)

    def _state_of(self, name: str) -> Floats:
        table = np.full((len(self._outcomes), len(self._names)), np.nan)
        known = self._of_run >= 0  # of runs whose outcomes are there
        table[self._of_run[known], self._of_actor[known]] = self._actors[name][known]
        return table


def differences(claim: Claim, results: Results, control: Integers, treatment: Integers) -> list[Floats]:
    """Differences of each outcome of a claim, treatment minus control, paired by seed.

    Args:
        claim: the claim.
        results: results of runs.
        control: places of its runs among these.
        treatment: the same for the other side, in the same order of seeds.

    Returns:
        One array per outcome, shape (runs,); NaN where a run failed.
    """
    return [_difference(outcome, results, control, treatment) for outcome in claim.outcomes]


def _difference(outcome: Expectation, results: Results, control: Integers, treatment: Integers) -> Floats:
    if outcome.name == BETTER_OFF:
        before, after = (
            [results.state(name, runs) for name in ("capability", "payoff")] for runs in (control, treatment)
        )
        return better_off(*before, *after)
    level = _level(outcome, results, treatment)
    return level if outcome.of == "treatment" else level - _level(outcome, results, control)


def _level(outcome: Expectation, results: Results, runs: Integers) -> Floats:
    if outcome.actors:
        return results.mean_of(outcome.name, outcome.actors, runs)
    return results.outcome(outcome.name, runs)
