"""Differences of a claim's outcomes between two arms, draw by draw."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.analysis.claims.claim import BETTER_OFF, Expectation
from sim.analysis.ensemble import Sampled
from sim.analysis.gains import better_off
from sim.outcomes import OUTCOMES
from sim.world import Floats


class Levels:
    """What outcomes came to in each arm, over forms, draws and replicates."""

    def __init__(self, found: Sampled) -> None:
        """Take the runs of an ensemble; the state of actors only if it was kept."""
        self._found = found
        self._states: dict[str, pd.DataFrame] = {}

    def difference(self, outcome: Expectation, control: str, treatment: str) -> Floats:
        """Treatment minus control, or the level in the treatment where that is asked for.

        Returns:
            Shape (forms, draws, replicates); NaN where a run failed.
        """
        if outcome.name == BETTER_OFF:
            return self._better_off(control, treatment)
        level = self.level(outcome, treatment)
        return level if outcome.of == "treatment" else level - self.level(outcome, control)

    def moved(self, outcome: Expectation, control: str, dose: str) -> Floats:
        """By how much a dose moves an outcome, whatever the claim compares; of `better_off`, whose payoff it moves."""
        if outcome.name == BETTER_OFF:
            return self._better_off(control, dose) + self._better_off(dose, control)
        return self.level(outcome, dose) - self.level(outcome, control)

    def level(self, outcome: Expectation, arm: str) -> Floats:
        """An outcome in an arm, shape (forms, draws, replicates)."""
        if not outcome.actors:
            return self._found.of(arm, outcome.name)
        theirs = self._state(outcome.name, arm, outcome.actors)
        count = np.isfinite(theirs).sum(axis=-1)
        return np.asarray(np.where(count > 0, np.nansum(theirs, axis=-1), np.nan) / np.maximum(count, 1))

    def _better_off(self, control: str, treatment: str) -> Floats:
        """Share of the actors of both runs with a higher payoff in the treatment."""
        shape = self._found.keys[control].shape
        names = [*self._table("payoff").columns]
        before, after = (
            [self._state(name, arm, names).reshape(-1, len(names)) for name in ("capability", "payoff")]
            for arm in (control, treatment)
        )
        return better_off(*before, *after).reshape(shape)

    def _state(self, name: str, arm: str, actors: Sequence[str]) -> Floats:
        """A state of some actors in an arm, shape (forms, draws, replicates, actors); NaN where they are not."""
        keys = self._found.keys[arm]
        table = self._table(name).reindex(index=keys.ravel(), columns=list(actors))
        return np.asarray(table.to_numpy(float).reshape(*keys.shape, len(actors)))

    def _table(self, name: str) -> pd.DataFrame:
        """A state of all actors, a row a run."""
        if name not in self._states:
            self._states[name] = self._found.actors.pivot(index="key", columns="actor", values=name)
        return self._states[name]


def room(outcome: Expectation, levels: Levels, control: str, quarters: int) -> float:
    """Share of the runs of the control in which the outcome could move by what the claim asks before it is at its end.

    Args:
        outcome: what is expected.
        levels: what outcomes came to.
        control: the arm without the treatment.
        quarters: length of the runs.

    Returns:
        1 where it has no end in that direction, or where the claim asks for no change.
    """
    if outcome.name == BETTER_OFF or outcome.of == "treatment" or outcome.direction not in ("more", "less"):
        return 1.0
    found = levels.level(outcome, control)
    known = found[np.isfinite(found)]
    least, most = ends(outcome, quarters)
    way = most - known if outcome.direction == "more" else known - least
    return float((way >= outcome.least).mean()) if len(known) else 1.0


def ends(outcome: Expectation, quarters: int) -> tuple[float, float]:
    """Between which values an outcome can lie."""
    if outcome.actors:
        return {"reputation": (0.0, 1.0), "capability": (0.0, np.inf)}.get(outcome.name, (-np.inf, np.inf))
    within = OUTCOMES[outcome.name].range_over(quarters)
    return within.least, within.most
