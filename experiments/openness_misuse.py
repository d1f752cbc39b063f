"""What does openness cost in misuse, and what does it buy?

A growing number of the twenty actors open, and the rest hoard. Actors open from the least capable up, or from the most
capable down; as open weights with methods or under a licence; with the release governance that actors have, or with
strict rules for all. Misuse is compared with public know-how and incidents.

Run it with `python experiments/openness_misuse.py [--full] [--store results/store] [--out results]`. Started again, it
runs only what is missing.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import date
from math import log10
from typing import NamedTuple

import pandas as pd
from common import amount, canvas, conclude, contrasts, finished, listed, mean_of, options, sides, sign, swept

import sim
from sim.commands.program import program

HOARDING = "arms-race"
COUNTS = (4, 8, 12, 16, 20)
ORDERS = ("laggards first", "leaders first")
TIERS = ("open", "licensed")
GOVERNANCE = {"own governance": 0.0, "strict governance": 0.8}
OUTCOMES = ("misuse", "commons_capability", "incidents", "frontier", "welfare")


class Case(NamedTuple):
    """Who opens, how, under which rules."""

    order: str
    tier: str
    rules: str
    count: int

    def __str__(self) -> str:
        return f"{self.count} {self.tier}, {self.order}, {self.rules}"


CASES = [
    Case(order, tier, rules, count) for order in ORDERS for tier in TIERS for rules in GOVERNANCE for count in COUNTS
]


ALL_OPEN = Case(ORDERS[0], "open", "own governance", COUNTS[-1])
FEW_OPEN = ALL_OPEN._replace(count=COUNTS[0])
WAYS = ("strict governance", "licensed", "laggards first")
"""What may change the trade-off."""


def world(case: Case) -> sim.Scenario:
    """The arms race, in which some share."""
    actors = sim.load(HOARDING).actors
    ranked = sorted(actors, key=lambda name: actors[name].know_how + log10(actors[name].compute))
    opening = (ranked if case.order == ORDERS[0] else ranked[::-1])[: case.count]
    settings: dict[str, object] = {
        f"actors.{name}.{field}": value
        for name in opening
        for field, value in {"strategy": "share", "tier": case.tier, "shares_as": case.tier}.items()
    }
    if GOVERNANCE[case.rules]:
        row = {"kind": "release_governance", "start": date(2020, 1, 1), "governance": GOVERNANCE[case.rules]}
        settings["policies"] = [row]
    return sim.load(HOARDING, settings)


def answer(table: pd.DataFrame) -> list[str]:
    """Report what openness costs and brings, what changes the trade-off, and where it does not hold."""
    against = {case: table.loc[str(case)] for case in CASES}
    signs = {case: (sign(rows.loc["misuse"]), sign(rows.loc["commons_capability"])) for case, rows in against.items()}
    price = pd.Series({str(case): _price(rows) for case, rows in against.items()}).dropna()
    ends = (f"{price[case]:.2g} ({case})" for case in ((price.idxmin(), price.idxmax()) if len(price) else ()))
    free = [case for case, (misuse, bought) in signs.items() if misuse <= 0 < bought]
    unbought = [case for case, (_, bought) in signs.items() if bought <= 0]
    ways = (f"{what}: {_effects(table.loc[what])}" for what in WAYS)
    return [
        f"With the first {FEW_OPEN.count} open: {_effects(against[FEW_OPEN])}; with all: {_effects(against[ALL_OPEN])},"
        f" incidents {amount(against[ALL_OPEN].loc['incidents'])}; misuses for an OOM of public know-how:"
        f" {' to '.join(ends) or 'none'}.",
        f"At equal numbers of open actors, {'; '.join(ways)}.",
        f"Know-how without more misuse than where all hoard: {len(free)} of {len(CASES)} cases ({listed(free)});"
        f" openness buys no public know-how beyond noise in {len(unbought)} ({listed(unbought)}).",
    ]


def _effects(rows: pd.DataFrame) -> str:
    return f"misuses {amount(rows.loc['misuse'])}, public know-how {amount(rows.loc['commons_capability'])} OOM"


def _price(rows: pd.DataFrame) -> float:
    """Number of misuses per OOM of public know-how, where both differ."""
    misuse, bought = rows.loc["misuse"], rows.loc["commons_capability"]
    return misuse["difference"] / bought["difference"] if sign(bought) > 0 and sign(misuse) else float("nan")


def figure_of(table: pd.DataFrame) -> object:
    """Trade-off curves: one line per form of openness, one point per number of open actors."""
    from sim.plots.style import COLOURS

    figure, axes = canvas(2, 2, 9.5, 7, sharex=True)
    titles = {"commons_capability": "public know-how, OOM", "incidents": "incidents"}
    for column, order in enumerate(ORDERS):
        for place, (outcome, title) in zip(axes[:, column], titles.items(), strict=True):
            lines = [(tier, rules) for tier in TIERS for rules in GOVERNANCE]
            for number, (tier, rules) in enumerate(lines):
                rows = table.loc[[str(Case(order, tier, rules, count)) for count in COUNTS]]
                x, y = (rows.xs(name, level="outcome")["treatment"] for name in ("misuse", outcome))
                style = "-" if tier == "open" else "--"
                marker = "os"[list(GOVERNANCE).index(rules)]
                place.plot(x, y, style, marker=marker, markersize=4, color=COLOURS[number], label=f"{tier}, {rules}")
                if number == 0 and outcome == "incidents":
                    for count, at in zip(COUNTS, zip(x, y, strict=True), strict=True):
                        place.annotate(str(count), at, xytext=(-9, -9), textcoords="offset points", fontsize=7)
            start = table.loc[str(Case(order, *lines[0], COUNTS[0]))]["control"]
            place.plot(start["misuse"], start[outcome], "*", color="0.2", markersize=9, label="all hoard")
            finished(place, f"{title}; {order}")
    for place in axes[1]:
        place.set_xlabel("misuses in fifteen years (numbers: open actors)")
    axes[0, 1].legend(frameon=False, fontsize=7.5, loc="lower right")
    return figure


def main(argv: Sequence[str] | None = None, executor: Executor | None = None) -> None:
    """Run, draw, answer."""
    told = options(__file__, __doc__, 50, 1_000, argv, executor)
    runs = swept(told, {HOARDING: sim.load(HOARDING), **{str(case): world(case) for case in CASES}})
    tables = sides(runs, "scenario", OUTCOMES)
    pairs = {str(case): (HOARDING, str(case)) for case in CASES}
    # What one thing changes, on average over all else that varies.
    for what in WAYS:
        for is_so in (True, False):
            tables[(what, is_so)] = mean_of([tables[str(case)] for case in CASES if (what in case) == is_so])
        pairs[what] = ((what, False), (what, True))
    table = contrasts(tables, pairs)
    conclude(told, table, figure_of(table), answer(table))


if __name__ == "__main__":
    program(main)
