"""Does trust make actors open, or openness make them trusted?

The speeds of trust are drawn from a Sobol' sequence. If trust makes actors open, runs in which
it grows fast must be more open. If the two only move together within runs, the speeds will affect trust alone.

Run it with `python experiments/trust_openness.py [--full] [--store results/store]`. Started again, it runs only what is
missing.
"""

import argparse

import pandas as pd

import sim
from sim.commands.program import program
from sim.console import columns, console

SPEEDS = ["trust.gain", "trust.loss", "trust.gossip"]
OUTCOMES = ["trust", "openness", "open_actors", "frontier", "incidents", "misuse"]


def main() -> None:
    """Sweep and print rank correlations of outcomes with the speeds of trust."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="4,096 points instead of 128")
    parser.add_argument("--store", default="results/store")
    options = parser.parse_args()
    study = sim.design(
        ["base", "race-2019"],
        replicates=4,
        sampling="sobol",
        samples=4_096 if options.full else 128,
        parameters={path: {"least": 0.0, "most": 0.3} for path in SPEEDS},
        title="trust and openness",
    )
    found = sim.sweep(study, options.store)
    table = columns("scenario", "rank correlation of", *OUTCOMES)
    for scenario, rows in found.groupby("scenario"):
        # Replicates of a point share its parameters: their mean is one observation.
        points = rows.groupby(SPEEDS)[OUTCOMES].mean().reset_index()
        ranks: pd.DataFrame = points.rank().corr()
        for path in [*SPEEDS, "trust"]:
            cells = (
                "" if path == name or pd.isna(ranks.loc[path, name]) else f"{ranks.loc[path, name]:+.2f}"
                for name in OUTCOMES
            )
            table.add_row(str(scenario), path, *cells)
    screen = console()
    screen.print(f"{len(found):,} runs; beyond noise from about {1.96 / (study.samples - 1) ** 0.5:.2f} on")
    screen.print(table)


if __name__ == "__main__":
    program(main)
