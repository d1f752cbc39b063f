"""When what holds at draws of unknown numbers counts as robust."""

from typing import Any

import numpy as np

from sim.analysis.intervals import wilson
from sim.analysis.sizes import nearly_all

BOUND, ENOUGH = 0.85, 200
"""Wilson's lower bound that the share of draws at which it holds passes, and draws of each form that it takes."""


def are_sure(holds: Any, known: Any) -> Any:
    """Whether what holds at draws is robust in each form.

    It holds at 90 % of at least 200 draws, and the lower end of this share's interval (Wilson 1927) is above .85.

    Args:
        holds: whether it holds, shape (forms, draws).
        known: whether anything is known at each draw, of the same shape.

    Returns:
        Booleans, shape (forms,).
    """
    count, total = (holds & known).sum(axis=1).tolist(), known.sum(axis=1).tolist()
    return np.array([is_sure(each, of) for each, of in zip(count, total, strict=True)])


def is_sure(count: int, of: int) -> bool:
    """Whether so many of enough draws agree that nearly all would."""
    return of >= ENOUGH and nearly_all(count, of) and wilson(count, of)[0] > BOUND
