"""Published results beside what the rules give, as a figure: curves of theory, points of the model.

Run it with `python experiments/reductions.py [--draws 20000] [--out results]`. `hoardshare reductions`
prints the comparisons in numbers.
"""

import argparse
from pathlib import Path

import pandas as pd
from rich.console import Console

from sim.commands.program import program
from sim.extras import require
from sim.theory import dsair, precipice, spillover
from sim.version import model_version


def figure_of(tables: dict[str, pd.DataFrame], path: Path, provenance: str) -> None:
    """Four charts of three published models."""
    import matplotlib.pyplot as plt

    from sim.plots import reductions as plots
    from sim.plots.style import save

    figure, axes = plt.subplots(2, 2, figsize=(9, 6.6), layout="constrained")
    plots.risk(axes[0, 0], tables["precipice"], "n", "teams n (enmity 1)")
    plots.risk(axes[0, 1], tables["precipice"], "enmity", "enmity e (5 teams)")
    plots.regions(axes[1, 0], tables["dsair"])
    plots.spillover(axes[1, 1], tables["spillover"])
    bar = figure.colorbar(axes[1, 0].collections[-1], ax=axes[1, 0], shrink=0.8)
    bar.set_label("share of runs that end unsafe", fontsize=8)
    bar.ax.tick_params(labelsize=8)
    save(figure, str(path), provenance)


def main() -> None:
    """Run the models, write the tables and the figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=20_000, help="races played a simulated point")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder of the figure and the tables")
    options = parser.parse_args()
    require("matplotlib", "plots", "its figure")
    console = Console()
    with console.status("running"):
        tables = {"precipice": precipice.curve(options.draws), "dsair": dsair.regions(), "spillover": spillover.curve()}
    options.out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(options.out / f"{name}.csv", index=False)
    path = options.out / "reductions.png"
    figure_of(tables, path, f"experiments/reductions.py --draws {options.draws}, model version {model_version()}")
    console.print(f"Written: {path}, and a table for each model beside it")


if __name__ == "__main__":
    program(main)
