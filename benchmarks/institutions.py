"""What institutions cost in time: arms-race with one row of every kind, all at once, against arms-race."""

from datetime import date

import sim
from sim.scenario.schema.scenario import Scenario

START = date(2020, 1, 1)
BLOCS = {"from_bloc": "west", "to_bloc": "east"}
LABS = ["west-lab", "east-lab", "third-lab"]
EVERY = {
    "alliance": {"members": ["delta", "epsilon", "zeta", "mu", "west-lab"]},
    "partnership": {"actors": ["alpha", "beta"], "host": "beta"},
    "grants": {"recipients": LABS},
    "training": {},
    "exchange": BLOCS,
    "foundation": {"contributors": ["alpha", "beta", "epsilon"], "omission": ["science"]},
    "standards": {},
    "data_sharing": {},
    "regulatory_alignment": {},
    "ip_regime": {"protection": 0.8},
    "ethics_framework": {},
    "release_governance": {},
    "developer_tools": {"actors": ["alpha"]},
    "interdisciplinary": {},
    "global_initiative": {},
    "education": {},
    "treaty": {"tier": "open"},
    "export_control": BLOCS,
    "retaliation": {"from_bloc": "east", "to_bloc": "west"},
    "public_compute": {"payer": "west-state", "actors": LABS},
    "incident_regulation": {},
    "subsidy": {"actor": "delta", "payer": "west-state"},
    "open_licence": {"actor": "gamma", "fee": 0.5, "host": "epsilon"},
}
"""A row of each kind that lasts, from the first quarter to the last."""


def every_institution() -> Scenario:
    """The arms race with all of them."""
    rows = [{"kind": kind, "start": START, **fields} for kind, fields in EVERY.items()]
    return sim.load(Scenario.model_validate(sim.load("arms-race").model_dump() | {"policies": rows}))
