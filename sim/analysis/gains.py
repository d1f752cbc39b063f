"""Who gains between two runs of the same luck."""

import numpy as np
import pandas as pd

SIDES = {"better": 1.0, "same": 0.0, "worse": -1.0}
"""How an actor can fare, and the sign of its gain."""


def gains(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Shares of the actors of both runs whose mean payoff is higher in the second, the same, or lower.

    Slots never filled are left out.

    Args:
        before: rows with run (what pairs the two), actor, capability (OOM) and payoff (bn USD a quarter).
        after: the same of the other side.

    Returns:
        Shares by run, a column for each of :data:`SIDES`; no row where no actor took part in both.
    """
    columns = ["run", "actor", "payoff"]
    one, other = (side.loc[side["capability"] != 0, columns] for side in (before, after))
    both = one.merge(other, on=["run", "actor"], suffixes=("_before", "_after"))
    gain = np.sign(both["payoff_after"] - both["payoff_before"])
    return pd.DataFrame({name: (gain == sign).groupby(both["run"]).mean() for name, sign in SIDES.items()})
