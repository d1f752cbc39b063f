"""Which mechanism makes the difference between the arms race and the commons?

Each mechanism in turn is switched off in both regimes, over the same seeds; what then remains of the difference of an
outcome shows what depended on it. An ablation says what a result depends on, not that the mechanism is right.

Run it with `python experiments/why.py [--seeds 20] [--outcomes frontier,trust]`.
"""

import argparse

import pandas as pd
from rich.console import Console
from rich.table import Table

from sim import load
from sim.analysis.paired import paired
from sim.scenario.schema import MECHANISMS
from sim.study.replicate import replicate

OUTCOMES = "frontier,mean_capability,challenge,trust,flaws,incidents,misuse,safety,hhi_revenue,gini_capability,surplus"


def mechanisms() -> list[str]:
    """Tables of a scenario that have an off-switch that is on."""
    scenario = load("arms-race")
    return [name for name in MECHANISMS if getattr(getattr(scenario, name), "on", False)]


def differences(seeds: int, overrides: dict[str, object]) -> pd.Series:
    """Mean paired difference commons - arms race, NaN where it is within noise."""
    arms, _ = replicate("arms-race", range(seeds), overrides=overrides)
    commons, _ = replicate("commons", range(seeds), overrides=overrides)
    compared = paired(arms, commons)
    return compared["difference"].where(compared["differs"])


def main() -> None:
    """Print, for each outcome, the difference and what remains of it without each mechanism."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--outcomes", default=OUTCOMES)
    options = parser.parse_args()
    names = options.outcomes.split(",")
    table = Table(title=f"Commons - Arms race over {options.seeds} seeds, with one mechanism off ('.': within noise)")
    table.add_column("without")
    for name in names:
        table.add_column(name, justify="right")
    rows = {"(all on)": differences(options.seeds, {})}
    for mechanism in mechanisms():
        rows[mechanism] = differences(options.seeds, {f"{mechanism}.on": False})
    for mechanism, row in rows.items():
        table.add_row(mechanism, *("." if pd.isna(row[name]) else f"{row[name]:+.3g}" for name in names))
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
