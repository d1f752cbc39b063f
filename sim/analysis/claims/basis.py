"""What a claim's result rests on: the drawn numbers and forms that explain it, and whether data inform these."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.claims.verdict import Choices
from sim.analysis.ensemble.sensitivity import LEAST, shares
from sim.world import Floats

INFORMED, WEAKLY, ASSUMPTION = "informed by data", "weakly informed by data", "assumption"
RESTATES = "restates an input"
ALMOST_THE_SAME = 0.9
"""Rank correlation with one number from which a result says no more than that number."""
NUMBERS = 3
"""Numbers that are named."""
_HALF = 0.5


@dataclass(frozen=True)
class Basis:
    """What an outcome's difference rests on.

    Attributes:
        word: "restates an input" where it goes with one number at a rank correlation of at least .9; "informed by
            data" where numbers that history informs carry more than half of what is explained; "weakly informed by
            data" where it takes those with them that history informs weakly; else "assumption".
        restates: that one number.
        hangs_on: the numbers that explain most, with their shares of the variance over all forms; at most three.
        axis: the choice of form that explains most; "" where none does.
        axis_share: its share.
        explained: share of the variance that numbers and forms explain, each alone.
        informed: share of that which numbers carry that history informs.
    """

    word: str
    restates: str = ""
    hangs_on: tuple[tuple[str, float], ...] = ()
    axis: str = ""
    axis_share: float = 0.0
    explained: float = 0.0
    informed: float = 0.0


def basis_of(values: pd.DataFrame, differences: Floats, forms: Sequence[Choices], told: Callable[[str], str]) -> Basis:
    """Find what differences rest on.

    Args:
        values: the numbers of each draw, one row a draw.
        differences: of the outcome, shape (forms, draws); NaN where a run failed.
        forms: the choices of each form.
        told: what history says of a number, see :meth:`sim.analysis.ensemble.Ensemble.told`.
    """
    known = np.isfinite(differences)
    total = float(differences[known].var()) if known.any() else 0.0
    if total == 0.0:
        return Basis(ASSUMPTION)
    numbers = _of_numbers(values, differences, total)
    axes = {axis: _of_axis([form[axis] for form in forms], differences, total) for axis in (forms[0] if forms else {})}
    axis = max(axes, key=lambda each: axes[each], default="")
    driving = numbers[numbers["drives"]]
    chosen = tuple(zip(driving["path"][:NUMBERS], driving["share"][:NUMBERS].astype(float), strict=True))
    explained = float(driving["share"].sum()) + sum(share for share in axes.values() if share >= LEAST)
    history = pd.Series([told(path) for path in driving["path"]], index=driving.index, dtype=object)
    by_data, weakly = (float(driving.loc[history == how, "share"].sum()) for how in ("informed", "weakly"))
    informed, at_all = (part / explained if explained else 0.0 for part in (by_data, by_data + weakly))
    same = numbers[numbers["rho"].abs() >= ALMOST_THE_SAME]
    restates = str(same["path"].iloc[0]) if len(same) else ""
    rests = INFORMED if informed > _HALF else WEAKLY if at_all > _HALF else ASSUMPTION
    word = RESTATES if restates else rests
    top = (axis, axes[axis]) if axis and axes[axis] >= LEAST else ("", 0.0)
    return Basis(word, restates, chosen, *top, explained, informed)


def _of_numbers(values: pd.DataFrame, differences: Floats, total: float) -> pd.DataFrame:
    """Shares of the whole variance that numbers explain within forms, mean over these, with mean rank correlation."""
    parts = []
    for row in differences:
        known = row[np.isfinite(row)]
        table = shares(values, row).set_index("path")
        weight = float(known.var()) / total if len(known) else 0.0
        # What does not drive the outcome in a form explains but noise there.
        parts.append(table.assign(share=table["share"].where(table["drives"], 0.0) * weight))
    mean = pd.concat(parts)[["share", "rho"]].astype(float).groupby(level=0, sort=False).mean()
    ranked = mean.sort_values("share", ascending=False, kind="stable")
    return ranked.assign(drives=ranked["share"] >= LEAST).rename_axis("path").reset_index()


def _of_axis(options: Sequence[str], differences: Floats, total: float) -> float:
    """The share of the variance that lies between the options of one choice."""
    whole = float(np.nanmean(differences))
    between = 0.0
    for option in dict.fromkeys(options):
        rows = differences[[each == option for each in options]]
        known = rows[np.isfinite(rows)]
        between += len(known) * (float(known.mean()) - whole) ** 2 if len(known) else 0.0
    return between / total / int(np.isfinite(differences).sum())
