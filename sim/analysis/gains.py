"""Who gains between two runs of the same luck."""

import pandas as pd


def better_off(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """Share of the actors of both runs whose mean payoff is higher in the second; slots never filled are left out.

    Args:
        before: rows with run (what pairs the two), actor, capability (OOM) and payoff (bn USD a quarter).
        after: the same of the other side.

    Returns:
        The share by run; no entry where no actor took part in both.
    """
    columns = ["run", "actor", "payoff"]
    one, other = (side.loc[side["capability"] != 0, columns] for side in (before, after))
    both = one.merge(other, on=["run", "actor"], suffixes=("_before", "_after"))
    return (both["payoff_after"] > both["payoff_before"]).groupby(both["run"]).mean()
