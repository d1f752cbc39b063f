"""Does trust survive a shock?

Three worlds have high trust: the commons, where all share whatever happens, and two in which all share as long as half,
or nine in ten, of the others do (tit for tat). A shock of one year hits them in 2027: the leaders close what was open,
the west controls its exports to the east, or every firm has an incident. Trust is compared with the same run without
the shock, for several speeds at which trust grows and falls.

Run it with `python experiments/trust_shock.py [--full] [--store results/store] [--out results]`. Started again, it runs
only what is missing.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import date
from itertools import product

import pandas as pd
from common import Options, canvas, conclude, contrasts, finished, kept, listed, options, swept

import sim
from sim.commands.program import program

BEGIN, END = date(2027, 1, 1), date(2028, 1, 1)
QUARTER = 28
NONE = "none"
GAINS, LOSSES = (0.03, 0.06, 0.12), (0.09, 0.18, 0.36)
OWN = (0.06, 0.18)
"""Speeds of trust in the scenarios."""
SPEEDS = (*((gain, OWN[1]) for gain in GAINS), (OWN[0], LOSSES[0]), (OWN[0], LOSSES[2]))
SETTLED = 0.1
"""Share of the deepest fall below which trust counts as recovered."""
WORLDS = ("unconditional", "tit for tat, half", "tit for tat, nine in ten")
SHOCKS = ("leaders close", "export control", "incidents")
LEADERS = ("alpha", "beta", "gamma")


def rows_of(world: sim.Scenario) -> dict[str, list[dict[str, object]]]:
    """The policy rows of each shock, and of no shock."""
    year = {"start": BEGIN, "end": END}
    firms = [name for name, actor in world.actors.items() if actor.kind == sim.Kind.FIRM]
    return {
        NONE: [],
        SHOCKS[0]: [{"kind": "pivot", "actor": name, "tier": "closed", **year} for name in LEADERS],
        SHOCKS[1]: [{"kind": "export_control", "from_bloc": "west", "to_bloc": "east", **year}],
        SHOCKS[2]: [{"kind": "incident", "actor": name, "start": BEGIN} for name in firms],
    }


def worlds() -> dict[str, sim.Scenario]:
    """All worlds under every shock."""
    commons = sim.load("commons")
    turned = {f"actors.{name}.strategy": "tit-for-tat" for name in commons.actors}
    strict = sim.load(commons, {**turned, "choice.fairness": 0.9})
    bases = dict(zip(WORLDS, (commons, sim.load(commons, turned), strict), strict=True))
    return {
        f"{world}, {shock}": sim.load(base, {"policies": rows})
        for world, base in bases.items()
        for shock, rows in rows_of(commons).items()
    }


def gaps(told: Options) -> pd.DataFrame:
    """Trust after each shock less that of the same run without it: contrasts by world, shock, gain, loss, quarter."""
    speeds = {"trust.gain": [gain for gain, _ in SPEEDS], "trust.loss": [loss for _, loss in SPEEDS]}
    runs = swept(told, worlds(), sampling="list", parameters=speeds, series="all")
    found = kept(told, runs, "series").rename(columns={"trust.gain": "gain", "trust.loss": "loss"})
    found = found[found["quarter"] >= QUARTER - 1]
    tables = {
        label: rows.pivot(index="replicate", columns="quarter", values="trust")
        for label, rows in found.groupby(["scenario", "gain", "loss"])
    }
    pairs = {
        (world, shock, gain, loss): ((f"{world}, {NONE}", gain, loss), (f"{world}, {shock}", gain, loss))
        for world, shock, (gain, loss) in product(WORLDS, SHOCKS, SPEEDS)
    }
    table = contrasts(tables, pairs)
    table.index.names = ["world", "shock", "gain", "loss", "quarter"]
    return table.sort_index()


def recovery(table: pd.DataFrame) -> pd.DataFrame:
    """Deepest fall, quarters from there until half of it is left (NaN: never), and trust at the end."""
    rows = {}
    for label, path in table.groupby(level=[0, 1, 2, 3]):
        path = path.droplevel([0, 1, 2, 3])
        lowest, last = path["difference"].idxmin(), path.iloc[-1]
        after, deepest = path.loc[lowest:, "difference"], path.loc[lowest, "difference"]
        halved = after[after >= deepest / 2].index
        fell = bool(path.loc[lowest, "differs"]) and deepest < 0
        back = not last["differs"] or last["difference"] >= SETTLED * deepest
        state = ("back" if back else "not back") if fell else "no fall"
        half = halved[0] - lowest if fell and len(halved) else float("nan")
        rows[label] = {"fall": deepest, "half": half, "state": state}
    found = pd.DataFrame.from_dict(rows, orient="index")
    found.index = pd.MultiIndex.from_tuples(found.index, names=table.index.names[:4])
    return found


def answer(found: pd.DataFrame) -> list[str]:
    """Report whether trust comes back, how fast, at which speeds, and where it does not."""
    own = found.xs(OWN, level=["gain", "loss"])
    told = [f"{shock}: {_alike(own.xs(shock, level='shock'))}" for shock in SHOCKS]
    half, fall = (found[column].groupby(level=["gain", "loss"]).mean() for column in ("half", "fall"))
    lost = found[found["state"] == "not back"]
    where = lost.reset_index().groupby(["shock", "world"], sort=False).size()
    cases = listed(f"{shock} ({world}) in {count}" for (shock, world), count in where.items())
    return [
        f"Deepest fall of trust, and whether it comes back. {'; '.join(told)}.",
        f"{_range('Half is made good, after', half.abs(), '.1f')} quarters, where it is at all;"
        f" {_range('the mean fall is', fall.abs(), '.2g')}.",
        f"Trust is not back by the end in {len(lost)} of {len(found)} cases ({cases}, of {len(SPEEDS)} speeds each);"
        f" in {(found['state'] == 'no fall').sum()} the shock lowers it by no more than noise.",
    ]


def _alike(rows: pd.DataFrame) -> str:
    """Results for each world; worlds with the same result share one sentence."""
    told = {world: f"{row['fall']:+.2g}, {_pace(row)}" for world, row in rows.iterrows()}
    return (
        f"{min(told.values())}, in all worlds"
        if len(set(told.values())) == 1
        else listed(f"{text} ({world})" for world, text in told.items())
    )


def _pace(row: "pd.Series[float]") -> str:
    return f"{row['state']}, half " + ("never" if pd.isna(row["half"]) else f"after {row['half']:.0f} quarters")


def _range(what: str, by_speed: "pd.Series[float]", form: str) -> str:
    if by_speed.isna().all():
        return f"{what} no number of"
    least, most = by_speed.idxmin(), by_speed.idxmax()
    ends = (f"{by_speed[at]:{form}} (gain {at[0]:g}, loss {at[1]:g})" for at in (least, most))
    return f"{what} {' to '.join(ends)}"


def figure_of(table: pd.DataFrame, found: pd.DataFrame) -> object:
    """Trust lost by quarter in each world; below, time to half and depth by the speeds of trust."""
    from sim.plots.style import COLOURS

    figure, axes = canvas(2, 3, 11, 6.2)
    for number, (shock, style) in enumerate(zip(SHOCKS, ("-", "--", ":"), strict=True)):
        for place, world in zip(axes[0], WORLDS, strict=True):
            rows = table.loc[(world, shock, *OWN)]
            place.fill_between(rows.index, rows["low"], rows["high"], color=COLOURS[number], alpha=0.2, linewidth=0)
            place.plot(rows.index, rows["difference"], style, color=COLOURS[number], linewidth=1.6, label=shock)
        own = found.loc[(WORLDS[0], shock)]
        by_gain, by_loss = own.xs(OWN[1], level="loss"), own.xs(OWN[0], level="gain")
        for place, line in zip(axes[1], (by_gain["half"], by_gain["fall"], by_loss["fall"]), strict=True):
            place.plot(line.index, line, style, color=COLOURS[number], marker="os^"[number], label=shock)
    for place, world in zip(axes[0], WORLDS, strict=True):
        place.sharey(axes[0, 0])
        place.axhline(0, color="0.7", linewidth=0.8, zorder=0)
        finished(place, f"trust lost, {world}", "quarter of the run")
    axes[1, 2].sharey(axes[1, 1])
    for place, speed in zip(axes[1], ("gain", "gain", "loss"), strict=True):
        finished(place, f"deepest fall by trust.{speed}, {WORLDS[0]}", f"trust.{speed} a quarter")
    axes[1, 0].set_title(f"quarters until half is left, {WORLDS[0]}", loc="left", fontsize=9)
    axes[0, 0].legend(frameon=False, fontsize=8)
    return figure


def main(argv: Sequence[str] | None = None, executor: Executor | None = None) -> None:
    """Run, draw, answer."""
    told = options(__file__, __doc__, 40, 200, argv, executor)
    table = gaps(told)
    found = recovery(table)
    conclude(told, table, figure_of(table, found), answer(found))


if __name__ == "__main__":
    program(main)
