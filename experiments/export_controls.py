"""Who loses by export controls, with and without retaliation?

From 2023 the west stops part of the know-how and compute that the east would get. The east retaliates in kind, or does
not. Both are compared with a world without controls, in the arms race and with mixed motives, for two strengths.

Run it with `python experiments/export_controls.py [--full] [--store results/store] [--out results]`. Started again, it
runs only what is missing.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import date
from itertools import product

import pandas as pd
from common import amount, canvas, conclude, contrasts, dots, finished, kept, listed, options, sides, sign, swept

import sim
from sim.commands.program import program

START = date(2023, 1, 1)
CONTROL = {"kind": "export_control", "from_bloc": "west", "to_bloc": "east", "start": START}
RETALIATION = {"kind": "retaliation", "from_bloc": "east", "to_bloc": "west", "start": START}
WORLDS = ("arms-race", "base")
NONE, ALONE, ANSWERED = "none", "control", "control and retaliation"
STRENGTHS = {"half": {}, "nearly all": {"strength": 0.9, "compute": 0.6}}
"""Shares stopped: the defaults (half of know-how, .3 of compute), and larger ones."""
BLOCS = ("west", "east", "third")
OUTCOMES = ("frontier", "mean_capability", "trust_across", "surplus")


def worlds() -> dict[str, sim.Scenario]:
    """Each world without controls, with controls, and with retaliation."""
    found = {f"{world}: {NONE}": sim.load(world) for world in WORLDS}
    for world in WORLDS:
        for strength, settings in STRENGTHS.items():
            control = {**CONTROL, **settings}
            for name, rows in {ALONE: [control], ANSWERED: [control, RETALIATION]}.items():
                found[f"{world}: {name}, {strength}"] = sim.load(world, {"policies": rows})
    return found


def by_bloc(runs: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Mean capability and payoff of the firms of each bloc, added to the outcomes of each run."""
    # Slots that nobody ever filled have no capability.
    firms = actors[(actors["kind"] == "firm") & (actors["capability"] != 0)]
    means = firms.groupby(["key", "bloc"])[["capability", "payoff"]].mean().unstack()
    means.columns = [f"{measure}: {bloc}" for measure, bloc in means.columns]
    return runs.join(means, on="key")


def answer(table: pd.DataFrame) -> list[str]:
    """Report who loses and gains by the control, what retaliation changes, and where results are within noise."""
    told = [f"{world}: {_effects(table.loc[f'{world}: {ALONE}, half'])}" for world in WORLDS]
    more = []
    for world in WORLDS:
        rows = table.loc[f"{world}: retaliation, half"]
        more.append(f"{world}: {_effects(rows)}; trust across blocs {amount(rows.loc['trust_across'])}")
    outcomes = table.index.get_level_values(1).unique()
    turned = [f"{world}, {each}" for world, each in product(WORLDS, outcomes) if _turns(table, world, each)]
    silent = ~table["differs"]
    return [
        f"By the control of the west alone, {'; '.join(told)}.",
        f"By the answer of the east besides, {'; '.join(more)}.",
        f"{silent.sum()} of {len(table)} differences are within noise; signs turn with the strength of the control in"
        f" {listed(turned)}.",
    ]


def _turns(table: pd.DataFrame, world: str, outcome: str) -> bool:
    weak, strong = (sign(table.loc[(f"{world}: {ALONE}, {strength}", outcome)]) for strength in STRENGTHS)
    return weak * strong < 0


def _effects(rows: pd.DataFrame) -> str:
    """Which blocs lose and gain, in capability and in payoff."""
    told = []
    for measure in ("capability", "payoff"):
        found = {way: [bloc for bloc in BLOCS if sign(rows.loc[f"{measure}: {bloc}"]) == way] for way in (-1, 1)}
        told.append(
            f"firms lose {measure} in {listed(found[-1], 'no bloc')} and gain it in {listed(found[1], 'no bloc')}"
        )
    return ", ".join(told)


def figure_of(table: pd.DataFrame) -> object:
    """Capability and payoff by bloc, and three outcomes, with and without retaliation."""
    from sim.plots.style import COLOURS

    panels = {
        "capability of firms, OOM": [f"capability: {bloc}" for bloc in BLOCS],
        "payoff of firms, bn USD a quarter": [f"payoff: {bloc}" for bloc in BLOCS],
        "trust across blocs; capability, OOM": ["trust_across", "mean_capability", "frontier"],
    }
    figure, axes = canvas(len(WORLDS), len(panels), 11, 5.4, sharey="col", sharex="col")
    for places, world in zip(axes, WORLDS, strict=True):
        for place, (title, outcomes) in zip(places, panels.items(), strict=True):
            for number, (arm, strength) in enumerate(product((ALONE, ANSWERED), STRENGTHS)):
                rows = table.loc[f"{world}: {arm}, {strength}"].loc[outcomes]
                look = COLOURS[number], 0.18 * number - 0.27, "osD^"[number]
                dots(place, rows, *look, f"{arm}, {strength} stopped")
            names = [outcome.split(": ")[-1].replace("_", " ") for outcome in outcomes]
            place.set_yticks(range(len(names)), names)
            finished(place, f"{world}: {title}")
    for place in axes[-1]:
        place.set_xlabel("difference from no control (hollow: within noise)")
    handles = axes[0, 0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=4, frameon=False, fontsize=8)
    return figure


def main(argv: Sequence[str] | None = None, executor: Executor | None = None) -> None:
    """Run, draw, answer."""
    told = options(__file__, __doc__, 100, 2_000, argv, executor)
    found = swept(told, worlds(), actors="all")
    runs = by_bloc(found, kept(told, found, "actors"))
    measured = [*OUTCOMES, *(f"{measure}: {bloc}" for measure in ("capability", "payoff") for bloc in BLOCS)]
    pairs = {
        f"{world}: {arm}, {strength}": (f"{world}: {NONE}", f"{world}: {arm}, {strength}")
        for world, arm, strength in product(WORLDS, (ALONE, ANSWERED), STRENGTHS)
    }
    pairs |= {
        f"{world}: retaliation, {strength}": (f"{world}: {ALONE}, {strength}", f"{world}: {ANSWERED}, {strength}")
        for world, strength in product(WORLDS, STRENGTHS)
    }
    table = contrasts(sides(runs, "scenario", measured), pairs)
    conclude(told, table, figure_of(table), answer(table))


if __name__ == "__main__":
    program(main)
