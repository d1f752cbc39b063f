"""Find which actors gain between two runs with the same random numbers."""

import numpy as np
import pandas as pd

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
    columns = ["run", "actor", "payoff"]
    one, other = (side.loc[side["capability"] != 0, columns] for side in (before, after))
    both = one.merge(other, on=["run", "actor"], suffixes=("_before", "_after"))
    gain = np.sign(both["payoff_after"] - both["payoff_before"])
    return pd.DataFrame({name: (gain == sign).groupby(both["run"]).mean() for name, sign in SIDES.items()})
