"""What do the institutions of the five articles change, for better and for worse?

Each article's scenario is compared with its control over the same seeds; p-values are corrected for the number of
outcomes (Holm). Every difference beyond noise is shown, whichever way it goes.

Run it with `python experiments/articles.py [--seeds 50] [--out results] [--only leader-pivot]`.
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.patches import Patch
from rich.console import Console
from rich.progress import track
from rich.table import Table

from sim import OUTCOMES, load
from sim.analysis.paired import paired
from sim.plots.differences import SHADES, difference_map
from sim.plots.style import save
from sim.study.replicate import replicate
from sim.version import model_version

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
"""Each scenario, and what it is compared with."""
LEVEL = 0.05
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


def verdict(name: str, difference: float) -> str:
    """Whether a difference is for better or for worse."""
    better = OUTCOMES[name].better
    if better == "neither":
        return ""
    return "better" if (difference > 0) == (better == "more") else "worse"


def compared(seeds: int, names: list[str]) -> pd.DataFrame:
    """One row a contrast and outcome."""
    runs: dict[str, pd.DataFrame] = {}
    for name in track(sorted({*names, *(CONTRASTS[name] for name in names)}), "running"):
        runs[name], _ = replicate(name, range(seeds))
    tables = []
    for name in names:
        table = paired(runs[CONTRASTS[name]], runs[name]).rename_axis("outcome").reset_index()
        table.insert(0, "scenario", name)
        table.insert(1, "against", CONTRASTS[name])
        table["verdict"] = [verdict(*row) for row in zip(table["outcome"], table["difference"], strict=True)]
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def shown(table: pd.DataFrame, name: str, seeds: int) -> Table:
    """The differences of one contrast that are larger than noise."""
    against = CONTRASTS[name]
    out = Table(title=f"{load(name).title} against {load(against).title}, {seeds} seeds, Holm p < {LEVEL}")
    for column in ("outcome", "unit", against, name, "difference [95 %]", "same sign", ""):
        out.add_column(column, justify="left" if column in ("outcome", "unit", "") else "right")
    for row in table[(table["scenario"] == name) & (table["p_holm"] < LEVEL)].itertuples():
        levels = f"{row.control:.3g}", f"{row.treatment:.3g}"
        interval = f"{row.difference:+.3g} [{row.low:+.3g}, {row.high:+.3g}]"
        out.add_row(row.outcome, OUTCOMES[row.outcome].unit, *levels, interval, f"{row.agree:.0%}", row.verdict)
    return out


def summary(table: pd.DataFrame) -> Table:
    """How many outcomes each contrast changes, for better and for worse."""
    out = Table(title="Outcomes that differ by more than noise")
    for column in ("scenario", "against", "better", "worse", "neither", "no difference"):
        out.add_column(column, justify="left" if column in ("scenario", "against") else "right")
    for name, rows in table.groupby("scenario", sort=False):
        found = rows[rows["p_holm"] < LEVEL]["verdict"].value_counts()
        counts = [int(found.get(key, 0)) for key in ("better", "worse", "")]
        out.add_row(name, CONTRASTS[name], *map(str, counts), str(len(rows) - sum(counts)))
    return out


def figure_of(table: pd.DataFrame, path: Path, provenance: str) -> None:
    """The five articles' scenarios against the arms race, outcome by outcome."""
    figure, axes = plt.subplots(figsize=(8.2, 6.4), layout="constrained")
    difference_map(axes, table, COLUMNS, ROWS, LEVEL)
    patches = [Patch(color=SHADES[key], alpha=0.6, label=key) for key in ("better", "worse")]
    figure.legend(handles=patches, loc="outside lower center", ncols=2, frameon=False, fontsize=8)
    save(figure, str(path), provenance)


def main() -> None:
    """Run the contrasts, print the tables, write them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=50, help="number of paired seeds")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder of the table")
    parser.add_argument("--only", choices=CONTRASTS, action="append", help="one contrast; may be given repeatedly")
    options = parser.parse_args()
    table = compared(options.seeds, options.only or list(CONTRASTS))
    console = Console(width=140)
    for name in table["scenario"].unique():
        console.print(shown(table, name, options.seeds))
    console.print(summary(table))
    options.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(options.out / "articles.csv", index=False)
    console.print(f"Written: {options.out / 'articles.csv'}")
    if COLUMNS.keys() <= set(table["scenario"]):
        provenance = f"experiments/articles.py --seeds {options.seeds}, model version {model_version()}"
        figure_of(table, options.out / "articles.png", provenance)
        console.print(f"Written: {options.out / 'articles.png'}")


if __name__ == "__main__":
    main()
