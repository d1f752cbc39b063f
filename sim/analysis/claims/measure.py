"""Compute paired differences of a claim's outcomes from a store's tables."""

import numpy as np
import pandas as pd

from sim.analysis.claims.claim import BETTER_OFF, Claim, Expectation
from sim.analysis.gains import gains
from sim.world import Floats


def differences(claim: Claim, control: pd.DataFrame, treatment: pd.DataFrame, actors: pd.DataFrame) -> list[Floats]:
    """Differences of each outcome of a claim, treatment minus control, paired by seed.

    Args:
        claim: the claim.
        control: its runs, with a column key and one column per outcome.
        treatment: the same for the other side, in the same order of seeds.
        actors: state of every actor, by the key of the run; used only if an outcome needs it.

    Returns:
        One array per outcome, shape (runs,); NaN where a run failed.
    """
    return [_difference(outcome, control, treatment, actors) for outcome in claim.outcomes]


def _difference(outcome: Expectation, control: pd.DataFrame, treatment: pd.DataFrame, actors: pd.DataFrame) -> Floats:
    if outcome.name == BETTER_OFF:
        return _better_off(control["key"], treatment["key"], actors)
    level = _level(outcome, treatment, actors)
    return level if outcome.of == "treatment" else level - _level(outcome, control, actors)


def _level(outcome: Expectation, runs: pd.DataFrame, actors: pd.DataFrame) -> Floats:
    if not outcome.actors:
        return np.asarray(runs[outcome.name], float)
    theirs = actors[actors["actor"].isin(outcome.actors)]
    return np.asarray(theirs.groupby("key")[outcome.name].mean().reindex(runs["key"]), float)


def _better_off(control: pd.Series, treatment: pd.Series, actors: pd.DataFrame) -> Floats:
    before, after = (_by_actor(actors, keys) for keys in (control, treatment))
    return np.asarray(gains(before, after)["better"].reindex(np.arange(len(control))), float)


def _by_actor(actors: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    runs = pd.DataFrame({"key": keys.to_numpy(), "run": np.arange(len(keys))})
    return runs.merge(actors[["key", "actor", "capability", "payoff"]], on="key")
