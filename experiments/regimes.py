"""What does each regime change against an arms race, and at what price?

The arms race, the commons and the regimes of five articles side by side: the same actors, the same luck.

Run it with `python experiments/regimes.py [--full] [--store results/store] [--out results]`. Started again, it runs
only what is missing.
"""

from collections.abc import Sequence
from concurrent.futures import Executor

import pandas as pd
from common import canvas, conclude, dots, finished, listed, options

import sim
from sim.commands.program import program

AGAINST = "arms-race"
REGIMES = ("commons", "harmonized", "open-licence", "leader-pivot", "global-commons", "open-alliance")
OUTCOMES = {
    "frontier": "frontier, OOM",
    "commons_capability": "public know-how, OOM",
    "trust": "trust",
    "incidents": "incidents",
    "misuse": "misuses",
    "hhi_revenue": "concentration, HHI",
    "gini_capability": "inequality, Gini",
    "surplus": "surplus, bn USD a quarter",
}


def answer(table: pd.DataFrame, gains: pd.DataFrame) -> list[str]:
    """Report which regime is better in what, who pays, and where results are within noise."""
    verdicts = table[table["outcome"].isin(OUTCOMES)].pivot(index="scenario", columns="outcome", values="verdict")
    better, worse = ((verdicts == word).sum(axis=1) for word in ("better", "worse"))
    flawless = better[(better > 0) & (worse == 0)].index
    same = {word: verdicts.columns[(verdicts == word).all()] for word in ("better", "worse")}
    silent = (verdicts == "no difference").stack()
    ahead, behind = gains[gains["low"] > 0.5]["scenario"], gains[gains["high"] < 0.5]["scenario"]
    counts = listed(f"{name} {better[name]} to {worse[name]}" for name in better.sort_values(ascending=False).index)
    return [
        f"Better and never worse in {len(OUTCOMES)} outcomes: {listed(flawless)} (better to worse: {counts}).",
        f"All are better in {listed(same['better'], 'nothing')} and worse in {listed(same['worse'], 'nothing')};"
        f" most actors gain in {listed(ahead)}, most lose in {listed(behind)}.",
        f"It does not hold for {silent.sum()} of {silent.size} differences, which are within noise"
        f" ({listed(f'{scenario}: {outcome}' for scenario, outcome in silent[silent].index)}).",
    ]


def figure_of(table: pd.DataFrame) -> object:
    """One panel per outcome, one line per regime."""
    from sim.plots.style import COLOURS

    figure, axes = canvas(2, 4, 11, 5.2, sharey=True)
    for place, (outcome, title) in zip(axes.flat, OUTCOMES.items(), strict=True):
        rows = table[table["outcome"] == outcome]
        # Verdicts are told by marker as well, for readers who see no colour.
        for number, (word, marker) in enumerate({"better": "o", "worse": "s", "no difference": "o"}.items()):
            shown = rows.where(rows["verdict"] == word)
            dots(place, shown, (*COLOURS[:2], "0.5")[number], marker=marker, label=word)
        place.set_yticks(range(len(rows)), rows["scenario"])
        finished(place, title, ticks=4)
    figure.supxlabel(f"difference from {AGAINST}, with 95 % interval", fontsize=9)
    figure.legend(
        *axes[0, 0].get_legend_handles_labels(), loc="outside upper right", ncols=3, frameon=False, fontsize=8
    )
    return figure


def main(argv: Sequence[str] | None = None, executor: Executor | None = None) -> None:
    """Compare, draw, answer."""
    told = options(__file__, __doc__, 100, 2_000, argv, executor)
    found = sim.compare([AGAINST, *REGIMES], told.replicates, AGAINST, store=told.store, executor=executor)
    conclude(told, found.table, figure_of(found.table), answer(found.table, found.gains))


if __name__ == "__main__":
    program(main)
