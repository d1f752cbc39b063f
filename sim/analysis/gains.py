"""Find which actors gain between two runs with the same random numbers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from sim.world import Floats

SIDES = {"better": 1.0, "same": 0.0, "worse": -1.0}
"""Possible results of an actor, and the sign of its gain."""


def gains(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Shares of the actors in both runs with a higher mean payoff in the second run, the same, or a lower one.

    Slots never filled are left out.

    Args:
        before: rows with run (what pairs the two), actor, capability (OOM) and payoff (bn USD a quarter).
        after: the same for the other side.

    Returns:
        Shares by run, a column for each of :data:`SIDES`; no row where no actor took part in both.
    """
    both = gained(before, after, [])
    gain = np.sign(both["gain"])
    return pd.DataFrame({name: (gain == sign).groupby(both["run"]).mean() for name, sign in SIDES.items()})


def better_off(capability: "Floats", payoff: "Floats", later_capability: "Floats", later_payoff: "Floats") -> "Floats":
    """Shares of the actors in both runs with a higher mean payoff in the second run, as in :func:`gains`.

    Args:
        capability: of every actor in each first run, shape (runs, actors); NaN where the run has no such actor.
        payoff: the same for its mean payoff.
        later_capability: as ``capability``, of the run with which each is paired.
        later_payoff: the same for its mean payoff.

    Returns:
        Shape (runs,); NaN where no actor took part in both.
    """
    gain = later_payoff - payoff
    took_part = (capability != 0.0) & (later_capability != 0.0) & np.isfinite(gain)
    count = took_part.sum(axis=1)
    better = ((gain > 0.0) & took_part).sum(axis=1)
    return np.asarray(np.where(count > 0, better, np.nan) / np.maximum(count, 1))


def gained(before: pd.DataFrame, after: pd.DataFrame, also: list[str]) -> pd.DataFrame:
    """By how much the mean payoff of each actor in both runs is higher in the second.

    Args:
        before: as for :func:`gains`.
        after: the same for the other side.
        also: columns of the first side to keep.

    Returns:
        Rows with run, actor, what else was asked for, and gain (bn USD a quarter).
    """
    columns = ["run", "actor", "payoff"]
    one, other = (side[side["capability"] != 0] for side in (before, after))
    both = one[[*columns, *also]].merge(other[columns], on=["run", "actor"], suffixes=("_before", "_after"))
    return both.assign(gain=both["payoff_after"] - both["payoff_before"])


def gains_by(before: pd.DataFrame, after: pd.DataFrame, by: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """What each group of actors gains, a row per run.

    Args:
        before: as for :func:`gains`, with the column ``by``.
        after: the same for the other side.
        by: what divides them: kind, bloc or actor, as on the first side.

    Yields:
        The group, and by run: actors (how many), shares of them as in :data:`SIDES`, and gain (mean over them, bn USD
        a quarter).
    """
    both = gained(before, after, [by] if by != "actor" else [])
    for group, rows in both.groupby(by, sort=True, observed=True):
        sign, runs = np.sign(rows["gain"]), rows.groupby("run")["gain"]
        shares = {name: (sign == side).groupby(rows["run"]).mean() for name, side in SIDES.items()}
        yield str(group), pd.DataFrame({"actors": runs.size(), **shares, "gain": runs.mean()})
