"""The neutral setting of an institution and its absence give the same run, bit for bit."""

import numpy as np
import pytest

from sim import run
from sim.scenario import load
from tests.institutions import CONTROL, with_rows

ABOUT_MEMBERS = ("members", "members_ahead", "internal_stability", "external_stability", "partnerships")
"""Series that tell who belongs to a club, whatever the club does."""
NEUTRAL = {
    "alliance": {"members": ["delta", "zeta"], "obligation": 0.0, "dues": 0.0, "board": 0.0},
    "partnership": {"actors": ["alpha", "beta"], "disclosure": 0.0},
    "grants": {"recipients": ["west-lab"], "revenue": 0.0},
    "training": {"spend": 0.0},
    "exchange": {"from_bloc": "west", "to_bloc": "east", "ties": 0, "contact": 0.0, "cost": 0.0},
    "foundation": {"contributors": ["alpha"], "upkeep": 0.0},
    "standards": {"interoperability": 0.0, "cost": 0.0},
    "data_sharing": {"share": 0.0},
    "regulatory_alignment": {"alignment": 0.0, "cost": 0.0},
    "ip_regime": {"protection": 0.2},
    "ethics_framework": {"floor": 0.0, "audit": 0.0, "cost": 0.0},
    "release_governance": {"governance": 0.0},
    "developer_tools": {"actors": ["alpha"], "reach": 0.0, "cost": 0.0},
    "use_limits": {"limits": 0.0},
    "interdisciplinary": {"breadth": 0.0, "cost": 0.0},
    "global_initiative": {"share": 0.0},
    "education": {"level": 0.0},
    "treaty": {"tier": "closed", "inspection": 0.0},
    "retaliation": {"from_bloc": "east", "to_bloc": "west", "strength": 0.0, "compute": 0.0},
    "public_compute": {"payer": "west-state", "actors": ["west-lab"], "share": 0.0},
    "incident_regulation": {"tightening": 0.0},
}


@pytest.mark.parametrize("kind", NEUTRAL)
@pytest.mark.parametrize("regime", ["base", "arms-race"])
def test_the_neutral_setting_of_an_institution_and_its_absence_agree_bit_for_bit(kind, regime):
    world = with_rows(load(regime), *([CONTROL] if kind == "retaliation" else []))
    absent, neutral = run(world, 4, 40), run(with_rows(world, {"kind": kind} | NEUTRAL[kind]), 4, 40)
    apart = [name for name in absent.series if (absent.series[name] != neutral.series[name]).any()]
    assert set(apart) <= set(ABOUT_MEMBERS)
    log, other = absent.releases, neutral.releases
    assert all(np.array_equal(log[name], other[name]) for name in log)
