"""What changes if they share? An arms race beside a commons: a table, figures, and a report for readers.

Run it with `make demo`, or `python experiments/demo.py [--replicates 50] [--draws 512] [--out results/demo]`.
"""

import argparse
import shlex
import sys
from pathlib import Path

import sim
from sim.commands.compare import print_conclusions
from sim.commands.options import DRAWS
from sim.commands.program import program
from sim.extras import require
from sim.report.comparison import write
from sim.study.progress import shown
from sim.study.table import series
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


def baseline(replicates: int, store: str, path: Path, provenance: str) -> None:
    """The data-based baseline beside the two regimes, outcome by outcome."""
    import matplotlib.pyplot as plt

    from sim.plots.style import save
    from sim.plots.trajectories import trajectory

    study = sim.design(REGIMES, replicates=replicates, series="all", title="regimes")
    with shown() as told:
        runs = sim.sweep(study, store, progress=told.show)
    told_by_quarter = series(store, "series", runs["key"].tolist()).merge(runs[["key", "scenario"]], on="key")
    figure, axes = plt.subplots(2, 3, figsize=(10, 5.6), layout="constrained")
    tables = {sim.load(name).title: told_by_quarter[told_by_quarter["scenario"] == name] for name in REGIMES}
    for place, (name, title, unit) in zip(axes.flat, PANELS, strict=True):
        trajectory(place, tables, name, title, unit)
    for place in axes[1]:
        place.set_xlabel("quarter of the run")
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=3, frameon=False)
    save(figure, str(path), provenance)
    plt.close(figure)


def main() -> None:
    """Run the regimes with the same luck, print what differs, write figures and the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=50, help="paired runs of each regime")
    parser.add_argument("--draws", type=int, default=DRAWS, help="draws of all numbers, in each structural form")
    parser.add_argument("--store", default="results/store", help="folder of finished runs")
    parser.add_argument("--out", type=Path, default=Path("results/demo"), help="folder of figures and report")
    options = parser.parse_args()
    for package in ("matplotlib", "jinja2"):
        require(package, "plots", "this report")
    command = shlex.join(["python", *sys.argv])
    with shown() as told:
        found = sim.compare(
            ["arms-race", "commons"], options.replicates,
            draws=options.draws, store=options.store, progress=told.show,
        )  # fmt: skip
    print_conclusions(found)
    write(found, options.out, command, report=True)
    baseline(options.replicates, options.store, options.out / "demo.png", f"{command}; model version {model_version()}")
    print(f"A report for readers: {options.out / 'report.html'} (open it in a browser; it needs no network)")


if __name__ == "__main__":
    program(main)
