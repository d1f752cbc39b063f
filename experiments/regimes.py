"""What does sharing change, and at what price, over many seeds?

The arms race and the commons on the same actors and the same luck; paired differences with 95 % intervals.

Run it with `python experiments/regimes.py [--full] [--store results/store]`. Started again, it runs only what is
missing.
"""

import argparse

import sim
from sim.analysis.paired import paired
from sim.console import columns, console

OUTCOMES = (
    "frontier,mean_capability,commons_capability,trust,flaws,incidents,misuse,hhi_revenue,gini_capability,surplus"
)


def main() -> None:
    """Sweep, and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="10,000 runs a scenario instead of 200")
    parser.add_argument("--store", default="results/store")
    options = parser.parse_args()
    study = sim.design(["arms-race", "commons"], replicates=10_000 if options.full else 200, title="regimes")
    found = sim.sweep(study, options.store).drop(columns=["replicate", "quarters", "key", "error"])
    sides = {name: rows.set_index("seed").drop(columns="scenario") for name, rows in found.groupby("scenario")}
    compared = paired(sides["arms-race"], sides["commons"])
    table = columns("outcome", "arms race", "commons", "difference", "95 % interval")
    for name in OUTCOMES.split(","):
        row = compared.loc[name]
        interval = f"[{row['low']:+.3g}, {row['high']:+.3g}]" if row["differs"] else "within noise"
        numbers = (f"{row[side]:.4g}" for side in ("control", "treatment"))
        table.add_row(name, *numbers, f"{row['difference']:+.3g}", interval)
    console().print(table)


# Worker processes import this file: only the one that was started goes on.
if __name__ == "__main__":
    main()
