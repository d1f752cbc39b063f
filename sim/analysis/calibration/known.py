"""What history says of a number, by the posterior that is shipped."""

from functools import cache

import numpy as np

from sim.analysis.calibration.shipped import posterior
from sim.analysis.calibration.told import verdict
from sim.scenario import load
from sim.scenario.priors import priors
from sim.scenario.schema.quantity import Prior
from sim.study.sampling import axis_of


@cache
def told(path: str) -> str:
    """What history says of a number: "informed", "weakly" or "not at all", by the posterior that is shipped."""
    known = posterior()
    if path not in known.draws.columns:
        return verdict(0.0)
    axis = axis_of(path, _priors_of(str(known.about["scenario"]))[path])
    shares = np.array([axis.share(float(value)) for value in known.draws[path]])
    mean = known.weights @ shares
    return verdict(float(1.0 - np.sqrt(known.weights @ (shares - mean) ** 2 * 12.0)))


@cache
def _priors_of(scenario: str) -> dict[str, Prior]:
    return priors(load(scenario))
