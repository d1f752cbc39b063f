"""Where an option fails: a rule that names the worlds in which it does not meet the thresholds (scenario discovery).

The rule is found by PRIM among what was drawn and the forms of the model (Bryant & Lempert 2010), and is told only
where it is also right in draws in which it was not sought.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sim.analysis.claims.boxes import Box, MissingExtra, find_box
from sim.analysis.decide.regret import Flags
from sim.analysis.intervals import wilson

NOWHERE = "it fails nowhere"
EVERYWHERE = "it fails everywhere"
NO_RULE = "no simple rule tells where"
AMONG = 10
"""A rule is sought among so many of the numbers and forms."""
_YES = 0.5


@dataclass(frozen=True)
class Failure:
    """Where an option fails.

    Attributes:
        share: share of worlds in which it does.
        rule: in words, or why there is none.
        box: the rule, if there is one.
    """

    share: float
    rule: str
    box: Box | None = None


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
    # Draws in order, each in all its forms: the half in which a rule is not sought has other draws.
    worlds = pd.DataFrame(
        [(draw, form) for draw in range(len(values)) for form in range(len(forms)) if known[form, draw]],
        columns=["draw", "form"],
    )
    points = pd.concat(
        [
            values.iloc[worlds["draw"]].reset_index(drop=True),
            _chosen(forms).iloc[worlds["form"]].reset_index(drop=True),
        ],
        axis=1,
    )
    points = points.loc[:, points.nunique() > 1]
    fails = pd.Series(failing[worlds["form"], worlds["draw"]])
    try:
        box = find_box(points, fails, AMONG)
    except MissingExtra as error:
        return Failure(share, str(error))
    if box is None or not _holds(box, share, points, len(forms)):
        return Failure(share, NO_RULE)
    return Failure(share, in_words(box), box)


def _chosen(forms: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """Whether a form is chosen, 0 or 1: a column an answer to each choice, named "choice is answer"."""
    answers = dict.fromkeys((choice, answer) for form in forms for choice, answer in form.items())
    return pd.DataFrame(
        {f"{choice} is {answer}": [float(form[choice] == answer) for form in forms] for choice, answer in answers},
        index=range(len(forms)),
    )


def _holds(box: Box, share: float, points: pd.DataFrame, forms: int) -> bool:
    """Whether unseen worlds in the box fail more often than worlds at large: forms of a draw count as one world."""
    inside = pd.Series(True, index=points.index)
    for name, (least, most) in box.limits.items():
        inside &= points[name].between(least if least is not None else -float("inf"),
                                       most if most is not None else float("inf"))  # fmt: skip
    draws = max(1, round(int(inside.sum()) / forms))
    return wilson(round(box.tested_density * draws), draws)[0] > share


def in_words(box: Box) -> str:
    """A rule such as ``trust.gain >= 0.05 and knowledge is not ladder``."""
    return " and ".join(_told(name, *ends) for name, ends in box.limits.items())


def _told(name: str, least: float | None, most: float | None) -> str:
    if " is " in name:
        return name if least is not None and least >= _YES else name.replace(" is ", " is not ")
    return str(Box({name: (least, most)}, 0.0, 0.0, 0.0, 0.0))
