"""Does an alliance of followers catch up with the leaders?

The best release of the alliance's founders is compared with that of the leaders, quarter by quarter. The worlds are the
arms race, the alliance as in its article, the article's other measures (a member's open models, education) without the
alliance, the alliance alone, and an alliance that nobody leaves. The last two run with several obligations to share
inside the alliance.

Run it with `python experiments/alliance_catch_up.py [--full] [--store results/store] [--out results]`. Started again,
it runs only what is missing.
"""

from collections.abc import Sequence
from concurrent.futures import Executor

import pandas as pd
from common import amount, canvas, conclude, contrasts, dots, finished, kept, listed, options, sign, swept

import sim
from sim.commands.program import program

AGAINST = "arms race"
ARTICLE, WITHOUT = "the article's alliance", "its open models alone"
ALONE = {"policies.models.on": False, "policies.education.on": False}
LEADERS = ("alpha", "beta", "gamma")
OBLIGATIONS = (0.3, 0.6, 1.0)
CAUGHT = 0.5
"""OOM; founders have caught up within this distance, the size of one release (release.threshold)."""


def worlds() -> dict[str, sim.Scenario]:
    """The arms race and the versions of the alliance."""
    found = {AGAINST: sim.load("arms-race"), ARTICLE: sim.load("open-alliance")}
    found[WITHOUT] = sim.load("open-alliance", {"policies.alliance.on": False})
    for kind, settings in {"alone": ALONE, "alone and binding": {**ALONE, "clubs.reconsider": 0.0}}.items():
        for obligation in OBLIGATIONS:
            settings = {**settings, "policies.alliance.obligation": obligation}
            found[f"{kind} ({obligation:g})"] = sim.load("open-alliance", settings)
    return found


def founders() -> list[str]:
    """The founders of the alliance."""
    return next(row.members for row in sim.load("open-alliance").policies if row.kind == "alliance")


def distances(releases: pd.DataFrame, quarters: int) -> dict[str, pd.DataFrame]:
    """Distance of founders behind the leaders (OOM, best releases so far); rows are replicates, columns quarters."""
    side = {**dict.fromkeys(LEADERS, "leaders"), **dict.fromkeys(founders(), "founders")}
    rows = releases.assign(side=releases["actor"].map(side)).dropna(subset="side")
    best = rows.groupby(["scenario", "replicate", "side", "quarter"])["capability"].max().unstack()
    best = best.reindex(columns=range(quarters)).cummax(axis=1).ffill(axis=1)
    behind = best.xs("leaders", level="side") - best.xs("founders", level="side")
    return {name: rows.droplevel("scenario") for name, rows in behind.groupby(level="scenario", sort=False)}


def answer(table: pd.DataFrame, ends: pd.DataFrame, members: pd.Series) -> list[str]:
    """Report whether the alliance catches up, what narrows the distance, and where nothing does.

    Args:
        table: contrasts of the distance at the end.
        ends: bootstrap interval of that distance; columns mean, low and high.
        members: share of active actors that belong to an alliance, mean of the run.
    """
    caught = [name for name in table.index if ends.loc[name, "high"] < CAUGHT]
    moved = {way: [name for name, row in table.iterrows() if sign(row) == way] for way in (-1, 1, 0)}
    allied = table.drop(WITHOUT)
    best = allied["difference"].idxmin()
    return [
        f"Best release of founders against leaders': {place_of(ends.loc[ARTICLE])} in the article's alliance,"
        f" {place_of(ends.loc[WITHOUT])} with its open models alone, {place_of(ends.loc[AGAINST])} in the arms race.",
        f"Against the arms race the distance shrinks in {listed(moved[-1])}, and grows in {listed(moved[1])}; of"
        f" alliances it shrinks most, or grows least, {best}: {amount(table.loc[best])} OOM, with {members[best]:.0%}"
        " of actors in it on average.",
        f"Within {CAUGHT:g} OOM of the leaders, or ahead: {listed(caught)}; it does not hold elsewhere, and there is no"
        f" difference beyond noise in {listed(moved[0])}.",
    ]


def place_of(span: "pd.Series[float]") -> str:
    """The founders' position in words, with its interval."""
    side, way = ("behind", 1) if span["mean"] > 0 else ("ahead", -1)
    ends = sorted(way * span[["low", "high"]])
    return f"{abs(span['mean']):.2f} [{ends[0]:.2f}, {ends[1]:.2f}] OOM {side}"


def figure_of(paths: dict[str, pd.DataFrame], table: pd.DataFrame) -> object:
    """The distance by quarter, and how each alliance changes it."""
    from sim.plots.style import COLOURS

    figure, axes = canvas(1, 2, 10, 3.8)
    shown = [AGAINST, ARTICLE, WITHOUT, "alone (0.6)", "alone and binding (0.6)"]
    for number, (name, style) in enumerate(zip(shown, ("-", "--", (0, (6, 1)), ":", "-."), strict=True)):
        bands = paths[name].quantile([0.1, 0.5, 0.9])
        if name in (AGAINST, ARTICLE):
            low, high = bands.loc[0.1], bands.loc[0.9]
            axes[0, 0].fill_between(bands.columns, low, high, color=COLOURS[number], alpha=0.15, linewidth=0)
        axes[0, 0].plot(
            bands.columns, bands.loc[0.5], linestyle=style, color=COLOURS[number], linewidth=1.6, label=name
        )
    axes[0, 0].axhline(0, color="0.7", linewidth=0.8, zorder=0)
    axes[0, 0].legend(frameon=False, fontsize=7.5, loc="upper left")
    finished(axes[0, 0], "founders behind leaders, OOM (median, central 80 %)", "quarter of the run")
    dots(axes[0, 1], table, COLOURS[0])
    axes[0, 1].set_yticks(range(len(table)), table.index)
    finished(
        axes[0, 1],
        "distance at the end against the arms race (obligation)",
        "OOM, with 95 % interval (hollow: within noise)",
    )
    return figure


def main(argv: Sequence[str] | None = None, executor: Executor | None = None) -> None:
    """Run, draw, answer."""
    from sim.analysis.paired import bootstrap

    told = options(__file__, __doc__, 100, 500, argv, executor)
    runs = swept(told, worlds(), releases="all")
    paths = distances(kept(told, runs, "releases"), int(runs["quarters"].max()))
    last = {name: rows.iloc[:, -1:].set_axis(["distance"], axis=1) for name, rows in paths.items()}
    table = contrasts(last, {name: (AGAINST, name) for name in worlds() if name != AGAINST}).droplevel("outcome")
    spans = {
        name: [rows["distance"].mean(), *(end[0] for end in bootstrap(rows.to_numpy()))] for name, rows in last.items()
    }
    ends = pd.DataFrame.from_dict(spans, orient="index", columns=["mean", "low", "high"])
    conclude(told, table, figure_of(paths, table), answer(table, ends, runs.groupby("scenario")["members"].mean()))


if __name__ == "__main__":
    program(main)
