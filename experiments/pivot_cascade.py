"""When does a leader's pivot set off a cascade?

Six rivals in the arms race may commit themselves to open releases whenever that pays. The share that has done so by the
end is compared between runs in which the leader opens and runs in which it stays closed. What varies is the rivals'
earnings on complements, how much users care about reputation, and the year of the pivot.

Run it with `python experiments/pivot_cascade.py [--full] [--store results/store] [--out results]`. Started again, it
runs only what is missing.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import date
from typing import Any

import pandas as pd
from common import (
    Options,
    amount,
    canvas,
    conclude,
    contrasts,
    dots,
    finished,
    kept,
    listed,
    options,
    shaded,
    sides,
    sign,
    swept,
)

import sim
from sim.commands.program import program

PIVOT, NONE = "leader-pivot", "leader-pivot-no-leader"
RIVALS = ("beta", "gamma", "delta", "epsilon", "eta", "lambda")
COMPLEMENTS = (0.0, 0.1, 0.2, 0.4, 0.8)
STANDINGS = (0.0, 0.5, 1.0, 2.0)
YEARS = range(2021, 2034, 2)
ROWS = ("pivot", "governance", "tools")
FOLLOWED = "followed"


def followed(told: Options, runs: pd.DataFrame) -> pd.DataFrame:
    """Share of the rivals that released openly at the end, or when they left, for each run."""
    actors = kept(told, runs, "actors")
    rivals = actors[actors["actor"].isin(RIVALS)]
    is_open = rivals["tier"].isin(["licensed", "open"])
    return runs.assign(**{FOLLOWED: runs["key"].map(is_open.groupby(rivals["key"]).mean())})


def by_incentive(told: Options) -> pd.DataFrame:
    """What the leader's pivot adds to the share, by complements and reputation."""
    worlds = {
        f"{name} {complement}": sim.load(name, {f"actors.{rival}.complement": complement for rival in RIVALS})
        for name in (PIVOT, NONE)
        for complement in COMPLEMENTS
    }
    runs = followed(told, swept(told, worlds, parameters={"market.standing": list(STANDINGS)}, actors="all"))
    pairs = {
        (complement, standing): ((f"{NONE} {complement}", standing), (f"{PIVOT} {complement}", standing))
        for complement in COMPLEMENTS
        for standing in STANDINGS
    }
    return contrasts(sides(runs, ["scenario", "market.standing"], [FOLLOWED]), pairs)


def by_year(told: Options) -> pd.DataFrame:
    """What the pivot adds, by its year, with the scenario's own values."""
    # Its governance and its tools come with the pivot.
    dates = {f"policies.{row}.start": [date(year, 1, 1) for year in YEARS] for row in ROWS}
    pivots = followed(told, swept(told, PIVOT, sampling="list", parameters=dates, actors="all"))
    pivots["year"] = [start.year for start in pivots["policies.pivot.start"]]
    control = followed(told, swept(told, NONE, actors="all"))
    tables: dict[Any, pd.DataFrame] = {**sides(pivots, "year", [FOLLOWED]), **sides(control, "scenario", [FOLLOWED])}
    return contrasts(tables, {year: (NONE, year) for year in YEARS})


def answer(incentives: pd.DataFrame, years: pd.DataFrame) -> list[str]:
    """Report where rivals follow the pivot, where it keeps them from opening, and where neither is beyond noise."""
    signs = pd.Series([sign(row) for _, row in incentives.iterrows()], index=incentives.index)
    found = {way: incentives[signs == way] for way in (1, -1, 0)}
    best = incentives["difference"].idxmax()
    places = f"complements {best[0]:g} of the market, reputation at {best[1]:g}"
    silent = len(found[0]), sum(sign(row) == 0 for _, row in years.iterrows())
    of_years = {way: [year for year, row in years.iterrows() if sign(row) == way] for way in (1, -1)}
    alone = incentives["control"]
    return [
        f"More rivals open because the leader did in {len(found[1])} of {len(incentives)} settings, fewer in"
        f" {len(found[-1])}; the pivot does most at {places}: {amount(incentives.loc[best])} of all rivals.",
        f"With the scenario's own complements it draws rivals along in {listed(of_years[1])} and holds them back in"
        f" {listed(of_years[-1])}; without it {alone.min():.0%} to {alone.max():.0%} of them open by incentives.",
        f"It does not hold in the {silent[0]} settings and {silent[1]} years within noise, and rivals that open by"
        " themselves are no cascade, however many.",
    ]


def figure_of(incentives: pd.DataFrame, years: pd.DataFrame) -> object:
    """A map of what the pivot adds, what rivals do without it, and its effect by year."""
    from sim.plots.style import COLOURS

    figure, axes = canvas(1, 3, 11, 3.6)
    control, added, differs = (incentives[name].unstack()[::-1] for name in ("control", "difference", "differs"))
    shaded(axes[0, 0], control, None, "share of rivals open without the leader", "Greys")
    shaded(axes[0, 1], added, differs, "added by the leader's pivot (dot: within noise)")
    for place in axes[0, :2]:
        place.set_ylabel("complements, share of the market")
        place.set_xlabel("weight of reputation with users")
    dots(axes[0, 2], years, COLOURS[0])
    axes[0, 2].set_yticks(range(len(years)), years.index)
    finished(axes[0, 2], "added, own complements, by year of the pivot", "share of rivals (hollow: within noise)")
    return figure


def main(argv: Sequence[str] | None = None, executor: Executor | None = None) -> None:
    """Run, draw, answer."""
    told = options(__file__, __doc__, 60, 1_000, argv, executor)
    incentives, years = by_incentive(told).droplevel("outcome"), by_year(told).droplevel("outcome")
    incentives.index.names = ["complements", "standing"]
    table = pd.concat([incentives.reset_index(), years.rename_axis("year").reset_index()]).set_index("year")
    conclude(told, table, figure_of(incentives, years), answer(incentives, years))


if __name__ == "__main__":
    program(main)
