"""Which portfolio of institutions dominates?

Six institutions, on or off in every combination, run in the same arms race with the same luck. Five goals judge them:
progress, safety, concentration, trust and welfare. A portfolio dominates another when it is better in one goal and
worse in none.

Run it with `python experiments/portfolios.py [--full] [--store results/store] [--out results]`. Started again, it runs
only what is missing.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from common import LEVEL, canvas, conclude, contrasts, finished, listed, mean_of, options, shaded, sides, sign, swept

import sim
from sim.analysis.paired import holm, p_values
from sim.commands.program import program

WORLD = "arms-race"
START = {"start": date(2021, 1, 1)}
CONTRIBUTORS = ["beta", "gamma", "west-lab", "east-lab", "third-lab"]
ALLIES = ["delta", "epsilon", "zeta", "iota", "mu", "xi", "third-state", "west-lab", "east-lab", "third-lab"]
"""Settings from the scenarios of articles 003 and 004."""
INSTITUTIONS: Mapping[str, list[dict[str, Any]]] = {
    "ethics": [{"kind": "ethics_framework", "audit": 0.3, "penalty": 0.2, **START}],
    "standards": [{"kind": "standards", **START}],
    "education": [{"kind": "education", "ramp": 8, **START}],
    "foundation": [{"kind": "foundation", "contributors": CONTRIBUTORS, **START}],
    "alliance": [{"kind": "alliance", "members": ALLIES, **START}],
    "pivot": [
        {"kind": "pivot", "actor": "alpha", **START},
        {"kind": "release_governance", "actors": ["alpha"], "governance": 0.8, **START},
    ],
}
GOALS = {"frontier": 1, "harms": -1, "hhi_revenue": -1, "trust": 1, "welfare": 1}
"""Which direction is better; harms are incidents plus misuses."""
NONE = "no institution"
PORTFOLIOS = [subset for size in range(len(INSTITUTIONS) + 1) for subset in combinations(INSTITUTIONS, size)]
SHOWN = 16
OFTEN = 0.95


def name_of(portfolio: Sequence[str]) -> str:
    """The institutions of a portfolio, in words."""
    return " + ".join(portfolio) or NONE


def front(values: np.ndarray) -> np.ndarray:
    """Whether each row is undominated, when more is better in every column (Pareto)."""
    at_least = (values[:, None] >= values[None]).all(axis=2)
    better = (values[:, None] > values[None]).any(axis=2)
    return ~(at_least & better).any(axis=0)


def dominance(values: np.ndarray) -> np.ndarray:
    """Which row dominates which beyond noise: shape (portfolios, portfolios).

    Args:
        values: shape (replicates, portfolios, goals), more is better.
    """
    one, other = np.triu_indices(values.shape[1], 1)
    apart = values[:, one] - values[:, other]
    p = holm(p_values(apart.reshape(len(apart), -1))).reshape(apart.shape[1:])
    way = np.where(p < LEVEL, np.sign(apart.mean(axis=0)), 0)
    found = np.zeros((values.shape[1],) * 2, dtype=bool)
    found[one, other] = (way >= 0).all(axis=1) & (way > 0).any(axis=1)
    found[other, one] = (way <= 0).all(axis=1) & (way < 0).any(axis=1)
    return found


def answer(effects: pd.DataFrame, often: "pd.Series[float]", dominated: pd.DataFrame) -> list[str]:
    """Report whether a portfolio dominates, which are most often undominated, and how much that means.

    Args:
        effects: contrasts of each institution, on average over all others.
        often: share of seeds in which each portfolio is on the front.
        dominated: whether the row dominates the column, beyond noise.
    """
    over, by = dominated.sum(axis=1), dominated.sum(axis=0)
    winners, free = over.index[over == len(over) - 1], by.index[by == 0]
    always = often.index[often >= OFTEN]
    shared = [name for name in INSTITUTIONS if len(always) and all(name in each.split(" + ") for each in always)]
    signs = {name: _signs(rows) for name, rows in effects.groupby(level=0, sort=False)}
    little = "says little" if often.mean() > 0.5 else "sets a portfolio apart"
    return [
        f"Dominating all {len(over) - 1} others: {listed(winners)}; {over.idxmax()} dominates most, {over.max()};"
        f" {NONE} is dominated by {by[NONE]}, and {len(free)} of {len(by)} portfolios by no other.",
        f"On the front in at least {OFTEN:.0%} of seeds: {len(always)} portfolios, which share"
        f" {listed(shared, 'nothing')}; institutions that on average harm no goal: {_with(signs, -1)}; that help none:"
        f" {_with(signs, 1)}.",
        f"With {len(GOALS)} goals {often.mean():.0%} of portfolios are on the front of a seed, {NONE} in"
        f" {often[NONE]:.0%}: being on it {little}. Worse in no goal means beyond noise; weights decide the rest.",
    ]


def _with(signs: Mapping[str, set[int]], absent: int) -> str:
    return listed(name for name, found in signs.items() if absent not in found)


def _signs(rows: pd.DataFrame) -> set[int]:
    """1 if an institution is better for a goal, -1 if worse."""
    return {sign(row) * GOALS[goal] for (_, goal), row in rows.iterrows()} - {0}


def figure_of(effects: pd.DataFrame, often: "pd.Series[float]") -> object:
    """The effect of each institution on each goal, and the portfolios most often on the front."""
    from sim.plots.style import COLOURS

    figure, axes = canvas(1, 3, 11, 4.6, width_ratios=(1.5, 1, 1))
    grid = effects["effect"].fillna(0.0).unstack()[list(GOALS)].loc[list(INSTITUTIONS)] * pd.Series(GOALS)
    differs = effects["differs"].unstack().loc[grid.index, grid.columns]
    grid = grid.rename(columns={"hhi_revenue": "concentration"})
    shaded(axes[0, 0], grid, differs, "mean effect, spreads between runs (above 0: better)")
    best = often.sort_values(ascending=False, kind="stable").head(SHOWN)
    for y, name in enumerate(best.index):
        for x, institution in enumerate(INSTITUTIONS):
            face = COLOURS[0] if institution in name.split(" + ") else "white"
            axes[0, 1].plot(x, y, "o", color=COLOURS[0], markerfacecolor=face, markersize=6)
    finished(axes[0, 1], "portfolio (filled: on)")
    axes[0, 1].set_xticks(range(len(INSTITUTIONS)), list(INSTITUTIONS), rotation=45, ha="right")
    axes[0, 1].set_yticks([])
    axes[0, 2].barh(range(len(best)), best, color=COLOURS[0], height=0.6)
    axes[0, 2].set_yticks([])
    axes[0, 2].axvline(often[NONE], color="0.4", linestyle="--", linewidth=1)
    finished(axes[0, 2], "on the front, share of seeds", f"dashed: {NONE}")
    for place in axes[0, 1:]:
        place.set_ylim(len(best) - 0.5, -0.5)
    return figure


def main(argv: Sequence[str] | None = None, executor: Executor | None = None) -> None:
    """Run, draw, answer."""
    told = options(__file__, __doc__, 50, 1_000, argv, executor)
    worlds = {
        name_of(each): sim.load(WORLD, {"policies": [row for name in each for row in INSTITUTIONS[name]]})
        for each in PORTFOLIOS
    }
    runs = swept(told, worlds)
    runs["harms"] = runs["incidents"] + runs["misuse"]
    tables = sides(runs, "scenario", GOALS)
    values = np.stack([table.to_numpy() for table in tables.values()], axis=1) * np.array(list(GOALS.values()))
    often = pd.Series(np.mean([front(each) for each in values], axis=0), index=list(tables))
    for institution in INSTITUTIONS:
        for is_on in (True, False):
            chosen = [tables[name_of(each)] for each in PORTFOLIOS if (institution in each) == is_on]
            tables[(institution, is_on)] = mean_of(chosen)
    effects = contrasts(tables, {name: ((name, False), (name, True)) for name in INSTITUTIONS})
    dominated = pd.DataFrame(dominance(values), index=often.index, columns=often.index)
    conclude(told, effects, figure_of(effects, often), answer(effects, often, dominated))


if __name__ == "__main__":
    program(main)
