"""The data-based baseline beside a competitive and a collaborative regime: a table of outcomes, and a figure.

Run it with `make demo`, or `python experiments/demo.py [--seeds 50] [--out results]`.
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from rich.console import Console
from rich.table import Table

from sim import OUTCOMES, load
from sim.analysis.paired import paired
from sim.plots.style import save
from sim.plots.trajectories import trajectory
from sim.study.replicate import replicate
from sim.version import model_version

REGIMES = ("race-2019", "arms-race", "commons")
PANELS = (
    ("frontier", "Frontier capability", "OOM"),
    ("mean_capability", "Mean capability", "OOM"),
    ("open_actors", "Actors that share weights", "share"),
    ("trust", "Trust", "share"),
    ("flaws", "Undiscovered flaws", "flaws an actor"),
    ("hhi_revenue", "Concentration of revenue", "HHI"),
)


def table_of(outcomes: dict[str, pd.DataFrame], compared: pd.DataFrame) -> Table:
    """Medians side by side, and the paired difference of the two contrasting regimes."""
    table = Table(title=f"Outcomes over {len(outcomes['arms-race'])} seeds: median; difference with 95 % interval")
    table.add_column("outcome")
    table.add_column("unit")
    for name in REGIMES:
        table.add_column(load(name).title, justify="right")
    table.add_column("Commons - Arms race", justify="right")
    table.add_column("better")
    group = ""
    for name, outcome in OUTCOMES.items():
        if outcome.group != group:
            group = outcome.group
            table.add_section()
            table.add_row(f"[bold]{group}[/bold]")
        medians = [f"{outcomes[regime][name].median():.3g}" for regime in REGIMES]
        table.add_row(name, outcome.unit, *medians, difference(compared.loc[name]), verdict(name, compared.loc[name]))
    return table


def difference(row: "pd.Series[float]") -> str:
    """A paired difference with its interval."""
    return f"{row['difference']:+.3g} [{row['low']:+.3g}, {row['high']:+.3g}]"


def verdict(name: str, row: "pd.Series[float]") -> str:
    """Which regime does better on an outcome, if the difference is larger than noise."""
    if not row["differs"] or OUTCOMES[name].better == "neither":
        return "-" if OUTCOMES[name].better == "neither" else "no difference"
    return "commons" if (row["difference"] > 0) == (OUTCOMES[name].better == "more") else "arms race"


def figure_of(series: dict[str, pd.DataFrame], path: Path, provenance: str) -> None:
    """Six outcomes over time, one line a regime."""
    figure, axes = plt.subplots(2, 3, figsize=(10, 5.6), layout="constrained")
    titled = {load(name).title: table for name, table in series.items()}
    for place, (name, title, unit) in zip(axes.flat, PANELS, strict=True):
        trajectory(place, titled, name, title, unit)
    for place in axes[1]:
        place.set_xlabel("quarter of the run")
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=3, frameon=False)
    save(figure, str(path), provenance)


def main() -> None:
    """Run the regimes over common seeds, print the table, write the figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=50, help="number of paired seeds")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder of the figure and the tables")
    options = parser.parse_args()
    console = Console()
    outcomes: dict[str, pd.DataFrame] = {}
    series: dict[str, pd.DataFrame] = {}
    with console.status("running") as status:
        for name in REGIMES:
            status.update(f"running {name}")
            outcomes[name], series[name] = replicate(name, range(options.seeds))
    compared = paired(outcomes["arms-race"], outcomes["commons"])
    Console(width=max(console.width, 128)).print(table_of(outcomes, compared))
    options.out.mkdir(parents=True, exist_ok=True)
    provenance = f"experiments/demo.py --seeds {options.seeds}, model version {model_version()}"
    figure_of(series, options.out / "demo.png", provenance)
    compared.to_csv(options.out / "commons-against-arms-race.csv")
    console.print(f"Written: {options.out / 'demo.png'}, {options.out / 'commons-against-arms-race.csv'}")


if __name__ == "__main__":
    main()
