"""When should a leader open, if at all?

The leader of the arms race pivots to open releases at the beginning of each of several years; every run is compared
with the arms race without a pivot, under the same luck.

Run it with `python experiments/pivot_timing.py [--full] [--store results/store]`. Started again, it runs only what is
missing.
"""

import argparse
from datetime import date

import sim
from sim.commands.program import program
from sim.console import columns, console

YEARS = range(2021, 2034, 2)
OUTCOMES = ["frontier", "commons_capability", "trust", "incidents", "misuse", "hhi_revenue", "surplus"]


def main() -> None:
    """Sweep both and print mean differences by the year of the pivot."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="2,000 runs a date instead of 60")
    parser.add_argument("--store", default="results/store")
    options = parser.parse_args()
    replicates = 2_000 if options.full else 60
    dates = {"policies.pivot.start": [date(year, 1, 1) for year in YEARS]}
    pivots = sim.sweep(
        sim.design("leader-pivot", replicates=replicates, parameters=dates, title="pivot timing"), options.store
    )
    control = sim.sweep(sim.design("arms-race", replicates=replicates, title="no pivot"), options.store)
    apart = pivots.set_index("replicate")[OUTCOMES] - control.set_index("replicate")[OUTCOMES].reindex(
        pivots["replicate"]
    )
    apart["year"] = [start.year for start in pivots["policies.pivot.start"]]
    means, errors = apart.groupby("year").mean(), apart.groupby("year").sem()
    table = columns("pivot in", *OUTCOMES)
    for year in YEARS:
        cells = (f"{means.loc[year, name]:+.3g} ± {1.96 * errors.loc[year, name]:.2g}" for name in OUTCOMES)
        table.add_row(str(year), *cells)
    screen = console()
    screen.print("Mean difference from the arms race without a pivot, with its 95 % interval")
    screen.print(table)


if __name__ == "__main__":
    program(main)
