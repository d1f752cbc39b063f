"""What history says of a number: the posterior that is shipped, fitted to the race since 2019."""

from functools import cache

from sim.scenario.schema.quantity import Prior

NOT_ASKED = "not asked: "


def says(path: str, prior: Prior | None) -> str:
    """What history says of a parameter, in a sentence."""
    if prior is None:
        return NOT_ASKED + "it says what a scenario is about, and is no unknown to be found out"
    if path.startswith("policies."):
        return NOT_ASKED + "what a policy is like is decided, and not found out"
    if path not in _asked():
        return NOT_ASKED + f"the fit of {_fitted()} to history leaves it out"
    from sim.analysis.calibration.known import told
    from sim.analysis.calibration.shipped import posterior

    if path not in posterior().draws.columns:
        return "not at all: no figure that is fitted moved with it beyond chance, so it keeps its prior"
    middle, low, high = _quantiles(path)
    left = f"after the fit 90 % lies between {low:.3g} and {high:.3g}, the median at {middle:.3g}"
    word = told(path)
    return {
        "informed": f"informs it: {left}",
        "weakly": f"informs it weakly: {left}",
        "not at all": "not at all: what the data leave is about as wide as its prior",
    }[word]


def _quantiles(path: str) -> list[float]:
    """The weighted median, 5 % and 95 % of the posterior's draws."""
    import numpy as np

    from sim.analysis.calibration.shipped import posterior

    known = posterior()
    order = np.argsort(known.draws[path].to_numpy(), kind="stable")
    values, sums = known.draws[path].to_numpy()[order], np.cumsum(known.weights[order])
    return [float(values[min(int(np.searchsorted(sums, share)), len(values) - 1)]) for share in (0.5, 0.05, 0.95)]


@cache
def _asked() -> frozenset[str]:
    """The numbers that were fitted."""
    from sim.analysis.calibration.space import assumed
    from sim.scenario import load

    return frozenset(assumed(load(_fitted())))


@cache
def _fitted() -> str:
    """The scenario that was fitted."""
    from sim.analysis.calibration.shipped import posterior

    return str(posterior().about["scenario"])
