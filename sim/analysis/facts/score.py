"""How well the distribution of single runs forecasts the one value that the data give."""

import numpy as np

from sim.world import Floats


def crps(values: Floats, data: float) -> float:
    """Fair continuous ranked probability score of an ensemble; 0 is best, and larger is worse.

    CRPS = (E|X - y| - E|X - X'| / 2) / d, with y the value of the data, X the values of the runs in which the figure
    is defined, the second mean over pairs of different runs, which makes the score unbiased for any number of runs
    (Gneiting & Raftery 2007, JASA 102:359; Ferro 2014, QJRMS 140:1917), and d the share of runs in which the figure is
    defined. A figure that some runs leave undefined is therefore never scored better for it than by the others alone.

    Args:
        values: one per run; NaN where undefined.
        data: the value of the data.

    Returns:
        The score in the unit of the figure; NaN if fewer than two runs define it, or the data do not.
    """
    known = np.sort(values[np.isfinite(values)])
    count = len(known)
    if count < 2:
        return float("nan")
    # In order, value k is the larger one of k pairs, and the smaller one of count - 1 - k.
    between = 2.0 * float((2 * np.arange(count) - count + 1) @ known) / (count * (count - 1))
    return (float(np.abs(known - data).mean()) - between / 2) * len(values) / count
