"""What do micro-grants bring that a subsidy of the same size does not?

A state spends the same dollars in three ways: as grants to laboratories and small firms that publish, in equal parts to
the same recipients whatever they do, or on the leading firm of its bloc. The subsidies of each year are fitted to the
average cost of the grants; the accounts of runs of each kind show how equal the sums are. Grants of a tenth of the size
separate the effect of the money from that of the condition to publish.

Run it with `python experiments/grants_or_subsidy.py [--full] [--store results/store] [--out results]`. Started again,
it runs only what is missing.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import date

import numpy as np
import pandas as pd
from common import amount, canvas, conclude, contrasts, dots, finished, listed, options, sides, sign, swept

import sim
from sim.commands.program import program

WORLD = "arms-race"
PAYER, CHAMPION = "west-state", "alpha"
RECIPIENTS = ("west-lab", "east-lab", "third-lab", "mu", "xi")
START = 2021
SHARE = 0.1
"""Share of its outlay that the payer gives."""
NONE, GRANTS, TENTH, SAME, LEADER = (
    "neither",
    "grants",
    "a tenth of the grants",
    "subsidy to the same",
    "subsidy to the leader",
)
BOOKS = 20
"""Number of runs whose accounts are read."""
YEAR = 4
OUTCOMES = {
    "commons_capability": "public know-how, OOM",
    "frontier": "frontier, OOM",
    "mean_capability": "mean capability, OOM",
    "trust": "trust",
    "incidents": "incidents",
    "misuse": "misuses",
    "gini_capability": "inequality, Gini",
    "surplus": "surplus, bn USD a quarter",
}


def granted(share: float = SHARE) -> sim.Scenario:
    """The world with grants of this share of the payer's outlay, without courses."""
    row = {"kind": "grants", "start": date(START, 1, 1), "recipients": list(RECIPIENTS), "payers": [PAYER]}
    return sim.load(WORLD, {"policies": [{**row, "revenue": share, "share": 1.0}]})


def subsidised(recipients: Sequence[str], by_year: Sequence[float]) -> sim.Scenario:
    """The world with a subsidy in equal parts, bn USD a quarter, that changes every year."""
    rows = [
        {
            "kind": "subsidy", "actor": name, "payer": PAYER, "amount": paid / len(recipients),
            "start": date(START + year, 1, 1), "end": date(START + year + 1, 1, 1),
        }
        for year, paid in enumerate(by_year) for name in recipients
    ]  # fmt: skip
    return sim.load(WORLD, {"policies": rows})


def books(scenario: sim.Scenario, seed: int) -> pd.DataFrame:
    """Amounts paid and received, bn USD a quarter, from the first year of the row on."""
    model, rows = sim.RaceModel(scenario, seed), []
    payer = next(actor for actor in model.actors if actor.name == PAYER)
    gives_grants = any(row.kind == "grants" for row in scenario.policies)
    for _ in range(scenario.quarters):
        model.step()
        subsidies = sum(max(0.0, actor.subsidy) for actor in model.actors)
        paid = SHARE * payer.outlay if gives_grants else -payer.subsidy
        rows.append({"paid": paid, "arrived": float(model.world.duties["grant"].sum()) + subsidies})
    return pd.DataFrame(rows).iloc[YEAR * (START - scenario.start.year) :]


def yearly(scenario: sim.Scenario, seeds: Sequence[int]) -> np.ndarray:
    """Amount that the payer pays, bn USD a quarter: mean over each year and over runs."""
    return np.mean([books(scenario, seed)["paid"].to_numpy().reshape(-1, YEAR).mean(axis=1) for seed in seeds], axis=0)


def fitted(recipients: Sequence[str], cost: np.ndarray, seeds: Sequence[int]) -> sim.Scenario:
    """Fit subsidies to the same cost: firms that have left receive nothing, so those that stay must get more."""
    paid = yearly(subsidised(recipients, cost.tolist()), seeds)
    return subsidised(recipients, (cost * cost / paid).tolist())


def answer(table: pd.DataFrame, money: pd.DataFrame) -> list[str]:
    """Report whether the dollars are equal, what grants do better and worse, and where they do not differ.

    Args:
        table: contrasts of each way of spending with no spending, and of grants with each subsidy.
        money: paid and received (rows) by way of spending (columns), bn USD a run.
    """
    uneven = money.loc["paid"].max() / money.loc["paid"].min() - 1
    spent = listed(f"{way} {sums['paid']:.1f} ({sums['arrived']:.1f} arrived)" for way, sums in money.items())
    still = {way: [name for name, row in table.loc[way].iterrows() if not sign(row)] for way in (*money, TENTH)}
    silent = "; ".join(f"{way}: {listed(map(_short, names))}" for way, names in still.items())
    bought, tenth = (table.loc[way]["difference"] for way in (GRANTS, TENTH))
    kept = (tenth / bought)[table.loc[GRANTS]["differs"]]
    return [
        f"Paid, bn USD a run: {spent}; the largest is {uneven:.1%} above the smallest.",
        f"Grants, less the same money to the same recipients: {_told(table.loc[f'{GRANTS} - {SAME}'])}; less the same"
        f" money to the leader: {_told(table.loc[f'{GRANTS} - {LEADER}'])}.",
        f"A tenth of the money does {_parts(kept)} of what the grants do. Within noise of no spending: {silent}.",
    ]


def _parts(kept: "pd.Series[float]") -> str:
    """Remaining share of each effect, smallest and largest."""
    if kept.empty:
        return "nothing, like all,"
    return " to ".join(f"{kept[name]:.0%} ({_short(name)})" for name in (kept.idxmin(), kept.idxmax()))


def _short(outcome: str) -> str:
    return OUTCOMES[outcome].split(",")[0]


def _told(rows: pd.DataFrame) -> str:
    return listed((f"{_short(name)} {amount(row)}" for name, row in rows.iterrows() if sign(row)), "no difference")


def figure_of(table: pd.DataFrame) -> object:
    """One panel per outcome, one line per way of spending."""
    from sim.plots.style import COLOURS

    figure, axes = canvas(2, 4, 11, 4, sharey=True)
    ways = (GRANTS, TENTH, SAME, LEADER)
    for place, (outcome, title) in zip(axes.flat, OUTCOMES.items(), strict=True):
        dots(place, table.xs(outcome, level="outcome").loc[list(ways)], COLOURS[0])
        place.set_yticks(range(len(ways)), ways)
        finished(place, title, ticks=4)
    figure.supxlabel(f"difference from {WORLD} without spending, with 95 % interval (hollow: within noise)", fontsize=9)
    return figure


def main(argv: Sequence[str] | None = None, executor: Executor | None = None) -> None:
    """Run grants, fit subsidies to their cost, run the subsidies, draw, answer."""
    told = options(__file__, __doc__, 200, 5_000, argv, executor)
    first = swept(told, {NONE: sim.load(WORLD), GRANTS: granted(), TENTH: granted(SHARE / 10)})
    seeds = [int(seed) for seed in first["seed"].unique()[:BOOKS]]
    cost = yearly(granted(), seeds)
    subsidies = {SAME: fitted(RECIPIENTS, cost, seeds), LEADER: fitted([CHAMPION], cost, seeds)}
    runs = pd.concat([first, swept(told, subsidies)])
    money = pd.DataFrame(
        {
            name: sum(books(scenario, seed).sum() for seed in seeds) / len(seeds)
            for name, scenario in {GRANTS: granted(), **subsidies}.items()
        }
    )
    pairs = {name: (NONE, name) for name in (*money, TENTH)} | {
        f"{GRANTS} - {name}": (name, GRANTS) for name in subsidies
    }
    table = contrasts(sides(runs, "scenario", OUTCOMES), pairs)
    conclude(told, table, figure_of(table), answer(table, money))


if __name__ == "__main__":
    program(main)
