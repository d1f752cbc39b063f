"""Where an option fails: a rule that names the worlds in which it does not meet the thresholds (scenario discovery).

The rule is found by PRIM among what was drawn and the forms of the model (Bryant & Lempert 2010), and is told only
where it is also right in draws in which it was not sought.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sim.analysis.claims.boxes import Box, find_box, laid_out
from sim.analysis.decide.regret import Flags

NOWHERE = "it fails nowhere"
EVERYWHERE = "it fails everywhere"
NO_RULE = "no simple rule tells where"
_MOST = 0.5


@dataclass(frozen=True)
class Failure:
    """Where an option fails, or where it does not if it mostly does: a rule is told of the rarer of the two.

    Attributes:
        share: share of worlds in which it fails.
        rule: in words, or that there is none.
        box: the rule, if there is one.
        mostly: whether it fails in most worlds, so that the rule tells where it does not.
    """

    share: float
    rule: str
    box: Box | None = None
    mostly: bool = False


def failure(failing: Flags, known: Flags, values: pd.DataFrame, forms: Sequence[Mapping[str, str]]) -> Failure:
    """Find where an option fails.

    Args:
        failing: whether it does, shape (forms, draws).
        known: worlds that ran, same shape.
        values: what was drawn, one row a draw.
        forms: what each form chooses, by the name of the choice.
    """
    share = float(failing[known].mean())
    if share in (0.0, 1.0):
        return Failure(share, EVERYWHERE if share else NOWHERE)
    points, draws = laid_out(values, forms)
    ran = known.ravel()
    mostly = share > _MOST
    rarer = failing.ravel()[ran] != mostly
    # What is rare is worth a rule that is right more often than that, if not in three of four worlds.
    box = find_box(points[ran].reset_index(drop=True), rarer, draws[ran], right=float(rarer.mean()))
    return Failure(share, NO_RULE if box is None else str(box), box, mostly)
