"""What do the institutions of the five articles change, for better and for worse?

Each article's scenario is compared with its control, with the same luck; p-values are corrected for the number of
outcomes (Holm). Every difference beyond noise is shown, in either direction.

Run it with `python experiments/articles.py [--replicates 50] [--store results/store] [--out results] [--only NAME]`.
Started again, it runs only what is missing.
"""

import argparse
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from common import LEVEL
from rich.console import Console
from rich.table import Table

import sim
from sim.commands.program import program
from sim.extras import require
from sim.numbers import interval, level
from sim.study.progress import shown as progress
from sim.version import model_version

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CONTRASTS = {
    "harmonized": "arms-race",
    "open-licence": "arms-race",
    "open-licence-no-interop": "open-licence",
    "open-licence-no-licence": "open-licence",
    "open-licence-unrestricted": "open-licence",
    "leader-pivot": "arms-race",
    "leader-pivot-ungoverned": "leader-pivot",
    "leader-pivot-no-leader": "leader-pivot",
    "global-commons": "arms-race",
    "global-commons-no-foundation": "global-commons",
    "global-commons-no-giver": "global-commons",
    "global-commons-no-grants": "global-commons",
    "global-commons-no-training": "global-commons",
    "global-commons-no-bridge": "global-commons",
    "global-commons-no-omission": "global-commons",
    "open-alliance": "arms-race",
    "alliance-no-governance": "open-alliance",
    "alliance-no-catalogue": "open-alliance",
    "alliance-no-skills": "open-alliance",
    "alliance-no-education": "open-alliance",
}
"""Each scenario and its control."""
KEPT = (
    *("scenario", "against", "outcome", "control", "treatment", "difference", "low", "high"),
    *("agree", "p_holm", "verdict"),
)
"""Columns of the written table."""
COLUMNS = {
    "harmonized": "harmonized\n(000)",
    "open-licence": "open licence\n(001)",
    "leader-pivot": "leader's pivot\n(002)",
    "global-commons": "global commons\n(003)",
    "open-alliance": "open alliance\n(004)",
}
ROWS = (
    "frontier",
    "mean_capability",
    "commons_capability",
    "duplicated",
    "absorption",
    "challenge",
    "trust",
    "trust_across",
    "community",
    "effort",
    "safety",
    "flaws",
    "incidents",
    "misuse",
    "hhi_revenue",
    "gini_capability",
    "contenders",
    "entrants",
    "exits",
    "dependence",
    "users",
    "surplus",
    "breaches",
    "overhead",
)
"""Contrasts and outcomes of the figure."""


def compared(replicates: int, names: Sequence[str], store: str, executor: Executor | None = None) -> pd.DataFrame:
    """One row per contrast and outcome; each contrast is corrected separately for the number of outcomes."""
    with progress() as told:
        found = [
            sim.compare([CONTRASTS[name], name], replicates, store=store, executor=executor, progress=told.show)
            for name in names
        ]
    left_out = sum(each.failed for each in found)
    if left_out:
        raise SystemExit(f"articles: {left_out} pairs have a run that failed (`hoardshare status {store}` tells why)")
    return pd.concat([each.table for each in found], ignore_index=True)


def shown(table: pd.DataFrame, name: str, replicates: int) -> Table:
    """The differences of one contrast that are larger than noise."""
    against = CONTRASTS[name]
    title = f"{sim.load(name).title} against {sim.load(against).title}, {replicates} paired runs, Holm p < {LEVEL}"
    out = Table(title=title)
    for column in ("outcome", "unit", against, name, "difference [95 %]", "same sign", ""):
        out.add_column(column, justify="left" if column in ("outcome", "unit", "") else "right")
    for row in table[(table["scenario"] == name) & table["differs"]].itertuples():
        difference = interval(row.difference, row.low, row.high)
        levels = level(row.control), level(row.treatment)
        out.add_row(row.outcome, row.unit, *levels, difference, f"{row.agree:.0%}", row.verdict)
    return out


def summary(table: pd.DataFrame) -> Table:
    """Number of outcomes that each contrast changes, for better and for worse."""
    from sim.plots.forest import LOOKS

    out = Table(title="Outcomes that differ by more than noise")
    for column in ("scenario", "against", *LOOKS):
        out.add_column(column, justify="left" if column in ("scenario", "against") else "right")
    for name, rows in table.groupby("scenario", sort=False):
        found = rows["verdict"].value_counts()
        out.add_row(name, CONTRASTS[name], *(str(found.get(word, 0)) for word in LOOKS))
    return out


def figure_of(table: pd.DataFrame) -> "Figure":
    """The five articles' scenarios against the arms race, outcome by outcome."""
    from matplotlib.figure import Figure

    from sim.plots.differences import difference_map

    figure = Figure(figsize=(8.2, 6.6), layout="constrained")
    difference_map(figure.subplots(), table, COLUMNS, ROWS)
    return figure


def main(argv: Sequence[str] | None = None, executor: Executor | None = None) -> None:
    """Run the contrasts, print the tables, write them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=50, metavar="N", help="paired runs of each, at least 2")
    parser.add_argument("--store", default="results/store", help="folder of finished runs")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder of the table and the figure")
    parser.add_argument("--only", choices=CONTRASTS, action="append", help="one contrast; may be given repeatedly")
    options = parser.parse_args(argv)
    if options.replicates < 2:
        parser.error("--replicates: one pair of runs has no interval; expected at least 2")
    require("matplotlib", "plots", "its figure")
    table = compared(options.replicates, options.only or list(CONTRASTS), options.store, executor)
    console = Console(width=140)
    for name in table["scenario"].unique():
        console.print(shown(table, name, options.replicates))
    console.print(summary(table))
    options.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(options.out / "articles.csv", columns=KEPT, index=False)
    console.print(f"Written: {options.out / 'articles.csv'}")
    if COLUMNS.keys() <= set(table["scenario"]):
        provenance = f"experiments/articles.py, {options.replicates} paired runs, model version {model_version()}"
        from sim.plots.style import save

        save(figure_of(table), options.out / "articles.png", provenance)
        console.print(f"Written: {options.out / 'articles.png'}")


if __name__ == "__main__":
    program(main)
