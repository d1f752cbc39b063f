"""What decides whether sharing pays: what knowledge is, whether actors may change, or who knows whom?

The commons against the arms race, with the same luck, in every combination of three choices of which no data say which
is right: knowledge between its ends, strategies fixed or adaptive, networks complete or of blocs.

Run it with `python experiments/what_decides.py [--pairs 50] [--store results/store] [--out results] [--json]`. Started
again, it runs only what is missing.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from common import Options, canvas, contrasts, dots, finished, listed, sides, sign, swept
from matplotlib.ticker import MaxNLocator

import sim
from sim.commands.program import program
from sim.console import columns, console
from sim.numbers import interval
from sim.plots.style import COLOURS, save

AGAINST, SHARED = "arms-race", "commons"
CHOICES: Mapping[str, Mapping[str, Any]] = {
    "knowledge": {"ladder": {"sharing.variety": 0.0}, "default": {}, "bricks": {"sharing.variety": 1.0}},
    "strategies": {"fixed": "", "adaptive": "-adaptive"},
    "network": {"complete": "", "blocs": "-blocs"},
}
"""What is chosen: numbers to set, and the ends of the names of the standard worlds."""
OUTCOMES = {
    "frontier": "frontier, OOM",
    "mean_capability": "mean capability, OOM",
    "surplus": "surplus, bn USD a quarter",
    "misuse": "misuses",
    "incidents": "incidents",
    "trust": "trust",
    "hhi_revenue": "concentration, HHI",
}
MARKERS = ("o", "s", "^")
NAME = "what-decides"


def worlds() -> list[tuple[str, ...]]:
    """Every combination of choices."""
    return list(product(*CHOICES.values()))


def scenarios() -> dict[str, sim.Scenario]:
    """Both sides of every contrast, by name."""
    made = {}
    for knowledge, strategies, network in worlds():
        ends = CHOICES["strategies"][strategies] + CHOICES["network"][network]
        for side in (AGAINST, SHARED):
            name = f"{side}: {knowledge}, {strategies}, {network}"
            made[name] = sim.load(side + ends, CHOICES["knowledge"][knowledge])
    return made


def compared(wanted: Options) -> pd.DataFrame:
    """Commons less arms race in each world; all differences are corrected together (Holm)."""
    runs = sides(swept(wanted, scenarios()), "scenario", OUTCOMES)
    pairs = {world: tuple(f"{side}: {', '.join(world)}" for side in (AGAINST, SHARED)) for world in worlds()}
    table = contrasts(runs, pairs)
    table.index.names = [*CHOICES, "outcome"]
    return table


def moved(table: pd.DataFrame, outcome: str) -> dict[str, float]:
    """How far apart the mean differences are between the options of each choice, the others averaged."""
    rows = table.xs(outcome, level="outcome")["difference"]
    return {choice: float(np.ptp(rows.groupby(level=choice, sort=False).mean())) for choice in CHOICES}


def answer(table: pd.DataFrame) -> list[str]:
    """What never turns, what turns and in how many worlds, and which choice moves each the most."""
    signs = table.apply(sign, axis=1).unstack("outcome")[list(OUTCOMES)]
    ways = {name: set(signs[name]) - {0} for name in OUTCOMES}
    more, less = ([name for name in OUTCOMES if ways[name] == {way}] for way in (1, -1))
    turning = [name for name in OUTCOMES if len(ways[name]) == 2]
    counts = [f"{name} (more in {(signs[name] > 0).sum()}, less in {(signs[name] < 0).sum()})" for name in turning]
    silent = (signs == 0).sum(axis=1).groupby(level="strategies").sum()[list(CHOICES["strategies"])]
    each = signs.size // len(silent)
    quiet = listed(f"{count} of {each} differences with {way} strategies" for way, count in silent.items())
    by = {name: moved(table, name) for name in OUTCOMES}
    decides = [f"{name}: {max(of, key=lambda choice: of[choice])}" for name, of in by.items()]
    return [
        f"Where it makes a difference beyond noise, the commons has more {listed(more, 'of nothing')} and less"
        f" {listed(less, 'of nothing')}; what turns with the world: {listed(counts, 'nothing')}.",
        f"Within noise are {quiet}.",
        f"What moves each the most, of {listed(CHOICES)}: {'; '.join(decides)}.",
    ]


def shown(table: pd.DataFrame) -> Any:
    """One line a world, one column an outcome; a dot marks what is within noise."""
    out = columns("world", *OUTCOMES.values(), numbers=range(1, len(OUTCOMES) + 1))
    for world in worlds():
        rows = [table.loc[(*world, outcome)] for outcome in OUTCOMES]
        out.add_row(", ".join(world), *(told(row) for row in rows))
    return out


def told(row: Any) -> str:
    """A difference with its interval, and a dot where it is within noise."""
    return interval(row["difference"], row["low"], row["high"]) + ("" if row["differs"] else " ·")


def figure_of(table: pd.DataFrame) -> Any:
    """One panel an outcome, one line for strategies and network, one mark for what knowledge is."""
    figure, axes = canvas(2, 4, 11, 5.2, sharey=True)
    spare = axes.flat[len(OUTCOMES)]
    for place, (outcome, title) in zip(axes.flat, OUTCOMES.items(), strict=False):
        rows = table.xs(outcome, level="outcome")
        for number, (knowledge, marker) in enumerate(zip(CHOICES["knowledge"], MARKERS, strict=True)):
            some = rows.xs(knowledge, level="knowledge")
            dots(place, some, COLOURS[number], 0.22 * (number - 1), marker, knowledge)
        place.set_yticks(range(len(some)), [", ".join(each) for each in some.index])
        finished(place, title)
        place.xaxis.set_major_locator(MaxNLocator(4))
    spare.axis("off")
    spare.legend(*axes[0, 0].get_legend_handles_labels(), loc="center", frameon=False, title="knowledge")
    figure.supxlabel(f"{SHARED} - {AGAINST}, with 95 % interval; hollow: within noise", fontsize=9)
    return figure


def main(argv: Sequence[str] | None = None, executor: Executor | None = None) -> None:
    """Run every world, print the table, draw it, answer."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=50, metavar="N", help="paired runs of each world, at least 2")
    parser.add_argument("--store", default="results/store", help="folder of finished runs")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder of the figure and the table")
    parser.add_argument("--json", action="store_true", help="print the table as JSON, and write nothing")
    given = parser.parse_args(argv)
    if given.pairs < 2:
        parser.error("--pairs: one pair of runs has no interval; expected at least 2")
    wanted = Options("what_decides", given.pairs, given.store, given.out, executor)
    table = compared(wanted)
    if given.json:
        kept = ["control", "treatment", "difference", "low", "high", "p_holm", "differs"]
        print(json.dumps(table.reset_index()[[*table.index.names, *kept]].to_dict("records"), indent=1))
        return
    console().print(f"{SHARED} - {AGAINST}, {given.pairs} pairs a world [95 %]; ·: within noise (Holm)")
    console().print(shown(table))
    wanted.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(wanted.out / f"{NAME}.csv")
    files = save(figure_of(table), wanted.out / NAME, wanted.provenance)
    print(f"Written: {', '.join(map(str, files))} and {NAME}.csv\n")
    print("\n".join(answer(table)))


if __name__ == "__main__":
    program(main)
