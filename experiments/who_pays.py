"""Who pays for openness, and who gains by it?

Payoff and capability of every group of actors in the commons, and after a leader's pivot, compared with the same actors
in the arms race: by kind, by rank of firms at the start, and by bloc.

Run it with `python experiments/who_pays.py [--full] [--store results/store] [--out results]`. Started again, it runs
only what is missing.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from math import log10

import pandas as pd
from common import amount, canvas, conclude, contrasts, dots, finished, kept, listed, options, sign, swept

import sim
from sim.commands.program import program

AGAINST = "arms-race"
OPEN = ("commons", "leader-pivot")
LEADERS = 3
MEASURES = ("payoff", "capability")


def groups() -> dict[str, list[str]]:
    """Actors by kind, by rank at the start and by bloc; they are the same in all scenarios here."""
    actors = sim.load(AGAINST).actors
    strength = {name: actor.know_how + log10(actor.compute) for name, actor in actors.items()}
    firms = sorted((name for name in actors if actors[name].kind == sim.Kind.FIRM), key=strength.get, reverse=True)
    middle = (len(firms) + LEADERS) // 2
    found = {
        "leading firms": firms[:LEADERS],
        "middling firms": firms[LEADERS:middle],
        "last firms": firms[middle:],
        "nations": [name for name in actors if actors[name].kind == sim.Kind.NATION],
        "labs": [name for name in actors if actors[name].kind == sim.Kind.LAB],
    }
    for bloc in dict.fromkeys(actor.bloc for actor in actors.values()):
        found[f"{bloc} firms"] = [name for name in firms if actors[name].bloc == bloc]
    return found


def means(actors: pd.DataFrame, members: Mapping[str, list[str]]) -> pd.DataFrame:
    """Mean payoff and capability of each group, one row per replicate."""
    rows = actors.set_index(["replicate", "actor"])[list(MEASURES)].unstack()
    return pd.DataFrame(
        {
            f"{measure}: {group}": rows[measure][names].mean(axis=1)
            for measure in MEASURES
            for group, names in members.items()
        }
    )


def moved(rows: pd.DataFrame, measure: str, way: int) -> str:
    """Groups whose measure differs in one direction by more than noise."""
    found = [name.split(": ") for name, row in rows.iterrows() if sign(row) == way]
    return listed(group for kind, group in found if kind == measure)


def answer(table: pd.DataFrame, entrants: Mapping[str, float]) -> list[str]:
    """Report who pays in money, who in capability, and what this leaves out."""
    told = []
    for scenario in OPEN:
        rows = table.loc[scenario]
        most = rows[rows.index.str.startswith("payoff")]["difference"].idxmin()
        told.append(
            f"{scenario}: payoff falls for {moved(rows, 'payoff', -1)} and rises for {moved(rows, 'payoff', 1)};"
            f" capability falls for {moved(rows, 'capability', -1)} and rises for {moved(rows, 'capability', 1)};"
            f" lowest payoff against {AGAINST}: {most.split(': ')[1]}, {amount(rows.loc[most])} bn USD a quarter."
        )
    unsaid = [f"{scenario}, {name}" for (scenario, name), row in table.iterrows() if not row["differs"]]
    more = listed(f"{count:.1f} in {name}" for name, count in entrants.items())
    return [
        *told,
        f"Within noise: {listed(unsaid, 'nothing')}. Firms that enter later ({more}, a run) are in no group;"
        " payoffs of labs and nations price prestige and security in money.",
    ]


def figure_of(table: pd.DataFrame, names: Sequence[str]) -> object:
    """Differences in payoff and capability, one line per group."""
    from sim.plots.style import COLOURS

    figure, axes = canvas(1, 2, 10, 4.2, sharey=True)
    units = {"payoff": "payoff, bn USD a quarter", "capability": "capability, OOM"}
    for place, measure in zip(axes[0], MEASURES, strict=True):
        for number, scenario in enumerate(OPEN):
            rows = table.loc[scenario].loc[[f"{measure}: {name}" for name in names]]
            dots(place, rows, COLOURS[number], 0.24 * number - 0.12, "os"[number], scenario)
        place.set_yticks(range(len(names)), names)
        finished(place, units[measure], f"difference from {AGAINST}, with 95 % interval (hollow: within noise)")
    # Firms move by ones, nations by hundreds.
    axes[0, 0].set_xscale("symlog", linthresh=1)
    axes[0, 0].margins(x=0.05)
    axes[0, 0].legend(frameon=False, fontsize=8)
    return figure


def main(argv: Sequence[str] | None = None, executor: Executor | None = None) -> None:
    """Run, draw, answer."""
    told = options(__file__, __doc__, 200, 5_000, argv, executor)
    runs = swept(told, [AGAINST, *OPEN], actors="all")
    actors, members = kept(told, runs, "actors"), groups()
    tables = {name: means(rows, members) for name, rows in actors.groupby("scenario")}
    table = contrasts(tables, {name: (AGAINST, name) for name in OPEN})
    entrants = runs.groupby("scenario")["entrants"].mean()
    conclude(told, table, figure_of(table, list(members)), answer(table, entrants.to_dict()))


if __name__ == "__main__":
    program(main)
