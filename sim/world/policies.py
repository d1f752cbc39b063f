"""Dated rows of a scenario as records that the rules read."""

from typing import Any

import numpy as np

from sim.scenario.enums import Tier
from sim.scenario.policies import ExportControl, OpenLicence, Pivot
from sim.scenario.schema import Scenario
from sim.world.cast import bloc_names
from sim.world.records import NOBODY, POLICY_FIELDS, POLICY_KINDS, Records

FOREVER = 1 << 40
"""End of a row that has none."""


def policy_rows(scenario: Scenario) -> Records:
    """The dated rows as records, in order of their start (file order within a quarter)."""
    first_row: dict[str, tuple[int, int]] = {}
    number = 0
    for name, spec in scenario.actors.items():
        first_row[name] = (number, number + spec.count)
        for k in range(spec.count if spec.count > 1 else 0):
            first_row[f"{name}-{k + 1}"] = (number + k, number + k + 1)
        number += spec.count
    blocs = bloc_names(scenario)
    rows = np.zeros(len(scenario.policies), POLICY_FIELDS)
    for row, policy in zip(rows, scenario.policies, strict=True):
        row["kind"] = POLICY_KINDS.index(policy.kind)
        row["start"] = scenario.quarter_of(policy.start)
        row["ramp"] = getattr(policy, "ramp", 0)
        end = getattr(policy, "end", None)
        row["end"] = scenario.quarter_of(end) if end else FOREVER
        row["first"], row["last"] = first_row.get(getattr(policy, "actor", ""), (NOBODY, NOBODY))
        row["host"] = row["from_bloc"] = row["to_bloc"] = row["tier"] = NOBODY
        row["amount"], row["second_amount"] = _amounts(policy)
        if isinstance(policy, Pivot):
            row["tier"] = policy.tier
        elif isinstance(policy, OpenLicence):
            row["tier"] = Tier.LICENSED
            row["host"] = first_row[policy.host][0] if policy.host else NOBODY
        elif isinstance(policy, ExportControl):
            row["from_bloc"], row["to_bloc"] = blocs.index(policy.from_bloc), blocs.index(policy.to_bloc)
        elif policy.kind == "compute_shock" and policy.bloc:
            row["to_bloc"] = blocs.index(policy.bloc)
    return rows[np.argsort(rows["start"], kind="stable")]


_AMOUNTS = {
    "pivot": ("governance",),
    "open_licence": ("fee", "threshold"),
    "export_control": ("strength", "compute"),
    "subsidy": ("amount",),
    "compute_shock": ("factor",),
    "breakthrough": ("size",),
    "leak": ("share",),
    "incident": ("severity",),
    "outage": ("severity",),
}


def _amounts(policy: Any) -> tuple[float, float]:
    first, *second = (getattr(policy, name) for name in _AMOUNTS[policy.kind])
    return first, second[0] if second else 0.0
