"""Tables of real runs, made once a test session."""

from functools import cache

import pandas as pd

from sim import OUTCOMES, load, run
from sim.analysis.paired import paired
from sim.study.snapshots import snapshots
from tests.replicate import replicate

REGIMES = ("race-2019", "arms-race", "commons")
SEEDS = 6


@cache
def releases(scenario, seed=0):
    return pd.DataFrame(run(load(scenario), seed).releases)


@cache
def seen(scenario):
    return snapshots(load(scenario), 0, [3, 59])


@cache
def replicates(scenario):
    return replicate(scenario, range(SEEDS))


def keyed(scenario):
    """Releases of several runs, told apart by a key."""
    return pd.concat([releases(scenario, seed).assign(key=f"run {seed}") for seed in range(SEEDS)])


@cache
def differences():
    """All outcomes of the commons against the arms race, as a forest shows them."""
    control, treatment = (replicates(name)[0] for name in ("arms-race", "commons"))
    table = paired(control, treatment).rename_axis("outcome").reset_index()
    for field in ("unit", "better", "group"):
        table[field] = [getattr(OUTCOMES[name], field) for name in table["outcome"]]
    table["verdict"] = [_verdict(row) for row in table.itertuples()]
    order = list(dict.fromkeys(table["group"]))
    return table.sort_values("group", key=lambda column: column.map(order.index), kind="stable", ignore_index=True)


def _verdict(row):
    if not row.p_holm < 0.05:
        return "no difference"
    if row.better == "neither":
        return "changed"
    return "better" if (row.difference > 0) == (row.better == "more") else "worse"
