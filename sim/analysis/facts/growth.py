"""How fast series of a run grow."""

import numpy as np

from sim.analysis.facts.history import History

_STEEPEST = 5.0


def outlay_growth(history: History) -> float:
    """Growth factor per year of the mean actor's outlay, by a fit of its logarithm."""
    return _growth(history, "outlay")


def compute_growth(history: History) -> float:
    """Growth factor per year of the compute that the mean actor buys, by a fit of its logarithm."""
    return _growth(history, "compute")


def incident_growth(history: History, first: int, last: int) -> float:
    """Growth of incidents per year: exponential trend of Poisson counts.

    The most likely trend b has the mean year of the incidents: sum(t e^(b t)) / sum(e^(b t)) equals that mean.
    It is limited to +-5 if all incidents are in the first or last year.
    """
    from scipy.optimize import brentq

    counts = history.series.groupby("year")["incidents"].sum().loc[first:last]
    if counts.sum() == 0:
        return float("nan")
    years = counts.index.to_numpy(float) - first
    wanted = float((years * counts).sum() / counts.sum())

    def excess(trend: float) -> float:
        weights = np.exp(trend * years)
        return float((years * weights).sum() / weights.sum()) - wanted

    if excess(-_STEEPEST) >= 0 or excess(_STEEPEST) <= 0:
        return float(np.expm1(np.copysign(_STEEPEST, wanted - years.mean())))
    return float(np.expm1(brentq(excess, -_STEEPEST, _STEEPEST)))


def _growth(history: History, column: str) -> float:
    known = history.series[history.series[column] > 0]
    if len(known) < 2:
        return float("nan")
    return float(np.exp(np.polyfit(known["time"] - known["time"].iloc[0], np.log(known[column]), 1)[0]))
