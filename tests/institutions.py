"""What tests of institutions share: rows put on a scenario, and the difference that they make."""

import numpy as np

from sim import run
from tests.worlds import changed, day

START = 8
"""Quarter in which rows begin that do not say."""
CONTROL = {"kind": "export_control", "start": day(2), "from_bloc": "west", "to_bloc": "east"}
CALM = {"drift": 0.0, "gossip": 0.0, "prior_within": 0.5, "attack": 0.0}


def with_rows(scenario, *rows):
    return changed(scenario, policies=[{"start": day(START)} | one for one in rows])


def paired(scenario, *rows, seeds=range(6), quarters=40):
    """Runs without and with rows over common seeds."""
    return [(run(scenario, seed, quarters), run(with_rows(scenario, *rows), seed, quarters)) for seed in seeds]


def rise(pairs, name):
    """Mean difference of an outcome that the rows make."""
    return np.mean([after.outcomes[name] - before.outcomes[name] for before, after in pairs])
