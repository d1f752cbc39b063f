"""Each number that a claim varies can change a run: a lever that cannot act is none."""

import pytest

from sim import load, run
from tests.analysis.claims.test_register_data import PARAMETERS, SIDES, each_claim, paths
from tests.worlds import same

SEEDS = range(8)


def can_act(name, told, least, most):
    """Whether a run differs at both ends of a range; a side of a contrast is its scenario and what is set there."""
    ends = [load(name, told | {parameter: end}) for parameter, end in (least, most)]
    return any(not same(*(run(end, seed) for end in ends)) for seed in SEEDS)


@pytest.mark.slow
@each_claim
def test_every_number_of_a_claim_can_act(claim):
    for parameter in claim.get("parameters", ()):
        ends = [(parameter, getattr(PARAMETERS[parameter], end)) for end in ("least", "most")]
        sides = [(claim[side]["scenario"], claim[side].get("set", {})) for side in SIDES]
        there = [side for side in sides if parameter in paths(load(*side))]
        assert any(can_act(*side, *ends) for side in there), parameter
