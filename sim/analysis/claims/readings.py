"""Two readings of the same claims: how far their verdicts agree."""

from dataclasses import dataclass
from math import nan

import pandas as pd


@dataclass(frozen=True)
class Agreement:
    """How far verdicts on the same claims agree.

    Attributes:
        table: one row per claim that both have: id, verdicts of the first and the second reading, whether they agree.
        share: share that agrees.
        kappa: Cohen's kappa (1960): agreement beyond what the two sets of verdicts would have by chance; NaN where both
            give a single verdict only.
        left: claims of the second reading that the first does not have by these ids, such as one that it splits.
    """

    table: pd.DataFrame
    share: float
    kappa: float
    left: tuple[str, ...] = ()


def agreement(first: pd.DataFrame, second: pd.DataFrame) -> Agreement:
    """Compare verdicts.

    Args:
        first: one row per claim, with id and verdict.
        second: the same of the second reading; claims of one reading only are left out.

    Raises:
        ValueError: they have no claim in common.
    """
    both = first[["id", "verdict"]].merge(second[["id", "verdict"]], on="id", suffixes=("_first", "_second"))
    if both.empty:
        raise ValueError("the readings have no claim in common")
    one, other = both["verdict_first"], both["verdict_second"]
    table = pd.DataFrame({"id": both["id"], "first": one, "second": other, "agree": one == other})
    share = float(table["agree"].mean())
    shares = [each.value_counts(normalize=True) for each in (one, other)]
    chance = float(shares[0].mul(shares[1], fill_value=0.0).sum())
    left = tuple(second.loc[~second["id"].isin(first["id"]), "id"])
    return Agreement(table, share, (share - chance) / (1.0 - chance) if chance < 1.0 else nan, left)
